"""The public surface: what `psbridge.__all__` promises exists, is documented, sorted, and costs nothing until used."""

from __future__ import annotations

import ast
import doctest
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import psbridge

HEAVY = {
    "asyncio",
    "cryptography",
    "h11",
    "httpx",
    "lxml",
    "prompt_toolkit",
    "pypsrp",
    "requests",
    "rich",
    "spnego",
    "sqlite3",
    "winrm",
}


def test_all_is_sorted_and_unique():
    assert list(psbridge.__all__) == sorted(set(psbridge.__all__))


def test_type_checkers_see_the_same_names():
    tree = ast.parse(Path(psbridge.__file__).read_text(encoding="utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
    seen = {
        alias.asname or alias.name: f"{node.module}.{alias.name}:" if node.module == "psbridge" else node.module
        for node in guarded.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == psbridge._PUBLIC
    assert sorted(seen) == psbridge.__all__


@pytest.mark.parametrize("name", psbridge.__all__)
def test_name_is_importable_and_documented(name):
    value = getattr(psbridge, name)
    if callable(value) or type(value).__name__ == "module":
        assert (value.__doc__ or "").strip(), f"{name} has no docstring"


@pytest.mark.parametrize("name", psbridge.__all__)
def test_example_of_a_name_runs(name, tmp_path, monkeypatch):
    """`help(psb.Name)` shows one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PSBRIDGE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("PSBRIDGE_BITS_IDLE", "0.5")
    value = getattr(psbridge, name)
    found = doctest.DocTestParser().get_doctest(value.__doc__, {"psb": psbridge}, name, None, 0)
    assert found.examples, f"{name} has no example in its docstring"
    wrong = io.StringIO()
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(found, out=wrong.write)
    assert not wrong.getvalue()


@pytest.mark.parametrize("name", psbridge.__all__)
def test_name_is_in_the_reference(name):
    text = (Path(__file__).parent.parent / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    home = getattr(getattr(psbridge, name), "__module__", None)
    told = rf"^::: {home}$|^::: psbridge\S*\.{name}$|`psb(?:ridge)?\.{name}`"
    assert re.search(told, text, re.MULTILINE), f"{name} is not in docs/reference/api.md"


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = psbridge.no_such_name


def test_dir_lists_the_public_names():
    assert set(psbridge.__all__) <= set(dir(psbridge))


def test_import_pulls_in_nothing_heavy():
    code = "import sys, json; old = set(sys.modules); import psbridge; print(json.dumps(sorted(set(sys.modules) - old)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=500).stdout
    loaded = set(json.loads(out))
    assert not loaded & HEAVY
    assert not {name for name in loaded if name.startswith("psbridge.")}, "the package must load its modules on demand"
