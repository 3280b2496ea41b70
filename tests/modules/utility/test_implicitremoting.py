"""Import-PSSession, Export-PSSession and Import-Module -PSSession, against an emulated host over a socket and a server in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from psbridge.emulator.host import Emulator
from psbridge.engine.errors import ScriptError
from psbridge.engine.host import HostUI
from psbridge.engine.streamsets import StreamList
from psbridge.errors import TransportError
from psbridge.machine.computer import Machine
from psbridge.modules.core.remotemodules import import_from
from psbridge.modules.shell import Runspace
from psbridge.modules.utility import implicitwarnings
from psbridge.modules.utility.implicitremoting import ExportPSSession, ImportPSSession
from psbridge.objects.credentials import PSCredential
from psbridge.objects.scalars import SecureString
from psbridge.server.console import ServerOptions, server_profile
from psbridge.server.poolhost import PoolHost
from psbridge.sessions.connection import Connection
from psbridge.transports.memory import MemoryTransport

SETUP = """
function global:Get-Greeting {
    param([Parameter(Position = 0)] [string] $Name = 'you', [Alias('Times')] [int] $Count = 1, [Parameter(ValueFromPipeline)] $Item, [switch] $Loud)
    process { foreach ($n in 1..$Count) { $t = "hello $Name$Item"; if ($Loud) { $t.ToUpper() } else { $t } } }
}
function global:Get-Shape { param($A, $B) "A=$A B=$B" }
function global:Get-Trouble { [CmdletBinding()] param() 'before'; Write-Error 'went wrong'; Write-Warning 'careful'; 'behind' }
function global:Get-End { throw 'the end' }
filter global:Add-One { $_ + 1 }
Set-Alias greet Get-Greeting -Scope global
"""
Connect = Callable[[str, dict[str, Any]], Connection]


@pytest.fixture(scope="module")
def host() -> Iterator[Emulator]:
    with Emulator("server01", https_port=None) as one:
        yield one


def over_socket(host: Emulator) -> Connect:
    words = {
        "username": host.username,
        "password": host.password,
        "address": "127.0.0.1",
        "port": host.port,
        "auth": "ntlm",
        "no_proxy": True,
    }
    return lambda name, _: Connection.of(name, **words)


def in_memory(_: Emulator) -> Connect:
    def make() -> MemoryTransport:
        return MemoryTransport(lambda flush: PoolHost(server_profile(ServerOptions()), flush))

    return lambda name, _: Connection.of(name, "given", make=make)


class Shell:
    """Runs text here; output as strings."""

    def __init__(self, connect: Connect) -> None:
        self.runspace = Runspace().open()
        self.runspace.extras["connector"] = connect
        self.streams = StreamList()

    def __call__(self, text: str) -> list[str]:
        self.streams = StreamList()
        return [str(one) for one in self.runspace.invoke(f'& {{ {text}\n}} | ForEach-Object {{ "$_" }}', streams=self.streams)]

    @property
    def errors(self) -> list[str]:
        return [record.fully_qualified_error_id.partition(",")[0] for record in self.streams.errors]

    @property
    def warnings(self) -> list[str]:
        return [record.message for record in self.streams.warnings]

    def ends(self, text: str) -> str:
        """The id of the error that ends a text, which gives nothing."""
        try:
            assert self(text) == []
        except ScriptError as error:
            return str(error.record.fully_qualified_error_id).partition(",")[0]
        (error_id,) = self.errors
        return error_id


def shell_of(connect: Connect) -> Iterator[Shell]:
    made = Shell(connect)
    made(f"$global:s = New-PSSession -ComputerName server01 -Name far; Invoke-Command -Session $s {{ {SETUP} }}")
    yield made
    made("Get-PSSession | Remove-PSSession; Get-Module tmp_* | Remove-Module")
    made.runspace.close()


@pytest.fixture(params=[over_socket, in_memory], ids=["socket", "memory"])
def shell(request: pytest.FixtureRequest, host: Emulator) -> Iterator[Shell]:
    yield from shell_of(request.param(host))


@pytest.fixture
def near(host: Emulator) -> Iterator[Shell]:
    yield from shell_of(over_socket(host))


class TestProxies:
    @pytest.mark.parametrize(
        ("call", "expected"),
        [
            ("Get-Greeting", ["hello you"]),
            ("Get-Greeting bob", ["hello bob"]),
            ("Get-Greeting -Count 2 bob", ["hello bob"] * 2),
            ("Get-Greeting -Times 2 -Name bob -Loud", ["HELLO BOB"] * 2),
            ("Get-Greeting -Loud:$false", ["hello you"]),
            ("1, 2 | Get-Greeting x", ["hello x1", "hello x2"]),
            ("greet bob", ["hello bob"]),
            ("Get-Shape 1 2", ["A=1 B=2"]),
            ("Get-Shape -B 1 2", ["A=2 B=1"]),
            ("1, 2 | Add-One", ["2", "3"]),
            ("Get-Greeting | ForEach-Object { $_.PSObject.Properties['PSComputerName'].Name }", ["PSComputerName"]),
            ("$j = Get-Greeting bob -AsJob; $j | Wait-Job | Out-Null; $j.GetType().Name; Receive-Job $j", ["PSRemotingJob", "hello bob"]),
        ],
    )
    def test_arguments_and_input_arrive(self, shell: Shell, call: str, expected: list[str]) -> None:
        assert shell(f"$null = Import-PSSession $s -CommandName *-Greeting, Get-Shape, Add-One, greet; {call}") == expected
        assert shell.errors == shell.warnings == []

    def test_what_is_not_declared_is_the_hosts_affair(self, shell: Shell) -> None:
        shell("$null = Import-PSSession $s Get-Greeting")
        assert shell.ends("Get-Greeting -Nonesuch 3") == "NamedParameterNotFound"

    def test_errors_and_warnings_come_as_they_are(self, shell: Shell) -> None:
        assert shell("$null = Import-PSSession $s Get-Trouble; Get-Trouble") == ["before", "behind"]
        assert [record.exception.message for record in shell.streams.errors] == ["went wrong"]
        assert shell('try { Get-Trouble -ErrorAction Stop } catch { "caught $_" }') == ["before", "caught went wrong"]
        assert shell('$null = Import-PSSession $s Get-End; try { Get-End } catch { "caught $_" }') == ["caught the end"]

    def test_output_streams(self, shell: Shell) -> None:
        """What takes enough of it stops the command over there, which would never end."""
        shell("Invoke-Command -Session $s { function global:Get-Endless { $n = 0; while ($true) { (++$n) } } }")
        assert shell("$null = Import-PSSession $s Get-Endless; Get-Endless | Select-Object -First 3") == ["1", "2", "3"]

    def test_what_a_proxy_declares(self, shell: Shell) -> None:
        """Names, aliases and switches travel; sets, positions and types are left to the host, as PowerShell leaves them."""
        found = shell(
            "$m = Import-PSSession $s Get-Greeting; $c = Get-Command Get-Greeting; $c.CommandType; $c.ModuleName -eq $m.Name; "
            "foreach ($p in $c.Parameters.Values) { '{0}:{1}:{2}' -f $p.Name, $p.ParameterType.Name, \"$($p.Aliases)\" }"
        )
        assert found[:2] == ["Function", "True"]
        assert {"Name:Object:", "Count:Object:Times", "Item:Object:", "Loud:SwitchParameter:", "AsJob:SwitchParameter:"} <= set(found[2:])


class TestWhatIsImported:
    def test_the_module(self, shell: Shell) -> None:
        found = shell(
            '$m = Import-PSSession $s Get-Greeting, greet; $m.Name; $m.ModuleType; "$($m.ExportedCommands.Keys)"; $m.PrivateData.ImplicitRemoting'
        )
        assert re.fullmatch(r"tmp_\w{8}\.\w{3}", found[0])
        assert found[1:] == ["Script", "Get-Greeting greet", "True"]

    def test_a_prefix(self, shell: Shell) -> None:
        assert shell("$null = Import-PSSession $s Get-Greeting, Get-Shape -Prefix Far; Get-FarGreeting; Get-FarShape 1") == [
            "hello you",
            "A=1 B=",
        ]
        assert shell.ends("$ErrorActionPreference = 'Stop'; Get-Greeting") == "CommandNotFoundException"

    def test_what_is_here_is_not_hidden(self, shell: Shell) -> None:
        assert shell("(Import-PSSession $s Get-Date, Get-Greeting).ExportedCommands.Keys") == ["Get-Greeting"]
        assert shell.warnings == [
            (
                "Proxy creation has been skipped for the following command: 'Get-Date', because it would shadow an existing local command.  "
                "Use the AllowClobber parameter if you want to shadow existing local commands."
            )
        ]
        assert shell.ends("Import-PSSession $s Get-Date") == "ErrorNoCommandsImportedBecauseOfSkipping"
        assert shell("$null = Import-PSSession $s Get-Date -AllowClobber; (Get-Command Get-Date).CommandType") == ["Function"]
        assert shell("(Import-PSSession $s Get-Date -Prefix Far).ExportedCommands.Keys") == ["Get-Date"]

    def test_kinds_and_modules(self, shell: Shell) -> None:
        assert shell("(Import-PSSession $s Get-Greeting, greet, Get-Location -CommandType Function).ExportedCommands.Keys") == [
            "Get-Greeting"
        ]
        names = shell("(Import-PSSession $s -Module Microsoft.PowerShell.Utility -Prefix Far -CommandType Cmdlet).ExportedCommands.Keys")
        assert "Get-Random" in names
        assert "Get-Process" not in names
        exact = "@{ ModuleName = 'Microsoft.PowerShell.Utility'; ModuleVersion = '1.0' }"
        assert shell(
            f"(Import-PSSession $s Get-Random, Get-Process -FullyQualifiedModule {exact} -AllowClobber).ExportedCommands.Keys"
        ) == ["Get-Random"]
        assert shell.ends(f"Import-PSSession $s -Module x -FullyQualifiedModule {exact}").startswith("ModuleAndFullyQualifiedModule")
        assert shell.ends("Import-PSSession $s -Module nonesuch") == "ErrorNoResultsFromRemoteEnd"

    def test_commands_that_stay_there(self, shell: Shell) -> None:
        """Unless they are asked for by name."""
        names = shell("(Import-PSSession $s Get-Co*, Get-Greeting -AllowClobber).ExportedCommands.Keys")
        assert "Get-Content" in names
        assert "Get-Command" not in names
        assert shell("(Import-PSSession $s Get-Command -AllowClobber).ExportedCommands.Keys") == ["Get-Command"]

    def test_names_that_could_be_code(self, shell: Shell) -> None:
        shell(
            "Invoke-Command -Session $s { Set-Item 'function:global:Get-X$(Stop-Computer)' { 1 }; function global:Get-Xy { param(${a$b}) } }"
        )
        assert shell("(Import-PSSession $s Get-X*, Get-Greeting).ExportedCommands.Keys") == ["Get-Greeting"]
        assert sorted(shell.errors) == ["ErrorSkippedUnsafeCommandName", "ErrorSkippedUnsafeParameterName"]

    def test_views(self, near: Shell) -> None:
        text = near(
            '$m = Import-PSSession $s Get-Greeting -FormatTypeName System.ServiceProcess.*; Get-Content "$($m.ModuleBase)/*.ps1xml"'
        )
        assert "<TypeName>System.ServiceProcess.ServiceController</TypeName>" in "".join(text)
        assert "<PropertyName>DisplayName</PropertyName>" in "".join(text)
        assert near("(Import-PSSession $s -FormatTypeName System.ServiceProcess.*).ExportedCommands.Count") == ["0"]
        assert near.ends("Import-PSSession $s -FormatTypeName No.Such.Type") == "ErrorNoResultsFromRemoteEnd"

    def test_refusals(self, near: Shell) -> None:
        near("Disconnect-PSSession $s")
        assert near.ends("Import-PSSession $s Get-Greeting") == "ErrorFromRemoteCommand"

    def test_an_endpoint_without_the_commands_that_it_takes(self, shell: Shell) -> None:
        shell(
            "Invoke-Command -Session $s { Remove-Item function:Get-Greeting; function global:Get-Command { throw [System.InvalidOperationException]'no' } }"
        )
        assert shell.ends("Import-PSSession $s Get-Greeting") in ("ErrorFromRemoteCommand", "ErrorNoResultsFromRemoteEnd")


class TestTheEnd:
    def test_the_module_goes_with_its_session(self, shell: Shell) -> None:
        assert shell(
            "$m = Import-PSSession $s Get-Greeting; $global:f = $m.ModuleBase; Test-Path $f; Remove-PSSession $s; Test-Path $f"
        ) == ["True", "False"]
        assert shell("Get-Module tmp_*; (Get-Command Get-Greeting -ErrorAction Ignore).Name; Get-EventSubscriber -Force") == [""]

    def test_the_files_go_with_the_module(self, shell: Shell) -> None:
        assert shell(
            "$m = Import-PSSession $s Get-Greeting; $f = $m.ModuleBase; Remove-Module $m; Test-Path $f; (Get-PSSession).State"
        ) == ["False", "Opened"]

    def test_a_session_that_was_left_is_connected_again(self, near: Shell) -> None:
        assert near("$null = Import-PSSession $s Get-Greeting; Disconnect-PSSession $s | Out-Null; Get-Greeting; $s.State") == [
            "hello you",
            "Opened",
        ]

    def test_a_broken_session_is_replaced(self, near: Shell, host: Emulator) -> None:
        """The credential is asked for; what the module made goes with it."""
        asked: list[str] = []

        def prompt(_caption: str, _message: str, user: str, *_rest: Any) -> PSCredential:
            asked.append(user)
            return PSCredential(user, SecureString(host.password))

        near.runspace.host.ui = _asking(prompt)
        near("$null = Import-PSSession $s Get-Date -Prefix Far")
        host.kill_session()
        wait = "while ($s.State -eq 'Opened') { Start-Sleep -Milliseconds 20 }"  # the listener hears of it by itself
        assert near(f"try {{ Invoke-Command $s {{ 1 }} }} catch {{ }}; {wait}; $s.State") == ["Broken"]
        assert near(
            "(Get-FarDate) -is [datetime]; (Get-PSSession | Where-Object State -eq Opened).Name -like 'Session for implicit remoting module at *'"
        ) == ["True", "True"]
        assert asked == [host.username]
        assert near("Get-Module tmp_* | Remove-Module; (Get-PSSession).State") == ["Broken"]

    def test_where_no_session_can_be_made(self, host: Emulator) -> None:
        """A transport that a program gave cannot be made again by a text."""
        for made in shell_of(in_memory(host)):
            made("$null = Import-PSSession $s Get-Date -Prefix Far")
            made.runspace.extras["sessions"].sessions[0].client.failed(TransportError("the line is gone"))
            with pytest.raises(ScriptError, match="No session has been associated with this implicit remoting module"):
                made("Get-FarDate")


def _asking(prompt: Callable[..., Any]) -> HostUI:
    """A user interface that answers the question for a credential."""

    class Asking(HostUI):
        __slots__ = ()

        def prompt_for_credential(self, *words: Any) -> Any:
            return prompt(*words)

    return Asking()


class TestExport:
    def test_a_module_on_disk(self, near: Shell, tmp_path: Path) -> None:
        folder = tmp_path / "Far"
        found = near(f"(Export-PSSession $s -OutputModule '{folder}' -CommandName Get-Greeting, greet).Name")
        assert found == ["Far.format.ps1xml", "Far.psd1", "Far.psm1"]
        assert near(
            f"Import-Module '{folder}'; Get-Greeting bob; greet; (Get-Module Far).Description -like 'Implicit remoting for http://server01:*'"
        ) == ["hello bob", "hello you", "True"]

    @pytest.mark.parametrize(("encoding", "codec"), [("UTF8", "utf-8-sig"), ("Unicode", "utf-16"), ("ASCII", "ascii")])
    def test_encodings(self, near: Shell, tmp_path: Path, encoding: str, codec: str) -> None:
        near(
            f"Export-PSSession $s -OutputModule '{tmp_path}/m' -CommandName Get-Greeting -FormatTypeName System.ServiceProcess.* -Encoding {encoding}"
        )
        assert "Get-Greeting" in (tmp_path / "m" / "m.psm1").read_bytes().decode(codec)
        assert near(f"Import-Module '{tmp_path}/m'; Get-Greeting") == ["hello you"]
        assert near.errors == []

    def test_a_folder_that_is_there(self, near: Shell, tmp_path: Path) -> None:
        assert near.ends(f"Export-PSSession $s -OutputModule '{tmp_path}' Get-Greeting") == "ExportProxyCommand_OutputDirectoryExists"
        assert near(f"(Export-PSSession $s -OutputModule '{tmp_path}' Get-Greeting -Force).Count") == ["3"]

    def test_a_name_lies_among_the_users_modules(self, near: Shell, tmp_path: Path, kept_environment: None) -> None:
        near(f"$env:PSModulePath = '{tmp_path}'; $null = Export-PSSession $s Far -CommandName Get-Greeting")
        assert (tmp_path / "Far" / "Far.psd1").is_file()

    def test_the_application_arguments_of_the_session_go_along(self, near: Shell, tmp_path: Path) -> None:
        near(
            "$o = New-PSSessionOption -ApplicationArguments @{ team = 'blue' } -IdleTimeout 90000; $global:t = New-PSSession server01 -SessionOption $o"
        )
        near(f"$null = Export-PSSession $t -OutputModule '{tmp_path}/m' -CommandName Get-Date -AllowClobber")
        assert "blue" in (tmp_path / "m" / "ApplicationArguments.xml").read_text(encoding="utf-8")
        assert "-IdleTimeout 90000" in (tmp_path / "m" / "m.psm1").read_text(encoding="utf-8-sig")


def test_policies_that_want_signatures() -> None:
    """Nothing is asked of the host then."""
    machine = Machine.windows("client01")
    with Runspace(machine=machine, profile="windows", environment=machine.environment, version="5.1.20348.2849") as runspace:
        runspace.extras["connector"] = lambda name, _: Connection.of(
            name, "given", make=lambda: MemoryTransport(lambda flush: PoolHost(server_profile(ServerOptions()), flush))
        )
        runspace.invoke("$global:s = New-PSSession server01; Set-ExecutionPolicy AllSigned -Scope Process -Force")
        streams = StreamList()
        assert runspace.invoke("Import-PSSession $s Get-Date -AllowClobber", streams=streams) == []
        assert ["running scripts is disabled on this system" in record.exception.message for record in streams.errors] == [True]


class TestImportModule:
    def test_commands_of_a_module_there(self, near: Shell) -> None:
        found = near(
            "$m = Import-Module -PSSession $s -Name CimCmdlets -PassThru; $m.Name; $m.ModuleType; "
            "(Get-CimInstance Win32_OperatingSystem).Caption; $f = $m.ModuleBase; Remove-Module CimCmdlets; Test-Path $f"
        )
        assert found == ["CimCmdlets", "Script", "Microsoft Windows Server 2022 Standard", "False"]

    def test_what_is_chosen_of_it(self, near: Shell) -> None:
        near("Import-Module -PSSession $s CimCmdlets -Cmdlet Get-CimInstance -Prefix Far -DisableNameChecking")
        assert near("(Get-Command *-FarCim*).Name") == ["Get-FarCimInstance"]

    def test_what_is_not_there(self, near: Shell) -> None:
        assert near("Import-Module -PSSession $s -Name nonesuch") == []
        assert near.errors == ["Modules_ModuleNotFound"]
        near("Import-Module -PSSession $s -FullyQualifiedName @{ ModuleName = 'CimCmdlets'; ModuleVersion = '99.0' }")
        assert near.errors == ["Modules_ModuleWithVersionNotFound"]

    def test_cim_sessions_are_refused(self, near: Shell) -> None:
        assert near.ends("Import-Module -CimSession x -Name y") == "NotSupported"


class TestGetModule:
    def test_what_could_be_imported_there(self, near: Shell) -> None:
        found = near(
            "$m = Get-Module -PSSession $s -ListAvailable -Name CimCmd*, nonesuch; $m.Count; $m.GetType().FullName; $m.Name; $m.ModuleType; "
            "$m.Version -is [version]; $m.Guid -is [guid]; $m.ExportedCommands.ContainsKey('get-ciminstance'); $m.Path; @(Get-Module CimCmdlets).Count"
        )
        assert found[:-2] == ["1", "System.Management.Automation.PSModuleInfo", "CimCmdlets", "Binary", "True", "True", "True"]
        assert found[-2].startswith("C:\\Windows")
        assert found[-1] == "0"
        assert int(near("(Get-Module -PSSession $s -ListAvailable).Count")[0]) > 5
        assert (
            near("Get-Module -PSSession $s -ListAvailable -FullyQualifiedName @{ ModuleName = 'CimCmdlets'; ModuleVersion = '99.0' }") == []
        )

    def test_one_that_was_found_is_imported_from_there(self, near: Shell) -> None:
        near("Get-Module -PSSession $s -ListAvailable CimCmdlets | Import-Module -Prefix Far -DisableNameChecking")
        assert near("(Get-Command Get-FarCimInstance).CommandType; (Get-FarCimInstance Win32_OperatingSystem).PSComputerName") == [
            "Function",
            "server01",
        ]

    def test_refusals(self, near: Shell) -> None:
        assert near.ends("Get-Module -PSSession $s") == "RemoteDiscoveryWorksOnlyInListAvailableMode"
        assert near.ends("Get-Module -CimSession x -ListAvailable") == "NotSupported"


def test_the_commands_and_their_parameters() -> None:
    """As documented: names, aliases, positions."""
    common = {
        "ArgumentList",
        "AllowClobber",
        "Certificate",
        "CommandName",
        "CommandType",
        "FormatTypeName",
        "FullyQualifiedModule",
        "Module",
        "Session",
    }
    for command, more in ((ImportPSSession, {"Prefix", "DisableNameChecking"}), (ExportPSSession, {"OutputModule", "Force", "Encoding"})):
        assert {one.name for one in command.PARAMETERS.values()} == common | more
    assert callable(import_from)
    assert implicitwarnings.Complaints in ImportPSSession.__mro__
