"""How many screen cells a text takes: East Asian characters take two, escape sequences none.

Decides widths and where a text can be cut; knows nothing of tables.
"""

from __future__ import annotations

import re

ELLIPSIS = "\u2026"
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_ESCAPE = "\x1b"
_WIDE = re.compile(
    "[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3040-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f"
    "\uff00-\uff60\uffe0-\uffe6\U00010000-\U0010ffff]"
)
_LINES = re.compile(r"\r\n|\r|\n")


def cell_width(text: str) -> int:
    """The cells that `text` takes."""
    if text.isascii():
        return len(text) if _ESCAPE not in text else len(_ESCAPES.sub("", text))
    plain = _ESCAPES.sub("", text) if _ESCAPE in text else text
    return len(plain) + len(_WIDE.findall(plain))


def char_width(char: str) -> int:
    return 2 if _WIDE.match(char) else 1


def head(text: str, cells: int) -> str:
    """The longest beginning of `text` that fits into `cells`."""
    if _ESCAPE not in text and text.isascii():
        return text[:cells]
    return text[: _split(text, cells)]


def tail(text: str, cells: int) -> str:
    """The longest end of `text` that fits into `cells`."""
    if text.isascii() and _ESCAPE not in text:
        return text[-cells:] if cells > 0 else ""
    used, start = 0, len(text)
    while start > 0:
        used += char_width(text[start - 1])
        if used > cells:
            break
        start -= 1
    return text[start:]


def _split(text: str, cells: int) -> int:
    used = i = 0
    while i < len(text):
        escape = _ESCAPES.match(text, i)
        if escape is not None:
            i = escape.end()
            continue
        used += char_width(text[i])
        if used > cells:
            break
        i += 1
    return i


def split_lines(text: str) -> list[str]:
    """The lines of a text; one that ends with a line break has an empty last line."""
    return _LINES.split(text)


def first_line(text: str, ellipsis: str = ELLIPSIS) -> str:
    """The text up to its first line break, with an ellipsis in place of the rest."""
    found = _LINES.search(text)
    return text if found is None else text[: found.start()] + ellipsis
