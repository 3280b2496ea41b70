"""Commands, their arguments and redirections."""

from __future__ import annotations

import re
from collections.abc import Callable

from psbridge.language import lexis
from psbridge.language.ast import (
    ArrayLiteralAst,
    CommandAst,
    CommandElementAst,
    CommandParameterAst,
    ConstantExpressionAst,
    ErrorExpressionAst,
    ExpressionAst,
    FileRedirectionAst,
    MergingRedirectionAst,
    RedirectionAst,
    RedirectionStream,
    StringConstantExpressionAst,
    StringConstantType,
    VariableExpressionAst,
)
from psbridge.language.kinds import TokenKind as K
from psbridge.language.lexis import COMMAND_END, DASHES, DOUBLE_QUOTES, FORCE, MEMBER_START, SINGLE_QUOTES
from psbridge.language.literals import NotANumber, number_value
from psbridge.language.messages import STREAM_NAMES
from psbridge.language.parser.expressions import Expressions

_VARIABLE_FOLLOW = FORCE | frozenset(".[=")
_STREAMS = {str(stream.value): stream for stream in RedirectionStream} | {"*": RedirectionStream.All}
_REDIRECTION = frozenset("<>")
_MERGE_START = frozenset("*123456")
_ANGLES = re.compile(r">>?|<").match  # redirections may be names of commands


class Commands(Expressions):
    """Rules of command mode."""

    __slots__ = ()

    # commands

    def command(self) -> CommandAst | None:
        """A command with its arguments; None when no command begins here."""
        c = self.sp()
        start = self.p
        if c in COMMAND_END and c != "&":
            return None
        operator = self._invocation_operator(c)
        elements: list[CommandElementAst] = []
        redirections: list[RedirectionAst] = []
        if operator is not K.Unknown:
            c = self.sp()
        elif c == "&":
            return None
        end = self.p
        if c not in COMMAND_END:
            end = self._command_name(c, operator, elements)
            end = self._command_elements(elements, redirections, end)
        if not elements:
            if operator is not K.Unknown:
                self.error(start, start + 1, "MissingExpression", self.t[start])
            return None
        return CommandAst(self.extent(start, end), tuple(redirections), tuple(elements), operator)

    def _invocation_operator(self, c: str) -> K:
        following = self.t[self.p + 1]
        if c == "&" and following != "&":
            self.p += 1
            return K.Ampersand
        if c == "." and (following in FORCE or following in "$\"'"):
            self.p += 1
            return K.Dot
        return K.Unknown

    def _command_name(self, c: str, operator: K, elements: list[CommandElementAst]) -> int:
        """The first element; gives its end."""
        start = self.p
        if c == ",":
            self.error(start, start + 1, "MissingArgument")
            self.p = start + 1
            self.nl()
            return start + 1
        m = lexis.parameter(self.t, start) if c in DASHES else _ANGLES(self.t, start)
        if m is not None and self.t[m.end()] not in lexis.STRING_QUOTES:
            self.p = end = m.end()
            elements.append(StringConstantExpressionAst(self.extent(start, end), m.group(), StringConstantType.BareWord))
            return end
        name_ast = self.single_argument(c, expand=operator is not K.Unknown)
        if name_ast is None:
            return start
        elements.append(name_ast)
        return name_ast.extent.end

    def _command_elements(self, elements: list[CommandElementAst], redirections: list[RedirectionAst], end: int) -> int:
        """Arguments, parameters and redirections up to the end of the command; gives the end of the last of them."""
        saw_dashes = False
        while True:
            c = self.sp()
            if c in COMMAND_END:
                return end
            element: CommandElementAst | None
            if c in DASHES:
                element = self._dash_argument(saw_dashes)
                saw_dashes = saw_dashes or (type(element) is CommandParameterAst and element.parameter_name == "-")
            elif c == ",":
                end = self.p + 1
                self.error(self.p, end, "MissingArgument")
                self.p = end
                self.nl()
                continue
            elif (c in _REDIRECTION or c in _MERGE_START) and (c == "<" or lexis.redirection(self.t, self.p)):
                end = self._command_redirection(redirections)
                continue
            else:
                element = self.argument(c)
            if element is None:
                return end
            elements.append(element)
            end = element.extent.end
            if type(element) is StringConstantExpressionAst and element.value == "--%":
                return self._verbatim(elements, end)

    def _dash_argument(self, saw_dashes: bool) -> CommandElementAst:
        """`-name`, `-name:value`, `--`, or a word that begins with a dash."""
        start, t = self.p, self.t
        m = lexis.parameter(t, start)
        if m is not None and (t[m.end()] not in lexis.STRING_QUOTES or m.group(2)):
            self.p = end = m.end()
            if saw_dashes:
                return StringConstantExpressionAst(self.extent(start, end), m.group(), StringConstantType.BareWord)
            value: ExpressionAst | None = None
            if m.group(2) and self.sp() != ",":
                value = self.argument(self.t[self.p])
                if value is None:
                    self.error(end, end, "ParameterRequiresArgument", m.group())
                else:
                    end = value.extent.end
            return CommandParameterAst(self.extent(start, end), m.group(1), value)
        if t[start + 1] in DASHES and t[start + 2] in FORCE:
            self.p = start + 2
            extent = self.extent(start, start + 2)
            if saw_dashes:
                return StringConstantExpressionAst(extent, t[start : start + 2], StringConstantType.BareWord)
            return CommandParameterAst(extent, "-")
        return self._list_after(self.word())

    def _verbatim(self, elements: list[CommandElementAst], end: int) -> int:
        """Everything after `--%` up to the end of the line or a pipe."""
        self.sp_blank()
        start = self.p
        m = lexis.verbatim(self.t, start)
        assert m is not None, "the pattern matches the empty string"
        self.p = m.end()
        text = self.t[start : self.p]
        elements.append(StringConstantExpressionAst(self.extent(start, self.p), text, StringConstantType.BareWord))
        return max(self.p, end)

    def sp_blank(self) -> None:
        """Skip blanks only."""
        while self.t[self.p] in lexis.WHITESPACE:
            self.p += 1

    # arguments

    def command_argument(self) -> ExpressionAst | None:
        """One argument in command mode, lists included."""
        c = self.sp()
        return None if c == "," else self.argument(c)

    def single_command_argument(self, *, expand: bool = True) -> ExpressionAst | None:
        """One argument in command mode, no list: a file name, a switch condition."""
        c = self.sp()
        return None if c == "," else self.single_argument(c, expand=expand)

    def argument(self, c: str) -> ExpressionAst | None:
        """An argument that begins with `c` at `p`; commas make a list of several."""
        value = self.single_argument(c)
        if value is None:
            return None
        c = self.t[self.p]
        if c == "," or (c in lexis.WHITESPACE and self.sp() == ","):
            return self._list_after(value)
        return value

    def _list_after(self, first: ExpressionAst) -> ExpressionAst:
        if self.sp() != "," or (type(first) is StringConstantExpressionAst and first.value == "--%"):
            return first
        elements = [first]
        while self.sp() == ",":
            self.p = comma = self.p + 1
            self.nl()
            c = self.t[self.p]
            element = None if c == "," else self._list_element(c)
            if element is None:
                self.after(comma, "MissingExpression", ",")
                return ErrorExpressionAst(self.extent(first.extent.start, comma), tuple(elements))
            elements.append(element)
        for element in elements:
            if type(element) is VariableExpressionAst and element.splatted:
                start, end = element.extent.start, element.extent.end
                name = element.variable_path.user_path
                self.later(start, end, self.error, start, end, "SplattingNotPermittedInArgumentList", name)
        return ArrayLiteralAst(self.extent(first.extent.start, elements[-1].extent.end), tuple(elements))

    def _list_element(self, c: str) -> ExpressionAst | None:
        if c in DASHES:
            start = self.p
            if self.t[start + 1] in DASHES and self.t[start + 2] in FORCE:
                return None
            m = lexis.parameter(self.t, start)
            if m is not None and (m.group(2) or self.t[m.end()] not in lexis.STRING_QUOTES):
                self.p = m.end()
                return StringConstantExpressionAst(self.extent(start, self.p), m.group(), StringConstantType.BareWord)
        if (c in _REDIRECTION or c in _MERGE_START) and (c == "<" or lexis.redirection(self.t, self.p)):
            return None
        return self.single_argument(c)

    def single_argument(self, c: str, *, expand: bool = True) -> ExpressionAst | None:
        """An argument that begins with `c` at `p`, without regard to commas. None where a command ends."""
        rule = ARGUMENTS.get(c)
        if rule is not None:
            return rule(self, expand)
        if c in COMMAND_END or c == ",":
            return None
        return self.word(expand=expand)

    def _dollar_argument(self, expand: bool) -> ExpressionAst | None:
        t, start = self.t, self.p
        value: ExpressionAst
        m = lexis.variable(t, start)
        if m is not None:
            end = m.end()
            c = t[end]
            if (c not in _VARIABLE_FOLLOW or (m.group(1) in "?^$" and c not in FORCE)) and not t.startswith("::", end):
                return self.word(expand=expand)
            self.p = end
            value = self.make_variable(start, m.group(1))
            if value.variable_path.scope == "using":
                return self.finish_variable(value)
        elif t[start + 1] == "(":
            self.p = start + 2
            value = self.sub_expression(start)
        elif t[start + 1] == "{":
            variable = self._silent_braced(start)
            if variable is None:
                return self.word(expand=expand)
            return self.finish_variable(variable)
        else:
            return self.word(expand=expand)
        return self.access(value, command=True) if t[self.p] in MEMBER_START else value

    def _silent_braced(self, start: int) -> VariableExpressionAst | None:
        """`${...}` when it is the whole argument, None when it is part of a word."""
        errors = len(self.errors)
        variable = self.braced_variable(start)
        c = self.t[self.p]
        if c in FORCE or c in ".[" or (c == "?" and self.version >= (7, 1)):
            return variable
        del self.errors[errors:]
        self.p = start
        return None

    def _at_argument(self, expand: bool) -> ExpressionAst | None:
        start, t = self.p, self.t
        c = t[start + 1]
        value: ExpressionAst
        if c == "{":
            value = self.hashtable()
        elif c == "(":
            self.p = start + 2
            value = self.sub_expression(start)
        elif c in SINGLE_QUOTES or c in DOUBLE_QUOTES:
            value = self.here_string()
        else:
            m = lexis.variable(t, start)
            if m is None:
                self.error(start, start + 1, "UnrecognizedToken")
                self.p = start + 1
                return StringConstantExpressionAst(self.extent(start, start + 1), "@", StringConstantType.BareWord)
            self.p = m.end()
            if t[self.p] not in _VARIABLE_FOLLOW and not t.startswith("::", self.p):
                self.p = start
                return self.word(expand=expand)
            variable = self.using(VariableExpressionAst(self.extent(start, self.p), self.path(m.group(1)), True))
            if t[self.p] in MEMBER_START and self._member_operator(command=True):
                self.later(start, self.p, self.error, start, self.p, "SplattingNotPermitted", m.group(1))
                return self.access(variable, command=True)
            return variable
        return self.access(value, command=True) if t[self.p] in MEMBER_START else value

    def _digit_argument(self, expand: bool) -> ExpressionAst | None:
        m = lexis.number(self.t, self.p)
        if m is not None and self.t[m.end()] in FORCE:
            try:
                value = number_value(m)
            except NotANumber:
                return self.word(expand=expand)
            start, self.p = m.span()
            return ConstantExpressionAst(self.extent(start, self.p), value)
        return self.word(expand=expand)

    def _dot_argument(self, expand: bool) -> ExpressionAst | None:
        following = self.t[self.p + 1]
        if following.isdigit():
            return self._digit_argument(expand)
        if following in "$\"'":
            self.p += 1
            return StringConstantExpressionAst(self.extent(self.p - 1, self.p), ".", StringConstantType.BareWord)
        return self.word(expand=expand)

    def _single_token(self, expand: bool) -> ExpressionAst | None:
        self.p += 1
        start = self.p - 1
        return StringConstantExpressionAst(self.extent(start, self.p), self.t[start], StringConstantType.BareWord)

    def _with_access(self, value: ExpressionAst) -> ExpressionAst:
        return self.access(value, command=True) if self.t[self.p] in MEMBER_START else value

    def _paren_argument(self, expand: bool) -> ExpressionAst | None:
        return self._with_access(self.paren())

    def _brace_argument(self, expand: bool) -> ExpressionAst | None:
        return self._with_access(self.script_block_expression())

    def _single_quoted_argument(self, expand: bool) -> ExpressionAst | None:
        return self._with_access(self.single_quoted())

    def _double_quoted_argument(self, expand: bool) -> ExpressionAst | None:
        return self._with_access(self.double_quoted())

    # redirections

    def redirections(self) -> tuple[RedirectionAst, ...]:
        """Redirections behind an expression."""
        found: list[RedirectionAst] = []
        while True:
            c = self.sp()
            if c == "<" or ((c == ">" or c in _MERGE_START) and lexis.redirection(self.t, self.p)):
                self._command_redirection(found)
            else:
                return tuple(found)

    def _command_redirection(self, found: list[RedirectionAst]) -> int:
        """A redirection at `p`; gives its end."""
        start = self.p
        m = lexis.redirection(self.t, start)
        if m is None:
            self.p = start + 1
            target = self._redirection_target(start)
            self.error(start, start + 1, "RedirectionNotSupported", "<")
            return max(target.extent.end, self.p)
        self.p = end = m.end()
        redirection: RedirectionAst
        if m.group(1) is not None:
            source, target_number = m.group(1), m.group(2)
            if target_number != "1" or source == "1":
                self.error(start, end, "RedirectionNotSupported", m.group())
            redirection = MergingRedirectionAst(self.extent(start, end), _STREAMS[source], RedirectionStream.Output)
        else:
            target = self._redirection_target(start)
            end = target.extent.end
            stream = _STREAMS[m.group(3) or "1"]
            redirection = FileRedirectionAst(self.extent(start, end), stream, target, m.group(4) == ">>")
        self._add_redirection(found, redirection)
        return end

    def _redirection_target(self, start: int) -> ExpressionAst:
        end = self.p
        target = self.single_command_argument()
        if target is None:
            self.error(end, end, "MissingFileSpecification")
            return ErrorExpressionAst(self.extent(start, end))
        return target

    def _add_redirection(self, found: list[RedirectionAst], redirection: RedirectionAst) -> None:
        assert isinstance(redirection, (MergingRedirectionAst, FileRedirectionAst))
        stream = redirection.from_stream
        for other in found:
            if isinstance(other, (MergingRedirectionAst, FileRedirectionAst)) and other.from_stream is stream:
                extent = redirection.extent
                self.error(extent.start, extent.end, "StreamAlreadyRedirected", STREAM_NAMES[stream.value])
                return
        found.append(redirection)


ARGUMENTS: dict[str, Callable[[Commands, bool], ExpressionAst | None]] = {
    "$": Commands._dollar_argument,
    "@": Commands._at_argument,
    "(": Commands._paren_argument,
    "{": Commands._brace_argument,
    "]": Commands._single_token,
    ".": Commands._dot_argument,
    **dict.fromkeys("0123456789", Commands._digit_argument),
    **dict.fromkeys(SINGLE_QUOTES, Commands._single_quoted_argument),
    **dict.fromkeys(DOUBLE_QUOTES, Commands._double_quoted_argument),
}
