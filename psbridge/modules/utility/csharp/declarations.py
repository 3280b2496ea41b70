"""The outline of a C# source: using directives, namespaces, types and their members; bodies stay tokens."""

from __future__ import annotations

from dataclasses import dataclass, field

from psbridge.modules.utility.csharp.reading import Reader
from psbridge.modules.utility.csharp.tokens import Token, tokenize

_MODIFIERS = frozenset(
    [
        "public",
        "private",
        "protected",
        "internal",
        "static",
        "sealed",
        "abstract",
        "virtual",
        "override",
        "readonly",
        "const",
        "new",
        "partial",
        "unsafe",
        "extern",
        "async",
        "volatile",
    ]
)
_REFUSED = frozenset(["unsafe", "extern", "async"])
_NO_BODY = tuple(tokenize("throw new System.NotImplementedException();")[:-1])
_ACCESSORS = {"get": "get", "set": "set", "init": "set"}


@dataclass(frozen=True, slots=True)
class ParameterSource:
    """A parameter of a method; ``mode``: ref, out or params."""

    type: str
    name: str
    default: tuple[Token, ...] = ()
    mode: str = ""


@dataclass(slots=True)
class MemberSource:
    """A field, property, method or constructor; ``body`` are the tokens of its block, ``value`` those of its initial value, ``accessors``
    the blocks of a property that is not automatic.
    """

    kind: str
    type: str
    name: str
    static: bool
    public: bool
    at: Token
    parameters: tuple[ParameterSource, ...] = ()
    body: tuple[Token, ...] = ()
    value: tuple[Token, ...] = ()
    base_arguments: tuple[Token, ...] | None = None
    accessors: dict[str, tuple[Token, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class TypeSource:
    """A type of the source."""

    kind: str
    name: str
    namespace: str
    public: bool
    at: Token
    base: str = ""
    interfaces: list[str] = field(default_factory=list)
    flags: bool = False
    bare: bool = False  # abstract or static: nobody makes one
    members: list[MemberSource] = field(default_factory=list)
    usings: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        return f"{self.namespace}.{self.name}" if self.namespace else self.name


def parse_source(source: str) -> list[TypeSource]:
    """The types of a source; CompileError when it is no C# or has what cannot be translated."""
    reader = _Outline(tokenize(source))
    reader.unit("")
    return [*reader.types]


class _Outline(Reader):
    """The types of a source, in one pass."""

    def __init__(self, tokens: list[Token]) -> None:
        super().__init__(tokens)
        self.types: list[TypeSource] = []
        self.usings: list[str] = []

    # -- types

    def unit(self, namespace: str, closing: str = "") -> None:
        while self.now.kind != "end" and self.now.text != closing:
            if self.take("using"):
                self.usings.append(self.dotted())
                self.need(";")
            elif self.take("namespace"):
                inner = self.dotted()
                self.need("{")
                self.unit(f"{namespace}.{inner}" if namespace else inner, "}")
                self.need("}")
            elif not self.take(";"):
                self.types.append(self._type(namespace))

    def _type(self, namespace: str) -> TypeSource:
        flags = self._attributes(("Flags", "System.Flags", "FlagsAttribute"))
        modifiers = self._modifiers()
        token = self.next()
        if token.text not in ("class", "struct", "enum"):
            if token.text in ("interface", "delegate", "record"):
                raise token.unsupported(token.text)
            raise token.error("CS1022", "Type or namespace definition, or end-of-file expected")
        made = TypeSource(token.text, self.name(), namespace, "public" in modifiers, token, flags=flags, usings=tuple(self.usings))
        made.bare = bool({"abstract", "static"} & modifiers)
        if self.now.text == "<":
            raise self.now.unsupported("generic type")
        if self.take(":"):
            made.base = self.type_name()
            while self.take(","):
                made.interfaces.append(self.type_name())
        self.need("{")
        if token.text == "enum":
            self._enum(made)
        else:
            while self.now.text != "}":
                self._member(made)
        self.need("}")
        return made

    def _enum(self, made: TypeSource) -> None:
        while self.now.text != "}":
            at = self.now
            name = self.name()
            value = self.until(",", "}") if self.take("=") else ()
            made.members.append(MemberSource("value", "int", name, True, True, at, value=value))
            if not self.take(","):
                break

    def _attributes(self, allowed: tuple[str, ...] = ()) -> bool:
        found = False
        while self.now.text == "[" and self.now.kind == "op":
            at = self.now
            words = "".join(token.text for token in self.enclosed()).removesuffix("()")
            if words not in allowed:
                raise at.unsupported(f"attribute {words}")
            found = True
        return found

    def _modifiers(self) -> set[str]:
        found: set[str] = set()
        while self.now.text in _MODIFIERS:
            if self.now.text in _REFUSED:
                raise self.now.unsupported(self.now.text)
            found.add(self.next().text)
        return found

    # -- members

    def _member(self, owner: TypeSource) -> None:
        self._attributes()
        modifiers = self._modifiers()
        at = self.now
        static, public = bool({"static", "const"} & modifiers), "public" in modifiers
        if at.text in ("class", "struct", "enum", "interface", "delegate", "event", "implicit", "explicit", "~"):
            raise at.unsupported(at.text)
        if at.text == owner.name and self.tokens[self.at + 1].text == "(":
            self._constructor(owner, static, public)
            return
        kind = self.type_name()
        if self.now.text in ("operator", "this"):
            raise self.now.unsupported(self.now.text)
        name = self.name()
        if self.now.text == "(":
            parameters = self._parameters()
            body = _NO_BODY if "abstract" in modifiers and self.take(";") else self._body(kind)
            owner.members.append(MemberSource("method", kind, name, static, public, at, parameters, body))
        elif self.now.text in ("{", "=>"):
            owner.members.append(self._property(MemberSource("property", kind, name, static, public, at)))
        else:
            self._fields(owner, kind, name, static, public, at)

    def _constructor(self, owner: TypeSource, static: bool, public: bool) -> None:
        at = self.next()
        if static:
            raise at.unsupported("static constructor")
        made = MemberSource("constructor", "", owner.name, False, public, at, self._parameters())
        if self.take(":"):
            if self.now.text != "base":
                raise self.now.unsupported("constructor that calls another")
            self.next()
            made.base_arguments = self.enclosed()
        made.body = self._body("void")
        owner.members.append(made)

    def _parameters(self) -> tuple[ParameterSource, ...]:
        self.need("(")
        found: list[ParameterSource] = []
        while self.now.text != ")":
            if self.now.text in ("in", "this"):
                raise self.now.unsupported(f"{self.now.text} parameter")
            mode = self.next().text if self.now.text in ("ref", "out", "params") else ""
            kind, name = self.type_name(), self.name()
            found.append(ParameterSource(kind, name, self.until(",", ")") if self.take("=") else (), mode))
            if not self.take(","):
                break
        self.need(")")
        return tuple(found)

    def _body(self, kind: str) -> tuple[Token, ...]:
        if self.now.text == "{":
            return self.enclosed()
        at = self.need("=>")
        value = self.until(";")
        self.need(";")
        end = Token("op", ";", at.line, at.column)
        return (*value, end) if kind == "void" else (Token("name", "return", at.line, at.column), *value, end)

    def _property(self, made: MemberSource) -> MemberSource:
        if self.now.text == "=>":
            made.accessors = {"get": self._body(made.type)}
            return made
        made.accessors = _Outline([*self.enclosed(), Token("end", "", made.at.line, made.at.column)]).accessors(made.type)
        if self.take("="):
            made.value = self.until(";")
            self.need(";")
        return made

    def accessors(self, kind: str) -> dict[str, tuple[Token, ...]]:
        """The blocks of get and set; none when the property is automatic."""
        found: dict[str, tuple[Token, ...]] = {}
        automatic = False
        while self.now.kind != "end":
            self._modifiers()
            token = self.next()
            which = _ACCESSORS.get(token.text)
            if which is None:
                raise token.error("CS1014", "A get or set accessor expected")
            if self.take(";"):
                automatic = True
            else:
                found[which] = self._body(kind if which == "get" else "void")
        if found and automatic:
            raise self.now.unsupported("accessor without body beside one with a body")
        return found

    def _fields(self, owner: TypeSource, kind: str, name: str, static: bool, public: bool, at: Token) -> None:
        while True:
            value = self.until(",", ";") if self.take("=") else ()
            owner.members.append(MemberSource("field", kind, name, static, public, at, value=value))
            if not self.take(","):
                break
            name = self.name()
        self.need(";")
