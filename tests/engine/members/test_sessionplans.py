"""InitialSessionState."""

from __future__ import annotations

from psbridge.engine.members.sessionplans import SessionPlan, enum_value


def test_a_clone_goes_its_own_way():
    plan = SessionPlan()
    plan.modules.append("A")
    clone = plan.clone()
    clone.modules.append("B")
    assert (list(plan.modules), list(clone.modules)) == (["A"], ["A", "B"])
    assert clone.language_mode == enum_value("System.Management.Automation.PSLanguageMode", "FullLanguage")
