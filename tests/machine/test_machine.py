"""The emulated computer: files, services, accounts, logs, registry, processes, and its definition in TOML."""

from __future__ import annotations

import pytest

from psbridge.errors import AuthenticationError, ConfigurationError, InvalidTransition
from psbridge.machine import LOCAL, files_of
from psbridge.machine.computer import Machine
from psbridge.machine.defaults import SERVICES
from psbridge.machine.definition import from_table
from psbridge.machine.eventlogs import EventLog, LogRefusal
from psbridge.machine.fileinfo import DirectoryInfo, FileInfo, info_for, mode_text
from psbridge.machine.files import READ_ONLY
from psbridge.machine.processes import ProcessTable
from psbridge.machine.processinfo import Process
from psbridge.machine.registry import Registry, RegistryRefusal
from psbridge.machine.services import TRANSITIONS, Service, ServiceManager, ServiceRefusal
from psbridge.machine.users import LOCKOUT_THRESHOLD
from psbridge.machine.virtualfiles import VirtualFiles
from psbridge.modules.shell import Runspace
from psbridge.objects.access import get_property


def put(files: VirtualFiles, path: str, data: bytes = b"x") -> None:
    with files.open(path, "w") as file:
        file.write(data)


def test_names_have_no_case_and_keep_their_spelling() -> None:
    files = VirtualFiles()
    files.make_directory("C:\\Work")
    put(files, "c:/work/A.txt", b"hi")
    assert files.list("C:\\WORK") == ["A.txt"]
    assert files.spelled("c:\\work\\a.TXT") == "C:\\Work\\A.txt"
    assert files.open("C:\\work\\a.txt", "r").read() == b"hi"
    assert files.normalize("C:\\a\\..\\b\\.\\c") == "C:\\b\\c"


def test_what_windows_refuses() -> None:
    files = VirtualFiles(capacity=10)
    with pytest.raises(FileNotFoundError):
        put(files, "C:\\no\\such.txt")
    put(files, "C:\\a")
    with pytest.raises(FileExistsError):
        files.make_directory("C:\\A")
    files.set_attributes("C:\\a", READ_ONLY)
    with pytest.raises(PermissionError):
        files.open("C:\\a", "w")
    with pytest.raises(PermissionError):
        files.remove_file("C:\\a")
    with pytest.raises(OSError, match="not enough space"):
        put(files, "C:\\big", b"x" * 11)


def test_nothing_real_is_reachable() -> None:
    files = Machine.windows().files
    for path in ("/etc/passwd", "C:\\..\\..\\etc\\passwd", "\\\\localhost\\c$\\x", "D:\\x", "/proc/self/environ", "etc/passwd"):
        assert files.stat(path) is None, path


def test_move_copy_link() -> None:
    files = VirtualFiles()
    put(files, "C:\\a", b"1")
    files.copy_file("C:\\a", "C:\\b")
    files.rename("C:\\b", "C:\\B2")
    files.link("C:\\l", "C:\\a", "symboliclink")
    assert files.list("C:\\") == ["a", "B2", "l"]
    stat = files.stat("C:\\l")
    assert stat is not None
    assert (stat.link, stat.size) == ("C:\\a", 1)


def test_file_info() -> None:
    files = VirtualFiles()
    files.make_directory("C:\\d")
    put(files, "C:\\d\\a.b.txt", b"four")
    info = info_for(files, "C:\\d\\a.b.txt")
    assert isinstance(info, FileInfo)
    assert (info.name, info.extension, int(info.length), info.directory_name) == ("a.b.txt", ".txt", 4, "C:\\d")
    assert mode_text(info) == "-a---"
    parent = info.directory
    assert isinstance(parent, DirectoryInfo)
    assert parent.parent is not None
    assert parent.parent.full_name == "C:\\"
    assert parent.parent.parent is None


def test_local_files_are_the_default() -> None:
    assert files_of(None) is LOCAL
    assert LOCAL.stat("/") is not None
    assert LOCAL.normalize("/a/../b") == "/b"


def test_service_controls_follow_the_table() -> None:
    for state in ("Stopped", "Running", "Paused"):
        for control in ("start", "stop", "pause", "continue"):
            service = Service("s", "S", state, can_pause=True)
            manager = ServiceManager((service,))
            if (state, control) in TRANSITIONS:
                manager.control(service, control)
                assert service.status == TRANSITIONS[state, control]
            else:
                with pytest.raises(InvalidTransition):
                    manager.control(service, control)


def test_service_dependencies() -> None:
    manager = ServiceManager((Service("base", "B"), Service("app", "A", depends_on=("base",)), Service("off", "O", start_type="Disabled")))
    app, base, off = (manager.find(name) for name in ("app", "BASE", "off"))
    assert app is not None
    assert base is not None
    assert off is not None
    manager.control(app, "start")
    assert base.status == "Running"
    with pytest.raises(ServiceRefusal) as caught:
        manager.control(base, "stop")
    assert caught.value.code == 1051
    with pytest.raises(ServiceRefusal) as caught:
        manager.control(off, "start")
    assert caught.value.code == 1058


def test_wrong_and_unknown_look_the_same_and_attempts_are_limited() -> None:
    machine = Machine(from_table({"name": "m", "users": [{"name": "u", "password": "right"}]}))
    texts = set()
    for name, password in (("u", "wrong"), ("nobody", "right")):
        with pytest.raises(AuthenticationError) as caught:
            machine.accounts.check(name, password)
        texts.add(str(caught.value))
    assert len(texts) == 1
    assert "right" not in repr(machine.accounts.find("u"))
    assert machine.accounts.check("M\\U", "right").name == "u"
    for _ in range(LOCKOUT_THRESHOLD):
        with pytest.raises(AuthenticationError):
            machine.accounts.check("u", "wrong")
    with pytest.raises(AuthenticationError):
        machine.accounts.check("u", "right")


def test_event_logs() -> None:
    log = EventLog("Application", sources=("App",), capacity=2)
    for number in range(3):
        log.write("app", number, "m")
    assert [(e.index, e.source) for e in log.entries] == [(2, "App"), (3, "App")]
    with pytest.raises(LogRefusal):
        log.write("other", 1, "m")


def test_registry() -> None:
    registry = Registry()
    key = registry.create("HKLM:\\SOFTWARE\\Contoso\\App")
    key.set_value("Port", 80, "DWord")
    found = registry.find("hkey_local_machine\\software\\contoso\\APP")
    assert found is key
    assert key.value("PORT") is not None
    with pytest.raises(RegistryRefusal):
        registry.remove("HKLM:\\SOFTWARE\\Contoso", recurse=False)
    registry.remove("HKLM:\\SOFTWARE\\Contoso", recurse=True)
    assert registry.find("HKLM:\\SOFTWARE\\Contoso") is None


def test_process_ids_are_multiples_of_four_and_new() -> None:
    table = ProcessTable()
    a, b = table.start("a"), table.start("b")
    assert (a.id % 4, b.id > a.id) == (0, True)
    table.stop(a)
    assert table.find(a.id) is None


def test_default_computer_and_reset() -> None:
    machine = Machine.windows("web01")
    assert len(machine.services.all()) == len(SERVICES)
    assert machine.environment["computername"] == "WEB01"
    machine.files.remove_directory("C:\\Windows\\Temp")
    machine.reset()
    assert "Temp" in machine.files.list("C:\\Windows")


@pytest.mark.parametrize(
    ("table", "word"),
    [({"nme": "x"}, "nme"), ({"users": [{"name": "a", "colour": 1}]}, "colour"), ({"services": [{"status": "x"}]}, "services")],
)
def test_mistakes_in_a_definition_are_named(table: dict, word: str) -> None:
    with pytest.raises((ConfigurationError, TypeError)) as caught:
        Machine(from_table(table))
    assert word in str(caught.value)


def test_chains_of_parents_end() -> None:
    machine = Machine.windows("web01")
    for facts in machine.processes.all():
        seen = set()
        here: Process | None = Process(facts, machine.processes)
        while here is not None:
            assert here.facts.id not in seen
            seen.add(here.facts.id)
            here = get_property(here, "Parent")


def test_a_rooted_path_behind_a_provider_name_is_on_the_current_drive() -> None:
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", environment=machine.environment, directory="C:\\") as windows:
        assert (
            list(windows.invoke("(Get-Item FileSystem::\\Windows).FullName; (Get-Item FileSystem::C:\\Windows).FullName"))
            == ["C:\\Windows"] * 2
        )


def test_files_are_written_with_the_line_ends_of_windows_and_read_as_bytes() -> None:
    machine = Machine.windows("web01")
    script = "Set-Content C:\\u.txt x -Encoding Unicode; (Get-Content C:\\u.txt -Encoding Byte) -join ','; Get-Content C:\\u.txt -Encoding Unicode"
    with Runspace(machine, profile="windows", version="5.1.20348.2849", environment=machine.environment, directory="C:\\") as windows:
        assert [str(value) for value in windows.invoke(script.replace("; Get", "; '' + (Get") + ")")] == ["255,254,120,0,13,0,10,0", "x"]
        windows.invoke("Set-Content C:\\b ([byte[]](1, 255)) -Encoding Byte")
        assert list(windows.invoke("(Get-Item C:\\b).Length")) == [2]


def test_byte_is_no_encoding_of_powershell_7() -> None:
    with Runspace() as here:
        here.invoke("try { Get-Content x -Encoding Byte } catch { $problem = $_ }")
        expected = "ParameterArgumentTransformationError,Microsoft.PowerShell.Commands.GetContentCommand"
        assert list(here.invoke("$problem.FullyQualifiedErrorId")) == [expected]


def test_links_lead_from_where_they_stand():
    files = Machine.windows().files
    files.make_directory("C:\\a")
    files.make_directory("C:\\b")
    for name in ("C:\\a\\t.txt", "C:\\b\\t.txt"):
        with files.open(name, "w") as out:
            out.write(name.encode())
    files.link("C:\\a\\beside", "t.txt", "symboliclink")
    files.link("C:\\a\\over", "..\\b\\t.txt", "symboliclink")
    files.link("C:\\a\\whole", "C:\\b\\t.txt", "symboliclink")
    found = []
    for name in ("beside", "over", "whole"):
        with files.open(f"C:\\a\\{name}", "r") as data:
            found.append(data.read().decode())
    assert found == ["C:\\a\\t.txt", "C:\\b\\t.txt", "C:\\b\\t.txt"]
