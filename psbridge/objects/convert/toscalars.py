"""Conversions to bool, text and the scalars that are parsed: DateTime, TimeSpan, Guid, Version, Uri, types, cultures, XML.

Decides which constructor or Parse leads to a type, and which error id its failure has.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from psbridge.objects.convert.casting import NO_CONVERSION, register_converter, register_quick
from psbridge.objects.convert.failure import cast_failure, invalid_change, no_conversion
from psbridge.objects.convert.text import to_text
from psbridge.objects.convert.tonumbers import is_integral, is_number, through_text
from psbridge.objects.convert.truth import truth
from psbridge.objects.culture import CultureInfo, culture_for
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, find_type, lookup_type
from psbridge.objects.numbers import INT32_MAX, INT32_MIN, Char
from psbridge.objects.scalars import MAX_TICKS, DateTime, DateTimeOffset, SemanticVersion, SwitchParameter, TimeSpan, Uri, Version, XmlText

_WITH_PROVIDER = "InvalidCastParseTargetInvocationWithFormatProvider"
_PARSE = "InvalidCastParseTargetInvocation"
_CONSTRUCTOR = "InvalidCastConstructorException"


def _boolean(value: Any, net: NetType, culture: CultureInfo) -> bool:
    return truth(value)


def _string(value: Any, net: NetType, culture: CultureInfo) -> str:
    if isinstance(value, float):
        return to_text(value)
    return to_text(value, culture)


Parser = Callable[[str, CultureInfo], Any]
Source = Callable[[Any], Any]  # a constructor: the made value, NO_CONVERSION, or a NetError


# The parsers are imported when they are first asked for: most scripts never are.


def _date(text: str, culture: CultureInfo) -> Any:
    from psbridge.objects.formats.datetime_parse import parse_datetime

    return parse_datetime(text, culture)


def _offset(text: str, culture: CultureInfo) -> Any:
    from psbridge.objects.formats.datetime_parse import parse_offset

    return parse_offset(text, culture)


def _span(text: str, culture: CultureInfo) -> Any:
    from psbridge.objects.formats.timespan import parse_timespan

    return parse_timespan(text, culture)


def _guid(text: str, culture: CultureInfo) -> Any:
    from psbridge.objects.formats.guid import parse_guid

    return parse_guid(text)


def _version(text: str, culture: CultureInfo) -> Any:
    from psbridge.objects.formats.version import parse_version

    return parse_version(text)


def _semantic(text: str, culture: CultureInfo) -> Any:
    from psbridge.objects.formats.version import parse_semantic_version

    return parse_semantic_version(text)


def _parsed(parse: Parser, error_id: str, make: Source | None = None) -> Callable[[Any, NetType, CultureInfo], Any]:
    """A converter through a Parse method for text, and a constructor for other values."""

    def converter(value: Any, net: NetType, culture: CultureInfo) -> Any:
        if isinstance(value, str) and not isinstance(value, Char):
            try:
                return parse(value, culture)
            except NetError as error:
                raise cast_failure(error_id, value, net, error) from error
        if make is not None:
            made = _constructed(make, value, net)
            if made is not NO_CONVERSION:
                return made
        if is_number(value):
            return through_text(value, net, culture)
        if isinstance(value, bool | Char | DateTime):
            raise cast_failure("InvalidCastIConvertible", value, net, invalid_change(value, net, full=net.name != "DateTime"))
        return NO_CONVERSION

    return converter


def _constructed(make: Source, value: Any, net: NetType) -> Any:
    try:
        return make(value)
    except NetError as error:
        raise cast_failure(_CONSTRUCTOR, value, net, error) from error


def _ticks_to_date(value: Any) -> Any:
    if not is_integral(value) or value > 1 << 63:
        return NO_CONVERSION
    if not 0 <= value <= MAX_TICKS:
        text = "Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks. (Parameter 'ticks')"
        raise NetError.of("System.ArgumentOutOfRangeException", text, ParamName="ticks")
    return DateTime(int(value))


def _ticks_to_span(value: Any) -> Any:
    return TimeSpan(int(value)) if is_integral(value) and value < 1 << 63 else NO_CONVERSION


def _date_to_offset(value: Any) -> Any:
    if not isinstance(value, DateTime):
        return NO_CONVERSION
    return DateTimeOffset(value, value.utc_offset)


def _bytes_to_guid(value: Any) -> Any:
    if not isinstance(value, bytes | bytearray):
        return NO_CONVERSION
    if len(value) != 16:
        raise NetError.of("System.ArgumentException", "Byte array for GUID must be exactly 16 bytes long. (Parameter 'b')", ParamName="b")
    return uuid.UUID(bytes_le=bytes(value))


def _to_version(value: Any) -> Any:
    from psbridge.objects.formats.version import version_of

    return version_of(value) if isinstance(value, SemanticVersion) else NO_CONVERSION


def _to_semantic_version(value: Any) -> Any:
    from psbridge.objects.formats.version import semantic_of, semantic_version

    if isinstance(value, Version):
        return semantic_of(value)
    if not is_integral(value):
        return NO_CONVERSION
    if not INT32_MIN <= value <= INT32_MAX:
        raise NetError.of("System.OverflowException", "Value was either too large or too small for an Int32.")
    return semantic_version(int(value))


def _culture(value: Any, net: NetType, culture: CultureInfo) -> Any:
    if value.__class__ is int or (isinstance(value, str) and not isinstance(value, Char)):
        try:
            return culture_for(value).clone()
        except NetError as error:
            raise cast_failure(_CONSTRUCTOR, value, net, error) from error
    return NO_CONVERSION


_resolver: list[Callable[[str], NetType | None]] = [lookup_type]


def set_type_resolver(resolve: Callable[[str], NetType | None]) -> None:
    """Tell how the name of a type is resolved (accelerators, using statements, classes, generics); None when there is none."""
    _resolver[0] = resolve


def _type(value: Any, net: NetType, culture: CultureInfo) -> Any:
    if not isinstance(value, str) or isinstance(value, Char):
        return NO_CONVERSION
    found = _resolver[0](value)
    if found is None:
        raise no_conversion(value, net, "InvalidCastFromStringToType")
    return found


def _uri(value: Any, net: NetType, culture: CultureInfo) -> Any:
    if isinstance(value, str) and not isinstance(value, Char):
        from psbridge.objects.uris import check_host

        try:
            check_host(value)
        except NetError as error:
            raise cast_failure(_CONSTRUCTOR, value, net, error) from error
        return Uri(value)
    return through_text(value, net, culture) if is_number(value) else NO_CONVERSION


def _switch(value: Any, net: NetType, culture: CultureInfo) -> Any:
    return SwitchParameter(value) if value.__class__ is bool else NO_CONVERSION


def _compile(pattern: str) -> Any:
    from psbridge.objects.regex import compile_pattern

    return compile_pattern(pattern)


_regex: list[Callable[[str], Any]] = [_compile]


def set_regex_maker(make: Callable[[str], Any]) -> None:
    """Tell what object a [regex] of a pattern is."""
    _regex[0] = make


def _pattern(value: Any, net: NetType, culture: CultureInfo) -> Any:
    if isinstance(value, str) and not isinstance(value, Char):
        try:
            return _regex[0](value)
        except NetError as error:
            raise cast_failure("InvalidCastFromStringToRegex", value, net, error) from error
    return through_text(value, net, culture) if is_number(value) else NO_CONVERSION


_xml: list[Callable[[str], Any]] = []
_received: list[Callable[[str], Any]] = []


def set_xml_maker(make: Callable[[str], Any], received: Callable[[str], Any] | None = None) -> None:
    """Tell what object an [xml] of a text is; it raises NetError (XmlException) for what is no XML.

    `received` makes it of text that was a document elsewhere: every blank of it counts.
    """
    _xml[:] = [make]
    _received[:] = [received or make]


def received_xml(text: str) -> Any:
    """A document that came from elsewhere, as whoever reads it is to see it."""
    return _received[0](text) if _received and text else XmlText(text)


def _xml_document(value: Any, net: NetType, culture: CultureInfo) -> Any:
    text = to_text(value, culture, "\n")
    try:
        return _xml[0](text) if _xml else _checked_xml(text)
    except NetError as error:
        raise cast_failure("InvalidCastToXmlDocument", value, net, error) from error


def _checked_xml(text: str) -> XmlText:
    from xml.parsers import expat

    parser = expat.ParserCreate()
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        place = f"Line {error.lineno}, position {error.offset + 1}."
        what = "Root element is missing." if not text.strip() else f"Data at the root level is invalid. {place}"
        raise NetError.of("System.Xml.XmlException", what) from error
    return XmlText(text)


register_converter("System.Boolean", _boolean)
register_converter("System.String", _string)
register_converter("System.DateTime", _parsed(_date, _WITH_PROVIDER, _ticks_to_date))
register_converter("System.DateTimeOffset", _parsed(_offset, _WITH_PROVIDER, _date_to_offset))
register_converter("System.TimeSpan", _parsed(_span, _WITH_PROVIDER, _ticks_to_span))
register_converter("System.Guid", _parsed(_guid, _PARSE, _bytes_to_guid))
register_converter("System.Version", _parsed(_version, _PARSE, _to_version))
register_converter(
    "System.Management.Automation.SemanticVersion",
    _parsed(_semantic, _PARSE, _to_semantic_version),
)
register_converter("System.Globalization.CultureInfo", _culture)
register_converter("System.Type", _type)
register_converter("System.Uri", _uri)
register_converter("System.Management.Automation.SwitchParameter", _switch)
register_converter("System.Text.RegularExpressions.Regex", _pattern)
register_converter("System.Xml.XmlDocument", _xml_document)
_BOOLEAN, _STRING = find_type("System.Boolean"), find_type("System.String")
for _kind in (int, str, float, list, SwitchParameter):
    register_quick(_BOOLEAN, _kind, _boolean)
register_quick(_STRING, int, lambda value, net, culture: int.__repr__(value))
