"""The arguments of Format-* cmdlets: properties and groupings as names, script blocks or dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.formatting.expressions import PropertyExpression
from psbridge.formatting.parameters import PropertyParameter
from psbridge.modules.utility.argumentkeys import (
    ALIGNMENT,
    DEPTH,
    EXACT_EXPRESSION,
    EXPRESSION,
    FORMAT_STRING,
    LABEL,
    WIDTH,
    Argument,
    Key,
    refuse,
)
from psbridge.objects import ScriptBlock
from psbridge.objects.convert import to_text

if TYPE_CHECKING:
    from psbridge.engine.cmdlet import Cmdlet

TABLE_KEYS = (EXPRESSION, FORMAT_STRING, WIDTH, ALIGNMENT, LABEL)
LIST_KEYS = (EXPRESSION, FORMAT_STRING, LABEL)
WIDE_KEYS = (EXPRESSION, FORMAT_STRING)
CUSTOM_KEYS = (EXPRESSION, DEPTH)
GROUP_KEYS = (EXACT_EXPRESSION, FORMAT_STRING, LABEL)


def parse_properties(cmd: Cmdlet, arguments: Any, keys: tuple[Key, ...]) -> tuple[PropertyParameter, ...]:
    """The value of -Property."""
    if arguments is None:
        return ()
    items = arguments if isinstance(arguments, list | tuple) else [arguments]
    return tuple(_parameter(cmd, item, keys) for item in items)


def parse_group_by(cmd: Cmdlet, argument: Any) -> PropertyParameter | None:
    """The value of -GroupBy: no wildcards there."""
    return None if argument is None else _parameter(cmd, argument, GROUP_KEYS)


def _parameter(cmd: Cmdlet, argument: Any, keys: tuple[Key, ...]) -> PropertyParameter:
    values = Argument(cmd, keys).parse(argument)
    source = values["expression"]
    expression = PropertyExpression(to_text(source), block=source) if isinstance(source, ScriptBlock) else PropertyExpression(source)
    others = (values.get(name) for name in ("label", "width", "alignment", "formatString", "depth"))
    return PropertyParameter(expression, *others)


__all__ = ["CUSTOM_KEYS", "GROUP_KEYS", "LIST_KEYS", "TABLE_KEYS", "WIDE_KEYS", "parse_group_by", "parse_properties", "refuse"]
