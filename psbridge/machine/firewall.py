"""Firewall rules of an emulated machine: kept and changed, nothing is filtered."""

from __future__ import annotations

from dataclasses import dataclass

from psbridge.errors import PsBridgeError

DIRECTIONS = ("Inbound", "Outbound")
ACTIONS = ("Allow", "Block")


class RuleRefusal(PsBridgeError):
    """A rule that is there already."""


@dataclass(slots=True)
class FirewallRule:
    """One rule."""

    name: str
    display_name: str
    group: str = ""
    description: str = ""
    enabled: bool = True
    profile: str = "Any"
    direction: str = "Inbound"
    action: str = "Allow"
    protocol: str = "TCP"
    local_port: str = "Any"
    remote_address: str = "Any"


_WINRM = "Windows Remote Management"
_DEFAULTS = (
    FirewallRule("WINRM-HTTP-In-TCP", f"{_WINRM} (HTTP-In)", _WINRM, profile="Domain, Private", local_port="5985"),
    FirewallRule(
        "WINRM-HTTP-In-TCP-PUBLIC", f"{_WINRM} (HTTP-In)", _WINRM, profile="Public", local_port="5985", remote_address="LocalSubnet"
    ),
    FirewallRule("FPS-SMB-In-TCP", "File and Printer Sharing (SMB-In)", "File and Printer Sharing", local_port="445"),
    FirewallRule(
        "RemoteDesktop-UserMode-In-TCP", "Remote Desktop - User Mode (TCP-In)", "Remote Desktop", enabled=False, local_port="3389"
    ),
)


class Firewall:
    """The rules by name, case apart."""

    def __init__(self) -> None:
        self._rules: dict[str, FirewallRule] = {}
        for rule in _DEFAULTS:
            self.add(FirewallRule(**{name: getattr(rule, name) for name in FirewallRule.__slots__}))

    def all(self) -> list[FirewallRule]:
        return list(self._rules.values())

    def add(self, rule: FirewallRule) -> FirewallRule:
        if rule.name.lower() in self._rules:
            raise RuleRefusal(f"Cannot create a file when that file already exists: the rule {rule.name}")
        self._rules[rule.name.lower()] = rule
        return rule

    def remove(self, rule: FirewallRule) -> None:
        self._rules.pop(rule.name.lower(), None)
