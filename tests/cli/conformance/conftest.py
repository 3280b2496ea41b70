"""A folder of the suite in small: one statement, some cases, one recorded case."""

from __future__ import annotations

import gzip
import json

import pytest

STATEMENTS = [
    {"id": f"AAA-{n:03}", "label": f"l{n}", "text": f"Text {n} <b>", "sources": "s", "applies": "ALL", "check": "c"} for n in (1, 2, 3)
]
COVERAGE = """
[areas]
AAA = "An area"
[recorded]
AAA-002 = ["lang/x/one"]
[unobservable]
AAA-003 = "Nobody can see it."
"""
CASES = """
[defaults]
doc = "A-Page"
prelude = "$p = 5\\n"

[[case]]
id = "aaa/good"
statements = ["AAA-001"]
prelude = true
script = "$p; 'x'; Write-Error e -ErrorId Mine"
output = [5, "x"]
errors = ["Mine"]

[[case]]
id = "aaa/bad"
statements = ["AAA-001"]
script = "1"
output = [2]

[[case]]
id = "aaa/known"
statements = ["AAA-001"]
script = "1"
output = [2]
[case.known]
engine = "It is one here."

[[case]]
id = "aaa/old-note"
statements = ["AAA-001"]
script = "1"
output = [1]
[case.known]
engine = "No more."

[[case]]
id = "aaa/elsewhere"
statements = ["AAA-001"]
script = "1"
output = [1]
editions = ["5.1"]
"""
GOLDEN = {
    "id": "lang/x/one", "script": "1", "doc": "about_X", "oracle": "7.0.13", "state": "Completed", "hadErrors": False, "text": "1\n",
    "types": [["System.Int32", "System.ValueType", "System.Object"]], "errors": [], "terminating": None, "warnings": [], "verbose": [],
    "clixml": ['<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n  <I32>1</I32>\n</Objs>'], "debug": [],
    "information": [], "progress": [], "volatile": [],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cases").mkdir()
    (tmp_path / "golden").mkdir()
    (tmp_path / "statements.jsonl").write_text("".join(json.dumps(one) + "\n" for one in STATEMENTS))
    (tmp_path / "coverage.toml").write_text(COVERAGE)
    (tmp_path / "cases" / "a.toml").write_text(CASES)
    (tmp_path / "golden" / "lang.jsonl.gz").write_bytes(gzip.compress((json.dumps(GOLDEN) + "\n").encode()))
    (tmp_path / "commands.json").write_text('{"Get-Job": ["Id", "Nonsense"], "Get-Nothing": ["A"]}')
    return tmp_path
