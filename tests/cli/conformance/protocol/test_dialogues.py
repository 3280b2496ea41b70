"""Files of protocol cases: all are well formed, and what is not is named."""

from __future__ import annotations

import pytest

from psbridge.cli.conformance.cases import home
from psbridge.cli.conformance.protocol import dialogues_of, problems

FILES = sorted((home() / "protocol").glob("*.toml"))
CASES = dialogues_of(home())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_are_well_formed(path):
    assert problems(path) == []


def test_there_are_many_each_with_a_source():
    assert len(CASES) >= 80
    assert len({one.id for one in CASES}) == len(CASES)
    assert len([one for one in CASES if one.provenance.startswith("recorded: ")]) >= 45


def test_recordings_that_cases_name_are_there():
    folder = home().parent / "tests" / "data" / "windows"
    names = {one.provenance.removeprefix("recorded: ") for one in CASES if one.provenance.startswith("recorded: ")}
    assert not [name for name in names if not (folder / f"{name}.jsonl.gz").is_file()]


def test_a_case_begins_with_its_opening():
    by_id = {one.id: one for one in CASES}
    assert [step["ask"] for step in by_id["protocol/wsman/delete-twice"].steps] == ["create", "delete", "delete"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('id = "x"\nstatement = "s"\ndoc = "d"\nprovenance = "p"\nstep = [{ ask = "get", expect = { a = "b" } }]', "an id is"),
        ('id = "protocol/wsman/a"\nstep = [{ ask = "get", fault = "1" }]', "missing 'statement'"),
        ('id = "protocol/wsman/a"\nstep = [{ ask = "dance", fault = "1" }]', "'dance' is none of"),
        ('id = "protocol/wsman/a"\nstep = [{ ask = "get", fualt = "1" }]', "unknown key 'fualt'"),
        ('id = "protocol/wsman/a"\nstep = [{ ask = "get", fault = 1 }]', "'fault' has the wrong type"),
        ('id = "protocol/wsman/a"\nstep = [{ ask = "get" }]', "nothing is expected"),
        ('id = "protocol/wsman/a"\nstep = [{ ask = "get", payload = [{ kind = "X" }], fault = "1" }]', "unknown key 'kind' of a payload"),
        ('id = "protocol/wsman/a"\nstep = [{ ask = "get", messages = [{ kind = "X" }] }]', "unknown key 'kind' of a message"),
        ('id = "protocol/wsman/a"\nstep = []\n[[case]]\nid = "protocol/wsman/a"\nstep = []', "the id is used twice"),
    ],
)
def test_problems_are_named(tmp_path, text, told):
    path = tmp_path / "x.toml"
    path.write_text(f"[[case]]\n{text}\n", encoding="utf-8")
    assert any(told in one for one in problems(path))
