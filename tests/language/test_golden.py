"""Every recorded script parses as the real PowerShell parsed it: without complaint, or with its error id and its message."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from psbridge.language import PowerShellParseError, parse, parse_or_raise, same_tree, unparse

GOLDEN = Path(__file__).resolve().parents[2] / "conformance" / "golden"
RECORDED = (7, 0)  # the version that the cases were recorded with


def cases(name):
    with gzip.open(GOLDEN / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def parse_error_of(case):
    error = case.get("terminating")
    return error if error and error["category"] == "ParserError" else None


@pytest.mark.parametrize("name", ["lang", "cmdlets", "jobs"])
def test_recorded_scripts(name):
    wrong = []
    for case in cases(name):
        expected = parse_error_of(case)
        try:
            parse_or_raise(case["script"], version=RECORDED)
            found = None
        except PowerShellParseError as error:
            found = (error.error_id, str(error))
        if found != (expected and (expected["fqid"], expected["message"])):
            wrong.append((case["id"], found, expected))
    assert wrong == []


@pytest.mark.parametrize("name", ["lang", "cmdlets", "jobs"])
def test_recorded_scripts_come_back_from_their_trees(name):
    wrong = []
    for case in cases(name):
        result = parse(case["script"])
        if result.errors:
            continue
        again = parse(unparse(result.ast))
        if again.errors or not same_tree(replace(result.ast, script_requirements=None), again.ast):
            wrong.append(case["id"])
    assert wrong == []
