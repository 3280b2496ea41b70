"""LanguagePrimitives: truth, equality, order, conversion and text of values, as PowerShell decides them."""

from __future__ import annotations

from typing import Any

from psbridge.objects.convert.enumeration import dictionary_entries, enumerate_value, register_enumerable
from psbridge.objects.convert.truth import truth
from psbridge.objects.culture import INVARIANT, CultureInfo
from psbridge.objects.nettypes import NetType


def equals(a: Any, b: Any, ignore_case: bool = True, culture: CultureInfo | None = None) -> bool:
    raise NotImplementedError


def compare(a: Any, b: Any, ignore_case: bool = True, culture: CultureInfo | None = None) -> int:
    raise NotImplementedError


def convert(value: Any, net: NetType, culture: CultureInfo = INVARIANT) -> Any:
    raise NotImplementedError


def try_convert(value: Any, net: NetType, culture: CultureInfo = INVARIANT) -> tuple[bool, Any]:
    raise NotImplementedError


def to_text(value: Any, culture: CultureInfo | None = None, separator: str = " ") -> str:
    """Text of a value as the language converts it; `separator` is $OFS."""
    raise NotImplementedError


def type_display_name(net: NetType) -> str:
    raise NotImplementedError


def format_value(value: Any, spec: str | None, culture: CultureInfo | None = None) -> str:
    raise NotImplementedError


def format_composite(fmt: str, args: Any, culture: CultureInfo | None = None) -> str:
    raise NotImplementedError


__all__ = [
    "compare",
    "convert",
    "dictionary_entries",
    "enumerate_value",
    "equals",
    "format_composite",
    "format_value",
    "register_enumerable",
    "to_text",
    "truth",
    "try_convert",
    "type_display_name",
]
