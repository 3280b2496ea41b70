"""LanguagePrimitives: truth, equality, order, conversion and text of values, as PowerShell decides them."""

from __future__ import annotations

from typing import Any

from psbridge.objects.convert.composite import format_composite, format_value
from psbridge.objects.convert.enumeration import dictionary_entries, enumerate_value, register_enumerable
from psbridge.objects.convert.text import (
    dotnet_text,
    join_text,
    register_text,
    set_separator_source,
    set_type_method_source,
    to_text,
)
from psbridge.objects.convert.truth import truth
from psbridge.objects.convert.typenames import accelerator_of, type_display_name, type_text
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


__all__ = [
    "accelerator_of",
    "compare",
    "convert",
    "dictionary_entries",
    "dotnet_text",
    "enumerate_value",
    "equals",
    "format_composite",
    "format_value",
    "join_text",
    "register_enumerable",
    "register_text",
    "set_separator_source",
    "set_type_method_source",
    "to_text",
    "truth",
    "try_convert",
    "type_display_name",
    "type_text",
]
