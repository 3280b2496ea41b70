"""The default Windows computer: what a freshly installed server would show."""

from __future__ import annotations

from typing import Any

Facts = dict[str, Any]

USERS: tuple[Facts, ...] = (
    {"name": "Administrator", "description": "Built-in account for administering the computer/domain", "enabled": True, "password": ""},
    {"name": "DefaultAccount", "description": "A user account managed by the system.", "enabled": False},
    {"name": "Guest", "description": "Built-in account for guest access to the computer/domain", "enabled": False},
    {"name": "WDAGUtilityAccount", "description": "A user account managed and used by the system for Application Guard.", "enabled": False},
)
GROUPS: tuple[Facts, ...] = (
    {"name": "Administrators", "members": ("Administrator",), "sid": "S-1-5-32-544"},
    {"name": "Users", "members": (), "sid": "S-1-5-32-545"},
    {"name": "Guests", "members": ("Guest",), "sid": "S-1-5-32-546"},
    {"name": "Remote Management Users", "members": (), "sid": "S-1-5-32-580"},
)

# name | display name | status | start type | depends on
_SERVICES = """
AppIDSvc|Application Identity|Stopped|Manual|RpcSs
Appinfo|Application Information|Running|Manual|RpcSs
AudioSrv|Windows Audio|Stopped|Manual|RpcSs
BFE|Base Filtering Engine|Running|Automatic|RpcSs
BITS|Background Intelligent Transfer Service|Running|Manual|RpcSs
CertPropSvc|Certificate Propagation|Running|Manual|RpcSs
COMSysApp|COM+ System Application|Stopped|Manual|RpcSs,EventSystem
CryptSvc|Cryptographic Services|Running|Automatic|RpcSs
DcomLaunch|DCOM Server Process Launcher|Running|Automatic|
Dhcp|DHCP Client|Running|Automatic|
Dnscache|DNS Client|Running|Automatic|
EventLog|Windows Event Log|Running|Automatic|
EventSystem|COM+ Event System|Running|Automatic|RpcSs
gpsvc|Group Policy Client|Running|Automatic|RpcSs
IKEEXT|IKE and AuthIP IPsec Keying Modules|Running|Automatic|BFE
iphlpsvc|IP Helper|Running|Automatic|RpcSs
LanmanServer|Server|Running|Automatic|
LanmanWorkstation|Workstation|Running|Automatic|
lmhosts|TCP/IP NetBIOS Helper|Running|Manual|
MpsSvc|Windows Defender Firewall|Running|Automatic|BFE
MSDTC|Distributed Transaction Coordinator|Running|Automatic|RpcSs
msiserver|Windows Installer|Stopped|Manual|RpcSs
Netlogon|Netlogon|Stopped|Manual|LanmanWorkstation
PlugPlay|Plug and Play|Running|Manual|
Power|Power|Running|Automatic|
ProfSvc|User Profile Service|Running|Automatic|RpcSs
RemoteRegistry|Remote Registry|Stopped|Automatic|RpcSs
RpcEptMapper|RPC Endpoint Mapper|Running|Automatic|
RpcSs|Remote Procedure Call (RPC)|Running|Automatic|RpcEptMapper,DcomLaunch
SamSs|Security Accounts Manager|Running|Automatic|RpcSs
Schedule|Task Scheduler|Running|Automatic|RpcSs
SENS|System Event Notification Service|Running|Automatic|EventSystem
Spooler|Print Spooler|Running|Automatic|RpcSs
TermService|Remote Desktop Services|Running|Manual|RpcSs
Themes|Themes|Running|Automatic|
TrustedInstaller|Windows Modules Installer|Stopped|Manual|
UsoSvc|Update Orchestrator Service|Running|Automatic|RpcSs
W32Time|Windows Time|Running|Automatic|
W3SVC|World Wide Web Publishing Service|Running|Automatic|WAS
WAS|Windows Process Activation Service|Running|Manual|RpcSs
WinDefend|Microsoft Defender Antivirus Service|Running|Automatic|RpcSs
Winmgmt|Windows Management Instrumentation|Running|Automatic|RpcSs
WinRM|Windows Remote Management (WS-Management)|Running|Automatic|RpcSs
wuauserv|Windows Update|Stopped|Manual|RpcSs
"""


def _services() -> tuple[Facts, ...]:
    rows = []
    for line in _SERVICES.strip().splitlines():
        name, display, status, start, needs = line.split("|")
        depends = tuple(needs.split(",")) if needs else ()
        path = "C:\\Windows\\system32\\svchost.exe -k netsvcs -p"
        pause = name in ("LanmanWorkstation", "W3SVC", "Winmgmt", "Schedule")
        facts = {"depends_on": depends, "binary_path": path, "can_pause": pause}
        rows.append({"name": name, "display_name": display, "status": status, "start_type": start, **facts})
    return tuple(rows)


SERVICES = _services()

# id | name | session | handles | working set MB | cpu | company
_PROCESSES = """
0|Idle|0|0|0|0|
4|System|0|2310|0.14|52.2|
108|Registry|0|0|78|1.4|
420|smss|0|57|1.2|0.3|Microsoft Corporation
512|csrss|0|512|5.1|1.1|Microsoft Corporation
588|csrss|1|171|4.6|0.4|Microsoft Corporation
608|wininit|0|166|6.8|0.2|Microsoft Corporation
660|winlogon|1|250|10.1|0.3|Microsoft Corporation
732|services|0|602|9.9|4.2|Microsoft Corporation
752|lsass|0|1165|17.8|3.9|Microsoft Corporation
856|svchost|0|820|14.6|2.5|Microsoft Corporation
924|svchost|0|904|12.0|3.3|Microsoft Corporation
1048|svchost|0|1801|47.9|9.8|Microsoft Corporation
1180|dwm|1|692|52.5|1.2|Microsoft Corporation
1312|svchost|0|388|16.7|0.9|Microsoft Corporation
1640|spoolsv|0|451|14.4|0.4|Microsoft Corporation
1728|MsMpEng|0|695|168.0|40.6|Microsoft Corporation
2012|w3wp|0|412|61.1|2.1|Microsoft Corporation
2148|wsmprovhost|0|610|84.2|1.0|Microsoft Corporation
2320|WmiPrvSE|0|307|21.5|0.8|Microsoft Corporation
2640|explorer|1|1506|98.7|5.6|Microsoft Corporation
2904|conhost|0|120|9.0|0.1|Microsoft Corporation
"""


def _processes() -> tuple[Facts, ...]:
    rows = []
    for line in _PROCESSES.strip().splitlines():
        number, name, session, handles, megabytes, cpu, company = line.split("|")
        size = int(float(megabytes) * (1 << 20))
        path = f"C:\\Windows\\System32\\{name}.exe" if company else ""
        facts = {"session": int(session), "handles": int(handles), "working_set": size, "paged": size // 2, "company": company}
        rows.append({"id": int(number), "name": name, "cpu": float(cpu), "path": path, "critical": int(number) < 800, **facts})
    return tuple(rows)


PROCESSES = _processes()

EVENTLOGS: tuple[Facts, ...] = (
    {"name": "Application", "sources": ("MsiInstaller", "Application Error", "VSS", "ESENT", "Windows Error Reporting")},
    {"name": "HardwareEvents", "display_name": "Hardware Events"},
    {"name": "Internet Explorer"},
    {"name": "Key Management Service"},
    {"name": "Security", "sources": ("Microsoft-Windows-Security-Auditing",)},
    {"name": "System", "sources": ("Service Control Manager", "EventLog", "Microsoft-Windows-Kernel-General", "Microsoft-Windows-WinRM")},
    {"name": "Windows PowerShell", "sources": ("PowerShell",)},
)

_SCM = "Service Control Manager"
EVENTS: tuple[tuple[str, tuple[Facts, ...]], ...] = (
    (
        "System",
        (
            {"source": "EventLog", "event_id": 6009, "message": "Microsoft (R) Windows (R) 10.00. 20348  Multiprocessor Free."},
            {"source": "EventLog", "event_id": 6005, "message": "The Event log service was started."},
            {"source": _SCM, "event_id": 7036, "message": "The Windows Update service entered the stopped state."},
            {"source": _SCM, "event_id": 7036, "message": "The Print Spooler service entered the running state."},
            {"source": _SCM, "event_id": 7000, "kind": "Error", "message": "The Remote Registry service failed to start."},
            {
                "source": "Microsoft-Windows-WinRM",
                "event_id": 10148,
                "message": "The WinRM service is listening for WS-Management requests.",
            },
        ),
    ),
    (
        "Application",
        (
            {"source": "MsiInstaller", "event_id": 1033, "message": "Windows Installer installed the product."},
            {"source": "VSS", "event_id": 8224, "message": "The VSS service is shutting down due to idle timeout."},
            {"source": "Application Error", "event_id": 1000, "kind": "Error", "message": "Faulting application name: app.exe"},
            {"source": "ESENT", "event_id": 326, "kind": "Warning", "message": "The database engine attached a database."},
        ),
    ),
    (
        "Windows PowerShell",
        (
            {"source": "PowerShell", "event_id": 600, "category": 6, "message": 'Provider "Registry" is Started.'},
            {"source": "PowerShell", "event_id": 400, "category": 4, "message": "Engine state is changed from None to Available."},
            {"source": "PowerShell", "event_id": 403, "category": 4, "message": "Engine state is changed from Available to Stopped."},
        ),
    ),
)

_DIRECTORIES = (
    "C:\\Program Files\\WindowsPowerShell\\Modules",
    "C:\\Program Files (x86)",
    "C:\\ProgramData",
    "C:\\Users\\Public\\Documents",
    "C:\\Users\\Administrator\\Documents",
    "C:\\Users\\Administrator\\Desktop",
    "C:\\Users\\Administrator\\AppData\\Local\\Temp",
    "C:\\Windows\\System32\\drivers\\etc",
    "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\Modules",
    "C:\\Windows\\Temp",
    "C:\\inetpub\\wwwroot",
    "C:\\inetpub\\logs",
)
_HOSTS = b"# Copyright (c) 1993-2009 Microsoft Corp.\r\n#\r\n# This is a sample HOSTS file used by Microsoft TCP/IP for Windows.\r\n"
FILES: tuple[tuple[str, bytes | None], ...] = (
    *((directory, None) for directory in _DIRECTORIES),
    ("C:\\Windows\\System32\\drivers\\etc\\hosts", _HOSTS),
    ("C:\\Windows\\win.ini", b"; for 16-bit app support\r\n[fonts]\r\n[extensions]\r\n[mci extensions]\r\n[files]\r\n[Mail]\r\nMAPI=1\r\n"),
    ("C:\\Windows\\System32\\cmd.exe", b"MZ"),
    ("C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe", b"MZ"),
    ("C:\\inetpub\\wwwroot\\iisstart.htm", b"<!DOCTYPE html><html><head><title>IIS Windows Server</title></head><body></body></html>\r\n"),
)


def registry(name: str) -> tuple[tuple[str, tuple[tuple[str, Any, str], ...]], ...]:
    """The keys that scripts like to read."""
    current = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
    control = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control"
    engine = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\PowerShell"
    return (
        (
            current,
            (
                ("ProductName", "Windows Server 2022 Standard", "String"),
                ("CurrentBuild", "20348", "String"),
                ("CurrentBuildNumber", "20348", "String"),
                ("CurrentVersion", "6.3", "String"),
                ("DisplayVersion", "21H2", "String"),
                ("EditionID", "ServerStandard", "String"),
                ("InstallationType", "Server", "String"),
                ("ReleaseId", "2009", "String"),
                ("UBR", 2849, "DWord"),
                ("SystemRoot", "C:\\Windows", "String"),
            ),
        ),
        (f"{control}\\ComputerName\\ComputerName", (("ComputerName", name, "String"),)),
        (f"{control}\\Terminal Server", (("fDenyTSConnections", 0, "DWord"),)),
        ("HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion", (("ProgramFilesDir", "C:\\Program Files", "String"),)),
        ("HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run", ()),
        (f"{engine}\\3\\PowerShellEngine", (("PowerShellVersion", "5.1.20348.2849", "String"),)),
        (f"{engine}\\1\\ShellIds\\Microsoft.PowerShell", (("ExecutionPolicy", "RemoteSigned", "String"),)),
        ("HKEY_CURRENT_USER\\Environment", (("TEMP", "%USERPROFILE%\\AppData\\Local\\Temp", "ExpandString"),)),
        ("HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer", ()),
        ("HKEY_USERS\\.DEFAULT", ()),
        ("HKEY_CLASSES_ROOT\\.txt", (("", "txtfile", "String"),)),
    )


def environment(name: str) -> dict[str, str]:
    """The environment of a session of the administrator."""
    profile = "C:\\Users\\Administrator"
    return {
        "ALLUSERSPROFILE": "C:\\ProgramData",
        "APPDATA": f"{profile}\\AppData\\Roaming",
        "CommonProgramFiles": "C:\\Program Files\\Common Files",
        "COMPUTERNAME": name[:15].upper(),
        "ComSpec": "C:\\Windows\\system32\\cmd.exe",
        "HOMEDRIVE": "C:",
        "HOMEPATH": "\\Users\\Administrator",
        "LOCALAPPDATA": f"{profile}\\AppData\\Local",
        "NUMBER_OF_PROCESSORS": "2",
        "OS": "Windows_NT",
        "Path": "C:\\Windows\\system32;C:\\Windows;C:\\Windows\\System32\\Wbem;C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\",
        "PATHEXT": ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC;.CPL",
        "PROCESSOR_ARCHITECTURE": "AMD64",
        "ProgramData": "C:\\ProgramData",
        "ProgramFiles": "C:\\Program Files",
        "ProgramFiles(x86)": "C:\\Program Files (x86)",
        "PSModulePath": "C:\\Program Files\\WindowsPowerShell\\Modules;C:\\Windows\\system32\\WindowsPowerShell\\v1.0\\Modules",
        "PUBLIC": "C:\\Users\\Public",
        "SystemDrive": "C:",
        "SystemRoot": "C:\\Windows",
        "TEMP": f"{profile}\\AppData\\Local\\Temp",
        "TMP": f"{profile}\\AppData\\Local\\Temp",
        "USERDOMAIN": name[:15].upper(),
        "USERNAME": "Administrator",
        "USERPROFILE": profile,
        "windir": "C:\\Windows",
    }
