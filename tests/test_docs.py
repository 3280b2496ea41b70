"""The documentation tells the truth: its Python examples run, its diagrams are those of the code, its links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# A block that needs a real host or a running program says so in its first line: `# not run: <why>`.
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def examples():
    for page in PAGES:
        for number, block in enumerate(BLOCK.findall(page.read_text(encoding="utf-8")), 1):
            if not block.startswith("# not run:"):
                yield pytest.param(block, id=f"{page.relative_to(ROOT).as_posix()}:{number}")


@pytest.mark.parametrize("block", list(examples()))
def test_example_runs(block, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "<example>", "exec"), {"__name__": "__example__"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    targets = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing


def test_state_diagrams_are_current():
    spec = importlib.util.spec_from_file_location("build_states", ROOT / "docs" / "build_states.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    expected = module.render()
    assert expected.count("```mermaid") >= 3
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf-8") == expected, "run: python docs/build_states.py"
