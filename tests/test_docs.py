"""The documentation tells the truth: its examples run, its diagrams are those of the code, its links lead somewhere, the site builds.

A comment in front of a block says where it runs: `<!-- on: estate -->` with the emulated hosts server01, web01, web02 and db01 under those
names, `<!-- on: windows -->` inside an emulated Windows machine, `<!-- on: pytest -->` as a test file. A block that needs something that is not here says so in its first line:
`# not run: <why>`. In `console` blocks the lines behind `$ command` are what it prints; `...` stands for anything.
"""

from __future__ import annotations

import fnmatch
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"(?:<!-- on: (?P<place>\w+) -->\n)?^```(?P<kind>python|powershell|console)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
PASSWORD = "Not-a-secret-1"


def examples(kind):
    for page in PAGES:
        for number, found in enumerate(BLOCK.finditer(page.read_text(encoding="utf-8")), 1):
            if found["kind"] == kind and not found["text"].startswith("# not run:"):
                yield pytest.param(found["text"], found["place"], id=f"{page.relative_to(ROOT).as_posix()}:{number}")


@pytest.fixture(scope="module")
def estate():
    from psbridge.testing import emulated_estate

    with emulated_estate(["server01", "web01", "web02", "db01"], user="me", password=PASSWORD) as made:
        yield made


@pytest.fixture
def place(monkeypatch, tmp_path):
    """A user with nothing: an empty home, no store, no colours."""
    monkeypatch.chdir(tmp_path)
    for name, value in {"HOME": tmp_path, "PSBRIDGE_STORE": tmp_path / "store.sqlite3", "PSBRIDGE_PASSWORD": PASSWORD, "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, str(value))
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize(("block", "on"), list(examples("python")))
def test_python_example_runs(block, on, place, request):
    if on == "pytest":
        _run_pytest(block, place)
        return
    if on == "estate":
        request.getfixturevalue("estate")
    exec(compile(block, "<example>", "exec"), {"__name__": "__example__"})


def _run_pytest(block, place):
    """A test file, with the plugin that an installed package brings along."""
    (place / "test_example.py").write_text(block)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:psbridge", "-p", "psbridge.testing.plugin", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=500, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("block", "on"), list(examples("powershell")))
def test_powershell_example_runs(block, on, place, request):
    from psbridge import Runspace
    from psbridge.machine.computer import Machine
    from psbridge.objects.streams import ERROR, StreamSet

    if on == "estate":
        request.getfixturevalue("estate")
    streams = StreamSet()
    with Runspace(Machine.windows(), profile="windows") if on == "windows" else Runspace() as runspace:
        runspace.invoke(block, streams=streams)
    assert [str(one) for one in streams.values(ERROR)] == []


@pytest.mark.slow
@pytest.mark.parametrize(("block", "on"), list(examples("console")))
def test_console_example_prints_what_it_says(block, on, place, request):
    if on == "estate":
        _write_inventory(place, request.getfixturevalue("estate"))
    folder = place / "bin"
    folder.mkdir()
    program = folder / "psbridge"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m psbridge "$@"\n')
    program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    for command, expected in dialogue(block):
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=500, env=environment)
        printed = (done.stdout + done.stderr).strip("\n")
        assert matches(printed, expected), f"$ {command}\nprinted:\n{printed}\nbut the page says:\n{expected}"


def _write_inventory(place, estate):
    """Where the emulated hosts are, for programs of other processes: the names mean them there, too."""
    lines = ["[defaults]", 'username = "me"', "[groups.web]", 'hosts = ["web01", "web02"]']
    for host in estate:
        lines += [f"[hosts.{host.machine.name}]", 'address = "127.0.0.1"', f"port = {host.port}"]
    lines += ["[hosts.old01]", 'address = "127.0.0.1"', "port = 9"]
    (place / "psbridge.toml").write_text("\n".join(lines))


def dialogue(block):
    """(command, what it prints) of a console block; a command goes on behind a backslash or while a quote is open."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        lines = part.rstrip("\n").split("\n")
        size = 1
        while size < len(lines) and (lines[size - 1].endswith("\\") or "\n".join(lines[:size]).count("'") % 2):
            size += 1
        yield "\n".join(lines[:size]), "\n".join(lines[size:]).strip("\n")


def matches(printed, expected):
    """Whether a text is the expected one, spaces at line ends apart; `...` stands for anything, also for lines."""
    tidy = "\n".join(line.rstrip() for line in printed.split("\n"))
    pattern = "\n".join(line.rstrip() for line in expected.split("\n"))
    return fnmatch.fnmatchcase(tidy, re.sub(r"([\[\]*?])", r"[\1]", pattern).replace("...", "*"))


def test_matching():
    assert matches("a 12 b\nc", "a ... b\nc")
    assert not matches("a 12 b\nd", "a ... b\nc")
    assert matches("[x]*", "[x]*")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    targets = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    made = {"cmdlets.md", "cli.md"}  # made when the site is built
    missing = [target for target in targets if not (page.parent / target).exists() and Path(target).name not in made]
    assert not missing


def test_state_diagrams_are_current():
    spec = importlib.util.spec_from_file_location("build_states", ROOT / "docs" / "build_states.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    expected = module.render()
    assert expected.count("```mermaid") >= 3
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf-8") == expected, "run: python docs/build_states.py"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("mkdocs", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}") is None, reason="needs mkdocs")
def test_site_builds_strictly(tmp_path):
    command = [sys.executable, "-W", "ignore", "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=500)
    assert built.returncode == 0, built.stdout + built.stderr
    assert "Start-Job" in (tmp_path / "site" / "reference" / "cmdlets" / "index.html").read_text(encoding="utf-8")
