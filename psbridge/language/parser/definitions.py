"""Functions, classes and enums."""

from __future__ import annotations

from collections.abc import Callable

from psbridge.language import lexis
from psbridge.language.ast import (
    Ast,
    AttributeAst,
    AttributeBaseAst,
    BaseCtorInvokeMemberExpressionAst,
    CommandExpressionAst,
    ErrorStatementAst,
    ExpressionAst,
    FunctionDefinitionAst,
    FunctionMemberAst,
    MemberAst,
    MemberModifiers,
    ParameterAst,
    PropertyMemberAst,
    StatementAst,
    StringConstantExpressionAst,
    StringConstantType,
    TypeConstraintAst,
    TypeDefinitionAst,
    VariableExpressionAst,
)
from psbridge.language.lexis import COMMAND_END, FORCE
from psbridge.language.parser.scripts import Scripts
from psbridge.language.source import EMPTY_EXTENT

_NOT_A_NAME = COMMAND_END | frozenset("({$@<>") | lexis.STRING_QUOTES
_MODIFIERS = {"static": MemberModifiers.Static, "hidden": MemberModifiers.Hidden}


class _Head:
    """What stands before a member of a class."""

    __slots__ = ("attributes", "end", "modifiers", "start", "type_constraint")

    def __init__(self, start: int) -> None:
        self.start = start
        self.end = -1
        self.modifiers = MemberModifiers.None_
        self.attributes: list[AttributeAst] = []
        self.type_constraint: TypeConstraintAst | None = None


class Definitions(Scripts):
    """Rules of definitions."""

    __slots__ = ()

    # functions

    def _function(self, start: int, word: str) -> StatementAst:
        end = self.p
        c = self.nl()
        if c in _NOT_A_NAME and not (c == "\n" or c == "\r"):
            self.after(end, "MissingNameAfterKeyword", word)
            return ErrorStatementAst(self.extent(start, end))
        name = self._function_name(c)
        end = self.p
        parameters, failed = self._function_parameters()
        if parameters is not None and failed < 0:
            end = self.p
        if self.nl() != "{" and failed < 0:
            failed = end
            self.after(end, "MissingFunctionBody")
        if failed >= 0:
            return ErrorStatementAst(self.extent(start, failed), tuple(parameters or ()))
        kind = word.lower()
        body = self.function_body(self.p, filter_block=kind == "filter")
        extent = self.extent(start, body.extent.end)
        fixed = None if parameters is None else tuple(parameters)
        function = FunctionDefinitionAst(extent, name, body, fixed, kind == "filter", kind == "workflow")
        if parameters is not None and body.param_block is not None:
            place = body.param_block.extent
            self.later(start, extent.end, self.error, place.start, place.end, "OnlyOneParameterListAllowed")
        elif parameters:
            self.later(start, extent.end, self.check_duplicate_parameters, parameters)
        if kind == "workflow":
            self.later(start, extent.end, self.error, start, extent.end, "WorkflowNotSupportedInPowerShellCore")
        return function

    def _function_name(self, c: str) -> str:
        m = lexis.number(self.t, self.p)
        if m is not None and self.t[m.end()] in FORCE:
            self.p = m.end()
            return m.group()
        if c == ",":
            self.p += 1
            return ","
        name = self.word(expand=False)
        assert isinstance(name, StringConstantExpressionAst), "a word that is not expanded is constant"
        return str(name.value)

    def _function_parameters(self) -> tuple[list[ParameterAst] | None, int]:
        """Parameters in parentheses, if there are any; the second value is the end of the error, or -1."""
        back = self.p
        if self.nl() != "(":
            self.p = back
            return None, -1
        opened = self.p
        self.p = opened + 1
        parameters = self.parameter_list()
        if self.nl() == ")":
            self.p += 1
            return parameters, -1
        failed = parameters[-1].extent.end if parameters else opened + 1
        self.after(failed, "MissingEndParenthesisInFunctionParameterList")
        return parameters, failed

    # configuration

    def _configuration(self, start: int, word: str) -> StatementAst:
        """Desired state configuration is a language of its own, which PowerShell on Linux refuses too."""
        end = self.p
        c = self.nl()
        if c == "{" or c == "," or self.p >= self.n:
            self.after(end, "MissingConfigurationName")
        else:
            self.single_command_argument()
            self.error(start, end, "ConfigurationNotSupportedInPowerShellCore")
        if self.nl() == "{":
            self._skip_block()
        return ErrorStatementAst(self.extent(start, self.p))

    def _skip_block(self) -> None:
        """Read a block of a configuration without complaint: its statements are not those of PowerShell."""
        errors, checks = self.errors, self.checks
        self.errors, self.checks = [], []
        self.script_block_expression()
        self.errors, self.checks = errors, checks

    # classes

    def _class(self, start: int, word: str, attributes: list[AttributeBaseAst] | None = None) -> StatementAst:
        keyword_end = self.p
        self.nl()
        name = self.simple_name()
        if name is None:
            self.after(keyword_end, "MissingNameAfterKeyword", word)
            return ErrorStatementAst(self.extent(start, keyword_end))
        bases = self._base_types()
        if self.nl() != "{":
            end = bases[-1].extent.end if bases else name.extent.end
            self.after(end, "MissingTypeBody", "class")
            return ErrorStatementAst(self.extent(start, end), tuple(bases))
        opened = self.p
        self.p = opened + 1
        members, failed = self._class_members(name.value)
        end = self._close_type(opened)
        begin = attributes[0].extent.start if attributes else start
        own = tuple(a for a in attributes or () if isinstance(a, AttributeAst))
        extent = self.extent(begin, end)
        definition = TypeDefinitionAst(extent, name.value, "Class", tuple(members), tuple(bases), own)
        if failed or len(own) != len(attributes or ()):
            return ErrorStatementAst(extent, (definition,))
        self._named(name.value)
        self.types[name.value.lower()] = definition
        self.later(begin, end, self.check_class, definition)
        return definition

    def _close_type(self, opened: int) -> int:
        if self.sp() == "}":
            self.p += 1
        else:
            self.incomplete(opened + 1, opened + 1, "MissingEndCurlyBrace", seen_at=self.p)
        return self.p

    def _base_types(self) -> list[TypeConstraintAst]:
        bases: list[TypeConstraintAst] = []
        if self.nl() != ":":
            return bases
        self.p = separator = self.p + 1
        while True:
            self.nl()
            base = self.type_name(qualified=False)
            if base is None:
                self.after(separator, "TypeNameExpected")
                return bases
            bases.append(TypeConstraintAst(base.extent, base))
            if self.nl() != ",":
                return bases
            self.p = separator = self.p + 1

    def _class_members(self, class_name: str) -> tuple[list[MemberAst], bool]:
        members: list[MemberAst] = []
        failed = False
        while True:
            errors = len(self.errors)
            member = self._class_member(class_name)
            if member is not None:
                members.append(member)
                continue
            if len(self.errors) == errors or self.p >= self.n or self.t[self.p] == "}":
                return members, failed or len(self.errors) > errors
            failed = True
            if self.nl() == "}" or self.p >= self.n:
                return members, True
            if lexis.identifier(self.t, self.p) is None and self.t[self.p] not in "[$":
                return members, True

    def _class_member(self, class_name: str) -> MemberAst | None:
        head = self._member_head()
        c = self.t[self.p]
        if c == "$":
            return self._property(head)
        m = lexis.identifier(self.t, self.p)
        if m is not None:
            self.p = m.end()
            method = self._method(head, m.start(), m.group(), class_name)
            if method is None:
                self.sync("}", consume=False)
            return method
        if head.end >= 0:
            self.after(head.end, "IncompleteMemberDefinition")
        return None

    def _member_head(self) -> _Head:
        self.nls()
        head = _Head(self.p)
        while True:
            self.nl()
            if self.t[self.p] == "[":
                self.in_class = True
                attribute = self.attribute()
                self.in_class = False
                if attribute is None:
                    return head
                head.end = attribute.extent.end
                if isinstance(attribute, AttributeAst):
                    head.attributes.append(attribute)
                elif head.type_constraint is None and isinstance(attribute, TypeConstraintAst):
                    head.type_constraint = attribute
                else:
                    self.error(attribute.extent.start, attribute.extent.end, "TooManyTypes")
                continue
            word, end = self.keyword_at()
            modifier = _MODIFIERS.get(word)
            if modifier is None:
                return head
            if modifier in head.modifiers:
                self.error(self.p, end, "DuplicateQualifier", self.t[self.p : end])
            head.modifiers |= modifier
            self.p = head.end = end

    def _property(self, head: _Head) -> PropertyMemberAst | None:
        start = self.p
        variable = self._parameter_variable(start)
        if variable is None:
            self.p = start
            self.unexpected()
            return None
        end = variable.extent.end
        value: ExpressionAst | None = None
        if self.sp() == "=":
            self.p += 1
            self.nl()
            value = self.expression()
            if value is not None:
                end = value.extent.end
        c = self.sp()
        if c not in ";\r\n}":
            self.after(end, "MissingPropertyTerminator")
        elif c == ";":
            end = self.p + 1
        self.nls()
        name = variable.variable_path.user_path
        extent = self.extent(head.start, end)
        return PropertyMemberAst(extent, name, head.type_constraint, tuple(head.attributes), head.modifiers, value)

    def _method(self, head: _Head, start: int, name: str, class_name: str) -> FunctionMemberAst | None:
        end = self.p
        parameters: list[ParameterAst] | None = None
        failed = -1
        if self.sp() == "(":
            parameters, failed = self._function_parameters()
            end = self.p if failed < 0 else failed
        else:
            self.after(end, "MissingMethodParameterList")
        is_constructor = name.lower() == class_name.lower()
        instance = is_constructor and MemberModifiers.Static not in head.modifiers
        first: tuple[StatementAst, ...] = ()
        if instance:
            call, failed = self._base_call(failed)
            first = (CommandExpressionAst(call.extent, (), call),)
        if self.nl() != "{" and failed < 0:
            failed = end
            self.after(end, "MissingFunctionBody")
        if failed >= 0:
            return None
        body = self.function_body(self.p, first=first)
        extent = self.extent(head.start, body.extent.end)
        member = FunctionMemberAst(
            extent,
            name,
            tuple(parameters or ()),
            body,
            head.type_constraint,
            tuple(head.attributes),
            head.modifiers,
            is_constructor,
        )
        self.later(start, extent.end, self.check_method, member, start, start + len(name))
        return member

    def _base_call(self, failed: int) -> tuple[BaseCtorInvokeMemberExpressionAst, int]:
        """`: base(arguments)`; without it, the call that PowerShell makes by itself."""
        arguments: tuple[ExpressionAst, ...] = ()
        extent = EMPTY_EXTENT
        if self.nl() == ":":
            self.p = colon = self.p + 1
            self.nl()
            start = self.p
            word, end = self.keyword_at()
            if word != "base":
                self.after(colon, "MissingBaseCtorCall")
                failed = colon
            else:
                self.p = end
                if self.nl() == "(":
                    arguments, end = self.argument_list()
                    extent = self.extent(start, end)
                else:
                    self.after(end, "MissingMethodParameterList")
                    failed = end
        this = VariableExpressionAst(extent, self.path("this"))
        member = StringConstantExpressionAst(extent, ".ctor", StringConstantType.BareWord)
        return BaseCtorInvokeMemberExpressionAst(extent, this, member, False, False, arguments), failed

    # enums

    def _enum(self, start: int, word: str, attributes: list[AttributeBaseAst] | None = None) -> StatementAst:
        keyword_end = self.p
        self.nl()
        name = self.simple_name()
        if name is None:
            self.after(keyword_end, "MissingNameAfterKeyword", word)
            return ErrorStatementAst(self.extent(start, keyword_end))
        underlying = self._underlying_type()
        if self.nl() != "{":
            self.after(name.extent.end, "MissingTypeBody", "enum")
            return ErrorStatementAst(self.extent(start, name.extent.end))
        opened = self.p
        self.p = opened + 1
        members: list[PropertyMemberAst] = []
        while (member := self._enum_member()) is not None:
            members.append(member)
        end = self._close_type(opened)
        begin = attributes[0].extent.start if attributes else start
        own = tuple(a for a in attributes or () if isinstance(a, AttributeAst))
        extent = self.extent(begin, end)
        bases = (underlying,) if underlying else ()
        definition = TypeDefinitionAst(extent, name.value, "Enum", tuple(members), bases, own)
        if len(own) != len(attributes or ()):
            nested: tuple[Ast, ...] = (*(attributes or ()), definition)
            return ErrorStatementAst(extent, nested)
        self._named(name.value)
        self.later(begin, end, self.check_enum, definition)
        return definition

    def _named(self, name: str) -> None:
        """Remember the name of a type."""
        key = name.lower()
        self.twice = self.twice or key in self.type_names
        self.type_names.add(key)

    def _underlying_type(self) -> TypeConstraintAst | None:
        if self.sp() != ":":
            return None
        self.p = colon = self.p + 1
        self.nl()
        base = self.type_name(qualified=False)
        if base is None:
            self.after(colon, "TypeNameExpected")
            return None
        if base.full_name.lower() not in ENUM_TYPES:
            self.error(base.extent.start, base.extent.end, "InvalidUnderlyingType", base.name)
        return TypeConstraintAst(base.extent, base)

    def _enum_member(self) -> PropertyMemberAst | None:
        self.nls()
        name = self.simple_name()
        if name is None:
            return None
        start, end = name.extent.start, name.extent.end
        value: ExpressionAst | None = None
        missing = False
        if self.sp() == "=":
            self.p = equals = self.p + 1
            value = self.expression()
            if value is None:
                self.error(equals, equals, "ExpectedValueExpression", "=")
                end, missing = equals, True
            else:
                end = value.extent.end
        c = self.sp()
        if c not in ";\r\n}":
            if not missing:
                self.after(end, "MissingPropertyTerminator")
        elif c == ";":
            end = self.p + 1
        self.nls()
        modifiers = MemberModifiers.Static
        return PropertyMemberAst(self.extent(start, end), name.value, None, (), modifiers, value)

    def check_class(self, definition: TypeDefinitionAst) -> None:
        raise NotImplementedError

    def check_enum(self, definition: TypeDefinitionAst) -> None:
        raise NotImplementedError

    def check_method(self, method: FunctionMemberAst, start: int, end: int) -> None:
        raise NotImplementedError


ENUM_TYPES = frozenset(
    f"{prefix}{name}" for prefix in ("", "system.") for name in ("byte", "sbyte", "int16", "uint16", "int32", "uint32", "int64", "uint64")
) | frozenset(("short", "ushort", "int", "uint", "long", "ulong"))

_KEYWORDS: dict[str, Callable[..., StatementAst]] = {
    **dict.fromkeys(("function", "filter", "workflow"), Definitions._function),
    "configuration": Definitions._configuration,
    "class": Definitions._class,
    "enum": Definitions._enum,
}
Definitions.keywords.update(_KEYWORDS)
Definitions.attributed_keywords.update({word: _KEYWORDS[word] for word in ("class", "enum")})
