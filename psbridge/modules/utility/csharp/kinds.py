"""Types of C# in PowerShell's notation, and how values are written there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

KEYWORD_TYPES = frozenset(
    [
        "int",
        "long",
        "short",
        "byte",
        "sbyte",
        "uint",
        "ulong",
        "ushort",
        "float",
        "double",
        "decimal",
        "bool",
        "char",
        "string",
        "object",
        "void",
    ]
)
WHOLE = frozenset(["int", "long", "short", "byte", "sbyte", "uint", "ulong", "ushort"])
NUMERIC = WHOLE | {"float", "double", "decimal", "char"}
# names that mean something else in a PowerShell script
_TAKEN = frozenset(
    [
        "input",
        "args",
        "error",
        "matches",
        "home",
        "host",
        "pid",
        "true",
        "false",
        "null",
        "this",
        "_",
        "psitem",
        "event",
        "sender",
        "profile",
        "pwd",
        "foreach",
        "switch",
    ]
)
Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Expr:
    """A translated expression: its text, its type ("" when it is not known), and whether it names a type."""

    text: str
    type: str = ""
    is_type: bool = False


def quoted(text: str) -> str:
    """A text as a literal of PowerShell; control characters by their numbers."""
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    pieces = [f"[char]{ord(char)}" if not char.isprintable() else quoted(char) for char in text]
    return f"(-join ({', '.join(pieces)},''))"


@dataclass(slots=True)
class Surroundings:
    """What names mean in a body: members of the class, other types of the source, namespaces, and a question about .NET's types."""

    owner: str
    static: bool
    fields: dict[str, tuple[str, bool]]  # name -> type, static
    methods: dict[str, tuple[str, bool]]
    own_types: dict[str, str]  # as written -> full name
    usings: tuple[str, ...]
    known: Known
    base: str = ""
    renamed: dict[str, str] = field(default_factory=dict)  # fields whose names differ from a property's by case only
    pending: list[str] = field(default_factory=list)  # variables that an `out` of the statement declares
    locals: dict[str, tuple[str, str]] = field(default_factory=dict)  # name -> variable, type

    def declare(self, name: str, kind: str, assigned: bool = True) -> str:
        """The variable for a local or parameter; names that differ by case only, or that PowerShell has taken, get others.

        A script refuses to assign to a variable with the name of a property, so only parameters share theirs.
        """
        taken = {variable.lower() for variable, _ in self.locals.values()}
        if assigned:
            taken |= {one.lower() for one in self.fields}
        variable = f"cs_{name}" if name.lower() in _TAKEN else name
        while variable.lower() in taken and self.locals.get(name, ("", ""))[0].lower() != variable.lower():
            variable += "_"
        self.locals[name] = (variable, "" if kind == "var" else kind)
        return variable

    def refer(self, name: str, kind: str) -> str:
        """The variable of a parameter that stands for a variable of the caller."""
        variable = self.declare(name, kind, False)
        self.locals[name] = (f"{variable}.Value", kind)
        return variable

    def type_of(self, name: str) -> str | None:
        """The full name of the type that a name means, None when it means none."""
        if name in KEYWORD_TYPES or name in self.own_types:
            return self.own_types.get(name, name)
        for candidate in (name, *(f"{space}.{name}" for space in self.usings)):
            if self.known(candidate):
                return candidate
        return None

    def written(self, name: str) -> str:
        """A type in a declaration, with its namespace; generic arguments and array brackets are looked at too."""
        head, bracket, rest = name.partition("[")
        full = self.type_of(head) or self.type_of(f"{head}`{rest.count(',') + 1}")
        shown = (full or head).partition("`")[0]
        if not bracket:
            return shown
        if rest.lstrip(",").startswith("]"):
            return f"{shown}[{rest}"
        inner, _, tail = rest.rpartition("]") if not rest.endswith("[]") else (rest[:-3], "", "[]")
        return f"{shown}[{','.join(self.written(one) for one in _split(inner))}]{tail}"


def _split(text: str) -> list[str]:
    """Generic arguments, at the commas outside of brackets."""
    found, depth, start = [], 0, 0
    for i, char in enumerate(text):
        depth += (char == "[") - (char == "]")
        if char == "," and not depth:
            found.append(text[start:i])
            start = i + 1
    return [*found, text[start:]]
