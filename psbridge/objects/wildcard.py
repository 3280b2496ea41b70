"""WildcardPattern: `*`, `?`, `[a-z]` and the back-tick, compiled once.

Decides what -like and every wildcard parameter match.  Patterns without brackets and question marks become plain string tests, the rest a
regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from psbridge.objects.exceptions import NetError

Matcher = Callable[[str], bool]

_SPECIAL = frozenset("*?[]`")


def has_wildcards(pattern: str) -> bool:
    """Whether a text has unescaped wildcard characters (WildcardPattern.ContainsWildcardCharacters)."""
    escaped = False
    for char in pattern:
        if escaped:
            escaped = False
        elif char == "`":
            escaped = True
        elif char in "*?[":
            return True
    return False


def escape(text: str) -> str:
    """Put a back-tick before every wildcard character."""
    return "".join("`" + char if char in "*?[]" else char for char in text)


def unescape(text: str) -> str:
    """Take the back-ticks before wildcard characters away."""
    out: list[str] = []
    pending = False
    for char in text:
        if pending:
            out.append(char if char in "*?[]`" else "`" + char)
            pending = False
        elif char == "`":
            pending = True
        else:
            out.append(char)
    return "".join(out) + ("`" if pending else "")


@lru_cache(maxsize=1024)
def compile_wildcard(pattern: str, ignore_case: bool = True) -> Matcher:
    """A test for texts against a pattern; a bad pattern raises WildcardPatternException."""
    simple = _simple(pattern, ignore_case)
    if simple is not None:
        return simple
    match = re.compile(wildcard_to_regex(pattern), re.DOTALL | (re.IGNORECASE if ignore_case else 0)).fullmatch
    return lambda text: match(text) is not None


def like(text: str, pattern: str, ignore_case: bool = True) -> bool:
    """Whether the whole text matches the pattern."""
    return compile_wildcard(pattern, ignore_case)(text)


def _simple(pattern: str, ignore_case: bool) -> Matcher | None:
    """String tests for `text`, `text*`, `*text`, `*text*` and `*`."""
    if pattern == "*":
        return lambda text: True
    core = pattern.strip("*")
    if not _SPECIAL.isdisjoint(core) or (ignore_case and not core.isascii()):
        return None
    word = core.lower() if ignore_case else core
    starts, ends = pattern.startswith("*"), pattern.endswith("*")
    if starts and ends:
        return (lambda text: word in text.lower()) if ignore_case else (lambda text: word in text)
    if starts:
        return (lambda text: text.lower().endswith(word)) if ignore_case else (lambda text: text.endswith(word))
    if ends:
        return (lambda text: text.lower().startswith(word)) if ignore_case else (lambda text: text.startswith(word))
    return (lambda text: text.lower() == word) if ignore_case else (lambda text: text == word)


def wildcard_to_regex(pattern: str) -> str:
    """The regular expression (to be matched in full) that a pattern stands for."""
    out: list[str] = []
    i, end = 0, len(pattern)
    while i < end:
        char = pattern[i]
        i += 1
        if char == "*":
            out.append(".*")
        elif char == "?":
            out.append(".")
        elif char == "`":
            out.append(re.escape(pattern[i] if i < end else "`"))
            i += 1
        elif char == "[":
            text, i = _bracket(pattern, i)
            out.append(text)
        else:
            out.append(re.escape(char))
    return "".join(out)


def _bracket(pattern: str, i: int) -> tuple[str, int]:
    """The character class behind a `[` at i - 1, and where the pattern goes on."""
    members: list[str] = []
    escaped: list[bool] = []
    first = True
    while i < len(pattern) and (pattern[i] != "]" or first):
        first = False
        char, quoted = pattern[i], False
        if char == "`" and i + 1 < len(pattern):
            i += 1
            char, quoted = pattern[i], True
        members.append(char)
        escaped.append(quoted)
        i += 1
    if i >= len(pattern) or not members:
        raise NetError.of(
            "System.Management.Automation.WildcardPatternException",
            f"The specified wildcard character pattern is not valid: {pattern}",
            error_id="RuntimeException",
            category="NotSpecified",
        )
    return "[" + _ranges(pattern, members, escaped) + "]", i + 1


def _ranges(pattern: str, members: list[str], escaped: list[bool]) -> str:
    out: list[str] = []
    i = 0
    while i < len(members):
        if i + 2 < len(members) and members[i + 1] == "-" and not escaped[i + 1]:
            low, high = members[i], members[i + 2]
            if low > high:
                raise NetError.of(
                    "System.Management.Automation.WildcardPatternException",
                    f"The specified wildcard character pattern is not valid: {pattern}",
                    error_id="RuntimeException",
                    category="NotSpecified",
                )
            out.append(f"{re.escape(low)}-{re.escape(high)}")
            i += 3
        else:
            out.append("\\" + members[i] if members[i] in "\\]^-[&~|" else members[i])
            i += 1
    return "".join(out)
