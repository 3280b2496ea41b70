"""Statements and types of C# as those of a PowerShell script."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from psbridge.modules.utility.csharp.declarations import MemberSource, TypeSource
from psbridge.modules.utility.csharp.expressions import Expressions
from psbridge.modules.utility.csharp.kinds import NUMERIC, WHOLE, Known, Surroundings
from psbridge.modules.utility.csharp.tokens import Token

_ASSIGNMENTS = ("=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", "??=")


class Statements(Expressions):
    """Translates the statements of a body."""

    def block(self) -> str:
        """All statements up to the end."""
        lines = []
        while self.now.kind != "end":
            lines.append(self.statement())
        return "\n".join(filter(None, lines))

    def statement(self) -> str:
        """One statement, behind the variables that it declares by the way."""
        outer, self.where.pending = self.where.pending, []
        text = self._statement()
        lines = [f"${variable} = $null" for variable in self.where.pending]
        self.where.pending = outer
        return "\n".join([*lines, text])

    def _statement(self) -> str:
        token = self.now
        if token.text == "{" and token.kind == "op":
            return self._inner(self.enclosed())
        if self.take(";"):
            return ""
        read = _STATEMENTS.get(token.text) if token.kind == "name" else None
        if read is not None:
            self.next()
            return read(self, token)
        if self._is_declaration():
            return self._declaration()
        made = self._simple()
        self.need(";")
        return made

    def _inner(self, tokens: Iterable[Token]) -> str:
        return Statements(list(tokens), self.where).block()

    def _body(self) -> str:
        """The statement of an if or a loop, in braces."""
        return f"{{\n{self.statement()}\n}}"

    def _condition(self) -> str:
        self.need("(")
        found = self.expression()
        self.need(")")
        return found.text

    # -- declarations and expressions

    def _is_declaration(self) -> bool:
        start = self.at
        try:
            self.type_name()
            return self.now.kind == "name" and self.tokens[self.at + 1].text in ("=", ";", ",", "in")
        except Exception:  # noqa: BLE001 - whatever is wrong, it is no declaration
            return False
        finally:
            self.at = start

    def _declaration(self) -> str:
        lines = [self._local(self.type_name())]
        while self.take(","):
            lines.append(self._local(""))
        self.need(";")
        return "\n".join(filter(None, lines))

    def _local(self, kind: str) -> str:
        if not kind:
            raise self.now.unsupported("several variables in one declaration")
        shown = "var" if kind == "var" else self.where.written(kind)
        name = self.name()
        if not self.take("="):
            variable = self.where.declare(name, shown)
            return f"[{shown}] ${variable} = 0" if shown in NUMERIC - {"char"} else f"${variable} = $null"
        if self.now.text == "{":
            value, found = f"@({self.braces()})", ""
        else:
            made = self.expression()
            value, found = made.text, made.type
        variable = self.where.declare(name, found if shown == "var" else shown)
        return f"${variable} = {value}" if shown == "var" else f"[{shown}] ${variable} = {value}"

    def _simple(self) -> str:
        """An expression or an assignment as a statement."""
        if self.now.text in ("++", "--"):
            sign = self.next().text
            return f"{self._postfix(self._primary()).text}{sign}"
        token = self.now
        target = self._unary()
        sign = self.now.text
        if self.now.kind == "op" and sign in _ASSIGNMENTS:
            self.next()
            value = self.expression()
            if sign in ("=", "??="):
                return f"{target.text} {sign} {value.text}"
            plain = self._combined(Token("op", sign[:-1], token.line, token.column), target, value)
            text = f"[{target.type}]{plain.text}" if target.type in WHOLE else plain.text
            return f"{target.text} = {text}"
        if target.text.endswith(("++)", "--)")):
            return target.text[1:-1]
        if not target.text.endswith(")"):
            raise token.error(
                "CS0201", "Only assignment, call, increment, decrement, await, and new object expressions can be used as a statement"
            )
        return f"$null = {target.text}"

    # -- control

    def _if(self, token: Token) -> str:
        text = f"if ({self._condition()}) {self._body()}"
        return f"{text} else {self._body()}" if self.take("else") else text

    def _while(self, token: Token) -> str:
        return f"while ({self._condition()}) {self._body()}"

    def _do(self, token: Token) -> str:
        body = self._body()
        self.need("while")
        text = f"do {body} while ({self._condition()})"
        self.need(";")
        return text

    def _for(self, token: Token) -> str:
        self.need("(")
        start = "" if self.take(";") else self.statement()
        condition = "$true" if self.now.text == ";" else self.expression().text
        self.need(";")
        steps: list[str] = []
        while self.now.text != ")":
            steps.append(self._simple())
            if not self.take(","):
                break
        self.need(")")
        if len(steps) > 1:
            raise token.unsupported("for with several steps")
        return f"for ({start}; {condition}; {''.join(steps)}) {self._body()}"

    def _foreach(self, token: Token) -> str:
        self.need("(")
        kind = self.type_name()
        shown = "var" if kind == "var" else self.where.written(kind)
        name = self.name()
        self.need("in")
        items = self.expression()
        found = items.type[:-2] if items.type.endswith("[]") else "char" if items.type == "string" else ""
        variable = self.where.declare(name, found if shown == "var" else shown)
        self.need(")")
        source = f"{items.text}.ToCharArray()" if items.type == "string" else items.text
        return f"foreach (${variable} in {source}) {self._body()}"

    def _return(self, token: Token) -> str:
        if self.take(";"):
            return "return"
        value = self.expression()
        self.need(";")
        return f"return {value.text}"

    def _throw(self, token: Token) -> str:
        if self.take(";"):
            return "throw"
        value = self.expression()
        self.need(";")
        return f"throw {value.text}"

    def _switch(self, token: Token) -> str:
        """Conditions one after the other; a switch of PowerShell where a `break` stands inside of something."""
        subject = self._condition()
        inner = self.enclosed()
        sections = Statements(list(inner), self.where)._sections()
        words = [one.text for one in inner if one.kind == "name"]
        plain = words.count("break") == sum(body[-1:] == ["break"] for _, body in sections)
        if not plain and "continue" in words:
            raise token.unsupported("continue in switch")
        if not plain:
            clauses = [f"{'{ ' + _any('_', values) + ' }' if values else 'default'} {_braces(body)}" for values, body in sections]
            return f"switch ({subject}) {{\n{chr(10).join(clauses)}\n}}"
        subject_name = self.where.declare(f"value_{token.line}_{token.column}", "")
        sections.sort(key=lambda section: not section[0])  # the default is the last
        bodies = [(values, body[:-1] if body[-1:] == ["break"] else body) for values, body in sections]
        chain = [f"if ({_any(subject_name, values)}) {_braces(body)}" for values, body in bodies if values]
        rest = [body for values, body in bodies if not values]
        if chain and rest:
            chain.append(" " + _braces(rest[0]))
        return "\n".join([f"${subject_name} = {subject}", " else".join(chain) or "\n".join(rest[0] if rest else [])])

    def _sections(self) -> list[tuple[list[str], list[str]]]:
        """Values (none: the default) and statements of the cases."""
        found: list[tuple[list[str], list[str]]] = []
        while self.now.kind != "end":
            values: list[str] = []
            rest = False
            while self.now.text in ("case", "default"):
                rest |= self.now.text == "default"
                if self.next().text == "case":
                    values.append(self.expression().text)
                self.need(":")
            if not values and not rest:
                raise self.now.error("CS1003", "Syntax error, 'case' expected")
            body: list[str] = []
            while self.now.kind != "end" and self.now.text not in ("case", "default"):
                body.append(self.statement())
            found.append(([] if rest else values, [*filter(None, body)]))
        return found

    def _jump(self, token: Token) -> str:
        self.need(";")
        return token.text

    def _try(self, token: Token) -> str:
        text = f"try {self._body()}"
        while self.take("catch"):
            text += self._catch()
        return f"{text} finally {self._body()}" if self.take("finally") else text

    def _catch(self) -> str:
        head, name = "", ""
        if self.take("("):
            head = f" [{self.where.written(self.type_name())}]"
            name = self.name() if self.now.kind == "name" else ""
            self.need(")")
        variable = self.where.declare(name, "") if name else ""
        body = self._body()
        caught = f"{{\n${variable} = $_.Exception\n{body[1:]}" if variable else body
        return f" catch{head} {caught}"

    def _refused(self, token: Token) -> str:
        raise token.unsupported(token.text)


_STATEMENTS: dict[str, Callable[[Statements, Token], str]] = {
    "if": Statements._if,
    "while": Statements._while,
    "do": Statements._do,
    "for": Statements._for,
    "foreach": Statements._foreach,
    "return": Statements._return,
    "throw": Statements._throw,
    "break": Statements._jump,
    "continue": Statements._jump,
    "try": Statements._try,
    "switch": Statements._switch,
    **dict.fromkeys(("using", "lock", "goto", "yield", "fixed", "unsafe", "const", "goto"), Statements._refused),
}


def _any(variable: str, values: list[str]) -> str:
    return " -or ".join(f"${variable} -ceq {value}" for value in values)


def _braces(lines: list[str]) -> str:
    return "\n".join(["{", *lines, "}"])


def translate(types: list[TypeSource], known: Known) -> str:
    """A script that declares the types; `known` says whether .NET has a type of that name."""
    return "\n".join(_enum(one) if one.kind == "enum" else _Class(one, types, known).text() for one in types)


def _enum(one: TypeSource) -> str:
    head = "[Flags()] " if one.flags else ""
    where = Surroundings(one.name, True, {}, {}, {}, (), lambda name: False)
    for member in one.members:
        where.locals[member.name] = (member.name, "int")
    lines = [m.name + (f" = {''.join(t.text for t in m.value)}" if m.value else "") for m in one.members]
    base = f" : {one.base}" if one.base else ""
    return f"{head}enum {one.name}{base} {{\n" + "\n".join(lines) + "\n}"


def _with_inherited(one: TypeSource, types: list[TypeSource]) -> list[MemberSource]:
    """The members that a class may name without saying whose they are: those of its ancestors in the source, then its own."""
    by_name = {name: each for each in types for name in (each.name, each.full_name)}
    lineage = [one]
    while (parent := by_name.get(lineage[-1].base)) is not None and parent not in lineage:
        lineage.append(parent)
    return [member for each in reversed(lineage) for member in each.members]


class _Class:
    """One class of the source.  Signatures name types of the source as the script declares them, bodies by their full names."""

    def __init__(self, one: TypeSource, types: list[TypeSource], known: Known) -> None:
        self.one, self.known = one, known
        self.declared = {name: t.name for t in types for name in (t.name, t.full_name)}
        self.full = {name: t.full_name for t in types for name in (t.name, t.full_name)}
        members = _with_inherited(one, types)
        self.fields = {m.name: (m.type, m.static) for m in members if m.kind in ("field", "property")}
        properties = {m.name.lower(): m.name for m in members if m.kind == "property"}
        self.renamed = {m.name: f"{m.name}_field" for m in members if m.kind == "field" and m.name.lower() in properties}
        self.methods = {m.name: (m.type, m.static) for m in members if m.kind == "method"}
        self.signature = self._where(True, self.declared)

    def _where(self, static: bool, names: dict[str, str]) -> Surroundings:
        one = self.one
        usings = (*one.usings, *([one.namespace] if one.namespace else []))
        where = Surroundings(one.full_name, static, self.fields, self.methods, names, usings, self.known)
        where.base = where.written(one.base) if one.base else ""
        where.renamed = self.renamed
        return where

    def text(self) -> str:
        """The class as a script declares it."""
        one = self.one
        writers = {"field": self._field, "property": self._property, "method": self._method, "constructor": self._constructor}
        lines = [writers[member.kind](member, self._where(member.static, self.full)) for member in one.members]
        if one.kind == "struct" and {len(m.parameters) for m in one.members if m.kind == "constructor"} - {0}:
            lines.append(f"{one.name}() {{}}")
        parents = [self.signature.written(name) for name in (one.base, *one.interfaces) if name]
        base = f" : {', '.join(parents)}" if parents else ""
        return f"class {one.name}{base} {{\n" + "\n".join(lines) + "\n}"

    def _head(self, member: MemberSource) -> str:
        words = ("" if member.public else "hidden ") + ("static " if member.static else "")
        return f"{words}[{self.signature.written(member.type)}] "

    def _field(self, member: MemberSource, where: Surroundings) -> str:
        value = f" = {_value(member, where)}" if member.value else ""
        return f"{self._head(member)}${self.renamed.get(member.name, member.name)}{value}"

    def _property(self, member: MemberSource, where: Surroundings) -> str:
        """One with accessors is methods in the script; `accessors.attach` makes it a property again."""
        if not member.accessors:
            return self._field(member, where)
        kind = self.signature.written(member.type)
        head = "hidden static" if member.static else "hidden"
        lines = []
        for which, body in member.accessors.items():
            inside = self._where(member.static, self.full)
            given = "" if which == "get" else f"[{kind}] ${inside.declare('value', where.written(member.type), False)}"
            returns = kind if which == "get" else "void"
            lines.append(f"{head} [{returns}] {which}_{member.name}({given}) {{\n{Statements(list(body), inside).block()}\n}}")
        return "\n".join(lines)

    def _overloads(self, member: MemberSource, head: str) -> str:
        """One for each number of optional parameters that are left out: those are variables with their default then."""
        shapes = [len(member.parameters)]
        while shapes[-1] and member.parameters[shapes[-1] - 1].default:
            shapes.append(shapes[-1] - 1)
        return "\n".join(self._overload(member, head, count) for count in shapes)

    def _overload(self, member: MemberSource, head: str, count: int) -> str:
        where = self._where(member.static, self.full)
        texts: list[str] = []
        for at, one in enumerate(member.parameters):
            if one.mode in ("ref", "out"):
                texts.append(f"[ref] ${where.refer(one.name, where.written(one.type))}")
                continue
            variable = f"[{self.signature.written(one.type)}] ${where.declare(one.name, where.written(one.type), at >= count)}"
            texts.append(variable if at < count else f"{variable} = {Expressions(list(one.default), where).expression().text}")
        lines = "\n".join([*texts[count:], _block(member, where)])
        return f"{head}({', '.join(texts[:count])}){self._base(member, where)} {{\n{lines}\n}}"

    def _method(self, member: MemberSource, where: Surroundings) -> str:
        return self._overloads(member, f"{self._head(member)}{member.name}")

    def _constructor(self, member: MemberSource, where: Surroundings) -> str:
        return self._overloads(member, member.name)

    def _base(self, member: MemberSource, where: Surroundings) -> str:
        if member.base_arguments is None:
            return ""
        tokens = list(member.base_arguments)
        end = tokens[-1] if tokens else member.at
        return f" : base({Expressions([*tokens, Token('op', ')', end.line, end.column)], where).listed(')')})"


def _block(member: MemberSource, where: Surroundings) -> str:
    return Statements(list(member.body), where).block()


def _value(member: MemberSource, where: Surroundings) -> str:
    reader = Expressions(list(member.value), where)
    return f"@({reader.braces()})" if member.value[0].text == "{" else reader.expression().text
