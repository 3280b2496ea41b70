"""The commands about firewall rules."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, ValidateSet, cmdlet, parameter
from psbridge.machine.firewall import ACTIONS, DIRECTIONS, FirewallRule, RuleRefusal
from psbridge.objects import NetObject, define, unwrap
from psbridge.objects.convert import to_text
from psbridge.objects.typetable import builtin
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_RULE = "Microsoft.Management.Infrastructure.CimInstance#root/standardcimv2/MSFT_NetFirewallRule"
_FAILURE = "Microsoft.PowerShell.Cmdletization.Cim.CimJobException"
_SWITCHES = {"true": True, "1": True, "false": False, "2": False}


class RuleView(NetObject):
    """A rule as scripts see it: always what the machine says now."""

    __slots__ = ("rule",)
    net_type = define(_RULE)
    PROPERTIES = {"Name": "name", "ID": "name", "DisplayName": "display_name", "Group": "group", "DisplayGroup": "group",
                  "Description": "description", "Enabled": "enabled", "Profile": "profile", "Direction": "direction", "Action": "action",
                  "InstanceID": "name", "PrimaryStatus": "status"}  # fmt: skip
    status = "OK"

    def __init__(self, rule: FirewallRule) -> None:
        super().__init__()
        self.rule = rule

    name = property(lambda self: self.rule.name)
    display_name = property(lambda self: self.rule.display_name)
    group = property(lambda self: self.rule.group)
    description = property(lambda self: self.rule.description)
    enabled = property(lambda self: "True" if self.rule.enabled else "False")
    profile = property(lambda self: self.rule.profile)
    direction = property(lambda self: self.rule.direction)
    action = property(lambda self: self.rule.action)

    def __str__(self) -> str:
        return f'MSFT_NetFirewallRule (InstanceID = "{self.rule.name}")'


builtin(_RULE).default_display_property_set = (
    "Name", "DisplayName", "Description", "DisplayGroup", "Group", "Enabled", "Profile", "Direction", "Action", "PrimaryStatus",
)  # fmt: skip


class _Rules(Cmdlet):
    """Finding rules by name, display name or group."""

    name = parameter("Name", "string[]", sets=(In("GetAll", position=0), In("ByName", position=0)), aliases=("ID", "InstanceID"))
    display_name = parameter("DisplayName", "string[]", sets=(In("ByDisplayName", mandatory=True),))
    display_group = parameter("DisplayGroup", "string[]", sets=(In("ByDisplayGroup", mandatory=True),), aliases=("Group",))
    input_object = parameter("InputObject", "psobject[]", sets=(In("InputObject", mandatory=True, pipeline=True),))

    def chosen(self) -> Iterator[FirewallRule]:
        if self.input_object is not None:
            yield from (unwrap(one).rule for one in self.input_object if isinstance(unwrap(one), RuleView))
            return
        asked: tuple[tuple[str, list[str] | None, Callable[[FirewallRule], str]], ...] = (
            ("InstanceID", self.name, lambda rule: rule.name),
            ("DisplayName", self.display_name, lambda rule: rule.display_name),
            ("DisplayGroup", self.display_group, lambda rule: rule.group),
        )
        word, patterns, text_of = next((one for one in asked if one[1]), ("InstanceID", ["*"], asked[0][2]))
        for pattern in patterns or ():
            matches = compile_wildcard(pattern)
            found = [rule for rule in self.machine.firewall.all() if matches(text_of(rule))]
            if not found and not has_wildcards(pattern):
                what = f"No MSFT_NetFirewallRule objects found with property '{word}' equal to '{pattern}'."
                text = f"{what} Verify the value of the property and retry."
                self.write_error(self.error(_FAILURE, text, f"CmdletizationQuery_NotFound_{word}", "ObjectNotFound", pattern))
            yield from found

    def enabled_of(self, value: Any) -> bool:
        found = _SWITCHES.get(to_text(value).lower())
        if found is None:
            text = f"The value '{to_text(value)}' of Enabled is neither True nor False."
            self.fail(self.error("System.ArgumentException", text, "InvalidEnabled", "InvalidArgument", value))
        return bool(found)


@cmdlet("Get-NetFirewallRule", default_set="GetAll", net_class="Get-NetFirewallRule", output=(_RULE,))
class GetNetFirewallRule(_Rules):
    """Retrieves firewall rules."""

    all = parameter("All", "switch", sets=("GetAll",))
    enabled = parameter("Enabled", "string")
    direction = parameter("Direction", "string", validate=(ValidateSet(*DIRECTIONS),))
    action = parameter("Action", "string", validate=(ValidateSet(*ACTIONS),))

    def process(self) -> None:
        for rule in self.chosen():
            if self.enabled is not None and self.enabled_of(self.enabled) is not rule.enabled:
                continue
            wanted = (self.direction or rule.direction, self.action or rule.action)
            if [text.lower() for text in wanted] == [rule.direction.lower(), rule.action.lower()]:
                self.write(RuleView(rule))


class _Changing(_Rules):
    pass_thru = parameter("PassThru", "switch")

    def process(self) -> None:
        if self.set_name == "GetAll" and not self.name:
            text = "Name the rules to change with -Name, -DisplayName or -DisplayGroup."
            self.fail(self.error("System.ArgumentException", text, "NoRules", "InvalidArgument"))
        for rule in list(self.chosen()):
            if self.should_process(str(RuleView(rule)), self.DECLARATION.name):
                self.change(rule)
                if self.pass_thru:
                    self.write(RuleView(rule))

    def change(self, rule: FirewallRule) -> None:
        raise NotImplementedError


@cmdlet("Set-NetFirewallRule", default_set="GetAll", net_class="Set-NetFirewallRule", should_process=True)
class SetNetFirewallRule(_Changing):
    """Modifies existing firewall rules."""

    new_display_name = parameter("NewDisplayName", "string")
    description = parameter("Description", "string")
    enabled = parameter("Enabled", "string")
    profile = parameter("Profile", "string")
    direction = parameter("Direction", "string", validate=(ValidateSet(*DIRECTIONS),))
    action = parameter("Action", "string", validate=(ValidateSet(*ACTIONS),))
    protocol = parameter("Protocol", "string")
    local_port = parameter("LocalPort", "string[]")
    remote_address = parameter("RemoteAddress", "string[]")

    def change(self, rule: FirewallRule) -> None:
        if self.enabled is not None:
            rule.enabled = self.enabled_of(self.enabled)
        for name in ("description", "profile", "direction", "action", "protocol"):
            given = getattr(self, name)
            if given is not None:
                setattr(rule, name, given)
        rule.display_name = self.new_display_name or rule.display_name
        rule.local_port = ",".join(self.local_port) if self.local_port else rule.local_port
        rule.remote_address = ",".join(self.remote_address) if self.remote_address else rule.remote_address


@cmdlet("Enable-NetFirewallRule", default_set="GetAll", net_class="Enable-NetFirewallRule", should_process=True)
class EnableNetFirewallRule(_Changing):
    """Enables firewall rules."""

    def change(self, rule: FirewallRule) -> None:
        rule.enabled = True


@cmdlet("Disable-NetFirewallRule", default_set="GetAll", net_class="Disable-NetFirewallRule", should_process=True)
class DisableNetFirewallRule(_Changing):
    """Disables firewall rules."""

    def change(self, rule: FirewallRule) -> None:
        rule.enabled = False


@cmdlet("Remove-NetFirewallRule", default_set="GetAll", net_class="Remove-NetFirewallRule", should_process=True)
class RemoveNetFirewallRule(_Changing):
    """Deletes firewall rules."""

    def change(self, rule: FirewallRule) -> None:
        self.machine.firewall.remove(rule)


@cmdlet("New-NetFirewallRule", net_class="New-NetFirewallRule", should_process=True, output=(_RULE,))
class NewNetFirewallRule(Cmdlet):
    """Creates an inbound or outbound firewall rule."""

    name = parameter("Name", "string", aliases=("ID",))
    display_name = parameter("DisplayName", "string", mandatory=True)
    description = parameter("Description", "string", default="")
    group = parameter("Group", "string", default="")
    enabled = parameter("Enabled", "string", validate=(ValidateSet("True", "False"),), default="True")
    profile = parameter("Profile", "string", default="Any")
    direction = parameter("Direction", "string", validate=(ValidateSet(*DIRECTIONS),), default="Inbound")
    action = parameter("Action", "string", validate=(ValidateSet(*ACTIONS),), default="Allow")
    protocol = parameter("Protocol", "string", default="Any")
    local_port = parameter("LocalPort", "string[]")
    remote_address = parameter("RemoteAddress", "string[]")

    def process(self) -> None:
        rule = FirewallRule(
            self.name or f"{{{uuid.uuid4()}}}",
            self.display_name,
            *(self.group, self.description, self.enabled == "True", self.profile, self.direction, self.action, self.protocol),
            ",".join(self.local_port or ("Any",)),
            ",".join(self.remote_address or ("Any",)),
        )
        if not self.should_process(f"DisplayName: {rule.display_name}", "New-NetFirewallRule"):
            return
        try:
            self.write(RuleView(self.machine.firewall.add(rule)))
        except RuleRefusal as refusal:
            self.write_error(self.error(_FAILURE, str(refusal), "Windows System Error 183", "ResourceExists", rule.name))
