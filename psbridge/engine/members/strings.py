"""System.String and System.Char's sibling for text: all that text can do.

Decides results and .NET's complaints; case and comparison are those of the invariant or ordinal rules unless a culture is named.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from psbridge.engine.members.arguments import INDEX, bad_argument, needed, not_supported, null_argument, out_of_range
from psbridge.engine.members.splitting import WHITE, split
from psbridge.engine.members.table import fill
from psbridge.objects import convert as conversion
from psbridge.objects.containers import TypedArray
from psbridge.objects.culture import CultureInfo, culture_by, current_culture, provides_formats, to_lower, to_upper
from psbridge.objects.nettypes import find_type
from psbridge.objects.numbers import Char, code_units
from psbridge.objects.psobject import unwrap

CHAR, STRING = find_type("System.Char"), find_type("System.String")
_IGNORES = frozenset((1, 3, 5))  # members of StringComparison that ignore case
_ORDINAL = frozenset((4, 5))


def substring(text: str, start: int, length: int | None = None) -> str:
    size = len(text)
    if start < 0:
        raise out_of_range("startIndex", "StartIndex cannot be less than zero.")
    if start > size:
        raise out_of_range("startIndex", "startIndex cannot be larger than length of string.")
    if length is None:
        return text[start:]
    if length < 0:
        raise out_of_range("length", "Length cannot be less than zero.")
    if start + length > size:
        raise out_of_range("length", "Index and length must refer to a location within the string.")
    return text[start : start + length]


def _case(text: str, comparison: Any) -> str:
    return text.upper() if _ignores(comparison) else text


def _ignores(comparison: Any) -> bool:
    if isinstance(comparison, bool):
        return comparison
    return comparison is not None and int(comparison) in _IGNORES


def _span(text: str, start: int, count: int | None) -> tuple[int, int]:
    if not 0 <= start <= len(text):
        raise out_of_range("startIndex", INDEX)
    end = len(text) if count is None else start + count
    if count is not None and (count < 0 or end > len(text)):
        raise out_of_range("count", "Count must be positive and count must refer to a location within the string/array/collection.")
    return start, end


def _numbers(rest: tuple[Any, ...]) -> tuple[list[int], Any]:
    """Plain numbers of an argument list, and its StringComparison if it has one."""
    comparison = next((a for a in rest if type(a) is not int), None)
    return [a for a in rest if type(a) is int], comparison


def index_of(text: str, value: str, *rest: Any) -> int:
    numbers, comparison = _numbers(rest)
    needed(value, "value")
    start, end = _span(text, numbers[0] if numbers else 0, numbers[1] if len(numbers) > 1 else None)
    return _case(text, comparison).find(_case(value, comparison), start, end)


def last_index_of(text: str, value: str, *rest: Any) -> int:
    numbers, comparison = _numbers(rest)
    needed(value, "value")
    last = numbers[0] if numbers else len(text) - 1
    if not text:
        return 0 if not value else -1
    if not -1 <= last < len(text) + 1:
        raise out_of_range("startIndex", INDEX)
    first = 0 if len(numbers) < 2 else last - numbers[1] + 1
    if not value:
        return min(last, len(text) - 1)  # only later versions say the length
    return _case(text, comparison).rfind(_case(value, comparison), max(first, 0), last + 1)


def index_of_any(text: str, chars: Iterable[str], start: int = 0, count: int | None = None) -> int:
    first, end = _span(text, start, count)
    found = set(chars)
    return next((i for i in range(first, end) if text[i] in found), -1)


def last_index_of_any(text: str, chars: Iterable[str], start: int | None = None, count: int | None = None) -> int:
    found = set(chars)
    last = len(text) - 1 if start is None else start
    first = 0 if count is None else last - count + 1
    return next((i for i in range(last, first - 1, -1) if text[i] in found), -1)


def contains(text: str, value: str, comparison: Any = None) -> bool:
    return _case(needed(value, "value"), comparison) in _case(text, comparison)


def starts_with(text: str, value: str, comparison: Any = None, culture: Any = None) -> bool:
    return _case(text, comparison).startswith(_case(needed(value, "value"), comparison))


def ends_with(text: str, value: str, comparison: Any = None, culture: Any = None) -> bool:
    return _case(text, comparison).endswith(_case(needed(value, "value"), comparison))


def replace(text: str, old: str, new: str | None, comparison: Any = None, culture: Any = None) -> str:
    if old is None:
        raise null_argument("oldValue")
    if old == "":
        raise bad_argument("String cannot be of zero length.", "oldValue")
    replacement = "" if new is None else new
    if not _ignores(comparison):
        return str.replace(text, old, replacement)
    folded, wanted, made, i = text.upper(), old.upper(), [], 0
    while (found := folded.find(wanted, i)) >= 0:
        made += [text[i:found], replacement]
        i = found + len(old)
    return "".join([*made, text[i:]])


def _trimmed(text: str, what: tuple[Any, ...], strip: Any) -> str:
    chars = WHITE if not what or what[0] is None else "".join(what[0])
    made: str = strip(text, chars or WHITE)
    return made


def _pad(text: str, width: int) -> int:
    if width < 0:
        raise out_of_range("totalWidth", "Non-negative number required.")
    return width


def insert(text: str, start: int, value: str) -> str:
    if not 0 <= start <= len(text):
        raise out_of_range("startIndex")
    return f"{text[:start]}{needed(value, 'value')}{text[start:]}"


def remove(text: str, start: int, count: int | None = None) -> str:
    if start < 0:
        raise out_of_range("startIndex", "StartIndex cannot be less than zero.")
    if count is None:
        if start >= len(text):
            raise out_of_range("startIndex", "startIndex must be less than length of string.")
        return text[:start]
    if count < 0:
        raise out_of_range("count", "Count cannot be less than zero.")
    if start + count > len(text):
        raise out_of_range("count", "Index and count must refer to a location within the string.")
    return text[:start] + text[start + count :]


def to_char_array(text: str, start: int = 0, length: int | None = None) -> TypedArray:
    text = code_units(text)
    end = len(text) if length is None else start + length
    if not 0 <= start <= len(text) or end > len(text):
        raise out_of_range("startIndex", INDEX)
    if end < start:
        raise out_of_range("length", INDEX)
    return TypedArray(CHAR, map(Char, text[start:end]))


def char_at(text: str, index: int) -> Char:
    text = code_units(text)
    if not 0 <= index < len(text):
        from psbridge.objects.exceptions import NetError

        raise NetError.of("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
    return Char(text[index])


def equals(a: Any, b: Any, comparison: Any = None) -> bool:
    a, b = unwrap(a), unwrap(b)
    if not isinstance(a, str) or not isinstance(b, str) or (a.__class__ is Char) != (b.__class__ is Char):
        return a is b
    return _case(a, comparison) == _case(b, comparison)


def compare_to(a: str, b: Any) -> int:
    b = unwrap(b)
    if b is None:
        return 1
    if not isinstance(b, str):
        raise bad_argument("Object must be of type String.")
    return conversion.compare(a, b, False)


def compare(a: Any, b: Any, *rest: Any) -> int:
    """Compare(a, b), (a, b, ignoreCase), (a, b, comparison), (a, b, ignoreCase, culture), (a, b, culture, options), (a, i, b, j, length ...)."""
    if rest and type(b) is int:
        start_b, length, *rest_list = rest[1], rest[2], *rest[3:]
        return compare((a or "")[b : b + length], (rest[0] or "")[start_b : start_b + length], *rest_list)
    if a is None or b is None:
        return (a is not None) - (b is not None)
    culture = next((one for one in rest if isinstance(one, CultureInfo)), None)
    if culture is not None:
        options = int(rest[1]) if rest[0] is culture and len(rest) > 1 else int(bool(rest[0]))
        return int(culture.compare_info.compare(a, b, options))
    how = rest[0] if rest else None
    if how is not None and not isinstance(how, bool) and int(how) in _ORDINAL:
        return compare_ordinal(_case(a, how), _case(b, how))
    return conversion.compare(a, b, _ignores(how))


def compare_ordinal(a: Any, b: Any) -> int:
    if a is None or b is None:
        return (a is not None) - (b is not None)
    for x, y in zip(a, b, strict=False):
        if x != y:
            return ord(x) - ord(y)
    return len(a) - len(b)


def join(separator: Any, *values: Any) -> str:
    between = "" if separator is None else str(separator)
    if len(values) == 3 and type(values[1]) is int and type(values[2]) is int:
        items = list(values[0])[values[1] : values[1] + values[2]]
    else:
        items = list(values[0]) if values and values[0] is not None else []
    return between.join(conversion.to_text(item) for item in items)


def concat(*values: Any) -> str:
    if len(values) == 1 and isinstance(values[0], list | tuple):
        values = tuple(values[0])
    return "".join(conversion.to_text(value) for value in values)


def format_text(*args: Any) -> str:
    culture = current_culture()
    values = list(args)
    if provides_formats(values[0]):
        culture = culture_by(values.pop(0))
    elif values[0] is None and len(values) > 1:
        values.pop(0)
    text = needed(values[0], "format")
    given = values[1:]
    if len(given) == 1 and isinstance(given[0], list):
        given = list(given[0])
    return conversion.format_composite(text, given, culture)


def is_null_or_white(value: Any) -> bool:
    return value is None or not str(value).strip(WHITE)


def new(*args: Any) -> str:
    """new(char, count), new(char[]), new(char[], start, length)."""
    if isinstance(args[0], str):
        if args[1] < 0:
            raise out_of_range("count", "Count cannot be less than zero.")
        return str(args[0]) * int(args[1])
    if len(args) == 1:
        return "".join(args[0] or ())
    text, start, length = "".join(needed(args[0], "value")), args[1], args[2]
    for name, number in (("startIndex", start), ("length", length)):
        if number < 0:
            raise out_of_range(name, f"{name[0].upper()}{name[1:]} cannot be less than zero.")
    if start + length > len(text):
        raise out_of_range("startIndex", INDEX)
    return text[start : start + length]


_FORMS = {1: "NFC", 2: "NFD", 5: "NFKC", 6: "NFKD"}


def normalize(text: str, form: Any = 1) -> str:
    return unicodedata.normalize(_FORMS[int(form)], text)  # type: ignore[arg-type]


def copy_to(text: str, source: int, target: Any, position: int, count: int) -> None:
    if target is None:
        raise null_argument("destination")
    if count < 0:
        raise out_of_range("count", "Count cannot be less than zero.")
    if source < 0:
        raise out_of_range("sourceIndex", INDEX)
    for name, first, size in (("sourceIndex", source, len(text)), ("destinationIndex", position, len(target))):
        if first < 0 or first + count > size:
            raise out_of_range(name, "Index and count must refer to a location within the string.")
    target[position : position + count] = [Char(c) for c in text[source : source + count]]


def get_enumerator(text: str) -> Any:
    from psbridge.engine.members.enumerators import enumerator_of

    return enumerator_of(map(Char, text), type_name="System.CharEnumerator")


def intern(text: str) -> str:
    return text


def unsupported(*args: Any) -> Any:
    raise not_supported()


_LINES = """
new(char c, int count)
new(char[] value)
new(char[] value, int startIndex, int length)
int Length {get;}
char Chars(int index) {get;}
System.Object Clone()
int CompareTo(System.Object value)
int CompareTo(string strB)
bool Contains(string value)
bool Contains(string value, System.StringComparison comparisonType)
bool Contains(char value)
bool Contains(char value, System.StringComparison comparisonType)
void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count)
bool EndsWith(string value)
bool EndsWith(string value, System.StringComparison comparisonType)
bool EndsWith(string value, bool ignoreCase, cultureinfo culture)
bool EndsWith(char value)
bool Equals(System.Object obj)
bool Equals(string value)
bool Equals(string value, System.StringComparison comparisonType)
System.CharEnumerator GetEnumerator()
System.TypeCode GetTypeCode()
int IndexOf(char value)
int IndexOf(char value, int startIndex)
int IndexOf(char value, System.StringComparison comparisonType)
int IndexOf(char value, int startIndex, int count)
int IndexOf(string value)
int IndexOf(string value, int startIndex)
int IndexOf(string value, int startIndex, int count)
int IndexOf(string value, System.StringComparison comparisonType)
int IndexOf(string value, int startIndex, System.StringComparison comparisonType)
int IndexOf(string value, int startIndex, int count, System.StringComparison comparisonType)
int IndexOfAny(char[] anyOf)
int IndexOfAny(char[] anyOf, int startIndex)
int IndexOfAny(char[] anyOf, int startIndex, int count)
string Insert(int startIndex, string value)
bool IsNormalized()
bool IsNormalized(System.Text.NormalizationForm normalizationForm)
int LastIndexOf(char value)
int LastIndexOf(char value, int startIndex)
int LastIndexOf(char value, int startIndex, int count)
int LastIndexOf(string value)
int LastIndexOf(string value, int startIndex)
int LastIndexOf(string value, int startIndex, int count)
int LastIndexOf(string value, System.StringComparison comparisonType)
int LastIndexOf(string value, int startIndex, System.StringComparison comparisonType)
int LastIndexOf(string value, int startIndex, int count, System.StringComparison comparisonType)
int LastIndexOfAny(char[] anyOf)
int LastIndexOfAny(char[] anyOf, int startIndex)
int LastIndexOfAny(char[] anyOf, int startIndex, int count)
string Normalize()
string Normalize(System.Text.NormalizationForm normalizationForm)
string PadLeft(int totalWidth)
string PadLeft(int totalWidth, char paddingChar)
string PadRight(int totalWidth)
string PadRight(int totalWidth, char paddingChar)
string Remove(int startIndex, int count)
string Remove(int startIndex)
string Replace(string oldValue, string newValue, bool ignoreCase, cultureinfo culture)
string Replace(string oldValue, string newValue, System.StringComparison comparisonType)
string Replace(char oldChar, char newChar)
string Replace(string oldValue, string newValue)
string[] Split(char separator, System.StringSplitOptions options = None)
string[] Split(char separator, int count, System.StringSplitOptions options = None)
string[] Split(Params char[] separator)
string[] Split(char[] separator, int count)
string[] Split(char[] separator, System.StringSplitOptions options)
string[] Split(char[] separator, int count, System.StringSplitOptions options)
string[] Split(string separator, System.StringSplitOptions options = None)
string[] Split(string separator, int count, System.StringSplitOptions options = None)
string[] Split(string[] separator, System.StringSplitOptions options)
string[] Split(string[] separator, int count, System.StringSplitOptions options)
bool StartsWith(string value)
bool StartsWith(string value, System.StringComparison comparisonType)
bool StartsWith(string value, bool ignoreCase, cultureinfo culture)
bool StartsWith(char value)
string Substring(int startIndex)
string Substring(int startIndex, int length)
char[] ToCharArray()
char[] ToCharArray(int startIndex, int length)
string ToLower()
string ToLower(cultureinfo culture)
string ToLowerInvariant()
string ToString()
string ToString(System.IFormatProvider provider)
string ToUpper()
string ToUpper(cultureinfo culture)
string ToUpperInvariant()
string Trim()
string Trim(char trimChar)
string Trim(Params char[] trimChars)
string TrimEnd()
string TrimEnd(char trimChar)
string TrimEnd(Params char[] trimChars)
string TrimStart()
string TrimStart(char trimChar)
string TrimStart(Params char[] trimChars)
static string Empty {get;}
static int Compare(string strA, string strB)
static int Compare(string strA, string strB, bool ignoreCase)
static int Compare(string strA, string strB, System.StringComparison comparisonType)
static int Compare(string strA, string strB, bool ignoreCase, cultureinfo culture)
static int Compare(string strA, string strB, cultureinfo culture, System.Globalization.CompareOptions options)
static int Compare(string strA, int indexA, string strB, int indexB, int length)
static int Compare(string strA, int indexA, string strB, int indexB, int length, bool ignoreCase)
static int Compare(string strA, int indexA, string strB, int indexB, int length, System.StringComparison comparisonType)
static int CompareOrdinal(string strA, string strB)
static string Concat(System.Object arg0)
static string Concat(System.Object arg0, System.Object arg1)
static string Concat(System.Object arg0, System.Object arg1, System.Object arg2)
static string Concat(Params System.Object[] args)
static string Concat(System.Collections.Generic.IEnumerable[string] values)
static string Concat(string str0, string str1)
static string Concat(string str0, string str1, string str2)
static string Concat(string str0, string str1, string str2, string str3)
static string Concat(Params string[] values)
static string Copy(string str)
static bool Equals(string a, string b)
static bool Equals(string a, string b, System.StringComparison comparisonType)
static bool Equals(System.Object objA, System.Object objB)
static string Format(string format, System.Object arg0)
static string Format(string format, System.Object arg0, System.Object arg1)
static string Format(string format, System.Object arg0, System.Object arg1, System.Object arg2)
static string Format(string format, Params System.Object[] args)
static string Format(System.IFormatProvider provider, string format, System.Object arg0)
static string Format(System.IFormatProvider provider, string format, System.Object arg0, System.Object arg1)
static string Format(System.IFormatProvider provider, string format, System.Object arg0, System.Object arg1, System.Object arg2)
static string Format(System.IFormatProvider provider, string format, Params System.Object[] args)
static string Intern(string str)
static string IsInterned(string str)
static bool IsNullOrEmpty(string value)
static bool IsNullOrWhiteSpace(string value)
static string Join(char separator, Params string[] value)
static string Join(char separator, Params System.Object[] values)
static string Join(string separator, Params string[] value)
static string Join(string separator, Params System.Object[] values)
static string Join(string separator, System.Collections.Generic.IEnumerable[string] values)
static string Join(string separator, string[] value, int startIndex, int count)
"""

fill(
    "System.String",
    _LINES,
    {
        "new": new,
        "Length": lambda text: len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text),
        "Chars": char_at,
        "Clone": intern,
        "CompareTo": compare_to,
        "Contains": contains,
        "CopyTo": copy_to,
        "EndsWith": ends_with,
        "Equals": equals,
        "GetEnumerator": get_enumerator,
        "GetTypeCode": lambda text: find_type("System.TypeCode").python(18),  # type: ignore[misc]
        "IndexOf": index_of,
        "IndexOfAny": index_of_any,
        "Insert": insert,
        "IsNormalized": lambda text, form=1: unicodedata.is_normalized(_FORMS[int(form)], text),  # type: ignore[arg-type]
        "LastIndexOf": last_index_of,
        "LastIndexOfAny": last_index_of_any,
        "Normalize": normalize,
        "PadLeft": lambda text, width, char=" ": text.rjust(_pad(text, width), char),
        "PadRight": lambda text, width, char=" ": text.ljust(_pad(text, width), char),
        "Remove": remove,
        "Replace": replace,
        "Split": split,
        "StartsWith": starts_with,
        "Substring": substring,
        "ToCharArray": to_char_array,
        "ToLower": lambda text, culture=None: str.lower(text) if culture is None else to_lower(text, culture.name),
        "ToLowerInvariant": str.lower,
        "ToString": lambda text, provider=None: str(text),
        "ToUpper": lambda text, culture=None: to_upper(text, "" if culture is None else culture.name),
        "ToUpperInvariant": to_upper,
        "Trim": lambda text, *what: _trimmed(text, what, str.strip),
        "TrimEnd": lambda text, *what: _trimmed(text, what, str.rstrip),
        "TrimStart": lambda text, *what: _trimmed(text, what, str.lstrip),
        "::Empty": "",
        "::Compare": compare,
        "::CompareOrdinal": compare_ordinal,
        "::Concat": concat,
        "::Copy": intern,
        "::Equals": equals,
        "::Format": format_text,
        "::Intern": intern,
        "::IsInterned": intern,
        "::IsNullOrEmpty": lambda value: not value,
        "::IsNullOrWhiteSpace": is_null_or_white,
        "::Join": join,
    },
)
