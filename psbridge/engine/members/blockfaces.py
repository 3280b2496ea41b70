"""What a script block says of itself: the attributes before its param(), and whether it keeps to the restricted language."""

from __future__ import annotations

from typing import Any

from psbridge.engine.commands import RemotingCapability
from psbridge.engine.customattributes import attribute_type
from psbridge.engine.errors import ScriptError
from psbridge.engine.functionshape import attribute_key, output_types, shape_of_block
from psbridge.engine.invoke import construct, set_member
from psbridge.engine.members import namedtypes  # noqa: F401 - the types of the attributes
from psbridge.engine.parsefailures import parse_failure
from psbridge.engine.types import type_from_text
from psbridge.language.errors import ParseError
from psbridge.language.messages import MESSAGES
from psbridge.language.semantics.restricted import check_restricted
from psbridge.language.source import Extent
from psbridge.objects.containers import GenericList
from psbridge.objects.convert import to_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import find_type
from psbridge.objects.psobject import NetObject

_A = "System.Management.Automation."


class CmdletBinding(NetObject):
    """[CmdletBinding()]."""

    __slots__ = ("default_set", "help_uri", "impact", "paging", "positional_binding", "should_process")
    net_type = find_type(_A + "CmdletBindingAttribute")
    PROPERTIES = {
        "PositionalBinding": "positional_binding",
        "DefaultParameterSetName": "default_set",
        "SupportsShouldProcess": "should_process",
        "SupportsPaging": "paging",
        "SupportsTransactions": "transactions",
        "ConfirmImpact": "impact",
        "HelpUri": "help_uri",
        "RemotingCapability": "remoting",
    }

    def __init__(self, shape: Any, named: dict[str, Any]) -> None:
        super().__init__()
        meta = shape.meta
        self.positional_binding, self.default_set = meta.positional_binding, meta.default_set
        self.should_process, self.paging = meta.should_process, meta.paging
        enum: Any = type_from_text(_A + "ConfirmImpact")
        self.impact = enum.python.parse(meta.impact)
        self.help_uri = to_text(named.get("helpuri") or "")

    @property
    def transactions(self) -> bool:
        """There are none in this edition."""
        return False

    @property
    def remoting(self) -> Any:
        return RemotingCapability(1)


class OutputType(NetObject):
    """[OutputType(...)]."""

    __slots__ = ("types",)
    net_type = find_type(_A + "OutputTypeAttribute")
    PROPERTIES = {"ProviderCmdlet": "provider_cmdlet", "Type": "types", "ParameterSetName": "sets"}

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        from psbridge.engine.commandfaces import PSTypeName

        self.types = [PSTypeName(name) for name in names]

    @property
    def provider_cmdlet(self) -> None:
        return None

    @property
    def sets(self) -> list[str]:
        return ["__AllParameterSets"]


def attributes(ctx: Any, block: Any) -> Any:
    """ScriptBlock.Attributes."""
    made = [_attribute(ctx, block, plan) for plan in block.body.attributes]
    return GenericList(find_type("System.Attribute"), made)


def _attribute(ctx: Any, block: Any, plan: Any) -> Any:
    key = attribute_key(plan.name)
    if key == "cmdletbinding":
        return CmdletBinding(shape_of_block(block), {name.lower(): closure(ctx) for name, closure in plan.named})
    if key == "outputtype":
        return OutputType(output_types((plan,), ctx))
    instance = construct(ctx, attribute_type(ctx, plan.name, plan.ast), [closure(ctx) for closure in plan.positional])
    for name, closure in plan.named:
        set_member(ctx, instance, name, closure(ctx))
    return instance


def check_restricted_language(block: Any, commands: Any, variables: Any, environment: bool) -> None:
    """ScriptBlock.CheckRestrictedLanguage: what the restricted language refuses is a ParseException."""
    tree = block.ast
    found: list[ParseError] = []

    def report(start: int, end: int, error_id: str, *words: str) -> None:
        found.append(ParseError(Extent(tree.extent.source, start, end), error_id, MESSAGES[error_id].format(*words)))

    names = _names(variables)
    check_restricted(tree, report, None if commands is None else _names(commands), names, environment=environment)
    if found:
        error: ScriptError = parse_failure(tuple(found))
        raise NetError(error.record.exception)


def _names(told: Any) -> list[str]:
    return [] if told is None else [to_text(one).lower() for one in told]
