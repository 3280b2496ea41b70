"""Runs on the engine and through Python, the reports, and what the commands print."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from psbridge.cli.conformance import main
from psbridge.cli.conformance.cases import load
from psbridge.cli.conformance.conversations import answer, question, runner_source
from psbridge.cli.conformance.judging import Outcome
from psbridge.cli.conformance.running import Selection, run_cases
from psbridge.cli.conformance.targets import Plan, target_of
from psbridge.cli.conformance.world import World, preamble
from psbridge.errors import ConfigurationError

EXPECTED = {
    "aaa/good": Outcome.PASS, "aaa/bad": Outcome.FAIL, "aaa/known": Outcome.KNOWN, "aaa/old-note": Outcome.UNEXPECTED,
    "aaa/elsewhere": Outcome.SKIP, "lang/x/one": Outcome.PASS,
}  # fmt: skip


def test_engine(folder):
    with target_of("engine") as target:
        verdicts = run_cases(target, load(folder).cases, Plan())
    assert {name: one.outcome for name, one in verdicts.items()} == EXPECTED


@pytest.mark.parametrize("name", ["python", "module"])
def test_other_targets_of_this_machine(folder, name):
    with target_of(name) as target:
        verdicts = run_cases(target, load(folder).cases, Plan())
    assert verdicts["aaa/good"].outcome is Outcome.PASS, verdicts["aaa/good"]
    assert verdicts["lang/x/one"].outcome is Outcome.PASS, verdicts["lang/x/one"]
    assert verdicts["aaa/bad"].outcome is Outcome.FAIL


@pytest.mark.parametrize("name", ["emulator", "emulator-pypsrp"])
def test_over_the_wire(folder, name):
    chosen = [case for case in load(folder).cases if case.id in ("aaa/good", "aaa/bad")]
    with target_of(name) as target:
        verdicts = run_cases(target, chosen, Plan(1))
    assert verdicts["aaa/good"].outcome is Outcome.PASS, verdicts["aaa/good"]
    assert verdicts["aaa/bad"].outcome is Outcome.FAIL


def test_an_unknown_target_is_said():
    with pytest.raises(ConfigurationError, match="is no target"):
        target_of("moon")


def test_selection(folder):
    cases = load(folder).cases
    assert [one.id for one in cases if Selection(("lang/*",)).takes(one)] == ["lang/x/one"]
    assert [one.id for one in cases if Selection(("aaa/k",)).takes(one)] == ["aaa/known"]
    assert len([one for one in cases if Selection((), ("AAA-001",)).takes(one)]) == 5
    assert not [one for one in cases if Selection(written_only=True).takes(one) and one.recorded]


def test_reports(folder, tmp_path, capsys):
    files = {kind: tmp_path / f"r.{kind}" for kind in ("json", "junit", "html")}
    words = [word for kind, path in files.items() for word in (f"--{kind}", str(path))]
    assert main(["run", "--cases", str(folder), "-q", *words]) == 1
    assert "2 pass, 1 fail, 1 known, 1 unexpected, 1 skip (40.0 % of those that ran" in capsys.readouterr().out
    data = json.loads(files["json"].read_text())
    assert {name: Outcome(one["outcome"]) for name, one in data["targets"]["engine"].items()} == EXPECTED
    suite = ET.parse(files["junit"]).getroot()[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("6", "2", "2")
    page = files["html"].read_text()
    assert "Text 1 &lt;b&gt;" in page
    assert "Nobody can see it." in page
    assert "fail 1/4" in page

    assert main(["compare", str(files["json"]), str(files["json"])]) == 0
    data["targets"]["engine"]["aaa/good"]["outcome"] = "fail"
    worse = tmp_path / "worse.json"
    worse.write_text(json.dumps(data))
    assert main(["compare", str(files["json"]), str(worse)]) == 1
    assert "engine aaa/good: pass -> fail" in capsys.readouterr().out

    support = tmp_path / "SUPPORT.md"
    assert main(["support", "--cases", str(folder), str(files["json"]), "-o", str(support)]) == 0
    text = support.read_text()
    assert "| Get-Job | 2 | without Nonsense |" in text
    assert "| Get-Nothing | 1 | **no** |" in text
    assert json.loads((folder / "results.json").read_text())["engine"]["aaa/bad"] == "fail"
    assert "| AAA-001 | Text 1 <b> | **no** |" in text


def test_list_explain_coverage(folder, tmp_path, capsys):
    assert main(["list", "--cases", str(folder), "--filter", "lang/*"]) == 0
    assert capsys.readouterr().out.split()[:2] == ["lang/x/one", "AAA-002"]
    assert main(["list", "--cases", str(folder), "--export", str(tmp_path / "e.jsonl")]) == 0
    assert len((tmp_path / "e.jsonl").read_text().splitlines()) == 6
    assert main(["explain", "AAA-002", "--cases", str(folder)]) == 0
    assert "engine: pass" in capsys.readouterr().out
    assert main(["explain", "AAA-003", "--cases", str(folder)]) == 0
    assert main(["explain", "nothing", "--cases", str(folder)]) == 2
    assert main(["coverage", "--cases", str(folder)]) == 0
    assert "2 of 3 shown by cases or tests, 1 with a reason, 0 with nothing" in capsys.readouterr().out


def test_usage(capsys):
    assert main([]) == 2
    assert main(["--help"]) == 0
    assert "coverage" in capsys.readouterr().out


def test_questions_and_answers():
    assert "Invoke-CaseScript" in question("1")
    assert runner_source().startswith("function Invoke-CaseScript")
    assert answer('noise <<<{"state": "Completed"}>>>') == {"state": "Completed"}
    assert answer("broken")["failed"] == "broken"


def test_world_gives_what_is_needed():
    with World() as world:
        text = preamble(world.where, frozenset(("remote", "http")))
    assert "$conn" in text
    assert "$url" in text
    assert preamble({}, frozenset()) == ""


@pytest.mark.parametrize("words", [["--filter", "no/such"], ["--statement", "NO-001"]])
def test_a_selection_of_nothing_is_refused(folder, capsys, words):
    """A misspelt id must not look like success."""
    assert main(["run", "--cases", str(folder), *words]) == 2
    assert words[1] in capsys.readouterr().err
