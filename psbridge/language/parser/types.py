"""Type names, attributes and type constraints."""

from __future__ import annotations

from psbridge.language import lexis
from psbridge.language.ast import (
    ArrayTypeName,
    AttributeAst,
    AttributeBaseAst,
    ConstantExpressionAst,
    ErrorExpressionAst,
    ExpressionAst,
    GenericTypeName,
    ITypeName,
    NamedAttributeArgumentAst,
    StringConstantExpressionAst,
    StringConstantType,
    TypeConstraintAst,
    TypeName,
)
from psbridge.language.parser.strings import Strings


class Types(Strings):
    """Rules of `[...]`."""

    __slots__ = ()

    # names

    def simple_name(self) -> StringConstantExpressionAst | None:
        """An identifier."""
        self.sp()
        start = self.p
        m = lexis.identifier(self.t, start)
        if m is None:
            return None
        self.p = m.end()
        return StringConstantExpressionAst(self.extent(start, self.p), m.group(), StringConstantType.BareWord)

    def type_name(self, *, qualified: bool = True) -> ITypeName | None:
        """A type name without the brackets around it."""
        self.sp()
        m = lexis.type_word(self.t, self.p)
        if m is None:
            return None
        return self._finish_type_name(qualified=qualified, in_generic=False)

    def _finish_type_name(self, *, qualified: bool, in_generic: bool) -> ITypeName:
        m = lexis.type_word(self.t, self.p)
        assert m is not None, "the caller has seen the name"
        start = self.p
        self.p = end = m.end()
        name = m.group()
        c = self.sp()
        if c == "[":
            return self._bracketed_type(start, end, name, in_generic)
        if c == "," and qualified and not in_generic:
            comma = self.p
            assembly = self._assembly_name()
            if assembly:
                return TypeName(self.extent(start, self.p), name, assembly)
            self.error(comma + 1, comma + 1, "MissingAssemblyNameSpecification")
        return TypeName(self.extent(start, end), name)

    def _assembly_name(self) -> str:
        """The assembly after the comma at `p`."""
        parts: list[str] = []
        while self.t[self.p] == ",":
            m = lexis.assembly_part(self.t, self.p + 1)
            assert m is not None, "the pattern matches the empty string"
            self.p = m.end()
            part = m.group(1)
            if self.t[self.p] == "=":
                m = lexis.assembly_part(self.t, self.p + 1)
                assert m is not None
                self.p = m.end()
                part += "=" + m.group(1)
            parts.append(part)
        return ", ".join(parts) if any(parts) else ""

    def _bracketed_type(self, start: int, end: int, name: str, in_generic: bool) -> ITypeName:
        bracket = self.p
        plain = TypeName(self.extent(start, end), name)
        self.p += 1
        c = self.nl()
        if c == "]" or c == ",":
            return self._array_type(plain, start, in_generic)
        if c == "[" or lexis.type_word(self.t, self.p) is not None:
            return self._generic_type(start, plain, in_generic)
        if self.p >= self.n:
            self.after(bracket + 1, "MissingTypename")
            return plain
        self.unexpected()
        self.p = self.peek_token()[1]
        self.sync("]", consume=True)
        return plain

    def type_arguments(self) -> tuple[ITypeName, ...]:
        """Arguments of a generic type, up to its `]`."""
        arguments: list[ITypeName] = []
        while True:
            arguments.append(self._type_argument())
            if self.nl() != ",":
                return tuple(arguments)
            comma = self.p
            self.p += 1
            c = self.nl()
            if c != "[" and lexis.type_word(self.t, self.p) is None:
                self.after(comma + 1, "MissingTypename")
                arguments.append(TypeName(self.extent(comma, comma + 1), ":ErrorTypeName:"))
                return tuple(arguments)

    def _type_argument(self) -> ITypeName:
        if self.t[self.p] != "[":
            return self._finish_type_name(qualified=False, in_generic=True)
        start = self.p
        self.p += 1
        self.sp()
        if lexis.type_word(self.t, self.p) is None:
            self.after(self.peek_token()[1], "MissingTypename")
            return TypeName(self.extent(start, start + 1), ":ErrorTypeName:")
        name = self._finish_type_name(qualified=True, in_generic=False)
        if self.sp() == "]":
            self.p += 1
        else:
            self.incomplete(self.p - 1, self.p - 1, "EndSquareBracketExpectedAtEndOfType")
        return name

    def _generic_type(self, start: int, plain: TypeName, in_generic: bool) -> ITypeName:
        arguments = self.type_arguments()
        end = self.p
        if self.sp() == "]":
            self.p += 1
            end = self.p
        else:
            self.incomplete(self.p - 1, self.p - 1, "EndSquareBracketExpectedAtEndOfAttribute")
        c = self.sp()
        if c == "," and not in_generic:
            comma = self.p
            assembly = self._assembly_name()
            if assembly:
                plain = TypeName(plain.extent, plain.type_name, assembly)
            else:
                self.error(comma + 1, comma + 1, "MissingAssemblyNameSpecification")
        generic = GenericTypeName(self.extent(start, end), plain, arguments)
        if c == "[":
            self.p += 1
            self.sp()
            return self._array_type(generic, start, in_generic)
        return generic

    def _array_type(self, element: ITypeName, start: int, in_generic: bool) -> ITypeName:
        """Ranks after an element type; `p` is behind the first `[`."""
        while True:
            self.sp()
            rank, first = 1, self.p
            while self.t[self.p] == ",":
                rank += 1
                self.p += 1
                self.sp()
            if rank > 32:
                self.error(first, self.p, "ArrayHasTooManyDimensions", rank)
            if self.t[self.p] == "]":
                self.p += 1
            elif rank > 1 or self.p >= self.n:
                self.error(self.p - 1, self.p - 1, "EndSquareBracketExpectedAtEndOfAttribute")
                return element
            else:
                self.unexpected()
                self.sync("]", consume=True)
                return element
            element = ArrayTypeName(self.extent(start, self.p), element, rank)
            c = self.sp()
            if c == "," and not in_generic:
                self._assembly_name()  # PowerShell keeps it for look-up only; our type table knows no assemblies
                return element
            if c != "[":
                return element
            self.p += 1

    # attributes

    def attribute_list(self, *, in_expression: bool) -> list[AttributeBaseAst]:
        """Attributes and type constraints that stand in a row."""
        found: list[AttributeBaseAst] = []
        while self.sp() == "[":
            attribute = self.attribute()
            if attribute is None:
                break
            found.append(attribute)
            if not in_expression or isinstance(attribute, AttributeAst):
                self.nl()
            elif self.t[self.p] in ".:":
                break
        return found

    def attribute(self) -> AttributeBaseAst | None:
        """`[type]` or `[name(...)]` at `p`."""
        start = self.p
        m = lexis.simple_type(self.t, start)
        if m is not None:
            self.p = m.end()
            name = TypeName(self.extent(start + 1, self.p - 1), m.group(1))
            return TypeConstraintAst(self.extent(start, self.p), name)
        self.p = start + 1
        self.nl()
        type_name = self.type_name()
        if type_name is None:
            self.p = start
            self.after(start + 1, "MissingTypename")
            return None
        c = self.sp()
        if c == "(":
            return self._attribute_with_arguments(start, type_name)
        end = type_name.extent.end
        if c == "]":
            self.p += 1
            end = self.p
        else:
            place = self.p if self.p >= self.n else self.p - 1
            self.error(place, place, "EndSquareBracketExpectedAtEndOfAttribute")
        return TypeConstraintAst(self.extent(start, end), type_name)

    def _attribute_with_arguments(self, start: int, type_name: ITypeName) -> AttributeAst:
        self.p = last = self.p + 1
        positional: list[ExpressionAst] = []
        named: list[NamedAttributeArgumentAst] = []
        outer, self.no_comma = self.no_comma, True
        last = self._attribute_arguments(positional, named, last)
        self.no_comma = outer
        closed = self.nl() == ")"
        if closed:
            last = self.p = self.p + 1
        else:
            self.after(last, "MissingEndParenthesisInExpression")
        if self.nl() == "]":
            last = self.p = self.p + 1
        elif closed:
            self.after(last, "EndSquareBracketExpectedAtEndOfAttribute")
        attribute = AttributeAst(self.extent(start, last), type_name, tuple(positional), tuple(named))
        self.check_attribute(attribute)
        return attribute

    def _attribute_arguments(self, positional: list[ExpressionAst], named: list[NamedAttributeArgumentAst], last: int) -> int:
        """Arguments up to the parenthesis; the end of the last of them."""
        seen: set[str] = set()
        comma = -1
        while True:
            self.nl()
            name = self.simple_name()
            if name is not None:
                last = self._named_argument(name, named, seen)
            else:
                value = self.expression()
                if value is None and comma >= 0:
                    self.after(comma, "MissingExpressionAfterToken", ",")
                    value = ErrorExpressionAst(self.extent(comma, comma))
                if value is not None:
                    positional.append(value)
                    last = value.extent.end
            if self.nl() != ",":
                return last
            self.p = last = comma = self.p + 1

    def _named_argument(self, name: StringConstantExpressionAst, named: list[NamedAttributeArgumentAst], seen: set[str]) -> int:
        start, end = name.extent.start, name.extent.end
        value: ExpressionAst | None
        omitted = self.sp() != "="
        if omitted:
            value = ConstantExpressionAst(name.extent, True)
        else:
            self.p = equals = self.p + 1
            self.nl()
            value = self.expression()
            if value is None:
                self.after(equals, "MissingExpressionInNamedArgument")
                value = ErrorExpressionAst(self.extent(equals, equals))
                self.sync(",)]\n", consume=True)
            end = value.extent.end
        if name.value in seen:
            self.error(start, name.extent.end, "DuplicateNamedArgument", name.value)
        else:
            seen.add(name.value)
            named.append(NamedAttributeArgumentAst(self.extent(start, end), name.value, value, omitted))
        return end

    def check_attribute(self, attribute: AttributeAst) -> None:
        raise NotImplementedError
