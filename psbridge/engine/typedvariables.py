"""What an assignment to a typed or validated variable does to the value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from psbridge.engine.errors import ScriptError, error_record, record_of
from psbridge.objects import AutomationNull, NetError, NetType, find_type
from psbridge.objects.convert import convert, dotnet_text

if TYPE_CHECKING:
    from psbridge.engine.validation import Validator

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


def check_value(ctx: Any, validators: Sequence[Validator], value: Any, message: Callable[[], str]) -> None:
    """ScriptError with the message when one of the validators refuses the value."""
    from psbridge.engine.validation import ValidationFailed

    for validator in validators:
        try:
            validator.check(value, lambda block, item: block.invoke_value(ctx, dollar_under=item))
        except ValidationFailed as refused:
            raise ScriptError(error_record("ValidationMetadataException", message(), "ValidateSetFailure", "MetadataError")) from refused


def validating(name: str, validators: Sequence[Validator]) -> Callable[[Any, Any], Any]:
    """The transform that refuses what the validators of a variable of that name refuse."""

    def transform(ctx: Any, value: Any) -> Any:
        def message() -> str:
            shown = "$null" if value is None else dotnet_text(value)
            return f"The variable cannot be validated because the value {shown} is not a valid value for the {name} variable."

        check_value(ctx, validators, value, message)
        return value

    return transform
