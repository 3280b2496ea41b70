"""Validation attributes of parameters and variables: what each accepts, and in which words it refuses.

Each is an attribute object of .NET (so that Get-Command can show it) with `check(value, evaluate)`, which raises `ValidationFailed`.
`evaluate(block, value)` runs the script block of ValidateScript; whoever checks hands it in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from psbridge.engine.limits import check_lengths, common_type, range_limits
from psbridge.errors import PsBridgeError
from psbridge.language.ast import VariablePath
from psbridge.objects.convert import compare, convert, enumerate_value, to_text, truth, try_convert
from psbridge.objects.exceptions import NetException
from psbridge.objects.nettypes import NetType, define, find_type, type_of
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.records import ErrorCategory, ErrorRecord
from psbridge.objects.regex import compile_pattern
from psbridge.objects.scalars import AutomationNull

Evaluate = Callable[[Any, Any], Any]
_A = "System.Management.Automation."


class ValidationFailed(PsBridgeError):
    """A value was refused; `error_id` is PowerShell's resource id of the reason.

    ``yields``: when the value was tried by position, the next parameter may have it.
    """

    def __init__(self, message: str, error_id: str, *, yields: bool = False) -> None:
        super().__init__(message)
        self.error_id = error_id
        self.yields = yields

    @property
    def exception(self) -> NetException:
        """The exception of an attribute that refused, with its own record."""
        made = NetException(_A + "ValidationMetadataException", self.what)
        made.error_record = ErrorRecord(made, self.error_id, ErrorCategory.parse("MetadataError"), None)
        return made


def _attribute_type(name: str, base: str = "System.Attribute") -> NetType:
    return define(_A + name, base)


define("System.Attribute")
_attribute_type("Internal.CmdletMetadataAttribute")
_attribute_type("ValidateArgumentsAttribute", _A + "Internal.CmdletMetadataAttribute")
_attribute_type("ValidateEnumeratedArgumentsAttribute", _A + "ValidateArgumentsAttribute")
_ENUMERATED = _A + "ValidateEnumeratedArgumentsAttribute"
_ARGUMENTS = _A + "ValidateArgumentsAttribute"

_NULL = "The argument is null. Provide a valid value for the argument, and then try running the command again."
_NULL_IN = (
    "The argument has a null value, or an element of the argument collection contains a null value. Provide a collection that does not "
    "contain any null values, and then try the command again."
)
_SHORTER = (
    "The specified maximum character length of the argument is shorter than the specified minimum argument character length. "
    "Update the ValidateLength attribute for the parameter."
)
_FEWER = (
    "The specified maximum number of arguments for a parameter is fewer than the specified minimum number of arguments. "
    "Update the ValidateCount attribute for the parameter."
)
_NO_PATH = (
    'Cannot process argument because the value of argument "path" is not valid. Change the value of the "path" argument and run the '
    "operation again. (Parameter 'path')"
)
_EMPTY = "The argument is null or empty. Provide an argument that is not null or empty, and then try the command again."
_EMPTY_IN = (
    "The argument is null, empty, or an element of the argument collection contains a null value. "
    "Supply a collection that does not contain any null values and then try the command again."
)


def is_null(value: Any) -> bool:
    return value is None or value is AutomationNull


def elements_of(value: Any) -> Iterator[Any] | None:
    """The elements of a collection; None for a single value (a dictionary is one).  An enumerator is put back to its beginning."""
    items = enumerate_value(value)
    again = getattr(unwrap(value), "reset", None)
    return items if items is None or again is None else _walk(items, again)


def _walk(items: Iterator[Any], again: Callable[[], Any]) -> Iterator[Any]:
    yield from items
    again()


class Validator(NetObject):
    """Base: `check` sees the whole value."""

    __slots__ = ()
    net_type = _attribute_type("ValidateArgumentsAttribute", _A + "Internal.CmdletMetadataAttribute")
    ACCEPTS_NULL: ClassVar[bool] = False

    def check(self, value: Any, evaluate: Evaluate | None = None) -> None:
        raise NotImplementedError


class ElementValidator(Validator):
    """Base: a collection is checked element by element, and must not be null."""

    __slots__ = ()
    net_type = define(_ENUMERATED, _ARGUMENTS)

    def check(self, value: Any, evaluate: Evaluate | None = None) -> None:
        if is_null(value):
            raise ValidationFailed(_EMPTY_IN, "ArgumentIsEmpty")
        items = elements_of(value)
        if items is None:
            self.check_element(value, evaluate)
            return
        for item in items:
            self.check_element(item, evaluate)

    def check_element(self, value: Any, evaluate: Evaluate | None) -> None:
        raise NotImplementedError


class NotNull(Validator):
    """[ValidateNotNull()]."""

    __slots__ = ()
    net_type = _attribute_type("ValidateNotNullAttribute", _ARGUMENTS)

    def check(self, value: Any, evaluate: Evaluate | None = None) -> None:
        if is_null(value):
            raise ValidationFailed(_NULL, "ArgumentIsNull")
        if isinstance(value, str):
            return
        for item in elements_of(value) or ():
            if is_null(item):
                raise ValidationFailed(_NULL_IN, "ArgumentCollectionIsNull")


class NotNullOrEmpty(Validator):
    """[ValidateNotNullOrEmpty()]."""

    __slots__ = ()
    net_type = _attribute_type("ValidateNotNullOrEmptyAttribute", _ARGUMENTS)

    def check(self, value: Any, evaluate: Evaluate | None = None) -> None:
        bare = unwrap(value)
        if is_null(bare):
            raise ValidationFailed(_EMPTY, "ArgumentIsNull")
        if isinstance(bare, str):
            if not bare:
                raise ValidationFailed(_EMPTY, "ArgumentIsEmpty")
            return
        if hasattr(bare, "__len__") and len(bare) == 0 and (elements_of(bare) is not None or hasattr(bare, "pairs")):
            raise ValidationFailed(_EMPTY_IN, "ArgumentCollectionIsEmpty")
        for item in elements_of(bare) or ():
            if is_null(item) or item == "":
                raise ValidationFailed(_EMPTY_IN, "ArgumentCollectionIsEmpty")


class VariableName(Validator):
    """What -ErrorVariable and the like may name: a variable, no item of a drive; `+` before it adds to what is there."""

    __slots__ = ()
    net_type = _attribute_type("Internal.CommonParameters+ValidateVariableName", _ARGUMENTS)

    def check(self, value: Any, evaluate: Evaluate | None = None) -> None:
        name = unwrap(value)
        if not isinstance(name, str):
            return
        name = name.removeprefix("+")
        if not name:
            raise ValidationFailed(_NO_PATH, "Argument")
        if VariablePath(name).drive_name is not None:
            raise ValidationFailed(
                f"Cannot validate argument '{name}' because it is not a valid variable name.", "ArgumentNotValidVariableName"
            )


class ValidateSet(ElementValidator):
    """[ValidateSet("a", "b")]: one of these, case apart unless told otherwise."""

    __slots__ = ("error_message", "ignore_case", "valid_values")
    net_type = _attribute_type("ValidateSetAttribute", _ENUMERATED)
    PROPERTIES = {"ErrorMessage": "error_message", "IgnoreCase": "ignore_case", "ValidValues": "valid_values"}

    def __init__(self, *values: str, ignore_case: bool = True, error_message: str | None = None) -> None:
        super().__init__()
        self.valid_values = list(values)
        self.ignore_case, self.error_message = ignore_case, error_message

    def check_element(self, value: Any, evaluate: Evaluate | None) -> None:
        if is_null(value):
            raise ValidationFailed(_NULL, "ArgumentIsEmpty")
        text = to_text(value)
        wanted = text.lower() if self.ignore_case else text
        if any((option.lower() if self.ignore_case else option) == wanted for option in self.valid_values):
            return
        options = ",".join(self.valid_values)
        message = (
            self.error_message.replace("{0}", text).replace("{1}", options)
            if self.error_message
            else f'The argument "{text}" does not belong to the set "{options}" specified by the ValidateSet attribute. '
            "Supply an argument that is in the set and then try the command again."
        )
        raise ValidationFailed(message, "ValidateSetFailure")


_RANGE_KINDS: dict[str, tuple[Callable[[int], bool], str]] = {
    "positive": (lambda c: c <= 0, "greater than zero"),
    "nonnegative": (lambda c: c < 0, "greater than or equal to zero"),
    "negative": (lambda c: c >= 0, "less than zero"),
    "nonpositive": (lambda c: c > 0, "less than or equal to zero"),
}


class ValidateRange(ElementValidator):
    """[ValidateRange(1, 3)] or [ValidateRange("Positive")]."""

    __slots__ = ("kind", "max_range", "min_range")
    net_type = _attribute_type("ValidateRangeAttribute", _ENUMERATED)
    PROPERTIES = {"MinRange": "min_range", "MaxRange": "max_range"}

    def __init__(self, minimum: Any, maximum: Any = None) -> None:
        super().__init__()
        self.kind: str | None = str(minimum) if maximum is None else None
        limits: tuple[Any, Any] = (None, None) if self.kind else range_limits(unwrap(minimum), unwrap(maximum))
        self.min_range, self.max_range = limits

    def check_element(self, value: Any, evaluate: Evaluate | None) -> None:
        if is_null(value):
            raise ValidationFailed(_NULL, "ArgumentIsEmpty")
        bare = unwrap(value)
        if self.kind is not None:
            self._check_kind(bare)
            return
        bare = _in_type(bare, type_of(self.min_range))
        low, high = to_text(self.min_range), to_text(self.max_range)
        if compare(bare, self.min_range) < 0:
            raise ValidationFailed(
                f"The {to_text(bare)} argument is less than the minimum allowed range of {low}. "
                f"Supply an argument that is greater than or equal to {low} and then try the command again.",
                "ValidateRangeTooSmall",
            )
        if compare(bare, self.max_range) > 0:
            raise ValidationFailed(
                f"The {to_text(bare)} argument is greater than the maximum allowed range of {high}. "
                f"Supply an argument that is less than or equal to {high} and then try the command again.",
                "ValidateRangeTooBig",
            )

    def _check_kind(self, value: Any) -> None:
        wrong, words = _RANGE_KINDS[str(self.kind).lower()]
        value = _in_type(value, common_type(find_type("System.Int32"), type_of(value)))
        if wrong(compare(value, 0)):
            raise ValidationFailed(
                f'The argument "{to_text(value)}" cannot be validated because its value is not {words}.', f"ValidateRange{self.kind}Failure"
            )


def _in_type(value: Any, net: NetType | None) -> Any:
    """The value in the type of the limits of a range."""
    fits, found = (False, None) if net is None else try_convert(value, net)
    if fits:
        return found
    wanted = "Int32" if net is None else net.name
    raise ValidationFailed(
        f'The argument cannot be validated because its type "{type_of(value).name}" is not the same type ({wanted}) as the maximum and '
        f"minimum limits of the parameter. Make sure the argument is of type {wanted} and then try the command again.",
        "ValidationRangeElementType",
    )


class ValidateLength(ElementValidator):
    """[ValidateLength(1, 3)]: length of a text."""

    __slots__ = ("max_length", "min_length")
    net_type = _attribute_type("ValidateLengthAttribute", _ENUMERATED)
    PROPERTIES = {"MinLength": "min_length", "MaxLength": "max_length"}

    def __init__(self, minimum: int, maximum: int) -> None:
        super().__init__()
        check_lengths(minimum, maximum, _SHORTER, "ValidateLengthMaxLengthSmallerThanMinLength")
        self.min_length, self.max_length = minimum, maximum

    def check_element(self, value: Any, evaluate: Evaluate | None) -> None:
        text = unwrap(value)
        if not isinstance(text, str):
            raise ValidationFailed(
                "The ValidateLength attribute cannot be applied to a parameter that is not a string or string[] parameter. Make the "
                "parameter a string or string[] parameter.",
                "ValidateLengthNotString",
            )
        size = len(text)
        if size < self.min_length:
            raise ValidationFailed(
                f"The character length ({size}) of the argument is too short. Specify an argument with a length that is greater "
                "than or equal "
                f'to "{self.min_length}", and then try the command again.',
                "ValidateLengthMinLengthFailure",
            )
        if size > self.max_length:
            raise ValidationFailed(
                f"The character length of the {size} argument is too long. Shorten the character length of the argument so it "
                "is fewer than or "
                f'equal to "{self.max_length}" characters, and then try the command again.',
                "ValidateLengthMaxLengthFailure",
            )


class ValidatePattern(ElementValidator):
    """[ValidatePattern("regex")]: a regular expression in .NET's words; one that is none refuses every value."""

    __slots__ = ("error_message", "options", "regex_pattern")
    net_type = _attribute_type("ValidatePatternAttribute", _ENUMERATED)
    PROPERTIES = {"RegexPattern": "regex_pattern", "Options": "options", "ErrorMessage": "error_message"}

    def __init__(self, pattern: str, options: Any = "IgnoreCase", error_message: str | None = None) -> None:
        super().__init__()
        self.regex_pattern, self.options, self.error_message = pattern, options, error_message

    def check_element(self, value: Any, evaluate: Evaluate | None) -> None:
        if is_null(value):
            raise ValidationFailed(_NULL, "ArgumentIsEmpty")
        text = to_text(value)
        if compile_pattern(self.regex_pattern, _regex_options(self.options)).program.search(text):
            return
        message = (
            self.error_message.replace("{0}", text).replace("{1}", self.regex_pattern)
            if self.error_message
            else f'The argument "{text}" does not match the "{self.regex_pattern}" pattern. '
            f'Supply an argument that matches "{self.regex_pattern}" and try the command again.'
        )
        raise ValidationFailed(message, "ValidatePatternFailure")


def _regex_options(options: Any) -> int:
    from psbridge.engine.types.written import type_from_text

    net = type_from_text("System.Text.RegularExpressions.RegexOptions")
    assert net is not None
    return int(convert(options, net))


class ValidateScript(ElementValidator):
    """[ValidateScript({ ... })]: the block, with the value as $_, must give something true."""

    __slots__ = ("error_message", "script_block")
    net_type = _attribute_type("ValidateScriptAttribute", _ENUMERATED)
    PROPERTIES = {"ErrorMessage": "error_message", "ScriptBlock": "script_block"}

    def __init__(self, block: Any, error_message: str | None = None) -> None:
        super().__init__()
        self.script_block, self.error_message = block, error_message

    def check_element(self, value: Any, evaluate: Evaluate | None) -> None:
        if is_null(value):
            raise ValidationFailed(_NULL, "ArgumentIsEmpty")
        assert evaluate is not None, "ValidateScript needs an evaluator"
        if truth(evaluate(self.script_block, value)):
            return
        message = (
            self.error_message.replace("{0}", to_text(value)).replace("{1}", str(self.script_block))
            if self.error_message
            else f'The "{self.script_block}" validation script for the argument with value "{to_text(value)}" did not return a '
            "result of True. "
            "Determine why the validation script failed, and then try the command again."
        )
        raise ValidationFailed(message, "ValidateScriptFailure")


class ValidateCount(Validator):
    """[ValidateCount(1, 3)]: number of elements of a collection."""

    __slots__ = ("max_length", "min_length")
    net_type = _attribute_type("ValidateCountAttribute", _ARGUMENTS)
    PROPERTIES = {"MinLength": "min_length", "MaxLength": "max_length"}

    def __init__(self, minimum: int, maximum: int) -> None:
        super().__init__()
        check_lengths(minimum, maximum, _FEWER, "ValidateRangeMaxLengthSmallerThanMinLength")
        self.min_length, self.max_length = minimum, maximum

    def check(self, value: Any, evaluate: Evaluate | None = None) -> None:
        items = None if is_null(value) else elements_of(value)
        if items is None and not is_null(value):
            raise ValidationFailed(
                "The ValidateCount attribute cannot be applied to a non-array parameter. Either remove the attribute from the parameter or "
                "make the parameter an array parameter.",
                "NotAnArrayParameter",
            )
        count = sum(1 for _ in items) if items is not None else 0
        if not self.min_length <= count <= self.max_length:
            if self.min_length == self.max_length:
                message = f"The parameter requires exactly {self.max_length} value(s) - {count} value(s) were provided."
            else:
                message = (
                    f"The parameter requires at least {self.min_length} value(s) and no more than {self.max_length} value(s) - "
                    f"{count} value(s) were provided."
                )
            raise ValidationFailed(
                message, "ValidateCountExactFailure" if self.min_length == self.max_length else "ValidateCountMinMaxFailure"
            )


class ValidateDrive(Validator):
    """[ValidateDrive("C", "D")]: a path on one of these drives."""

    __slots__ = ("valid_root_drives",)
    net_type = _attribute_type("ValidateDriveAttribute", _ARGUMENTS)
    PROPERTIES = {"ValidRootDrives": "valid_root_drives"}

    def __init__(self, *drives: str) -> None:
        super().__init__()
        self.valid_root_drives = list(drives)

    def check(self, value: Any, evaluate: Evaluate | None = None) -> None:
        text = unwrap(value)
        if not isinstance(text, str):
            raise ValidationFailed("The path argument must be a string.", "PathArgumentIsNotValid")
        drive = text.partition(":")[0] if ":" in text else ""
        if drive.lower() not in (name.lower() for name in self.valid_root_drives):
            raise ValidationFailed(
                f"The path argument drive {drive} does not belong to the set of approved drives: {', '.join(self.valid_root_drives)}. "
                "Supply a path argument with an approved drive.",
                "ValidateDrivePathArgFailure",
            )


class TrustedData(Validator):
    """[ValidateTrustedData()]: only matters in constrained language mode, which the caller knows."""

    __slots__ = ()
    net_type = _attribute_type("ValidateTrustedDataAttribute", _ARGUMENTS)

    def check(self, value: Any, evaluate: Evaluate | None = None) -> None:
        return
