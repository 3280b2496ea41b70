"""What an assignment to a typed variable does to the value."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from psbridge.engine.errors import ScriptError, error_record, record_of
from psbridge.objects import AutomationNull, NetError, NetType, find_type
from psbridge.objects.convert import convert

BOOLEAN = find_type("System.Boolean")


def transformation_error(net: NetType, value: Any, error: NetError) -> ScriptError:
    """A failed conversion of a typed variable."""
    message = record_of(error).exception.message
    if net is BOOLEAN:
        from psbridge.objects import type_of

        message = (
            f'Cannot convert value "{type_of(value).full_name}" to type "System.Boolean". Boolean parameters accept only Boolean '
            "values and numbers, such as $True, $False, 1 or 0."
        )
    return ScriptError(
        error_record("ArgumentTransformationMetadataException", message, "RuntimeException", "MetadataError", None, error.exception)
    )


@lru_cache(maxsize=1024)
def to_type(net: NetType) -> Callable[[Any, Any], Any]:
    """The transform that converts to a type."""

    def transform(ctx: Any, value: Any) -> Any:
        if value is AutomationNull:
            value = None
        try:
            if net is BOOLEAN and isinstance(value, str):
                raise NetError.of("System.InvalidCastException", "")
            return convert(value, net)
        except NetError as error:
            raise transformation_error(net, value, error) from error

    return transform
