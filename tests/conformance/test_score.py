"""The scorer passes what agrees and catches every kind of difference."""

from __future__ import annotations

import json

import pytest

from conformance import ratchet
from conformance.score import compare, explain, is_scored, main, read_records, report, score
from psbridge.cli.conformance.cases import Case
from psbridge.cli.conformance.judging import Outcome, Verdict

GOLDEN = {
    "id": "lang/x/one", "script": "1", "state": "Completed", "hadErrors": False, "types": [["System.Int32"]], "text":
    "1\n", "clixml": ['<Objs a="1" b="2">\n  <I32>1</I32>\n</Objs>'], "terminating": None, "warnings": [], "verbose":
    [], "errors": [{"fqid": "A", "category": "NotSpecified", "message": "m"}], "debug": [], "information": [],
    "progress": [], "volatile": [],
}  # fmt: skip


def changed(**fields):
    return {**GOLDEN, **fields}


def test_layout_does_not_count():
    actual = changed(text="1  \r\n\r\n", clixml=['<Objs b="2" a="1"><I32>1</I32></Objs>'])
    assert compare(GOLDEN, actual, strict=True) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", "Failed"),
        ("hadErrors", True),
        ("types", [["System.Int64"]]),
        ("text", "2\n"),
        ("text", " 1\n"),
        ("clixml", ['<Objs a="1" b="2"><I32>2</I32></Objs>']),
        ("clixml", ["<Objs"]),
        ("clixml", []),
        ("errors", []),
        ("errors", [{"fqid": "B", "category": "NotSpecified"}]),
        ("errors", [{"fqid": "A", "category": "OpenError"}]),
        ("terminating", {"fqid": "A", "category": "NotSpecified"}),
        ("warnings", ["w"]),
        ("verbose", ["v"]),
        ("debug", ["d"]),
        ("information", ["i"]),
    ],
)
def test_each_difference_is_seen(field, value):
    assert compare(GOLDEN, changed(**{field: value})) == [field]
    assert compare(changed(volatile=[field]), changed(**{field: value})) == []


def test_strict_looks_closer():
    actual = changed(errors=[{"fqid": "A", "category": "NotSpecified", "message": "other"}], progress=["p"])
    assert compare(GOLDEN, actual) == []
    assert compare(GOLDEN, actual, strict=True) == ["errors", "progress"]


def test_no_answer_is_a_failure():
    assert compare(GOLDEN, None) == ["missing"]
    assert compare(GOLDEN, changed(failed="crash")) == ["missing"]
    assert "crash" in explain(GOLDEN, changed(failed="crash"), ["missing"])


def test_unfinished_recordings_are_not_scored():
    assert not is_scored(changed(timedOut=True))
    assert score([changed(failed="x")], []).cases == 0


def test_report_and_command_line(tmp_path, capsys):
    golden, actual = tmp_path / "golden", tmp_path / "actual"
    golden.write_text("\n".join(json.dumps(r) for r in (GOLDEN, changed(id="lang/x/two"), changed(id="jobs/y/z"))))
    actual.write_text("\n".join(json.dumps(r) for r in (GOLDEN, changed(id="lang/x/two", text="2"))))
    assert "TOTAL 1 / 3 = 33.3%" in report(score(read_records(golden), read_records(actual)))
    assert main([str(golden), str(actual), "--area", "lang/", "--show", "1", "--json", str(tmp_path / "out")]) == 0
    shown = capsys.readouterr().out
    assert "--- lang/x/two: text" in shown
    assert "TOTAL 1 / 2 = 50.0%" in shown
    assert json.loads((tmp_path / "out").read_text()) == {"lang/x/two": ["text"]}


def test_golden_agrees_with_itself():
    for path in sorted(ratchet.GOLDEN.glob("*.jsonl.gz")):
        records = read_records(path)
        assert score(records, records, strict=True).failures == {}


def test_every_golden_file_has_a_number():
    numbers = json.loads(ratchet.NUMBERS.read_text())
    assert set(numbers) == {path.name for path in ratchet.GOLDEN.glob("*.jsonl.gz")}


@pytest.mark.parametrize(("least", "code"), [(0, 0), (5, 1)])
def test_a_lost_command_is_only_forgiven_before_the_first_success(tmp_path, mocker, capsys, least, code):
    numbers = tmp_path / "ratchet.json"
    numbers.write_text(json.dumps({"lang.jsonl.gz": least}))
    mocker.patch.object(ratchet, "NUMBERS", numbers)
    mocker.patch.object(ratchet, "has_command", return_value=False)
    assert ratchet.main([]) == code
    assert "SKIPPED" in capsys.readouterr().out


@pytest.mark.parametrize(("least", "code"), [(1, 0), (2, 1)])
def test_fewer_than_before_is_a_failure(tmp_path, mocker, capsys, least, code):
    numbers = tmp_path / "ratchet.json"
    numbers.write_text(json.dumps({"lang.jsonl.gz": least}))
    answers = tmp_path / "answers"
    first = next(r for r in read_records(ratchet.GOLDEN / "lang.jsonl.gz") if is_scored(r))
    answers.write_text(json.dumps(first))
    mocker.patch.object(ratchet, "NUMBERS", numbers)
    mocker.patch.object(ratchet, "has_command", return_value=True)
    mocker.patch.object(ratchet, "record", return_value=answers)
    assert ratchet.main(["--only", "lang", "--update"]) == code
    assert json.loads(numbers.read_text()) == {"lang.jsonl.gz": least}
    assert "TOTAL 1 /" in capsys.readouterr().out


@pytest.mark.parametrize("second", ["pass", "fail"])
def test_a_case_that_passed_on_a_target_must_pass_the_second_time_at_least(mocker, capsys, second):
    cases = [Case("a/good", "1"), Case("a/bad", "1"), Case("a/known", "1"), Case("a/slow", "1", slow=True)]
    before = {case.id: Verdict(case.id, Outcome.KNOWN if case.id == "a/known" else Outcome.PASS) for case in cases}
    outcomes = iter(["fail", second])
    asked = []

    def run_cases(target, chosen, plan):
        asked.append([case.id for case in chosen])
        now = Outcome(next(outcomes))
        return {case.id: Verdict(case.id, now if case.id == "a/bad" else Outcome.PASS, ("text",)) for case in chosen}

    mocker.patch("psbridge.cli.conformance.cases.load", return_value=mocker.Mock(cases=cases))
    mocker.patch("psbridge.cli.conformance.support.kept", return_value={"python": before})
    mocker.patch("psbridge.cli.conformance.running.run_cases", run_cases)
    assert ratchet.worse_on("python", 1) == ([] if second == "pass" else ["a/bad: text"])
    assert asked == [["a/good", "a/bad"], ["a/bad"]]
    assert "of 2 cases pass as before" in capsys.readouterr().out
