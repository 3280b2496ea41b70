"""The files of the suite: well formed, complete, and refused when they are not."""

from __future__ import annotations

import pytest

from psbridge.cli.conformance.cases import home, load, problems
from psbridge.cli.conformance.coverage import coverage_of
from psbridge.errors import ConfigurationError

HOME = home()
TESTS = HOME.parent / "tests"
SUITE = load(HOME)


@pytest.mark.parametrize("path", sorted((HOME / "cases").glob("*.toml")), ids=lambda path: path.name)
def test_written_cases_are_well_formed(path):
    assert problems(path, {statement.id for statement in SUITE.statements}) == []


def test_ids_are_unique():
    names = [case.id for case in SUITE.cases]
    assert len(names) == len(set(names))


def test_every_statement_has_a_case_a_test_or_a_reason_but_not_both():
    found = coverage_of(SUITE, TESTS)
    assert found.missing() == []
    assert len(SUITE.statements) == 662
    assert [name for name in found.reasons if found.cases[name] or found.tests.get(name)] == []


def test_tests_name_statements_by_id_or_by_their_own_names(tmp_path):
    named = [f"BIT-{number}" for number in ("014", "026")]
    (tmp_path / "test_a.py").write_text(f'def test_{"bit"}_014_026_gone():\n    """[{"RCJ"}-011]"""\n\n\ndef test_http_404_told(): ...\n')
    assert coverage_of(SUITE, tmp_path).tests == {name: ["test_a.py"] for name in (*named, f"{'RCJ'}-011")}


def test_what_coverage_names_is_there():
    names = {case.id for case in SUITE.cases}
    import tomllib

    recorded = tomllib.loads((HOME / "coverage.toml").read_text(encoding="utf-8"))["recorded"]
    assert {name for listed in recorded.values() for name in listed} <= names
    assert set(recorded) <= {statement.id for statement in SUITE.statements}
    assert {statement.area for statement in SUITE.statements} == set(SUITE.areas)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ('id = "x"\nstatements = []\nscript = "1"\noutput = []', "an id is area/name"),
        ('id = "a/x"\nstatements = ["NOT-001"]\nscript = "1"\noutput = []', "unknown statement NOT-001"),
        ('id = "a/x"\nstatements = []\nscript = "1"', "nothing is expected"),
        ('id = "a/x"\nstatements = []\nscript = "1"\noutput = []\nnonsense = 1', "unknown key 'nonsense'"),
        ('id = "a/x"\nstatements = []\nscript = 1\noutput = []', "'script' has the wrong type"),
        ('id = "a/x"\nstatements = []\nscript = "1"\noutput = []\nneeds = ["luck"]', "'luck' is none of"),
        ('id = "a/x"\nstatements = []\noutput = []', "missing 'script'"),
    ],
)
def test_broken_cases_are_refused(tmp_path, broken, told):
    path = tmp_path / "b.toml"
    path.write_text(f"[[case]]\n{broken}\n")
    assert any(told in one for one in problems(path, set()))


def test_a_folder_is_read(folder):
    suite = load(folder)
    assert [case.id for case in suite.cases] == ["aaa/good", "aaa/bad", "aaa/known", "aaa/old-note", "aaa/elsewhere", "lang/x/one"]
    assert suite.cases[0].script.startswith("$p = 5\n")
    assert suite.shown_by()["AAA-002"] == ["lang/x/one"]
    assert suite.cases[-1].provenance == "recorded: 7.0.13"


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(ConfigurationError):
        home(str(tmp_path))
