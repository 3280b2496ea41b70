"""The rules of docs/design.md as tests: layers, cycles, effects at the edge, sizes, names, a test for each module.

Each rule is a function that returns the list of violations of a source tree, so that `test_rules_can_fail` can show
every rule a tree that breaks it. An exception from a rule stands in one of the `ALLOWED_*` tables with its reason; an
entry that is no longer needed fails the gate, so the tables can only shrink.
"""

from __future__ import annotations

import ast
import gc
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "psbridge"

LAYERS: dict[str, int] = {
    "errors": 0, "concurrency": 0, "trace": 0, "linenews": 0,
    "objects": 1,
    "clixml": 2, "language": 2, "formatting": 2, "jobs": 2, "machine": 2,
    "psrp": 3, "wsman": 3, "outofproc": 3, "store": 3,
    "engine": 4, "transports": 4,
    "sessions": 5, "bits": 5,
    "modules": 6, "ps": 6,
    "server": 7,
    "emulator": 8, "testing": 8, "agent": 8,
    "cli": 9,
    "__main__": 10,
}  # fmt: skip

# Imports between packages of one layer: (from, to) -> reason. Layer 0 is one unit by definition.
ALLOWED_SIDEWAYS: dict[tuple[str, str], str] = {
    ("testing", "emulator"): "the pytest face of an emulated host; only one direction is allowed",
    ("ps", "modules"): "the Python functions are the commands of the modules, called from Python",
}

# The standard library modules through which the world is touched.
EFFECTS = frozenset({
    "asyncio", "ctypes", "fcntl", "ftplib", "getpass", "glob", "http", "httpx", "io", "mmap", "multiprocessing", "os",
    "paramiko", "pathlib", "pty", "pypsrp", "random", "requests", "secrets", "select", "selectors", "shutil", "signal",
    "smbclient", "socket", "socketserver", "spnego", "sqlite3", "ssl", "subprocess", "tempfile", "termios", "threading",
    "time", "urllib", "winrm",
})  # fmt: skip

# Packages that decide and never act, with what they may import of EFFECTS nevertheless (and why).
PURE: dict[str, dict[str, str]] = {
    "errors": {},
    "objects": {"threading": "streams are filled by one thread and read by another",
                "time": "a blocking stream read has a deadline",
                "io": "text buffers in memory", "os": "urandom for salts", "secrets": "ids", "random": "ids",
                "pathlib": "a Path is a natural Python value that is mapped"},
    "clixml": {"io": "buffers in memory", "pathlib": "load and dump on files", "os": "types of paths"},
    "language": {"threading": "a lock around the cache of parsed scripts"},
    "formatting": {"io": "text buffers in memory"},
    "jobs": {"asyncio": "a job can be awaited", "threading": "runners report from their threads",
             "time": "waiting has a deadline", "io": "text buffers in memory", "os": "process ids in ids",
             "random": "ids", "secrets": "ids"},
    "machine": {"io": "buffers in memory", "os": "path arithmetic", "pathlib": "the description of a machine is a file",
                "random": "reproducible contents from a seed",
                "shutil": "a local machine has the real file system", "threading": "several sessions share a machine",
                "time": "the machine has a clock", "secrets": "ids"},
    "psrp": {"io": "byte buffers in memory", "secrets": "session keys are random", "os": "urandom for session keys",
             "threading": "a pool is driven by the thread that calls and the thread that reads"},
    "wsman": {"io": "byte buffers in memory"},
    "outofproc": {"io": "byte buffers in memory"},
}  # fmt: skip

# Modules of those packages that are an edge by design: module -> what it may import, and why.
EDGES: dict[str, dict[str, str]] = {
    "psbridge/machine/inotify.py": {
        "ctypes": "the kernel tells of changed files through the C library",
        "select": "its news are waited for",
    },
    "psbridge/machine/localprocesses.py": {"signal": "the processes of the real computer are stopped with signals"},
}

FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "stuff", "tools", "shared", "base_utils"})
MAX_FUNCTION = 60
MAX_MODULE = 500

# function or module -> reason. Keep empty if you can.
ALLOWED_LONG: dict[str, str] = {}
# module -> the test file that runs most of it although it neither imports it nor names its commands (measured line by line,
# coverage with `dynamic_context = test_function`). A module that gets a test of its own leaves the table.
REACHED_BY: dict[str, str] = {
    "psbridge/__main__.py": "tests/cli/test_serve.py",
    "psbridge/modules/management/targets.py": "tests/modules/management/test_windows_host.py",
    "psbridge/modules/utility/jsontext.py": "tests/modules/utility/test_json.py",
    "psbridge/sessions/using.py": "tests/sessions/test_session.py",
}

# Text that would tie the project to one machine. Spelt in pieces so that this file does not contain it.
MACHINE_STRINGS = ("/work" + "/main", "/work" + "/shared", ".." + "/shared", "/root" + "/.pyenv", "/work" + "/.library")
TEXT_SUFFIXES = frozenset({
    "", ".cfg", ".css", ".html", ".ini", ".js", ".json", ".jsonl", ".md", ".ps1", ".psd1", ".psm1", ".py", ".rst",
    ".sh", ".svg", ".toml", ".tsv", ".txt", ".xml", ".yaml", ".yml",
})  # fmt: skip


@dataclass(frozen=True)
class Import:
    """One import of one module: dotted target, the line, and whether only the type checker sees it."""

    target: str
    line: int
    typing_only: bool


@dataclass(frozen=True)
class Source:
    """One module of the package: its path relative to the root of the project, and its text."""

    path: str
    text: str
    known: frozenset[str]

    @cached_property
    def name(self) -> str:
        """Dotted name."""
        parts = Path(self.path).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def part(self) -> str:
        """The unit that has a layer: first name below psbridge ("" for the package itself)."""
        return [*self.name.split("."), ""][1]

    @cached_property
    def tree(self) -> ast.Module:
        """Syntax tree."""
        return parsed(self.text)

    @cached_property
    def statements(self) -> list[ast.stmt]:
        """All statements at any depth."""
        return list(statements_in(self.tree.body))

    @cached_property
    def lines(self) -> int:
        """Number of lines."""
        return self.text.count("\n")

    @cached_property
    def imports(self) -> list[Import]:
        """All imports anywhere in the module, relative ones resolved, `from package import module` as the module."""
        guards = [node for node in self.statements if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)]
        guarded = {id(inner) for node in guards for inner in statements_in(node.body)}
        return [Import(target, node.lineno, id(node) in guarded) for node in self.statements for target in self._targets(node)]

    def _targets(self, node: ast.stmt) -> list[str]:
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        if not isinstance(node, ast.ImportFrom):
            return []
        base = node.module or ""
        if node.level:
            package = self.name.split(".") if self.path.endswith("__init__.py") else self.name.split(".")[:-1]
            base = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
        dotted = [f"{base}.{alias.name}" for alias in node.names]
        return [name if name in self.known else base for name in dotted]


Tree = list[Source]


def parsed(text: str) -> ast.Module:
    """The tree of a module. Collecting garbage among millions of nodes that all stay would take most of the time."""
    gc.disable()
    try:
        return ast.parse(text)
    finally:
        gc.enable()


def statements_in(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements at any depth; expressions, which are most of a tree, are left out."""
    waiting = [*body]
    while waiting:
        node = waiting.pop()
        yield node
        for name in ("body", "orelse", "finalbody"):
            waiting += getattr(node, name, ())
        for block in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            waiting += block.body


def read_tree(root: Path = ROOT) -> Tree:
    """Every module of the package below `root`."""
    paths = sorted((root / "psbridge").rglob("*.py"))
    return make_tree({path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths})


def make_tree(texts: dict[str, str]) -> Tree:
    """A source tree from path -> text."""
    names = frozenset(".".join(Path(path).with_suffix("").parts).removesuffix(".__init__") for path in texts)
    return [Source(path, text, names) for path, text in texts.items()]


def wrong_layers(tree: Tree) -> list[str]:
    """Imports that go up, or sideways into another package of the same layer; packages without a layer."""
    bad: list[str] = []
    for source in tree:
        if not source.part:
            continue
        if source.part not in LAYERS:
            bad.append(f"{source.path}: {source.part!r} has no layer; add it to LAYERS and docs/design.md")
            continue
        bad += [f"{source.path}:{i.line}: imports {i.target}" for i in source.imports if _wrong_way(source.part, i.target)]
    return bad


def _wrong_way(part: str, target: str) -> bool:
    pieces = target.split(".")
    if pieces[0] != "psbridge":
        return False
    if len(pieces) == 1:
        return LAYERS[part] < LAYERS["cli"]  # the public face sits on top of all but what people type
    other = pieces[1]
    if other == part or other not in LAYERS:
        return False
    here, there = LAYERS[part], LAYERS[other]
    return there > here or (there == here and here > 0 and (part, other) not in ALLOWED_SIDEWAYS)


def import_cycles(tree: Tree) -> list[str]:
    """Cycles between modules through imports that run (those for the type checker only may be mutual)."""
    names = {source.name for source in tree}
    graph = {source.name: sorted({i.target for i in source.imports if not i.typing_only} & names - {source.name}) for source in tree}
    return [" -> ".join(cycle) for cycle in _components(graph)]


def _components(graph: dict[str, list[str]]) -> list[list[str]]:
    """Strongly connected components of more than one node (Tarjan)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in graph[node]:
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            cut = stack.index(node)
            component = stack[cut:]
            del stack[cut:]
            if len(component) > 1:
                found.append(component)

    for node in graph:
        if node not in index:
            visit(node)
    return found


def effects_inside(tree: Tree) -> list[str]:
    """Imports of the outside world in packages that only decide."""
    return [
        f"{source.path}:{i.line}: {source.part} must not import {i.target}"
        for source in tree
        if source.part in PURE
        for i in source.imports
        if not i.typing_only and i.target.split(".")[0] in EFFECTS - PURE[source.part].keys() - EDGES.get(source.path, {}).keys()
    ]


def long_functions(tree: Tree) -> list[str]:
    """Functions of MAX_FUNCTION lines or more (docstring and decorators included)."""
    bad: list[str] = []
    for source in tree:
        for node in source.statements:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size >= MAX_FUNCTION and f"{source.path}:{node.name}" not in ALLOWED_LONG:
                    bad.append(f"{source.path}:{node.lineno}: {node.name} has {size} lines")
    return bad


def long_modules(tree: Tree) -> list[str]:
    """Modules of MAX_MODULE lines or more."""
    return [f"{s.path}: {s.lines} lines" for s in tree if s.lines >= MAX_MODULE and s.path not in ALLOWED_LONG]


def bad_names(tree: Tree) -> list[str]:
    """Modules and packages whose name says nothing."""
    return [s.path for s in tree if FORBIDDEN_NAMES & set(Path(s.path).with_suffix("").parts)]


def without_docstring(tree: Tree) -> list[str]:
    """Modules that do not say what they decide."""
    return [s.path for s in tree if s.text.strip() and ast.get_docstring(s.tree) is None]


def without_future(tree: Tree) -> list[str]:
    """Modules with code that evaluate annotations at import time."""
    return [s.path for s in tree if s.imports and not any(i.target.startswith("__future__") for i in s.imports)]


def untested(tree: Tree, test_files: set[str]) -> list[str]:
    """Modules that no test is about.

    A test is about `psbridge/a/b.py` when it is `tests/a/test_b.py` or `tests/a/test_b_<topic>.py`, when it stands in tests/a
    and imports the module or a name from it (directly or through the package that exports the name), or, for a module that
    declares commands, when it stands in tests/a and names one of them. `__init__.py` files need none, and what is reached
    only through others stands in REACHED_BY.
    """
    return [s.path for s in tree if not s.path.endswith("__init__.py") and s.path not in REACHED_BY and not _tested(s, test_files)]


def _tested(source: Source, test_files: set[str]) -> bool:
    inner = Path(source.path).relative_to("psbridge")
    folder = Path("tests") / inner.parent
    stem = f"{folder.as_posix()}/test_{inner.stem.lstrip('_')}"
    if any(path == f"{stem}.py" or path.startswith(f"{stem}_") for path in test_files):
        return True
    near = [path for path in test_files if path.startswith((f"tests/{inner.parts[0]}/", f"tests/test_{inner.parts[0]}"))]
    if any(source.name in _imported_by(path) for path in near):
        return True
    commands = commands_of(source)
    return bool(commands) and any(name.lower() in _text_of(path) for path in near for name in commands)


def commands_of(source: Source) -> list[str]:
    """The names of the commands that a module declares with `@cmdlet("Verb-Noun", ...)`."""
    decorators = [one for node in source.statements if isinstance(node, ast.ClassDef) for one in node.decorator_list]
    calls = [one for one in decorators if isinstance(one, ast.Call) and ast.unparse(one.func) == "cmdlet" and one.args]
    return [str(one.args[0].value) for one in calls if isinstance(one.args[0], ast.Constant)]


@cache
def _text_of(path: str) -> str:
    file = ROOT / path
    return file.read_text(encoding="utf-8").lower() if file.exists() else ""


@cache
def _imported_by(path: str) -> frozenset[str]:
    """The psbridge modules that a test file imports, or imports a name from (seen through re-exporting packages)."""
    file = ROOT / path
    if not file.exists():
        return frozenset()
    found: set[str] = set()
    for node in statements_in(parsed(file.read_text(encoding="utf-8")).body):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("psbridge"):
            exported = _exports(node.module)
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            found |= {exported[alias.name] for alias in node.names if alias.name in exported}
    return frozenset(found)


@cache
def _exports(package: str) -> dict[str, str]:
    """Name -> module that defines it, for what the `__init__` of a package imports from its own modules."""
    file = ROOT.joinpath(*package.split(".")) / "__init__.py"
    if not file.exists():
        return {}
    found: dict[str, str] = {}
    for node in statements_in(parsed(file.read_text(encoding="utf-8")).body):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{package}."):
            found |= {alias.asname or alias.name: str(node.module) for alias in node.names}
    return found


def tracked_files() -> list[str]:
    """Files that git tracks; [] outside a checkout."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, timeout=500)
    return [name for name in listing.stdout.decode().split("\0") if name]


def machine_strings(files: dict[str, str]) -> list[str]:
    """Texts that name a place of one machine."""
    return [f"{path}: contains {text!r}" for path, content in files.items() for text in MACHINE_STRINGS if text in content]


TREE = read_tree()
TEST_FILES = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}


@pytest.mark.parametrize(
    "rule",
    [
        wrong_layers,
        import_cycles,
        effects_inside,
        long_functions,
        long_modules,
        bad_names,
        without_docstring,
        without_future,
    ],
    ids=lambda rule: rule.__name__,
)
def test_rule(rule):
    violations = rule(TREE)
    assert not violations, "\n".join(violations)


def test_every_module_has_a_test():
    violations = untested(TREE, TEST_FILES)
    assert not violations, "\n".join(violations)


def test_no_tracked_file_names_a_machine():
    texts = {}
    for name in tracked_files():
        path = ROOT / name
        if path.suffix in TEXT_SUFFIXES and path.is_file():
            texts[name] = path.read_text(encoding="utf-8", errors="replace")
    violations = machine_strings(texts)
    assert not violations, "\n".join(violations)


def test_allowances_are_needed():
    functions = {f"{s.path}:{n.name}" for s in TREE for n in s.statements if isinstance(n, ast.FunctionDef)}
    names = functions | {s.path for s in TREE}
    stale = [entry for entry in ALLOWED_LONG if entry not in names]
    sideways = {(s.part, ".".join(i.target.split(".")[1:2])) for s in TREE for i in s.imports if i.target.startswith("psbridge.")}
    stale += [str(pair) for pair in ALLOWED_SIDEWAYS if pair not in sideways]
    effects = {(s.path, i.target.split(".")[0]) for s in TREE for i in s.imports}
    stale += [f"{path}: {module}" for path, modules in EDGES.items() for module in modules if (path, module) not in effects]
    assert not stale, f"remove these allowances: {stale}"


def test_modules_that_are_reached_are_there_and_have_no_test_of_their_own():
    sources = {source.path: source for source in TREE}
    wrong = [f"{path}: is gone" for path in REACHED_BY if path not in sources]
    wrong += [f"{path}: {test} is gone" for path, test in REACHED_BY.items() if not (ROOT / test).is_file()]
    wrong += [f"{path}: has a test now; take it out" for path in REACHED_BY if path in sources and _tested(sources[path], TEST_FILES)]
    assert not wrong, "\n".join(wrong)


BROKEN = {
    "wrong_layers": {"psbridge/psrp/a.py": "import psbridge.engine.x", "psbridge/engine/x.py": "x = 1"},
    "import_cycles": {"psbridge/jobs/a.py": "from psbridge.jobs import b", "psbridge/jobs/b.py": "from . import a"},
    "effects_inside": {"psbridge/wsman/a.py": "import socket"},
    "long_functions": {"psbridge/jobs/a.py": "def f():\n" + "    x = 1\n" * MAX_FUNCTION},
    "long_modules": {"psbridge/jobs/a.py": "x = 1\n" * MAX_MODULE},
    "bad_names": {"psbridge/jobs/utils.py": ""},
    "without_docstring": {"psbridge/jobs/a.py": "x = 1"},
    "without_future": {"psbridge/jobs/a.py": "import typing"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_rules_can_fail(name):
    assert getattr(sys.modules[__name__], name)(make_tree(BROKEN[name]))


def test_sideways_imports_are_seen():
    tree = make_tree({"psbridge/jobs/a.py": "from psbridge.clixml import x", "psbridge/clixml/x.py": ""})
    assert wrong_layers(tree)
    assert not wrong_layers(make_tree({"psbridge/jobs/a.py": "from psbridge.objects import x"}))


def test_untested_modules_are_seen():
    tree = make_tree({"psbridge/jobs/nothing_tests_me.py": "x = 1"})
    assert untested(tree, TEST_FILES)
    assert not untested(tree, {"tests/jobs/test_nothing_tests_me.py"})


def test_a_test_that_names_a_command_is_about_its_module():
    tree = make_tree({"psbridge/modules/a.py": '@cmdlet("Get-Alias")\nclass GetAlias: ...'})
    assert commands_of(tree[0]) == ["Get-Alias"]
    assert untested(tree, set())
    assert not untested(tree, TEST_FILES)


def test_machine_strings_are_seen():
    assert machine_strings({"a.md": MACHINE_STRINGS[0]})
