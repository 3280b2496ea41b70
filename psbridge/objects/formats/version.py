"""Text to Version and SemanticVersion, with the words of their Parse methods."""

from __future__ import annotations

import re

from psbridge.objects.exceptions import NetError
from psbridge.objects.formats.failure import TOO_LARGE, bad_argument, format_error, null_argument, null_value, overflow
from psbridge.objects.psobject import PSObject, unwrap
from psbridge.objects.scalars import SemanticVersion, Version

_SEMANTIC = re.compile(r"([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?")
_LABEL = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]*")
_KEPT = ("PSSemVerPreReleaseLabel", "PSSemVerBuildLabel")
_MAX = 0x7FFF_FFFF


def parse_version(text: str | None) -> Version:
    """What Version.Parse gives: two to four numbers."""
    if text is None:
        raise null_argument("input")
    parts = text.split(".")
    if not 2 <= len(parts) <= 4:
        message = "Version string portion was too short or too long. (Parameter 'input')"
        raise NetError.of("System.ArgumentException", message, ParamName="input")
    return Version(*map(_component, parts))


def _component(part: str) -> int:
    trimmed = part.strip()
    if not re.fullmatch(r"[+-]?[0-9]+", trimmed):
        raise format_error()
    number = int(trimmed)
    if number > _MAX or number < -_MAX - 1:
        raise overflow(TOO_LARGE["Int32"])
    if number < 0:
        message = "Version's parameters must be greater than or equal to zero. (Parameter 'input')"
        raise NetError.of("System.ArgumentOutOfRangeException", message, ParamName="input")
    return number


def parse_semantic_version(text: str | None) -> SemanticVersion:
    """What SemanticVersion.Parse gives: one to three numbers, a label behind a dash, a build behind a plus."""
    if text is None:
        raise null_value("version")
    if not text:
        raise format_error()
    head, plus, build = text.partition("+")
    numbers, dash, label = head.partition("-")
    found = _SEMANTIC.fullmatch(numbers)
    if found is None or any(mark and not _LABEL.fullmatch(word) for mark, word in ((dash, label), (plus, build))):
        raise format_error()
    parts = [int(part or 0) for part in found.groups()]
    if max(parts) > _MAX:
        raise format_error()
    return SemanticVersion(parts[0], parts[1], parts[2], label or None, build or None)


def semantic_version(*numbers: int, label: str | None = None, build: str | None = None) -> SemanticVersion:
    """What the constructors give that take numbers and labels."""
    for name, number in zip(("major", "minor", "patch"), numbers, strict=False):
        if number < 0:
            raise bad_argument(name)
    if any(word and not _LABEL.fullmatch(word) for word in (label, build)):
        raise format_error()
    major, minor, patch = (*numbers, 0, 0)[:3]
    return SemanticVersion(major, minor, patch, label or None, build or None)


def semantic_of(value: PSObject | Version) -> SemanticVersion:
    """A Version as a semantic one; labels that one of them left at it come back."""
    bare = unwrap(value)
    if bare.revision > 0:
        raise bad_argument("version")
    labels = [value.get(name) if isinstance(value, PSObject) else None for name in _KEPT]
    return SemanticVersion(bare.major, bare.minor, max(bare.build, 0), *labels)


def version_of(value: SemanticVersion) -> PSObject | Version:
    """A semantic version as a Version, which keeps the labels as notes."""
    made = Version(value.major, value.minor, value.patch)
    if not value.pre_release and not value.build:
        return made
    held = PSObject(made, ["System.Version#IncludeLabel", "System.Version", "System.Object"])
    for name, label in zip(_KEPT, (value.pre_release, value.build), strict=True):
        if label:
            held.set(name, label)
    held.text = str(value)
    return held
