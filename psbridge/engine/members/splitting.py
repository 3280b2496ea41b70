"""String.Split: by characters, by texts, with limits, without empty pieces."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psbridge.engine.members.arguments import out_of_range
from psbridge.objects.containers import TypedArray
from psbridge.objects.nettypes import find_type

STRING = find_type("System.String")
WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def _separators(what: Any) -> list[str]:
    if what is None:
        return []
    return [what] if isinstance(what, str) else [w for w in what if w]


def split(text: str, separator: Any = None, *rest: Any) -> TypedArray:
    """Split by text, by any of several characters or texts; without any, by white space."""
    limit = next((int(a) for a in rest if type(a) is int), None)
    options = next((int(a) for a in rest if type(a) is not int and a is not None), 0)
    if limit is not None and limit < 0:
        raise out_of_range("count", "Count cannot be less than zero.")
    words = _separators(separator)
    if isinstance(separator, str) and separator.__class__ is str and separator == "":
        parts = [text]
    elif limit is None and not options & 1:
        parts = _cut(text, words)
    else:
        parts = _cut_limited(text, words, limit, bool(options & 1))
    return TypedArray(STRING, parts if not options & 2 else [p.strip(WHITE) for p in parts])


def _cut(text: str, words: list[str]) -> list[str]:
    if len(words) == 1:
        return text.split(words[0])
    return list(_pieces(text, words, None))


def _pieces(text: str, words: list[str], most: int | None) -> Iterable[str]:
    """Pieces between separators, at most that many."""
    start = i = made = 0
    while i < len(text) and (most is None or made < most - 1):
        found = next((w for w in words if text.startswith(w, i)), None) if words else (text[i] if text[i] in WHITE else None)
        if found is None:
            i += 1
            continue
        yield text[start:i]
        made += 1
        i += len(found)
        start = i
    yield text[start:]


def _cut_limited(text: str, words: list[str], limit: int | None, no_empty: bool) -> list[str]:
    if limit == 0:
        return []
    if not no_empty:
        return list(_pieces(text, words, limit))
    if limit is None:
        return [p for p in _pieces(text, words, None) if p]
    kept: list[str] = []
    rest = text
    while len(kept) < limit - 1:
        head, *tail = _pieces(rest, words, 2)
        if not tail:
            break
        if head:
            kept.append(head)
        rest = tail[0]
    while len(pair := list(_pieces(rest, words, 2))) == 2 and not pair[0]:
        rest = pair[1]
    return [*kept, rest] if rest else kept
