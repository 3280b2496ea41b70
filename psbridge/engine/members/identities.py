"""System.Guid, System.Version and SemanticVersion."""

from __future__ import annotations

import uuid
from typing import Any

from psbridge.engine.members.arguments import bad_argument, format_error, needed, out_of_range
from psbridge.engine.members.table import fill
from psbridge.objects import convert as conversion
from psbridge.objects.exceptions import NetError
from psbridge.objects.formats.failure import null_value
from psbridge.objects.formats.guid import parse_guid
from psbridge.objects.formats.version import parse_semantic_version, parse_version, semantic_of, semantic_version
from psbridge.objects.nettypes import type_of
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import SemanticVersion, Version

EMPTY = uuid.UUID(int=0)


def new_guid(*args: Any) -> uuid.UUID:
    """(), (text), (byte[]), (int, short, short, byte x 8)."""
    if not args:
        return EMPTY
    if isinstance(args[0], str):
        return parse_guid(args[0])
    if len(args) == 1:
        if len(args[0]) != 16:
            raise bad_argument("Byte array for GUID must be exactly 16 bytes long.", "b")
        return uuid.UUID(bytes_le=bytes(args[0]))
    a, b, c, *rest = args
    tail = bytes(rest[0]) if len(rest) == 1 else bytes(rest)
    return uuid.UUID(fields=(a & 0xFFFF_FFFF, b & 0xFFFF, c & 0xFFFF, tail[0], tail[1], int.from_bytes(tail[2:], "big")))


def parse_exactly(text: Any, form: Any) -> uuid.UUID:
    """A guid in one of the formats D, N, B, P and X."""
    needed(text, "input")
    made = parse_guid(text)
    if conversion.format_value(made, needed(form, "format")).lower() != text.strip().lower():
        raise format_error("Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).")
    return made


def compare(a: Any, b: Any) -> int:
    b = unwrap(b)
    if b is None:
        return 1
    if type_of(a) is not type_of(b):
        raise bad_argument(f"Object must be of type {type_of(a).name.upper() if isinstance(a, uuid.UUID) else type_of(a).name}.")
    return int(a > b) - int(a < b)


def _trying(parse: Any, failed: Any) -> Any:
    def run(text: Any, *rest: Any) -> bool:
        try:
            rest[-1].value = parse(text, *rest[:-1])
        except NetError:
            rest[-1].value = failed
            return False
        return True

    return run


fill(
    "System.Guid",
    """
    new()
    new(byte[] b)
    new(string g)
    new(int a, short b, short c, byte d, byte e, byte f, byte g, byte h, byte i, byte j, byte k)
    new(int a, short b, short c, byte[] d)
    int CompareTo(System.Object value)
    int CompareTo(guid value)
    bool Equals(System.Object o)
    bool Equals(guid g)
    byte[] ToByteArray()
    string ToString()
    string ToString(string format)
    string ToString(string format, System.IFormatProvider provider)
    static guid Empty {get;}
    static guid NewGuid()
    static guid Parse(string input)
    static guid ParseExact(string input, string format)
    static bool TryParse(string input, [ref] guid result)
    static bool TryParseExact(string input, string format, [ref] guid result)
    """,
    {
        "new": new_guid,
        "CompareTo": compare,
        "Equals": lambda a, b: a == unwrap(b),
        "ToByteArray": lambda g: g.bytes_le,
        "ToString": lambda g, spec=None, provider=None: conversion.format_value(g, spec),
        "::Empty": EMPTY,
        "::NewGuid": uuid.uuid4,
        "::Parse": parse_guid,
        "::ParseExact": parse_exactly,
        "::TryParse": _trying(parse_guid, EMPTY),
        "::TryParseExact": _trying(parse_exactly, EMPTY),
    },
)


# -- Version


def new_version(*args: Any) -> Version:
    if not args:
        return Version(0, 0)
    if isinstance(args[0], str):
        return parse_version(args[0])
    for name, value in zip(("major", "minor", "build", "revision"), args, strict=False):
        if value < 0:
            raise out_of_range(name, "Version's parameters must be greater than or equal to zero.")
    return Version(*args)


def version_text(value: Version, fields: int | None = None) -> str:
    if fields is None:
        return str(value)
    parts = [p for p in value if p >= 0]
    if not 0 <= fields <= len(parts):
        raise bad_argument(f"Argument must be between 0 and {len(parts)}.", "fieldCount")
    return ".".join(map(str, parts[:fields]))


fill(
    "System.Version",
    """
    new()
    new(string version)
    new(int major, int minor)
    new(int major, int minor, int build)
    new(int major, int minor, int build, int revision)
int Major {get;}
int Minor {get;}
int Build {get;}
int Revision {get;}
short MajorRevision {get;}
short MinorRevision {get;}
    System.Object Clone()
    int CompareTo(System.Object version)
    int CompareTo(version value)
    bool Equals(System.Object obj)
    bool Equals(version obj)
    string ToString()
    string ToString(int fieldCount)
    static version Parse(string input)
    static bool TryParse(string input, [ref] version result)
    """,
    {
        "new": new_version,
        "Major": "major",
        "Minor": "minor",
        "Build": "build",
        "Revision": "revision",
        "MajorRevision": lambda v: v.revision >> 16,
        "MinorRevision": lambda v: -1 if v.revision < 0 else v.revision & 0xFFFF,
        "Clone": lambda v: v,
        "CompareTo": compare,
        "Equals": lambda a, b: a.__class__ is unwrap(b).__class__ and a == unwrap(b),
        "ToString": version_text,
        "::Parse": parse_version,
        "::TryParse": _trying(parse_version, None),
    },
)


# -- SemanticVersion


def new_semantic(*args: Any) -> SemanticVersion:
    if isinstance(args[0], str):
        return parse_semantic_version(args[0])
    if isinstance(unwrap(args[0]), Version):
        return semantic_of(args[0])
    if args[0] is None:
        raise null_value("version")
    numbers = [a for a in args if isinstance(a, int)]
    label, build = (*(a for a in args if not isinstance(a, int)), None, None)[:2]
    if len(args) == 4 and label and "+" in label:
        label, _, build = label.partition("+")
    return semantic_version(*numbers, label=label, build=build)


def precedence(value: SemanticVersion) -> tuple[Any, ...]:
    """The order of semantic versions: a release comes after its pre-releases; numbers in labels by value."""
    if not value.pre_release:
        return (value.major, value.minor, value.patch, 1)
    words = tuple((0, int(w), "") if w.isdigit() else (1, 0, w) for w in value.pre_release.split("."))
    return (value.major, value.minor, value.patch, 0, words)


def compare_semantic(a: SemanticVersion, b: Any) -> int:
    b = unwrap(b)
    if b is None:
        return 1
    other = b if isinstance(b, SemanticVersion) else new_semantic(b)
    x, y = precedence(a), precedence(other)
    return (x > y) - (x < y)


fill(
    "System.Management.Automation.SemanticVersion",
    """
    new(string version)
    new(int major, int minor, int patch, string preReleaseLabel, string buildLabel)
    new(int major, int minor, int patch, string label)
    new(int major, int minor, int patch)
    new(int major, int minor)
    new(int major)
    new(version version)
    int Major {get;}
    int Minor {get;}
    int Patch {get;}
    string PreReleaseLabel {get;}
    string BuildLabel {get;}
    int CompareTo(System.Object version)
    bool Equals(System.Object obj)
    string ToString()
    static int Compare(semver versionA, semver versionB)
    static semver Parse(string version)
    static bool TryParse(string version, [ref] semver result)
    """,
    {
        "new": new_semantic,
        "Major": "major",
        "Minor": "minor",
        "Patch": "patch",
        "PreReleaseLabel": "pre_release",
        "BuildLabel": "build",
        "CompareTo": compare_semantic,
        "Equals": lambda a, b: isinstance(unwrap(b), SemanticVersion) and compare_semantic(a, b) == 0,
        "ToString": str,
        "::Compare": lambda a, b: 0 if a is b else -1 if a is None else compare_semantic(a, b),
        "::Parse": parse_semantic_version,
        "::TryParse": _trying(parse_semantic_version, None),
    },
)
