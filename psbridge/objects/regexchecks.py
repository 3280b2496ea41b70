"""What .NET refuses of a regular expression, in its words and at its offsets.

Decides whether a pattern is one, as .NET's parser does: a first pass over the whole of it notes the groups and meets wrong escapes and
character classes, a second one meets quantifiers, groups and references.  The offset of an error is where the parser stood.
"""

from __future__ import annotations

import re

from psbridge.objects.exceptions import NetError, bad_pattern

EXPLICIT, IGNORE_WHITESPACE, ECMA = 4, 32, 256
_OPTIONS = {"i": 1, "m": 2, "n": EXPLICIT, "s": 16, "x": IGNORE_WHITESPACE}
_STOPPERS = frozenset("\\*+?{[()^$.|")
_QUANTIFIERS = frozenset("*+?{")
_SIMPLE_ESCAPES = frozenset("abefnrtv")
_CLASSES = frozenset("dDsSwW")
_ANCHORS = frozenset("bBAGZz")
_COUNT = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")
_BAD_NAME = "Invalid group name: Group names must begin with a word character."


def check_pattern(pattern: str, options: int, categories: frozenset[str]) -> None:
    """NetError (RegexParseException) when .NET would not take the pattern; `categories`: the names that ``\\p{}`` may have."""
    _Groups(pattern, options, categories).run()


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


class _Scanner:
    """A place in the pattern, and what both passes read alike."""

    def __init__(self, pattern: str, options: int, categories: frozenset[str]) -> None:
        self.pattern, self.start_options, self.categories = pattern, options, categories
        self.options, self.pos, self.end = options, 0, len(pattern)
        self.kept: list[int] = []
        self.numbers: set[int] = {0}
        self.names: set[str] = set()

    def fail(self, what: str) -> NetError:
        return bad_pattern(self.pattern, self.pos, what)

    def peek(self, ahead: int = 0) -> str:
        at = self.pos + ahead
        return self.pattern[at] if at < self.end else ""

    def take(self) -> str:
        self.pos += 1
        return self.pattern[self.pos - 1]

    def decimal(self) -> int:
        start = self.pos
        while self.peek().isdecimal() and self.peek().isascii():
            self.pos += 1
        return int(self.pattern[start : self.pos] or 0)

    def word(self) -> str:
        start = self.pos
        while self.peek() and _is_word(self.peek()):
            self.pos += 1
        return self.pattern[start : self.pos]

    def blank(self) -> None:
        """Comments, and white space where it does not count."""
        spaced = self.options & IGNORE_WHITESPACE
        while self.pos < self.end:
            if spaced and self.peek().isspace():
                self.pos += 1
            elif spaced and self.peek() == "#":
                found = self.pattern.find("\n", self.pos)
                self.pos = self.end if found < 0 else found
            elif self.pattern.startswith("(?#", self.pos):
                found = self.pattern.find(")", self.pos)
                self.pos = self.end if found < 0 else found + 1
                if found < 0:
                    raise self.fail("Unterminated (?#...) comment.")
            else:
                return

    def inline_options(self) -> None:
        off = False
        while self.pos < self.end:
            char = self.peek().lower()
            if char in "+-":
                off = char == "-"
            elif char in _OPTIONS:
                self.options = self.options & ~_OPTIONS[char] if off else self.options | _OPTIONS[char]
            else:
                return
            self.pos += 1

    # -- escapes

    def char_escape(self) -> str:
        """The character behind a backslash, as a character; "" where it does not matter which one it is."""
        char = self.take()
        if char in "01234567":
            while self.peek() and self.peek() in "01234567":
                self.pos += 1
            return ""
        if char in ("x", "u"):
            self._hex(2 if char == "x" else 4)
            return ""
        if char == "c":
            self._control()
            return ""
        if char in _SIMPLE_ESCAPES:
            return ""
        if not self.options & ECMA and _is_word(char):
            raise self.fail(f"Unrecognized escape sequence \\{char}.")
        return char

    def _hex(self, count: int) -> None:
        if self.end - self.pos >= count:
            while count and self.take() in "0123456789abcdefABCDEF":
                count -= 1
        if count:
            raise self.fail("Insufficient hexadecimal digits.")

    def _control(self) -> None:
        if self.pos >= self.end:
            raise self.fail("Missing control character.")
        if not 0 <= ord(self.take().upper()) - ord("@") < ord(" "):
            raise self.fail("Unrecognized control character.")

    def category(self, known: bool) -> None:
        """``{name}`` behind ``\\p``."""
        if self.end - self.pos < 3:
            raise self.fail("Incomplete \\p{X} character escape.")
        if self.take() != "{":
            raise self.fail("Malformed \\p{X} character escape.")
        start = self.pos
        while self.peek() and (_is_word(self.peek()) or self.peek() == "-"):
            self.pos += 1
        name = self.pattern[start : self.pos]
        if self.pos >= self.end or self.take() != "}":
            raise self.fail("Incomplete \\p{X} character escape.")
        if known and name not in self.categories:
            raise self.fail(f"Unknown property '{name}'.")

    def backslash(self, first: bool) -> None:
        """An escape outside of character classes; the `first` pass does not look references up."""
        char = self.peek()
        if char in _ANCHORS or char in _CLASSES:
            self.pos += 1
        elif char in ("p", "P"):
            self.pos += 1
            if not first:
                self.category(known=True)
        elif not self._reference(char, first):
            self.char_escape()

    def _reference(self, char: str, first: bool) -> bool:
        back, close = self.pos, ""
        if char == "k":
            self.pos += 1
            opening = self.take() if self.end - self.pos >= 1 else ""
            if opening not in ("<", "'") or self.pos >= self.end:
                raise self.fail("Malformed \\k<...> named back reference.")
            close = ">" if opening == "<" else "'"
        elif char in ("<", "'") and self.end - self.pos > 1:
            self.pos += 1
            close = ">" if char == "<" else "'"
        found = self._angled(close, first) if close else self._numbered(char, first)
        if not found:
            self.pos = back
        return found

    def _angled(self, close: str, first: bool) -> bool:
        char = self.peek()
        if char.isdecimal():
            number = self.decimal()
            closed = self.pos < self.end and self.take() == close
            if closed and not first and number not in self.numbers:
                raise self.fail(f"Reference to undefined group number {number}.")
            return closed
        if not char or not _is_word(char):
            return False
        name = self.word()
        closed = self.pos < self.end and self.take() == close
        if closed and not first and name not in self.names:
            raise self.fail(f"Reference to undefined group name {name}.")
        return closed

    def _numbered(self, char: str, first: bool) -> bool:
        if char not in "123456789" or not char:
            return False
        number = self.decimal()
        if first or number in self.numbers:
            return True
        if number <= 9 and not self.options & ECMA:
            raise self.fail(f"Reference to undefined group number {number}.")
        return False

    # -- character classes

    def char_class(self, first: bool) -> None:
        if self.peek() == "^":
            self.pos += 1
        previous, ranged, leading = "", False, True
        while self.pos < self.end:
            char, escaped = self.take(), False
            if char == "]" and not leading:
                return
            if char == "\\" and self.pos < self.end:
                if self._class_escape(first, ranged):
                    leading = False
                    continue
                char, escaped = self.char_escape(), True
            elif char == "[" and self.peek() == ":" and not ranged and self.pattern.startswith("::]", self.pos):
                self.pos += 3
            if ranged:
                ranged = False
                if char == "[" and not escaped and not leading:
                    self._subtraction(first)
                elif not first and char and previous > char:
                    raise self.fail("[x-y] range in reverse order.")
            elif self.peek() == "-" and self.end - self.pos >= 2 and self.peek(1) != "]":
                previous, ranged = char, True
                self.pos += 1
            elif char == "-" and not escaped and self.peek() == "[" and not leading:
                self.pos += 1
                self._subtraction(first)
            leading = False
        raise self.fail("Unterminated [] set.")

    def _class_escape(self, first: bool, ranged: bool) -> bool:
        """An escape that is a set or a hyphen, behind its backslash."""
        char = self.peek()
        if char in _CLASSES or char in ("p", "P"):
            self.pos += 1
            if ranged and not first:
                raise self.fail(f"Cannot include class \\{char} in character range.")
            if char in ("p", "P"):
                self.category(known=not first)
            return True
        if char == "-":
            self.pos += 1
            return True
        return False

    def _subtraction(self, first: bool) -> None:
        self.char_class(first)
        if not first and self.peek() not in ("", "]"):
            raise self.fail("A subtraction must be the last element in a character class.")


class _Groups(_Scanner):
    """The passes.  ``kind``: of the group around ("inner" for a condition, "test" for what has one); ``bars``: how many `|` it has."""

    def __init__(self, pattern: str, options: int, categories: frozenset[str]) -> None:
        super().__init__(pattern, options, categories)
        self.around: list[tuple[str, int]] = []
        self.kind, self.bars, self.condition = "", 0, False

    def run(self) -> None:
        self._count()
        self.pos, self.options, self.kept = 0, self.start_options, []
        self._read()

    def _count(self) -> None:
        """First pass: note the groups."""
        number, conditional = 1, False
        while self.pos < self.end:
            char = self.take()
            if char == "\\" and self.pos < self.end:
                self.backslash(first=True)
            elif char == "#" and self.options & IGNORE_WHITESPACE:
                self.pos -= 1
                self.blank()
            elif char == "[":
                self.char_class(first=True)
            elif char == ")" and self.kept:
                self.options = self.kept.pop()
            elif char == "(":
                if self.pattern.startswith("?#", self.pos):
                    self.pos -= 1
                    self.blank()
                else:
                    self.kept.append(self.options)
                    if self.peek() == "?":
                        if self._count_special():
                            conditional = True
                            continue
                    elif not self.options & EXPLICIT and not conditional:
                        self.numbers.add(number)
                        number += 1
                conditional = False
        self.numbers.update(range(number, number + len(self.names)))

    def _count_special(self) -> bool:
        """``(?...`` in the first pass; true when the next parenthesis is that of a condition."""
        self.pos += 1
        if self.peek() in ("<", "'") and self.end - self.pos > 1:
            self.pos += 1
            if self.peek() in "123456789":
                self.numbers.add(self.decimal())
            elif self.peek() != "0" and _is_word(self.peek()):
                self.names.add(self.word())
            return False
        self.inline_options()
        if self.peek() == ")":
            self.pos += 1
            self.kept.pop()
        return self.peek() == "(" and self.pattern[self.pos - 1] != ")"

    def _read(self) -> None:
        """Second pass."""
        quantified = False
        while self.pos < self.end:
            was = quantified
            self.blank()
            unit = self._text()
            self.blank()
            char = self.peek()
            quantified = char in _QUANTIFIERS
            if not char or char not in _STOPPERS:
                continue
            self.pos += 1
            if quantified and not unit:
                raise self.fail(f"Nested quantifier {char}." if was else "Quantifier {x,y} following nothing.")
            if quantified:
                self.pos -= 1
            elif not self._piece(char):
                continue
            self.blank()
            quantified = self._quantifier()
        if self.around:
            raise self.fail("Not enough )'s.")

    def _piece(self, char: str) -> bool:
        """What a special character begins or ends; true when a quantifier may follow."""
        if char == "(":
            opened = self._open(self.condition)
            self.condition = opened == "condition"
            if opened:
                self.around.append((self.kind, self.bars))
                self.kind, self.bars = "test" if self.condition else opened, 0
            return False
        if char == "|":
            self.bars += 1
            return False
        if char == ")":
            return self._close() != "inner"
        if char == "\\":
            if self.pos >= self.end:
                raise self.fail("Illegal \\ at end of pattern.")
            self.backslash(first=False)
        elif char == "[":
            self.char_class(first=False)
        return True

    def _close(self) -> str:
        """The end of a group; gives its kind."""
        if not self.around:
            raise self.fail("Too many )'s.")
        if self.kind == "test" and self.bars > 1:
            raise self.fail("Too many | in (?()|).")
        closed, (self.kind, self.bars) = self.kind, self.around.pop()
        self.options = self.kept.pop()
        return closed

    def _text(self) -> bool:
        """Plain characters; true when there were any."""
        start, spaced = self.pos, self.options & IGNORE_WHITESPACE
        while self.pos < self.end:
            char = self.peek()
            if (char in _STOPPERS and (char != "{" or _COUNT.match(self.pattern, self.pos))) or (
                spaced and (char == "#" or char.isspace())
            ):
                break
            self.pos += 1
        return self.pos > start

    def _quantifier(self) -> bool:
        char = self.peek()
        counted = _COUNT.match(self.pattern, self.pos) if char == "{" else None
        if char not in ("*", "+", "?") and counted is None:
            return False
        self.pos = counted.end() if counted is not None else self.pos + 1
        self.blank()
        if self.peek() == "?":
            self.pos += 1
        if counted is not None and counted[3] and int(counted[1]) > int(counted[3]):
            raise self.fail("Illegal {x,y} with x > y.")
        return True

    # -- groups

    def _open(self, condition: bool) -> str:
        """Behind a parenthesis: the kind of group that begins, "" when only options were set."""
        self.kept.append(self.options)
        inner = "inner" if condition else "group"
        if self.peek() != "?" or self.peek(1) == ")":
            return inner
        self.pos += 1
        if self.pos >= self.end:
            raise self.fail("Unrecognized grouping construct.")
        char = self.take()
        if char in ":=!>":
            return inner
        if char in ("<", "'"):
            self._named(">" if char == "<" else "'")
            return inner
        if char == "(":
            return self._conditional()
        self.pos -= 1
        self.inline_options()
        closing = self.take() if self.pos < self.end else ""
        if closing == ")":
            self.kept.pop()
            return ""
        if closing != ":":
            raise self.fail("Unrecognized grouping construct.")
        return inner

    def _named(self, close: str) -> None:
        if self.pos >= self.end:
            raise self.fail("Unrecognized grouping construct.")
        if self.peek() in ("=", "!") and close == ">":
            self.pos += 1
            return
        known = self._group_name(close)
        if self.end - self.pos > 1 and self.peek() == "-" and known is not False:
            self.pos += 1
            self._balanced(close)
            known = True
        if not known or self.pos >= self.end or self.take() != close:
            raise self.fail("Unrecognized grouping construct.")

    def _group_name(self, close: str) -> bool | None:
        """Whether the name before a hyphen is that of a group; None: there is none."""
        char = self.peek()
        if char == "-":
            return None
        if char.isdecimal():
            number = self.decimal()
            known = number in self.numbers
        elif _is_word(char):
            number, known = -1, self.word() in self.names
        else:
            raise self.fail(_BAD_NAME)
        if self.peek() not in ("", close, "-"):
            raise self.fail(_BAD_NAME)
        if number == 0:
            raise self.fail("Capture number cannot be zero.")
        return known

    def _balanced(self, close: str) -> None:
        if self.peek().isdecimal():
            number = self.decimal()
            if number not in self.numbers:
                raise self.fail(f"Reference to undefined group number {number}.")
        elif _is_word(self.peek()):
            name = self.word()
            if name not in self.names:
                raise self.fail(f"Reference to undefined group name {name}.")
        else:
            raise self.fail(_BAD_NAME)
        if self.peek() not in ("", close):
            raise self.fail(_BAD_NAME)

    def _conditional(self) -> str:
        """``(?(...)yes|no)``: a group that is asked for, or a condition."""
        start = self.pos
        if self.peek().isdecimal():
            number = self.decimal()
            if self.pos >= self.end or self.take() != ")":
                raise self.fail(f"(?({number}) ) malformed.")
            if number not in self.numbers:
                raise self.fail(f"(?({number}) ) reference to undefined group.")
            return "test"
        if self.peek() and _is_word(self.peek()) and self.word() in self.names and self.pos < self.end and self.take() == ")":
            return "test"
        self.pos = start - 1
        if self.pattern.startswith("(?#", self.pos):
            raise self.fail("Alternation conditions cannot be comments.")
        after = self.pattern[self.pos + 1 : self.pos + 4]
        if after.startswith("?'") or (after.startswith("?<") and len(after) == 3 and after[2] not in "!="):
            raise self.fail("Alternation conditions do not capture and cannot be named.")
        return "condition"
