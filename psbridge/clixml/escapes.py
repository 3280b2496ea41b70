"""Text as CLIXML writes it: what cannot stand in XML becomes ``_xHHHH_``, one UTF-16 code unit at a time.

Decides how text and names are escaped and how they come back.  Python text may hold lone surrogates, as .NET's can.
"""

from __future__ import annotations

import re

from psbridge.errors import ClixmlError

_SPECIAL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\U00010000-\U0010ffff]")
_ALLOWED = re.compile("[ -~\xa0-\ud7ff\ue000-\ufffd]*")
_CLEAN = re.compile("[ -%'-;=?-^`-~\xa0-\ud7ff\ue000-\ufffd]*")  # without markup and underscores
_ENCODED = re.compile("_[xX](?:([0-9a-fA-F]{4})|([0-9a-fA-F]{8}))_")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PLAIN = bytes(code for code in range(0x20, 0x7F) if code not in b"&<>_")
_SHORT = 32
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "_x000A_", "\r": "_x000D_", "\t": "_x0009_"}


def escape(text: str) -> str:
    """Text content, ready to stand between tags."""
    if text.isascii():
        if text.isalnum():
            return text
        if len(text) >= _SHORT:
            odd = text.encode().translate(None, _PLAIN)  # for long texts the fastest way to look at every character
            return _escape_found(text, odd.decode("ascii")) if odd else text
        if text.isprintable() and not ("&" in text or "<" in text or ">" in text):
            return _escape_escapes(text) if "_" in text else text
    elif _CLEAN.fullmatch(text):
        return text
    return _escape_found(text, text)


def _escape_escapes(text: str) -> str:
    """Break what would be read as an escape."""
    return text.replace("_x", "_x005F_x").replace("_X", "_x005F_X") if "_x" in text or "_X" in text else text


def _escape_found(text: str, odd: str) -> str:
    """Replace what is among the characters `odd`: the usual suspects one by one, which is faster than one expression for all."""
    if "_" in odd:
        text = _escape_escapes(text)
    for char, code in _MARKUP.items():
        if char in odd:
            text, odd = text.replace(char, code), odd.replace(char, "")
    return text if _ALLOWED.fullmatch(odd) else _SPECIAL.sub(_replace, text)


def escape_name(text: str) -> str:
    """A name, ready to stand in a double-quoted attribute."""
    return escape(text).replace('"', "&quot;")


def markup(text: str) -> str:
    """Text that only needs its markup characters escaped (numbers, type names from us)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The text that was escaped; what only looks like an escape stays."""
    if "_X" not in text and text.count("_x") == text.count("_x000A_"):
        return text.replace("_x000A_", "\n")  # line feeds only, as in most texts of several lines
    plain = _ENCODED.sub(_restore, text)
    return join_surrogates(plain) if _SURROGATE.search(plain) else plain


def join_surrogates(text: str) -> str:
    """Surrogate pairs become one character, lone halves stay."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _replace(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code > 0xFFFF:
        code -= 0x10000
        return f"_x{0xD800 + (code >> 10):04X}__x{0xDC00 + (code & 0x3FF):04X}_"
    if code >= 0xFFFE:
        raise ClixmlError(f"U+{code:04X} is not a character, CLIXML cannot carry it", hint="Send the text as bytes instead.")
    return f"_x{code:04X}_"


def _restore(match: re.Match[str]) -> str:
    short, long = match.groups()
    if short is not None:
        return chr(int(short, 16))
    code = int(long, 16)
    return chr(code) if 0x10000 <= code <= 0x10FFFF else match[0]
