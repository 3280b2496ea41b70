"""What is told of results: JUnit, HTML, comparison, SUPPORT.md, lists and explanations, each from made-up verdicts."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

from psbridge.cli.conformance.cases import load
from psbridge.cli.conformance.comparing import compared
from psbridge.cli.conformance.explaining import described
from psbridge.cli.conformance.html import page
from psbridge.cli.conformance.judging import Outcome, Verdict
from psbridge.cli.conformance.junit import junit
from psbridge.cli.conformance.listing import exported, summary
from psbridge.cli.conformance.support import KEPT, as_kept, document, kept


def results(**outcomes):
    names = {"good": "aaa/good", "bad": "aaa/bad", "one": "lang/x/one"}
    return {
        "engine": {
            names[key]: Verdict(names[key], outcome, ("a \x01 < b",) if outcome is Outcome.FAIL else ())
            for key, outcome in outcomes.items()
        }
    }


def test_junit_is_legal_xml():
    root = ET.fromstring(junit(results(good=Outcome.PASS, bad=Outcome.FAIL, one=Outcome.SKIP)))
    assert [one.get("name") for one in root[0]] == ["good", "bad", "x/one"]
    assert root[0][1][0].text == "a \\x01 < b"


def test_html_escapes_and_shows_the_worst(folder):
    text = page(load(folder), results(good=Outcome.PASS, bad=Outcome.FAIL, one=Outcome.PASS))
    assert "a \x01 &lt; b" in text
    assert "fail 1/2" in text
    assert "pass 1/1" in text


def test_html_lists_what_failed_before_the_statements(folder):
    text = page(load(folder), results(good=Outcome.PASS, bad=Outcome.FAIL, one=Outcome.UNEXPECTED))
    assert text.index("What failed: 2") < text.index("<h2")
    assert [name in text.partition("<h2")[0] for name in ("aaa/bad", "lang/x/one", "aaa/good")] == [True, True, False]
    assert "What failed" not in page(load(folder), results(good=Outcome.PASS, bad=Outcome.KNOWN))


def test_cells_of_the_html_name_their_target(folder):
    """A narrow screen shows them without the heads of the columns."""
    text = page(load(folder), results(good=Outcome.PASS, bad=Outcome.FAIL, one=Outcome.PASS))
    assert text.count("<td class='cell'") == text.count("data-target='engine'") > 0


def test_comparison_of_two_targets_by_case():
    before, after = results(good=Outcome.PASS, bad=Outcome.FAIL), {"pwsh": results(good=Outcome.FAIL, bad=Outcome.FAIL)["engine"]}
    assert [(name, old.outcome, new.outcome) for name, old, new in compared(before, after)] == [
        ("engine/pwsh aaa/good", Outcome.PASS, Outcome.FAIL)
    ]


def test_support_names_what_is_missing(folder):
    (folder / "commands.json").write_text('{"Get-It": ["A", "B"], "Get-Other": []}')
    text = document(
        load(folder), results(good=Outcome.PASS), {"engine": {"get-it": {"a"}}, "python": {"get-it": {"a", "b"}, "get-other": set()}}
    )
    assert "| Get-It | 2 | without B | yes |" in text
    assert "| Get-Other | 0 | **no** | yes |" in text
    assert "| Get-It | -B | **no** | yes |" in text
    assert "| AAA-001 | Text 1 <b> | yes |" in text
    assert "*(Nobody can see it.)*" in text


def test_support_tells_what_only_the_other_edition_has(folder):
    (folder / "commands.json").write_text('{"Get-It": ["A", "B"], "Get-Other": []}')
    text = document(load(folder), results(good=Outcome.PASS), {"engine": {"get-other": set()}}, {"get-it": {"a"}})
    assert "| Get-It | 2 | 5.1 |" in text
    assert "| Get-It | -A | 5.1 |" in text
    assert "| Get-It | -B | **no** |" in text


def test_results_are_kept_by_what_did_not_pass(folder):
    suite = load(folder)
    given = {"python": {case.id: Verdict(case.id, Outcome.PASS) for case in suite.cases}}
    given["python"]["aaa/bad"] = Verdict("aaa/bad", Outcome.KNOWN)
    assert as_kept(given) == {"python": {"aaa/bad": "known"}}
    assert kept(suite) == {}
    (folder / KEPT).write_text(json.dumps({**as_kept(given), "engine": {}}))
    assert list(kept(suite)) == ["engine", "python"]
    assert {name: one.outcome for name, one in kept(suite)["python"].items()} == {
        name: one.outcome for name, one in given["python"].items()
    }


def test_cases_for_readers_and_for_runners(folder):
    suite = load(folder)
    good, recorded = suite.cases[0], suite.cases[-1]
    assert "AAA-001: Text 1 <b>" in described(suite, good)
    assert summary(good)["statements"] == ["AAA-001"]
    assert exported(good)["expected"] == {"output": [("System.Int32", "5"), ("System.String", "x")], "errors": ["Mine"]}
    assert exported(good)["editions"] == ["7"]
    assert exported(recorded)["state"] == "Completed"
