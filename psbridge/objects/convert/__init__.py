"""LanguagePrimitives: truth, equality, order, conversion and text of values, as PowerShell decides them."""

from __future__ import annotations

from psbridge.objects.convert import toenum, tonumbers
from psbridge.objects.convert.casting import (
    NO_CONVERSION,
    accept_null,
    add_fallback,
    assignable,
    convert,
    is_value_type,
    register_converter,
    register_quick,
    try_convert,
    type_assignable,
)
from psbridge.objects.convert.composite import format_composite, format_value
from psbridge.objects.convert.enumeration import dictionary_entries, enumerate_value, register_enumerable
from psbridge.objects.convert.equality import compare, equals
from psbridge.objects.convert.failure import cast_failure, error_id_of, invalid_cast, is_invalid_cast, no_conversion
from psbridge.objects.convert.text import (
    dotnet_text,
    join_text,
    register_text,
    set_separator_source,
    to_text,
)
from psbridge.objects.convert.tocollections import cast_custom_object, is_array, make_array
from psbridge.objects.convert.toobjects import TypeLayer, fill_properties, set_type_layer
from psbridge.objects.convert.toscalars import set_regex_maker, set_type_resolver, set_xml_maker
from psbridge.objects.convert.truth import register_list, truth
from psbridge.objects.convert.typenames import accelerator_of, type_display_name, type_text

change_type = tonumbers.change_type
is_number = tonumbers.is_number
parse_enum = toenum.parse_enum
is_defined_enum = toenum.is_defined

__all__ = [
    "NO_CONVERSION",
    "TypeLayer",
    "accelerator_of",
    "accept_null",
    "add_fallback",
    "assignable",
    "cast_custom_object",
    "cast_failure",
    "change_type",
    "compare",
    "convert",
    "dictionary_entries",
    "dotnet_text",
    "enumerate_value",
    "equals",
    "error_id_of",
    "fill_properties",
    "format_composite",
    "format_value",
    "invalid_cast",
    "is_array",
    "is_defined_enum",
    "is_invalid_cast",
    "is_number",
    "is_value_type",
    "join_text",
    "make_array",
    "no_conversion",
    "parse_enum",
    "register_converter",
    "register_enumerable",
    "register_list",
    "register_quick",
    "register_text",
    "set_regex_maker",
    "set_separator_source",
    "set_type_layer",
    "set_type_resolver",
    "set_xml_maker",
    "to_text",
    "truth",
    "try_convert",
    "type_assignable",
    "type_display_name",
    "type_text",
]
