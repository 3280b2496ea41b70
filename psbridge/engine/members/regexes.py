"""System.Text.RegularExpressions: Regex, Match, Group, Capture and their collections."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from psbridge.engine.members.arguments import needed, out_of_range
from psbridge.engine.members.table import fill
from psbridge.objects import regex
from psbridge.objects.containers import TypedArray
from psbridge.objects.enums import PSEnum
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.psobject import NetObject
from psbridge.objects.scalars import TimeSpan

_R = "System.Text.RegularExpressions."
STRING, INT = find_type("System.String"), find_type("System.Int32")


class Capture(NetObject):
    """A piece of text that was found."""

    __slots__ = ("index", "length", "value")
    net_type = find_type(_R + "Capture")

    def __init__(self, value: str, index: int) -> None:
        super().__init__()
        self.value, self.index, self.length = value, index, len(value)

    def __str__(self) -> str:
        return self.value


class Group(Capture):
    """What one group of a match caught."""

    __slots__ = ("name", "success")
    net_type = find_type(_R + "Group")

    def __init__(self, name: str, value: str | None, index: int) -> None:
        super().__init__(value or "", max(index, 0) if value is not None else 0)
        self.name, self.success = name, value is not None

    @property
    def captures(self) -> Found:
        return Found("CaptureCollection", [self] if self.success else [])


class Match(Group):
    """One match; ``found`` None: there was none."""

    __slots__ = ("found", "pattern", "subject")
    net_type = find_type(_R + "Match")

    def __init__(self, pattern: regex.Pattern, found: re.Match[str] | None, subject: str) -> None:
        super().__init__("0", None if found is None else found.group(), -1 if found is None else found.start())
        self.pattern, self.found, self.subject = pattern, found, subject

    @property
    def groups(self) -> Found:
        made: list[Any] = [self]
        for group in self.pattern.groups[1:] if self.found is not None else ():
            assert self.found is not None
            made.append(Group(group.name, self.found.group(group.index), self.found.start(group.index)))
        return Found("GroupCollection", made)

    def next_match(self) -> Match:
        if self.found is None:
            return self
        end = self.found.end() + (self.found.end() == self.found.start())
        return match(self.pattern, self.subject, end) if end <= len(self.subject) else Match(self.pattern, None, self.subject)

    def result(self, replacement: str) -> str:
        assert self.found is not None
        return regex.expand(replacement, self.found, self.pattern)


class Found(list[Any]):
    """A collection of matches, groups or captures."""

    __slots__ = ("net_type",)

    def __init__(self, kind: str, members: list[Any]) -> None:
        super().__init__(members)
        self.net_type = define(_R + kind, interfaces=["System.Collections.IList"])

    def item(self, key: Any) -> Any:
        """By position or by the name of a group; a group that is not there did not succeed."""
        if isinstance(key, str):
            found = next((m for m in self if m.name == key), None)
            return found if found is not None else Group("", None, 0)
        if 0 <= key < len(self):
            return self[key]
        if self.net_type.name == "GroupCollection":
            return Group("", None, 0)
        raise out_of_range("i")


for _name in ("MatchCollection", "GroupCollection", "CaptureCollection"):
    fill(
        define(_R + _name, interfaces=["System.Collections.IList"]),
        """
        int Count {get;}
        System.Object Item(int index) {get;}
        System.Object Item(string name) {get;}
        System.Collections.IEnumerator GetEnumerator()
        System.Collections.IEnumerable Values {get;}
        System.Collections.IEnumerable Keys {get;}
        void CopyTo(array array, int arrayIndex)
        bool ContainsKey(string key)
        """,
        {
            "Count": len,
            "Item": Found.item,
            "GetEnumerator": lambda found: _enumerator(found),
            "Values": list,
            "Keys": lambda found: [m.name for m in found],
            "CopyTo": lambda found, target, at: target.__setitem__(slice(at, at + len(found)), found),
            "ContainsKey": lambda found, key: any(m.name == key for m in found),
        },
    )


def _enumerator(found: Found) -> Any:
    from psbridge.engine.members.enumerators import enumerator_of

    return enumerator_of(found)


fill(
    _R + "Capture",
    "int Index {get;}\nint Length {get;}\nstring Value {get;}\nstring ToString()",
    {"Index": "index", "Length": "length", "Value": "value", "ToString": str},
)
fill(
    _R + "Group",
    f"bool Success {{get;}}\nstring Name {{get;}}\n{_R}CaptureCollection Captures {{get;}}",
    {"Success": "success", "Name": "name", "Captures": "captures"},
)
fill(
    _R + "Match",
    f"""
    {_R}GroupCollection Groups {{get;}}
    {_R}Match NextMatch()
    string Result(string replacement)
    static {_R}Match Empty {{get;}}
    """,
    {
        "Groups": "groups",
        "NextMatch": Match.next_match,
        "Result": Match.result,
        "::Empty": lambda net: Match(regex.compile_pattern(""), None, ""),
    },
)


# -- matching


def match(pattern: regex.Pattern, subject: str, start: int = 0) -> Match:
    found = pattern.program.search(subject, start)
    if pattern.options & regex.RIGHT_TO_LEFT:
        *_, found = [None, *pattern.program.finditer(subject)]
    return Match(pattern, found, subject)


def matches(pattern: regex.Pattern, subject: str, start: int = 0) -> Found:
    found = [Match(pattern, one, subject) for one in pattern.program.finditer(subject, start)]
    return Found("MatchCollection", found[::-1] if pattern.options & regex.RIGHT_TO_LEFT else found)


def replace(pattern: regex.Pattern, subject: str, how: Any, count: int = -1, start: int = 0) -> str:
    """With a text, or with a delegate that is called from this frame (never from inside `re`)."""
    write: Callable[[Match], str] = how if callable(how) else lambda one: one.result(how)
    pieces, end, left = [subject[:start]], start, count
    for one in list(pattern.program.finditer(subject, start)):
        if left == 0:
            break
        pieces += [subject[end : one.start()], str(write(Match(pattern, one, subject)) or "")]
        end, left = one.end(), left - 1
    return "".join([*pieces, subject[end:]])


def split(pattern: regex.Pattern, subject: str, count: int = 0, start: int = 0) -> TypedArray:
    pieces: list[str] = []
    end = 0
    for one in list(pattern.program.finditer(subject, start)):
        if count and len(pieces) >= count - 1:
            break
        pieces.append(subject[end : one.start()])
        pieces += [text for group in pattern.groups[1:] if (text := one.group(group.index)) is not None]
        end = one.end()
    return TypedArray(STRING, [*pieces, subject[end:]])


class Regex(NetObject):
    """A compiled pattern as a value."""

    __slots__ = ("pattern", "timeout")
    net_type = find_type(_R + "Regex")

    def __init__(self, source: str, options: int = 0, timeout: TimeSpan | None = None) -> None:
        super().__init__()
        self.pattern = regex.compile_pattern(needed(source, "pattern"), int(options))
        self.timeout = timeout or TimeSpan(-10_000)

    @property
    def options(self) -> Any:
        return find_type(_R + "RegexOptions").python(self.pattern.options)  # type: ignore[misc]

    def __str__(self) -> str:
        return self.pattern.text


find_type(_R + "Regex").python = Regex


def _static(run: Callable[..., Any], extra: int = 0) -> Callable[..., Any]:
    """The static form: (input, pattern[, extra arguments][, options[, timeout]])."""

    def call(subject: str, source: str, *rest: Any) -> Any:
        options = next((int(a) for a in rest[extra:] if isinstance(a, PSEnum)), 0)
        return run(regex.compile_pattern(needed(source, "pattern"), options), needed(subject, "input"), *rest[:extra])

    return call


def _instance(run: Callable[..., Any]) -> Callable[..., Any]:
    return lambda own, subject, *rest: run(own.pattern, needed(subject, "input"), *rest)


def is_match(pattern: regex.Pattern, subject: str, start: int = 0) -> bool:
    return pattern.program.search(subject, start) is not None


def group_names(own: Regex) -> TypedArray:
    return TypedArray(STRING, [group.name for group in own.pattern.groups])


def group_numbers(own: Regex) -> TypedArray:
    return TypedArray(INT, range(len(own.pattern.groups)))


def number_of(own: Regex, name: str) -> int:
    return next((i for i, group in enumerate(own.pattern.groups) if group.name == name), -1)


def name_of(own: Regex, number: int) -> str:
    return own.pattern.groups[number].name if 0 <= number < len(own.pattern.groups) else ""


_O = f"{_R}RegexOptions options"
fill(
    _R + "Regex",
    f"""
    new(string pattern)
    new(string pattern, {_O})
    new(string pattern, {_O}, timespan matchTimeout)
    {_R}RegexOptions Options {{get;}}
    bool RightToLeft {{get;}}
    timespan MatchTimeout {{get;}}
    string[] GetGroupNames()
    int[] GetGroupNumbers()
    string GroupNameFromNumber(int i)
    int GroupNumberFromName(string name)
    bool IsMatch(string input)
    bool IsMatch(string input, int startat)
    {_R}Match Match(string input)
    {_R}Match Match(string input, int startat)
    {_R}MatchCollection Matches(string input)
    {_R}MatchCollection Matches(string input, int startat)
    string Replace(string input, string replacement)
    string Replace(string input, string replacement, int count)
    string Replace(string input, string replacement, int count, int startat)
    string Replace(string input, {_R}MatchEvaluator evaluator)
    string Replace(string input, {_R}MatchEvaluator evaluator, int count)
    string Replace(string input, {_R}MatchEvaluator evaluator, int count, int startat)
    string[] Split(string input)
    string[] Split(string input, int count)
    string[] Split(string input, int count, int startat)
    string ToString()
    static int CacheSize {{get;}}
    static string Escape(string str)
    static bool IsMatch(string input, string pattern)
    static bool IsMatch(string input, string pattern, {_O})
    static bool IsMatch(string input, string pattern, {_O}, timespan matchTimeout)
    static {_R}Match Match(string input, string pattern)
    static {_R}Match Match(string input, string pattern, {_O})
    static {_R}Match Match(string input, string pattern, {_O}, timespan matchTimeout)
    static {_R}MatchCollection Matches(string input, string pattern)
    static {_R}MatchCollection Matches(string input, string pattern, {_O})
    static {_R}MatchCollection Matches(string input, string pattern, {_O}, timespan matchTimeout)
    static string Replace(string input, string pattern, string replacement)
    static string Replace(string input, string pattern, string replacement, {_O})
    static string Replace(string input, string pattern, string replacement, {_O}, timespan matchTimeout)
    static string Replace(string input, string pattern, {_R}MatchEvaluator evaluator)
    static string Replace(string input, string pattern, {_R}MatchEvaluator evaluator, {_O})
    static string[] Split(string input, string pattern)
    static string[] Split(string input, string pattern, {_O})
    static string Unescape(string str)
    """,
    {
        "new": Regex,
        "MatchTimeout": "timeout",
        "Options": "options",
        "RightToLeft": lambda own: bool(own.pattern.options & regex.RIGHT_TO_LEFT),
        "GetGroupNames": group_names,
        "GetGroupNumbers": group_numbers,
        "GroupNameFromNumber": name_of,
        "GroupNumberFromName": number_of,
        "IsMatch": _instance(is_match),
        "Match": _instance(match),
        "Matches": _instance(matches),
        "Replace": _instance(replace),
        "Split": _instance(split),
        "ToString": str,
        "::CacheSize": 15,
        "::Escape": regex.escape,
        "::IsMatch": _static(is_match),
        "::Match": _static(match),
        "::Matches": _static(matches),
        "::Replace": _static(replace, 1),
        "::Split": _static(split),
        "::Unescape": regex.unescape,
    },
)
