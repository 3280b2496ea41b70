"""Scripts as they are written: none is refused, and all come back from their trees.

The scripts are this repository's and those that came with the packages of the environment. Those of other projects are not ours to ship:
point PSBRIDGE_CORPUS at a directory of .ps1 and .psm1 files (checkouts, unpacked packages) to have them read as well.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from psbridge.language import parse, same_tree, unparse

ROOT = Path(__file__).resolve().parents[2]
MORE = os.environ.get("PSBRIDGE_CORPUS", "")
PLACES = [ROOT / "ps_modules", ROOT / "examples", ROOT / "tests", Path(sys.prefix), *([Path(MORE)] if MORE else [])]


def scripts():
    for path in sorted(path for place in PLACES for path in place.rglob("*.ps*1")):
        if path.suffix.lower() in (".ps1", ".psm1", ".psd1") and path.is_file():
            data = path.read_bytes()
            encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
            yield path, data.decode(encoding, "replace")


def test_there_are_scripts():
    assert len(list(scripts())) >= 20


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
