"""Views of what a computer holds: files, processes, services, event logs, registry keys, certificates."""

from __future__ import annotations

import re
from typing import Any

from psbridge.formatting.model import (
    LEFT,
    RIGHT,
    Binding,
    Cell,
    CustomBody,
    CustomEntry,
    Frame,
    GroupBy,
    NewLine,
    Text,
    View,
    WideBody,
    WideEntry,
    expression,
)
from psbridge.formatting.views.build import col, entry, item, listing, table, wide
from psbridge.objects import convert
from psbridge.objects.access import get_property
from psbridge.objects.psobject import type_names_of

FILE_TYPES = "System.IO.DirectoryInfo System.IO.FileInfo"
_PROVIDER = re.compile(r"Microsoft\.PowerShell\.Core\\[A-Za-z]+::")
_MB = 1 << 20


def parent_path(value: Any, env: Any) -> str:
    return _PROVIDER.sub("", str(get_property(value, "PSParentPath") or ""), count=1)


def _grouped(label: str) -> GroupBy:
    heading = CustomBody((CustomEntry((Frame((Text(label), Binding(expression(parent_path)))),)),))
    return GroupBy(expression("PSParentPath"), None, heading)


def _write_time(value: Any, env: Any) -> str | None:
    """Date right, time right of it: {0,10:d} {0,8:t}."""
    when = get_property(value, "LastWriteTime")
    return None if when is None else convert.format_composite("{0,10:d} {0,8:t}", [when], env.culture)


def _mode(value: Any, env: Any) -> Any:
    found = get_property(value, "ModeWithoutHardLink")
    return get_property(value, "Mode") if found is None else found


def file_length(value: Any, env: Any) -> Any:
    if any(name.endswith("System.IO.DirectoryInfo") for name in type_names_of(value)):
        return None
    return get_property(value, "Length")


def _name(value: Any, env: Any) -> Any:
    found = get_property(value, "NameString")
    return get_property(value, "Name") if found is None else found


_DIRECTORY = _grouped("    Directory: ")


def _children(name: str, mode: Any) -> View:
    return table(
        FILE_TYPES,
        *(col("Mode", 7, LEFT, of=mode), col("LastWriteTime", 26, RIGHT, of=_write_time), col("Length", 14, RIGHT, of=file_length)),
        col("Name", 0, LEFT, of=_name),
        name=name,
        wrap=True,
        group_by=_DIRECTORY,
    )


_TIMES = ("CreationTime", "LastWriteTime", "LastAccessTime", "Mode", "LinkType", "Target")


def _leaf(value: Any, env: Any) -> str:
    path = str(get_property(value, "Path") or "")
    return re.split(r"[\\/]", path)[-1] or path.rpartition("::")[2]


_WIDE_FILES = WideBody((WideEntry(Cell(expression("Name"))),))

FILES = (
    _children("children", _mode),
    _children("childrenWithHardlink", "Mode"),
    listing(
        FILE_TYPES,
        entry("Name", item("Length", file_length), *_TIMES, "VersionInfo", when="System.IO.FileInfo"),
        entry("Name", *_TIMES),
        name="children",
        group_by=_DIRECTORY,
    ),
    View("children", tuple(FILE_TYPES.split()), _WIDE_FILES, _DIRECTORY),
    table(
        "System.Security.AccessControl.FileSystemSecurity",
        col("Path", of=_leaf),
        "Owner",
        col("Access", of="AccessToString"),
        group_by=_DIRECTORY,
    ),
    table(
        "Microsoft.PowerShell.Commands.AlternateStreamData",
        *(col(None, 20, LEFT, of="Stream"), col(None, 10, RIGHT, of="Length")),
        name="FileSystemStream",
        group_by=GroupBy(expression("Filename")),
    ),
)


def scaled(name: str, divisor: int) -> Any:
    def show(value: Any, env: Any) -> str:
        found = get_property(value, name)
        return convert.format_value(float(found or 0) / divisor, "N2", env.culture)

    return show


def _npm(value: Any, env: Any) -> int:
    return round((get_property(value, "NPM") or 0) / 1024)


_WS = col("WS(M)", 10, RIGHT, of=scaled("WS", _MB))
_PROCESS_ROWS = (col(None, 20, of="ProcessName"), col(None, 10, RIGHT, of="Id"), col(None, 12, RIGHT, of="WorkingSet64"))


def _start_day(value: Any, env: Any) -> str | None:
    when = get_property(value, "StartTime")
    return None if when is None else convert.format_value(when, "d", env.culture)


PROCESSES = (
    table(
        "System.Diagnostics.Process",
        *(col("NPM(K)", 7, RIGHT, of=_npm), col("PM(M)", 8, RIGHT, of=scaled("PM", _MB)), _WS),
        *(col("CPU(s)", 10, RIGHT, of=scaled("CPU", 1)), col(None, 7, RIGHT, of="Id"), col(None, 3, RIGHT, of="SI"), "ProcessName"),
        name="process",
    ),
    table("System.Diagnostics.Process", *_PROCESS_ROWS, name="Priority", group_by=GroupBy(expression("PriorityClass"), "PriorityClass")),
    table(
        "System.Diagnostics.Process",
        *_PROCESS_ROWS,
        name="StartTime",
        group_by=GroupBy(expression(_start_day), "StartTime.ToShortDateString()"),
    ),
    wide("System.Diagnostics.Process", "ProcessName", name="process"),
    table(
        "System.Diagnostics.Process#IncludeUserName",
        *(_WS, col("CPU(s)", 8, RIGHT, of=scaled("CPU", 1)), col(None, 7, RIGHT, of="Id"), col(None, 30, of="UserName"), "ProcessName"),
        name="ProcessWithUserName",
    ),
    table(
        "System.Diagnostics.ProcessModule",
        *(col("Size(K)", 10, RIGHT, of="Size"), col(None, 50, of="ModuleName"), "FileName"),
        name="ProcessModule",
    ),
    table("System.Diagnostics.FileVersionInfo", col(None, 16, of="ProductVersion"), col(None, 16, of="FileVersion"), "FileName"),
    listing(
        "System.Diagnostics.FileVersionInfo",
        *("OriginalFileName", "FileDescription", "ProductName", "Comments", "CompanyName", "FileName", "FileVersion", "ProductVersion"),
        *("IsDebug", "IsPatched", "IsPreRelease", "IsPrivateBuild", "IsSpecialBuild", "Language", "LegalCopyright", "LegalTrademarks"),
        *("PrivateBuild", "SpecialBuild", "FileVersionRaw", "ProductVersionRaw"),
    ),
    table(
        "System.ServiceProcess.ServiceController",
        *(col(None, 8, of="Status"), col(None, 18, of="Name"), col(None, 38, of="DisplayName")),
        name="service",
    ),
    listing(
        "System.ServiceProcess.ServiceController",
        *("Name", "DisplayName", "Status", "DependentServices", "ServicesDependedOn", "CanPauseAndContinue", "CanShutdown", "CanStop"),
        "ServiceType",
    ),
)


def _whole(*names: str) -> Any:
    """A count, with separators of thousands."""

    def show(value: Any, env: Any) -> str | None:
        for name in names[:-1]:
            value = get_property(value, name)
        try:
            found = len(value) if names[-1] == "Count" else get_property(value, names[-1])
        except TypeError:
            found = get_property(value, "Count")
        return None if found is None else convert.format_value(found, "N0", env.culture)

    return show


_READER = "System.Diagnostics.Eventing.Reader."

EVENT_LOGS = (
    table(
        "System.Diagnostics.EventLogEntry",
        *(col("Index", 8, RIGHT), col("Time", 13, of="TimeGenerated", spec="{0:MMM} {0:dd} {0:HH}:{0:mm}"), col("EntryType", 11)),
        *(col("Source", 20), col("InstanceID", 12, RIGHT), col("Message")),
    ),
    listing(
        "System.Diagnostics.EventLogEntry",
        *("Index", "EntryType", "InstanceID", "Message", "Category", "CategoryNumber", "ReplacementStrings", "Source"),
        *("TimeGenerated", "TimeWritten", "UserName"),
    ),
    table(
        "System.Diagnostics.EventLog",
        *(col("Max(K)", 8, RIGHT, of=_whole("MaximumKilobytes")), col("Retain", 6, RIGHT, of="MinimumRetentionDays")),
        *(col("OverflowAction", 18), col("Entries", 10, RIGHT, of=_whole("Entries", "Count")), col("Log")),
    ),
    listing("System.Diagnostics.EventLog", "Log", "EnableRaisingEvents", "MaximumKilobytes", "MinimumRetentionDays", "OverflowAction"),
    table(
        _READER + "EventLogRecord",
        *(col(None, 26, of="TimeCreated"), col(None, 8, RIGHT, of="Id"), col(None, 16, of="LevelDisplayName"), "Message"),
        name="Default",
        group_by=GroupBy(expression("ProviderName"), "ProviderName"),
    ),
    table(
        _READER + "EventLogConfiguration",
        *(col("LogMode", 9), col("MaximumSizeInBytes", 18, RIGHT), col("RecordCount", 11, RIGHT), "LogName"),
        name="Default",
    ),
    listing(_READER + "ProviderMetadata", "Name", "LogLinks", "Opcodes", "Tasks", name="Default"),
)

_X509 = "System.Security.Cryptography.X509Certificates."
_STORES = f"Microsoft.PowerShell.Commands.X509StoreLocation {_X509}X509Certificate2 {_X509}X509Store"


def _path_of(name: str) -> Any:
    def show(value: Any, env: Any) -> Any:
        found = get_property(value, name)
        return None if found is None else get_property(found, "Name")

    return show


def _folder(value: Any, env: Any) -> str:
    path = str(get_property(value, "Path") or "")
    return path[: max(path.rfind("\\"), path.rfind("/"), 0)]


def _thumbprint(value: Any, env: Any) -> Any:
    found = get_property(value, "SignerCertificate")
    return None if found is None else get_property(found, "Thumbprint")


def _usages(value: Any, env: Any) -> Any:
    found = list(convert.enumerate_value(get_property(value, "EnhancedKeyUsageList")) or ())
    names = [get_property(one, "FriendlyName") for one in found]
    return names[0] if len(names) == 1 else names or None


_SIGNATURES = GroupBy(
    expression(_folder),
    None,
    CustomBody((CustomEntry((Frame((Text("    Directory: "), Binding(expression(_folder)), NewLine()), left=4),)),)),
)
_BY_PARENT = GroupBy(expression("PSParentPath"))

SECURITY = (
    table(
        _X509 + "X509Certificate2",
        *(col(None, 41, of="Thumbprint"), col(None, 20, of="Subject"), col("EnhancedKeyUsageList", of=_usages)),
        name="ThumbprintTable",
        group_by=_BY_PARENT,
    ),
    listing(
        _STORES,
        entry("Location", "StoreNames", when="Microsoft.PowerShell.Commands.X509StoreLocation"),
        entry("Name", when=_X509 + "X509Store"),
        entry(
            item("Subject", _path_of("SubjectName")),
            item("Issuer", _path_of("IssuerName")),
            *("Thumbprint", "FriendlyName", "NotBefore", "NotAfter", "Extensions"),
        ),
        name="ThumbprintList",
    ),
    wide(_STORES, "Thumbprint", name="ThumbprintWide", group_by=_BY_PARENT),
    table(
        "System.Management.Automation.Signature",
        *(col("SignerCertificate", 41, of=_thumbprint), "Status", "StatusMessage", col("Path", of=_leaf)),
        name="PSThumbprintTable",
        group_by=_SIGNATURES,
    ),
    table("System.Security.AccessControl.ObjectSecurity", "Path", "Owner", col("Access", of="AccessToString")),
    listing(
        "System.Security.AccessControl.ObjectSecurity",
        *("Path", "Owner", "Group", item("Access", "AccessToString"), item("Audit", "AuditToString"), "Sddl"),
    ),
    table(
        "Microsoft.PowerShell.Commands.Internal.TransactedRegistryKey Microsoft.Win32.RegistryKey "
        "System.Management.Automation.TreatAs.RegistryValue",
        *(col("Name", 30, of="PSChildName"), col("Property")),
        name="children",
        wrap=True,
        group_by=_grouped("    Hive: "),
    ),
)

VIEWS = (*FILES, *PROCESSES, *EVENT_LOGS, *SECURITY)
