"""Regular expressions of .NET on Python's `re`.

Decides the translation of a pattern (names, anchors, categories, inline options, class subtraction), the numbers of groups (named ones
come after the others, as in .NET) and what `$1`, `${name}`, `$&` of a replacement mean.  What cannot be expressed raises
RegexParseException.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from psbridge.objects.exceptions import bad_pattern

# RegexOptions
IGNORE_CASE, MULTILINE, EXPLICIT, COMPILED, SINGLELINE, IGNORE_WHITESPACE, RIGHT_TO_LEFT, ECMA, CULTURE_INVARIANT = (
    1, 2, 4, 8, 16, 32, 64, 256, 512,
)  # fmt: skip
_FLAGS = (
    (IGNORE_CASE, re.IGNORECASE),
    (MULTILINE, re.MULTILINE),
    (SINGLELINE, re.DOTALL),
    (IGNORE_WHITESPACE, re.VERBOSE),
    (ECMA, re.ASCII),
)
_INLINE = {"i": IGNORE_CASE, "m": MULTILINE, "n": EXPLICIT, "s": SINGLELINE, "x": IGNORE_WHITESPACE}

# general categories as character class bodies: exact where Python can tell, else the blocks that texts really use
_CATEGORIES = {
    "L": r"^\W\d_", "Lu": "A-Z\u00c0-\u00d6\u00d8-\u00de\u0391-\u03a9\u0410-\u042f",
    "Ll": "a-z\u00b5\u00df-\u00f6\u00f8-\u00ff\u03b1-\u03c9\u0430-\u044f",
    "Lt": "\u01c5\u01c8\u01cb\u01f2", "Lm": "\u02b0-\u02c1",
    "Lo": "\u00aa\u00ba\u05d0-\u05ea\u0620-\u064a\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff",
    "N": "0-9\u00b2\u00b3\u00b9\u00bc-\u00be\u0660-\u0669\u2070-\u2079\u2150-\u2189", "Nd": r"\d",
    "Nl": "\u2160-\u2188", "No": "\u00b2\u00b3\u00b9\u00bc-\u00be",
    "P": "!-#%-*,-/:;?@\\[-\\]_{}\u00a1\u00a7\u00ab\u00b6\u00b7\u00bb\u00bf\u2010-\u2027\u2030-\u205e\u3001-\u3003",
    "Pd": "\\-\u2010-\u2015", "Ps": "(\\[{", "Pe": ")\\]}", "Pc": "_\u203f\u2040", "Po": "!-#%-'*,./:;?@\\\\",
    "S": "$+<->^`|~\u00a2-\u00a6\u00a8\u00a9\u00ac\u00ae-\u00b1\u00b4\u00d7\u00f7\u20a0-\u20bf\u2100-\u214f\u2190-\u23ff",
    "Sc": "$\u00a2-\u00a5\u20a0-\u20bf", "Sm": "+<->|~\u00ac\u00b1\u00d7\u00f7\u2200-\u22ff", "Sk": "^`\u00a8\u00af\u00b4\u00b8",
    "So": "\u00a6\u00a9\u00ae\u00b0\u2100-\u214f",
    "Z": r"\s", "Zs": " \u00a0\u2000-\u200a\u202f\u205f\u3000", "Zl": "\u2028", "Zp": "\u2029",
    "C": "\\x00-\\x1f\\x7f-\\x9f", "Cc": "\\x00-\\x1f\\x7f-\\x9f",
    "M": "\u0300-\u036f\u0483-\u0489", "Mn": "\u0300-\u036f",
    "IsBasicLatin": "\\x00-\\x7f", "IsGreek": "\u0370-\u03ff", "IsCyrillic": "\u0400-\u04ff",
    "IsHebrew": "\u0590-\u05ff", "IsArabic": "\u0600-\u06ff",
}  # fmt: skip


class Group(NamedTuple):
    """A group as .NET knows it: its name (a number for unnamed ones) and its index in Python's match."""

    name: str
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs here


class Pattern:
    """A compiled .NET pattern.  ``groups`` are in .NET's order, group 0 first; ``keys``: their keys in
    $Matches, folded and as written, last first."""

    __slots__ = ("_by_name", "groups", "keys", "options", "program", "text")

    def __init__(self, text: str, options: int, program: re.Pattern[str], groups: tuple[Group, ...]) -> None:
        self.text, self.options, self.program, self.groups = text, options, program, groups
        self._by_name = {group.name: group.index for group in groups}
        keys = [(int(name) if name.isdigit() else name, name.lower(), index) for name, index in reversed(groups)]
        self.keys = tuple((key if isinstance(key, int) else low, key, index) for key, low, index in keys)

    def index_of(self, name: str) -> int | None:
        """Python's group index for a .NET name or number."""
        return self._by_name.get(name)


_NAMES = frozenset(_CATEGORIES)


class _Translator:
    """One pass over a .NET pattern."""

    def __init__(self, pattern: str, options: int) -> None:
        self.pattern = pattern
        self.options = options
        self.position = 0
        self.out: list[str] = []
        self.closers = [""]  # what each open group (the pattern itself first) needs at its end
        self.openers = [""]  # and what its inline options need behind a `|`
        self.saved: list[int] = []
        self.count = 0
        self.named: dict[str, int] = {}
        self.plain: list[int] = []

    def run(self) -> str:
        text, end = self.pattern, len(self.pattern)
        while self.position < end:
            char = text[self.position]
            step = _STEPS.get(char)
            if step is None:
                self.out.append(char)
                self.position += 1
            else:
                step(self)
        if self.saved:
            raise bad_pattern(text, end, "Not enough )'s.")
        return "".join(self.out) + self.closers[0]

    # -- pieces

    def escape(self) -> None:
        text, i = self.pattern, self.position + 1
        if i >= len(text):
            raise bad_pattern(text, len(text), "Illegal \\ at end of pattern.")
        char = text[i]
        if char == "k" and text[i + 1 : i + 2] in ("<", "'"):
            close = text.find(">" if text[i + 1] == "<" else "'", i + 2)
            self._reference(text[i + 2 : close])
            self.position = close + 1
            return
        if char in "pP":
            body, self.position = self._category(i)
            self.out.append(f"[{body}]")
            return
        self.position = i + 1
        self.out.append(_ESCAPES.get(char) or self._other_escape(char, i))

    def _other_escape(self, char: str, i: int) -> str:
        if char == "c":
            self.position = i + 2
            return f"\\x{ord(self.pattern[i + 1].upper()) ^ 64:02x}"
        if char.isalpha() and char not in "abBdDfnrsStuvwWxAZ":
            raise bad_pattern(self.pattern, i + 1, f"Unrecognized escape sequence \\{char}.")
        return "\\" + char

    def _reference(self, name: str) -> None:
        self.out.append(f"\\{name}" if name.isdigit() else f"(?P={self._safe(name)})")

    def _safe(self, name: str) -> str:
        return name if name.isidentifier() else "g" + "".join(f"{ord(c):x}" for c in name)

    def _category(self, i: int) -> tuple[str, int]:
        """The class body for `\\p{X}` at i (on the p), and where it ends."""
        text = self.pattern
        close = text.find("}", i)
        if text[i + 1 : i + 2] != "{" or close < 0:
            raise bad_pattern(text, i + 1, "Malformed \\p{X} character escape.")
        name = text[i + 2 : close]
        body = _CATEGORIES.get(name)
        if body is None:
            raise bad_pattern(text, close + 1, f"Unknown property '{name}'.")
        if text[i] == "P":
            body = body[1:] if body.startswith("^") else "^" + body
        return body, close + 1

    def group(self) -> None:
        text, i = self.pattern, self.position
        self.saved.append(self.options)
        self.closers.append("")
        self.openers.append("")
        if text[i + 1 : i + 2] != "?":
            self._capture()
            return
        rest = text[i + 2 :]
        named = re.match(r"<([A-Za-z_0-9]\w*)>|'([A-Za-z_0-9]\w*)'|P<(\w+)>", rest)
        if named:
            self._named(next(g for g in named.groups() if g), named.end())
            return
        if rest.startswith("#"):
            self._comment(i)
            return
        options = re.match(r"([imnsx]*)(?:-([imnsx]+))?([:)])", rest)
        if options:
            self._inline(options)
            return
        for opener in ("<=", "<!", "=", "!", ">", "("):
            if rest.startswith(opener):
                self.out.append("(?" + opener)
                self.position = i + 2 + len(opener)
                if opener == "(":
                    self._condition()
                return
        raise bad_pattern(text, i + 2, "Unrecognized grouping construct.")

    def _condition(self) -> None:
        close = self.pattern.find(")", self.position)
        self.out.append(self.pattern[self.position : close + 1])
        self.position = close + 1

    def _capture(self) -> None:
        self.position += 1
        if self.options & EXPLICIT:
            self.out.append("(?:")
            return
        self.count += 1
        self.plain.append(self.count)
        self.out.append("(")

    def _named(self, name: str, length: int) -> None:
        self.position += 2 + length
        if name in self.named:
            self.count += 1
            self.out.append("(")
            return
        self.count += 1
        self.named[name] = self.count
        self.out.append("(" if name.isdigit() else f"(?P<{self._safe(name)}>")

    def _comment(self, i: int) -> None:
        close = self.pattern.find(")", i)
        if close < 0:
            raise bad_pattern(self.pattern, len(self.pattern), "Unterminated (?#...) comment.")
        self.saved.pop()
        self.closers.pop()
        self.openers.pop()
        self.position = close + 1

    def _inline(self, found: re.Match[str]) -> None:
        on, off, end = found.group(1), found.group(2) or "", found.group(3)
        self.position += 2 + found.end()
        options = self.options
        for letter in on:
            options |= _INLINE[letter]
        for letter in off:
            options &= ~_INLINE[letter]
        opener = _flag_group(self.options, options)
        if end == ":":
            self.options = options
            self.out.append(opener)
            return
        self.saved.pop()
        self.closers.pop()
        self.openers.pop()
        self.options = options
        if opener != "(?:":  # holds to the end of the group around it
            self.out.append(opener)
            self.openers[-1] += opener
            self.closers[-1] += "\n)" if options & IGNORE_WHITESPACE else ")"

    def close(self) -> None:
        if not self.saved:
            raise bad_pattern(self.pattern, self.position + 1, "Too many )'s.")
        self.options = self.saved.pop()
        self.openers.pop()
        self.out.append(self.closers.pop() + ")")
        self.position += 1

    def alternative(self) -> None:
        """`|` ends no inline option, but Python's scoped groups would end there: close and open them again."""
        self.out.append(f"{self.closers[-1]}|{self.openers[-1]}")
        self.position += 1

    def remark(self) -> None:
        """`#` up to the end of the line, when blanks do not count."""
        if not self.options & IGNORE_WHITESPACE:
            self.out.append("\\#")
            self.position += 1
            return
        end = self.pattern.find("\n", self.position)
        self.position = len(self.pattern) if end < 0 else end

    def end_anchor(self) -> None:
        self.out.append("$" if self.options & MULTILINE else r"(?=\n?\Z)")
        self.position += 1

    def bracket(self) -> None:
        body, self.position = self._class(self.position + 1)
        self.out.append(body)

    def _class(self, i: int) -> tuple[str, int]:
        """A character class from behind its `[`: text for Python and the position behind `]`."""
        text, start, end = self.pattern, i, len(self.pattern)
        out: list[str] = []
        negative = text[i : i + 1] == "^"
        i += negative
        first, less, after_set = True, "", False
        others: list[str] = []
        while True:
            if i >= end:
                raise bad_pattern(text, end, "Unterminated [] set.")
            char = text[i]
            if char == "]" and not first:
                break
            first = False
            if char == "-" and text[i + 1 : i + 2] == "[":
                less, i = self._class(i + 2)
                continue
            if char == "-" and after_set:  # no range begins with a set
                out.append("\\-")
                after_set, i = False, i + 1
                continue
            after_set = char == "\\" and text[i + 1 : i + 2] in ("d", "D", "w", "W", "s", "S", "p", "P")
            if char == "\\" and i + 1 < end:
                piece, i = self._class_escape(i)
                if piece.startswith("^"):
                    others.append(piece)
                else:
                    out.append(piece)
                continue
            out.append("\\[" if char == "[" else "\\]" if char == "]" else char)
            i += 1
        return self._class_text(start, negative, "".join(out), others, less), i + 1

    def _class_escape(self, i: int) -> tuple[str, int]:
        char = self.pattern[i + 1]
        if char in "pP":
            return self._category(i + 1)
        return {"e": "\\x1b", "b": "\\x08"}.get(char, "\\" + char), i + 2

    def _class_text(self, start: int, negative: bool, body: str, others: list[str], less: str) -> str:
        if not others:
            made = f"[{'^' if negative else ''}{body}]" if body else ("[\\s\\S]" if negative else "(?!)")
        else:
            options = [f"[{other}]" for other in others] + ([f"[{body}]" if body else ""] if body else [])
            made = f"(?:(?!{'|'.join(options)})[\\s\\S])" if negative else f"(?:{'|'.join(options)})"
        return f"(?:(?!{less}){made})" if less else made


def _flag_group(old: int, new: int) -> str:
    on = "".join(letter for letter, bit in _INLINE.items() if letter != "n" and new & bit and not old & bit)
    off = "".join(letter for letter, bit in _INLINE.items() if letter != "n" and old & bit and not new & bit)
    if "m" in off or "m" in on:
        on, off = on.replace("m", ""), off.replace("m", "")
    return f"(?{on}{'-' + off if off else ''}:" if on or off else "(?:"


_ESCAPES = {
    "z": r"\Z", "Z": r"(?=\n?\Z)", "e": r"\x1b", "G": "", "<": "<", ">": ">", "'": "'", "_": "_", "-": r"\-",
    "#": r"\#", "/": "/", '"': '"',
}  # fmt: skip
_STEPS: dict[str, Any] = {
    "\\": _Translator.escape,
    "(": _Translator.group,
    ")": _Translator.close,
    "[": _Translator.bracket,
    "|": _Translator.alternative,
    "#": _Translator.remark,
    "$": _Translator.end_anchor,
}


def _caret(translator: _Translator) -> None:
    """`^` at line starts when the option says so: Python's flag is for the whole pattern."""
    translator.out.append("(?:(?<=\\n)|(?<![\\s\\S]))" if translator.options & MULTILINE else r"\A")
    translator.position += 1


def _dollar(translator: _Translator) -> None:
    translator.out.append(r"(?=\n|\Z)" if translator.options & MULTILINE else r"(?=\n?\Z)")
    translator.position += 1


def _braces(translator: _Translator) -> None:
    """A `{` that starts no quantifier is itself."""
    found = re.compile(r"\{\d+(,\d*)?\}").match(translator.pattern, translator.position)
    translator.out.append(found.group() if found else "\\{")
    translator.position += len(found.group()) if found else 1


_STEPS["^"] = _caret
_STEPS["$"] = _dollar
_STEPS["{"] = _braces


_PLAIN = re.compile(r"[^\\*+?{\[()|#]*\Z")  # what .NET surely takes


@lru_cache(maxsize=512)
def compile_pattern(text: str, options: int = 0) -> Pattern:
    """The compiled form of a .NET pattern."""
    if not _PLAIN.match(text):
        from psbridge.objects.regexchecks import check_pattern

        check_pattern(text, options, _NAMES)
    translator = _Translator(text, options)
    translated = translator.run()
    flags = 0
    for bit, flag in _FLAGS:
        if options & bit and bit != MULTILINE:
            flags |= flag
    try:
        program = re.compile(translated, flags)
    except re.error as error:
        raise bad_pattern(text, min(error.pos or 0, len(text)), _python_text(error)) from error
    except (OverflowError, RecursionError) as error:
        raise bad_pattern(text, 0, "The pattern is too complex.") from error
    groups = [Group("0", 0), *(Group(str(n), index) for n, index in enumerate(translator.plain, 1))]
    groups += [Group(name, index) for name, index in translator.named.items()]
    return Pattern(text, options, program, tuple(groups))


def _python_text(error: re.error) -> str:
    message = str(error.msg)
    if message.startswith(("nothing to repeat", "multiple repeat")):
        return "Quantifier {x,y} following nothing." if "nothing" in message else "Nested quantifier."
    if "bad character range" in message:
        return "[x-y] range in reverse order."
    return message[:1].upper() + message[1:] + "."


def escape(text: str) -> str:
    """Regex.Escape."""
    return "".join(_ESCAPE.get(char, "\\" + char if char in "\\*+?|{[()^$.# " else char) for char in text)


_ESCAPE = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f"}

_SUBSTITUTION = re.compile(r"\$(?:(\d+)|\{(\w+)\}|([$&`'+_]))")


def expand(replacement: str, match: re.Match[str], pattern: Pattern) -> str:
    """A replacement text with its substitutions done (Match.Result)."""
    if "$" not in replacement:
        return replacement

    def substitute(found: re.Match[str]) -> str:
        number, name, sign = found.groups()
        if sign is not None:
            return _signs(sign, match, pattern)
        index = pattern.index_of(number or name)
        return found.group() if index is None else match.group(index) or ""

    return _SUBSTITUTION.sub(substitute, replacement)


def _signs(sign: str, match: re.Match[str], pattern: Pattern) -> str:
    if sign == "$":
        return "$"
    if sign == "&":
        return match.group()
    if sign == "`":
        return match.string[: match.start()]
    if sign == "'":
        return match.string[match.end() :]
    if sign == "_":
        return match.string
    return match.group(pattern.groups[-1].index) or ""


def replace(pattern: Pattern, text: str, replacement: str, count: int = 0) -> str:
    """Regex.Replace with a text."""
    if "$" not in replacement:
        return pattern.program.sub((lambda _: replacement) if "\\" in replacement else replacement, text, count)
    return pattern.program.sub(lambda match: expand(replacement, match, pattern), text, count)


_ESCAPED = re.compile(r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|c([@-_a-z])|(.)|\Z)", re.DOTALL)
_ESCAPED_AS = {"a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_UNFINISHED = {"x": "Insufficient hexadecimal digits.", "u": "Insufficient hexadecimal digits.", "c": "Unrecognized control character."}


def unescape(text: str) -> str:
    """Regex.Unescape: what the escapes in a pattern stand for; RegexParseException for letters that are none."""

    def plain(found: re.Match[str]) -> str:
        octal, two, four, control, char = found.groups()
        if octal:
            return chr(int(octal, 8) & 0xFF)
        if two or four:
            return chr(int(two or four, 16))
        if control:
            return chr(ord(control.upper()) - 64)
        if char and char not in _ESCAPED_AS and (char.isalnum() or char == "_"):
            raise bad_pattern(text, found.end(), _UNFINISHED.get(char, f"Unrecognized escape sequence \\{char}."))
        return _ESCAPED_AS.get(char, char) if char else ""

    return _ESCAPED.sub(plain, text) if "\\" in text else text
