"""Scripts of other projects: none is refused, and all come back from their trees.

The scripts are not ours to ship. Point PSBRIDGE_CORPUS at a directory of .ps1 and .psm1 files (checkouts, unpacked packages) to run this.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from psbridge.language import parse, same_tree, unparse

CORPUS = os.environ.get("PSBRIDGE_CORPUS", "")
pytestmark = pytest.mark.skipif(not CORPUS, reason="PSBRIDGE_CORPUS names no directory of scripts")


def scripts():
    for path in sorted(Path(CORPUS).rglob("*")):
        if path.suffix.lower() in (".ps1", ".psm1", ".psd1") and path.is_file():
            data = path.read_bytes()
            encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
            yield path, data.decode(encoding, "replace")


def test_no_script_is_refused():
    refused = []
    for path, text in scripts():
        errors = parse(text, str(path)).errors
        if errors:
            refused.append(f"{path}:{errors[0].extent.start_line}: {errors[0].error_id}")
    assert refused == []


def test_scripts_come_back():
    lost = []
    for path, text in scripts():
        result = parse(text)
        if result.errors:
            continue
        again = parse(unparse(result.ast))
        if again.errors or not same_tree(replace(result.ast, script_requirements=None), again.ast):
            lost.append(str(path))
    assert lost == []
