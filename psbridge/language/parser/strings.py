"""Strings, variables and words: whatever may hold a `$`."""

from __future__ import annotations

from psbridge.language import lexis
from psbridge.language.ast import (
    ExpandableStringExpressionAst,
    ExpressionAst,
    StringConstantExpressionAst,
    UsingExpressionAst,
    VariableExpressionAst,
    VariablePath,
)
from psbridge.language.ast import StringConstantType as S
from psbridge.language.lexis import DOUBLE_QUOTES, ESCAPES, FORCE, SINGLE_QUOTES
from psbridge.language.parser.core import Core


class Pieces:
    """What a string is made of while it is being read: text with escapes done, and expressions."""

    __slots__ = ("expressions", "parts", "raw", "text")

    def __init__(self) -> None:
        self.raw: list[str] = []  # the value as PowerShell has it: expressions as written
        self.text: list[str] = []
        self.parts: list[str | ExpressionAst] = []
        self.expressions: list[ExpressionAst] = []

    def add(self, text: str) -> None:
        self.raw.append(text)
        self.text.append(text)

    def add_expression(self, expression: ExpressionAst, written: str) -> None:
        self.raw.append(written)
        if self.text:
            self.parts.append("".join(self.text))
            self.text.clear()
        self.parts.append(expression)
        self.expressions.append(expression)

    def value(self) -> str:
        return "".join(self.raw)

    def all_parts(self) -> tuple[str | ExpressionAst, ...]:
        if self.text:
            self.parts.append("".join(self.text))
            self.text.clear()
        return tuple(self.parts)


class Strings(Core):
    """Rules of strings, variables and words."""

    __slots__ = ()

    # variables

    def path(self, name: str) -> VariablePath:
        known = self.paths.get(name)
        if known is None:
            known = self.paths[name] = VariablePath(name)
        return known

    def variable_in_string(self, start: int) -> VariableExpressionAst | UsingExpressionAst | None:
        """`$name` or `${name}` at `start`; None when `$` is only a dollar."""
        if self.t[start + 1] == "{":
            return self.using(self.braced_variable(start, in_string=True))
        m = lexis.variable(self.t, start)
        if m is None:
            return None
        self.p = m.end()
        return self.using(self.make_variable(start, m.group(1)))

    def make_variable(self, start: int, name: str) -> VariableExpressionAst:
        """A variable without braces; `p` is behind it."""
        path = self.path(name)
        end = self.p
        if not path.unqualified:
            self.error(start, end, "InvalidVariableReferenceWithDrive" if name != ":" else "InvalidVariableReference")
        return VariableExpressionAst(self.extent(start, end), path)

    def using(self, variable: VariableExpressionAst) -> VariableExpressionAst | UsingExpressionAst:
        """Wrap `$using:x`."""
        path = variable.variable_path
        if path.scope != "using" or not path.unqualified:
            return variable
        inner = VariableExpressionAst(variable.extent, self.path(path.user_path[6:]), variable.splatted)
        return UsingExpressionAst(variable.extent, inner)

    def braced_variable(self, start: int, *, in_string: bool = False) -> VariableExpressionAst:
        """`${...}` at `start`."""
        m = lexis.braced_plain(self.t, start)
        if m is not None:
            self.p = m.end()
            return VariableExpressionAst(self.extent(start, self.p), self.path(m.group(1)))
        name, closed = self._braced_name(start + 2, in_string)
        end = self.p
        if not closed:
            self.incomplete(start + 1, end, "IncompleteDollarVariableReference")
        if not name:
            if closed:
                self.error(end - 1, end, "EmptyVariableReference")
            name = ":Error:"
        path = VariablePath(name)
        if not path.unqualified:
            self.error(start, end, "InvalidBracedVariableReference")
        return VariableExpressionAst(self.extent(start, end), path)

    def _braced_name(self, p: int, in_string: bool) -> tuple[str, bool]:
        t = self.t
        name: list[str] = []
        while p < self.n:
            c = t[p]
            if c == "}":
                self.p = p + 1
                return "".join(name), True
            if c == "`" and p + 1 < self.n:
                text, p = self.escape(p)
                name.append(text)
                continue
            if c == "{":
                self.error(p + 1, p + 2, "OpenBraceNeedsToBeBackTickedInVariableName")
            elif in_string and c in DOUBLE_QUOTES and t[p + 1] in DOUBLE_QUOTES:
                p += 1
                c = t[p]
            name.append(c)
            p += 1
        self.p = p
        return "".join(name), False

    # escapes

    def escape(self, p: int) -> tuple[str, int]:
        """A backtick sequence at `p` (not at the end of the text): its text and the position behind it."""
        c = self.t[p + 1]
        if c == "u" and self.version >= (6, 0):
            return self._unicode_escape(p)
        if c in ESCAPES and (c != "e" or self.version >= (6, 0)):
            return ESCAPES[c], p + 2
        return c, p + 2

    def _unicode_escape(self, p: int) -> tuple[str, int]:
        m = lexis.unicode_escape(self.t, p + 2)
        if m is not None:
            code = int(m.group(1), 16)
            if code <= 0x10FFFF:
                return chr(code), m.end()
            self.error(p + 3, m.end() - 1, "InvalidUnicodeEscapeSequenceValue")
            return "\uffff", m.end()
        if self.t[p + 2] != "{" or self.t[p + 3] == "}":
            end = p + 2 if self.t[p + 2] != "{" else p + 4
            self.error(p, end, "InvalidUnicodeEscapeSequence")
            return "\uffff", end
        end = p + 3
        while end < p + 9 and self.t[end] in "0123456789abcdefABCDEF":
            end += 1
        many = end == p + 9
        error_id = "InvalidUnicodeEscapeSequence"
        if many:
            is_digit = self.t[end] in "0123456789abcdefABCDEF"
            error_id = "TooManyDigitsInUnicodeEscapeSequence" if is_digit else "MissingUnicodeEscapeSequenceTerminator"
        self.error(end, end + 1, error_id)
        return "\uffff", end

    # dollars

    def dollar(self, p: int, pieces: Pieces, *, here: bool) -> int:
        """What a `$` at `p` inside a string stands for; the position behind it."""
        t = self.t
        expression = self.nested_expression(p, here) if t[p + 1] == "(" else self.variable_in_string(p)
        if expression is None:
            pieces.add("$")
            return p + 1
        pieces.add_expression(expression, t[p : self.p])
        return self.p

    def nested_expression(self, start: int, here: bool) -> ExpressionAst:
        """`$(...)` in a string. PowerShell first looks for its end by counting parentheses, blind for quotes, with doubled
        quotes made single; nearly always that is the text as it stands, so it is parsed in place and checked afterwards.
        """
        if self.apart:
            return self._nested_apart(start, *self._blind_end(start, here))
        errors, checks, comments = self.errors, self.checks, self.comments
        self.errors, self.checks, self.comments = [], [], {}
        self.p = start + 2
        expression = self.sub_expression(start)
        found, mine = self.errors, self.checks
        self.errors, self.checks, self.comments = errors, checks, comments
        end, text = self._blind_end(start, here)
        if not found and text is None and end == self.p:
            self.checks.extend(mine)
            return expression
        return self._nested_apart(start, end, text)

    def _blind_end(self, start: int, here: bool) -> tuple[int, str | None]:
        """Where counting parentheses ends; the text as PowerShell rewrites it, None if unchanged."""
        t = self.t
        depth, p, copied, kept = 1, start + 2, start, []
        while True:
            m = lexis.nested_interest(t, p)
            p = m.end() if m else self.n + 1
            c = t[p - 1]
            if c == "(":
                depth += 1
            elif c == ")":
                depth -= 1
                if depth == 0:
                    break
            elif c == "\0":
                if p > self.n:
                    p = self.n
                    self.incomplete(start, p, "IncompleteDollarSubexpressionReference")
                    break
            elif not here and t[p] in DOUBLE_QUOTES:
                kept.append(t[copied : p - 1])
                copied = p
                p += 1
        if not kept:
            return p, None
        return p, "".join(kept) + t[copied:p]

    def _nested_apart(self, start: int, end: int, text: str | None) -> ExpressionAst:
        """Parse a sub-expression as a text of its own, standing where it stands."""
        inner = type(self)(self.source, self.version, end)
        written = self.t[:end] if text is None else " " * start + text
        inner.n = len(written)
        inner.t = written + "\0\0\0\0"
        inner.p = start + 2
        expression = inner.sub_expression(start)
        self.errors.extend(inner.errors)
        self.checks.extend(inner.checks)
        self.p = end
        return expression

    # quoted strings

    def single_quoted(self) -> StringConstantExpressionAst:
        start = self.p
        m = lexis.single_quoted(self.t, start)
        if m is not None:
            self.p = m.end()
            return StringConstantExpressionAst(self.extent(start, self.p), m.group(1), S.SingleQuoted)
        value = self.single_quoted_text(start)
        return StringConstantExpressionAst(self.extent(start, self.p), value, S.SingleQuoted)

    def single_quoted_text(self, start: int) -> str:
        """Content of a single quoted string at `start`; `p` goes behind it."""
        t, p, parts = self.t, start + 1, []
        while True:
            end = lexis.single_quoted_chunk(t, p).end()  # type: ignore[union-attr]
            parts.append(t[p:end])
            p = end
            if t[p] in SINGLE_QUOTES:
                if t[p + 1] not in SINGLE_QUOTES:
                    self.p = p + 1
                    break
                parts.append(t[p + 1])
                p += 2
            elif p < self.n:
                parts.append("\0")
                p += 1
            else:
                self.p = p
                self.incomplete(start, p, "TerminatorExpectedAtEndOfString", "'")
                break
        return "".join(parts)

    def double_quoted(self) -> ExpressionAst:
        start = self.p
        m = lexis.double_quoted(self.t, start)
        if m is not None:
            self.p = m.end()
            return StringConstantExpressionAst(self.extent(start, self.p), m.group(1), S.DoubleQuoted)
        pieces = Pieces()
        self.double_quoted_pieces(start, pieces)
        return self.string_of(start, pieces, S.DoubleQuoted)

    def string_of(self, start: int, pieces: Pieces, kind: S) -> ExpressionAst:
        extent = self.extent(start, self.p)
        if not pieces.expressions:
            return StringConstantExpressionAst(extent, pieces.value(), kind)
        return ExpandableStringExpressionAst(extent, pieces.value(), kind, tuple(pieces.expressions), pieces.all_parts())

    def double_quoted_pieces(self, start: int, pieces: Pieces) -> None:
        """Content of a double quoted string at `start`; `p` goes behind it."""
        t, p = self.t, start + 1
        while True:
            m = lexis.double_quoted_chunk(t, p)
            if m is not None:
                pieces.add(m.group())
                p = m.end()
            c = t[p]
            if c == "$":
                p = self.dollar(p, pieces, here=False)
            elif c == "`" and p + 1 < self.n:
                text, p = self.escape(p)
                pieces.add(text)
            elif c in DOUBLE_QUOTES:
                if t[p + 1] not in DOUBLE_QUOTES:
                    self.p = p + 1
                    return
                pieces.add(t[p + 1])
                p += 2
            elif p < self.n:
                pieces.add(c)
                p += 1
            else:
                self.p = p
                self.incomplete(start, p, "TerminatorExpectedAtEndOfString", '"')
                return

    # here-strings

    def here_string(self) -> ExpressionAst:
        """`@'` or `@"` at `p`."""
        start, t = self.p, self.t
        single = t[start + 1] in SINGLE_QUOTES
        kind = S.SingleQuotedHereString if single else S.DoubleQuotedHereString
        m = lexis.here_header(t, start)
        if m is None:
            self._bad_here_header(start)
            return StringConstantExpressionAst(self.extent(start, self.p), "", kind)
        content = m.end()
        newline = content - (2 if t.startswith("\r\n", content - 2) else 1)
        if single:
            return self._here_single(start, content, newline)
        return self._here_double(start, content, newline)

    def _bad_here_header(self, start: int) -> None:
        t, quote = self.t, self.t[start + 1]
        p = start + 2
        while t[p] in lexis.WHITESPACE:
            p += 1
        if p >= self.n:
            self.p = p
            self.incomplete(start, p, "TerminatorExpectedAtEndOfString", quote + "@")
            return
        self.error(p, p + 1, "UnexpectedCharactersAfterHereStringHeader")
        while p < self.n and t[p] not in "\r\n":
            if t[p] == quote and t[p + 1] == "@":
                p += 2
                break
            p += 1
        self.p = p

    def _here_unclosed(self, start: int, content: int) -> None:
        false_footer = lexis.here_false_footer(self.t, content - 1)
        self.p = self.n
        if false_footer is not None and (false_footer.group(1) in SINGLE_QUOTES) == (self.t[start + 1] in SINGLE_QUOTES):
            self.incomplete(false_footer.start(1), self.n, "WhitespaceBeforeHereStringFooter")
        else:
            self.incomplete(start, self.n, "TerminatorExpectedAtEndOfString", self.t[start + 1] + "@")

    def _here_single(self, start: int, content: int, newline: int) -> StringConstantExpressionAst:
        m = lexis.here_single_footer(self.t, newline)
        if m is None:
            self._here_unclosed(start, content)
            value = self.t[content : self.n]
        else:
            self.p = m.end()
            value = self.t[content : m.start()] if m.start() >= content else ""
        return StringConstantExpressionAst(self.extent(start, self.p), value, S.SingleQuotedHereString)

    def _here_double(self, start: int, content: int, newline: int) -> ExpressionAst:
        t, p = self.t, content
        pieces = Pieces()
        if t[p] in DOUBLE_QUOTES and t[p + 1] == "@":
            self.p = p + 2
            return self.string_of(start, pieces, S.DoubleQuotedHereString)
        while True:
            m = lexis.here_double_chunk(t, p)
            if m is not None:
                pieces.add(m.group())
                p = m.end()
            c = t[p]
            if c == "$":
                p = self.dollar(p, pieces, here=True)
            elif c == "`" and p + 1 < self.n:
                text, p = self.escape(p)
                pieces.add(text)
            elif c in "\r\n":
                self.p = p + (4 if t.startswith("\r\n", p) else 3)
                return self.string_of(start, pieces, S.DoubleQuotedHereString)
            elif p < self.n:
                pieces.add(c)
                p += 1
            else:
                self._here_unclosed(start, content)
                return self.string_of(start, pieces, S.DoubleQuotedHereString)

    # words

    def word(self, *, expand: bool = True) -> ExpressionAst:
        """A bare word at `p` (a generic token). Without `expand`, a constant whatever it holds (command names)."""
        start, t = self.p, self.t
        m = lexis.word(t, start)
        if m is not None:
            end = m.end()
            if t[end] in FORCE:
                self.p = end
                return StringConstantExpressionAst(self.extent(start, end), m.group(), S.BareWord)
        pieces = Pieces()
        self.word_pieces(start, pieces)
        if not expand:
            return StringConstantExpressionAst(self.extent(start, self.p), pieces.value(), S.BareWord)
        return self.string_of(start, pieces, S.BareWord)

    def word_pieces(self, p: int, pieces: Pieces) -> None:
        t = self.t
        while True:
            m = lexis.word(t, p)
            if m is not None:
                pieces.add(m.group())
                p = m.end()
            c = t[p]
            if c in FORCE:
                self.p = p
                return
            if c == "`":
                if p + 1 < self.n:
                    text, p = self.escape(p)
                else:
                    text, p = c, p + 1
                pieces.add(text)
            elif c in SINGLE_QUOTES:
                pieces.add(self.single_quoted_text(p))
                p = self.p
            elif c in DOUBLE_QUOTES:
                self.double_quoted_pieces(p, pieces)
                p = self.p
            else:
                p = self.dollar(p, pieces, here=False)

    def word_end(self) -> int:
        self.word_pieces(self.p, Pieces())
        return self.p

    def string_end(self) -> int:
        c = self.t[self.p]
        if c == "@":
            self.here_string()
        elif c in SINGLE_QUOTES:
            self.single_quoted()
        else:
            self.double_quoted()
        return self.p
