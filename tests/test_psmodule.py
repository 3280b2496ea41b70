"""The PSBridge PowerShell module: its rules, and its own tests in our engine (and in a real pwsh when there is one)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from psbridge.language import parse
from psbridge.language.ast import CommandAst, FunctionDefinitionAst
from psbridge.language.visitor import walk

ROOT = Path(__file__).resolve().parent.parent
MODULE = ROOT / "ps_modules" / "PSBridge"
FUNCTIONS = sorted([*(MODULE / "Public").glob("*.ps1"), *(MODULE / "Private").glob("*.ps1")])
SCRIPTS = sorted(MODULE.rglob("*.ps1"))
APPROVED = frozenset(
    ["Compare", "ConvertFrom", "ConvertTo", "Find", "Get", "Invoke", "New", "Read", "Receive", "Remove", "Start", "Stop", "Test", "Write"]
)
CHANGING = frozenset(["New", "Remove", "Start", "Stop"])
ALIASES = frozenset(["%", "?", "cat", "cd", "dir", "echo", "foreach", "gc", "gci", "gi", "gm", "ls", "mv", "rm", "select", "sort", "where"])
NEWER = re.compile(r"\?\?|\?\.|&&|\|\||-Parallel\b|\bclean\s*\{|\$\{?\w+\}?\s+\?\s")


def tree_of(path):
    parsed = parse(path.read_text(encoding="utf-8"), version=(5, 1))
    assert not parsed.errors, [f"{error.error_id} at {error.extent.start_line}" for error in parsed.errors]
    return parsed.ast


@pytest.mark.parametrize("path", [*SCRIPTS, MODULE / "PSBridge.psm1", MODULE / "PSBridge.psd1"], ids=lambda path: path.name)
def test_parses_as_5_1(path):
    tree_of(path)
    text = path.read_text(encoding="utf-8")
    assert text.isascii(), "5.1 reads files without a mark in the ANSI code page"
    code = "\n".join(line for line in re.sub(r"<#.*?#>", "", text, flags=re.DOTALL).splitlines() if not line.strip().startswith("#"))
    assert not NEWER.search(re.sub(r"'[^']*'|\"[^\"]*\"", "''", code))


@pytest.mark.parametrize("path", FUNCTIONS, ids=lambda path: path.stem)
def test_one_function_a_file_with_help(path):
    functions = [node for node in walk(tree_of(path)) if isinstance(node, FunctionDefinitionAst)]
    assert [one.name for one in functions] == [path.stem]
    verb = path.stem.partition("-")[0]
    assert verb in APPROVED
    text = path.read_text(encoding="utf-8")
    for section in (".SYNOPSIS", ".EXAMPLE"):
        assert section in text
    assert "[CmdletBinding(" in text
    if verb in CHANGING and path.parent.name == "Public":
        assert "SupportsShouldProcess" in text
        assert "ShouldProcess(" in text
    parameters = set(re.findall(r"^\s{8}\[[^\n=]*\]\s\$(\w+)", text.split("param(", 1)[1].split("\n    )", 1)[0], re.MULTILINE))
    assert parameters <= set(re.findall(r"\.PARAMETER (\w+)", text))


@pytest.mark.parametrize("path", FUNCTIONS, ids=lambda path: path.stem)
def test_help_is_about_every_parameter_and_shows_an_example(path):
    (function,) = [node for node in walk(tree_of(path)) if isinstance(node, FunctionDefinitionAst)]
    text = path.read_text(encoding="utf-8")
    told = text[text.index("<#") : text.index("#>")]
    documented = re.findall(r"\.PARAMETER (\w+)\n((?:[ ]{4}[^.\s].*\n)+)", told)
    block = function.body.param_block
    declared = [one.name.variable_path.user_path for one in block.parameters] if block is not None else []
    assert sorted(name for name, _ in documented) == sorted(declared)
    assert re.search(rf"\.EXAMPLE\n(?:.*\n)*?.*{path.stem}", told), "an example calls the function"


# parameters and members that came after 5.1 or after .NET Framework 4.6
NEWER_WORDS = re.compile(
    r"-AsByteStream|-AsHashtable|-AdditionalChildPath|-LeafBase|-Extension\b|-NoNewWindow:|-ThrottleLimit|-AsUTC|utf8NoBOM|utf8BOM|"
    r"\.ArgumentList\.Add|GetRelativePath|\.Kill\(\$true\)|WaitForExitAsync|IsOSPlatform|\$Is(Windows|Linux|MacOS)\b|"
    r"ReadAllTextAsync|\.Contains\([^)]*StringComparison|ConvertFrom-Json[^|\n]*-Depth|Get-Error\b|-SkipLast \$|Join-String|Test-Json",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_uses_nothing_that_5_1_has_not(path):
    assert not NEWER_WORDS.search(path.read_text(encoding="utf-8"))


def test_the_manifest_is_whole():
    from psbridge.engine.datafiles import read_data

    table = read_data((MODULE / "PSBridge.psd1").read_text(encoding="utf-8"))
    assert (table["PowerShellVersion"], list(table["CompatiblePSEditions"])) == ("5.1", ["Desktop", "Core"])
    assert (list(table["CmdletsToExport"]), list(table["VariablesToExport"]), list(table["AliasesToExport"])) == ([], [], [])
    assert [(MODULE / name).is_file() for name in table["FormatsToProcess"]] == [True]
    for name in ("RootModule", "ModuleVersion", "GUID", "Author", "CompanyName", "Copyright", "Description"):
        assert table[name]


def test_views_show_properties_that_the_module_gives():
    """Every view belongs to a type that a script makes, and has a column for a property of it in every cell."""
    root = ET.parse(MODULE / "PSBridge.format.ps1xml").getroot()
    text = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    for view in root.iter("View"):
        kind = view.findtext("ViewSelectedBy/TypeName")
        made = re.search(rf"PSTypeName = '{re.escape(kind)}'(?P<rest>.*?)}}", text, re.DOTALL)
        assert made, kind
        names = [one.text for one in view.iter("PropertyName")]
        assert set(names) <= set(re.findall(r"(\w+) =", made["rest"])), kind
        assert len(names) == len(list(view.iter("TableColumnHeader")))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_uses_no_aliases(path):
    commands = {node.get_command_name() for node in walk(tree_of(path)) if isinstance(node, CommandAst)}
    assert not {str(name).lower() for name in commands if name} & ALIASES


def test_manifest_lists_what_is_public():
    text = (MODULE / "PSBridge.psd1").read_text(encoding="utf-8")
    listed = re.findall(r"'(\w+-\w+)'", text.split("FunctionsToExport")[1].split(")")[0])
    assert listed == sorted(path.stem for path in (MODULE / "Public").glob("*.ps1"))


def run_tests(command, tmp_path, name):
    environment = {**os.environ, "PSBRIDGE_PYTHON": sys.executable, "PSBRIDGE_JOBS": str(tmp_path / "jobs"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, str(MODULE / "tests" / name)], capture_output=True, text=True, check=False, timeout=500, cwd=tmp_path, env=environment
    )
    lines = done.stdout.splitlines()
    assert not [line for line in lines if line.startswith("FAIL")], done.stdout + done.stderr
    assert lines, done.stderr
    assert lines[-1] == "DONE", done.stdout + done.stderr


_PEAK = """
import resource, sys
from psbridge.modules.shell import Runspace
with Runspace() as runspace:
    count = runspace.invoke(sys.argv[1])[0]
print(int(count), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
def test_many_records_go_through_in_bounded_memory(tmp_path):
    def peak(number):
        code = f"({{'n': i, 'text': 'x' * 200}} for i in range({number}))"
        script = f"Import-Module '{MODULE}'; (Invoke-Python -Code \"{code}\" | Measure-Object).Count"
        environment = {**os.environ, "PSBRIDGE_PYTHON": sys.executable, "PYTHONPATH": str(ROOT)}
        words = [sys.executable, "-c", _PEAK, script]
        done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=500, cwd=tmp_path, env=environment)
        count, size = done.stdout.split()
        assert int(count) == number, done.stderr
        return int(size)

    assert peak(100_000) < peak(2_000) + 30_000  # KiB; the records alone would be more than a hundred thousand


@pytest.mark.slow
def test_many_piped_objects_go_through_in_bounded_memory(tmp_path):
    """Each is sent as it comes; the code counts them and keeps none."""

    def peak(number):
        script = f"Import-Module '{MODULE}'; 1..{number} | Invoke-Python -Code 'sum(1 for one in input_objects)'"
        environment = {**os.environ, "PSBRIDGE_PYTHON": sys.executable, "PYTHONPATH": str(ROOT)}
        words = [sys.executable, "-c", _PEAK, script]
        done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=500, cwd=tmp_path, env=environment)
        count, size = done.stdout.split()
        assert int(count) == number, done.stderr
        return int(size)

    assert peak(100_000) < peak(2_000) + 30_000  # KiB


NAMES = sorted(path.name for path in (MODULE / "tests").glob("*.tests.ps1"))


def test_all_tests_at_once_end_with_the_number_of_failures(tmp_path):
    bad = tmp_path / "tests"
    bad.mkdir()
    shutil.copy(MODULE / "tests" / "Invoke-Tests.ps1", bad)
    (bad / "One.tests.ps1").write_text("'ok   one'\n'FAIL two'\n'DONE'\n", encoding="utf-8")
    (bad / "Two.tests.ps1").write_text("'ok   three'\nthrow 'broken'\n", encoding="utf-8")
    words = [sys.executable, "-m", "psbridge", "run", str(bad / "Invoke-Tests.ps1")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=500, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 2, done.stdout
    assert "2 passed, 2 failed" in done.stdout.splitlines()[-1]
    assert "FAIL Two.tests.ps1 ended: broken" in done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_in_our_engine(tmp_path, name):
    run_tests([sys.executable, "-m", "psbridge", "run"], tmp_path, name)


@pytest.mark.pwsh
@pytest.mark.skipif(shutil.which("pwsh") is None, reason="there is no pwsh on PATH")
@pytest.mark.parametrize("name", NAMES)
def test_in_a_real_powershell(tmp_path, name):
    run_tests(["pwsh", "-NoProfile", "-NonInteractive", "-File"], tmp_path, name)
