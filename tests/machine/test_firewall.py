"""Firewall rules of an emulated machine."""

from __future__ import annotations

import pytest

from psbridge.machine.firewall import Firewall, FirewallRule, RuleRefusal


def test_each_machine_has_rules_of_its_own() -> None:
    one, other = Firewall(), Firewall()
    one.all()[0].enabled = False
    assert other.all()[0].enabled


def test_a_name_is_given_once_case_apart() -> None:
    rules = Firewall()
    made = rules.add(FirewallRule("App", "My app"))
    with pytest.raises(RuleRefusal, match="APP"):
        rules.add(FirewallRule("APP", "Again"))
    rules.remove(made)
    assert made not in rules.all()
