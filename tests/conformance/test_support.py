"""SUPPORT.md says what the results that are kept beside the cases say, and those agree with the notes of the cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from psbridge.cli.conformance.cases import home, load
from psbridge.cli.conformance.judging import Outcome, kinds_of
from psbridge.cli.conformance.running import passed_share
from psbridge.cli.conformance.support import commands_of, desktop_commands, document, kept

SUITE = load(home())
KEPT = kept(SUITE)
PAGE = Path(__file__).resolve().parents[2] / "SUPPORT.md"


def test_the_page_is_up_to_date():
    expected = document(SUITE, KEPT, commands_of(KEPT), desktop_commands()).split("\n")
    found = PAGE.read_text(encoding="utf-8").split("\n")
    wrong = [(here, there) for here, there in zip(found, expected, strict=False) if here != there]
    assert not wrong, f"run `psbridge conformance support`: {wrong[:5]}"
    assert len(found) == len(expected)


@pytest.mark.parametrize("target", ["engine", "emulator", "python"])
def test_targets_conform(target):
    verdicts = KEPT[target]
    assert passed_share(verdicts.values()) >= 0.97
    noted = {case.id for case in SUITE.cases if any(name in case.known for name in kinds_of(target))}
    known = {name for name, one in verdicts.items() if one.outcome is Outcome.KNOWN}
    skipped = {name for name, one in verdicts.items() if one.outcome is Outcome.SKIP}
    assert known == noted - skipped, "the notes of the cases changed: run the suite and `psbridge conformance support RESULTS.json`"
