"""Expressions of C# as expressions of PowerShell.

Decides how an operator reads where the two languages differ: division of whole numbers, texts put together, comparison of texts with their
case.  Where that takes operand types that are not known, the expression is refused.
"""

from __future__ import annotations

import re

from psbridge.modules.utility.csharp.kinds import KEYWORD_TYPES, NUMERIC, WHOLE, Expr, Surroundings, quoted
from psbridge.modules.utility.csharp.reading import Reader
from psbridge.modules.utility.csharp.tokens import Token, tokenize, unescape

# operator: (level, PowerShell's)
_BINARY = {
    "??": (1, "??"), "||": (2, "-or"), "&&": (3, "-and"), "|": (4, "-bor"), "^": (5, "-bxor"), "&": (6, "-band"),
    "==": (7, "-ceq"), "!=": (7, "-cne"), "<": (8, "-lt"), ">": (8, "-gt"), "<=": (8, "-le"), ">=": (8, "-ge"),
    "is": (8, "-is"), "as": (8, "-as"),
    "<<": (9, "-shl"), ">>": (9, "-shr"), "+": (10, "+"), "-": (10, "-"), "*": (11, "*"), "/": (11, "/"), "%": (11, "%"),
}  # fmt: skip
_TRUTHS = frozenset(["||", "&&", "==", "!=", "<", ">", "<=", ">=", "is"])
_ORDER = ("int", "long", "float", "double", "decimal")
_SUFFIXES = {"l": "long", "f": "float", "d": "double", "m": "decimal", "u": "uint"}
_NULLABLE = "System.Nullable["
_HOLE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


class Expressions(Reader):
    """Translates the expressions in a run of tokens."""

    def __init__(self, tokens: list[Token], where: Surroundings) -> None:
        super().__init__([*tokens, Token("end", "", tokens[-1].line if tokens else 1, tokens[-1].column if tokens else 1)])
        self.where = where

    def expression(self) -> Expr:
        """Anything but an assignment."""
        condition = self._binary(1)
        if not self.take("?"):
            return condition
        first = self.expression()
        self.need(":")
        second = self.expression()
        return Expr(f"({condition.text} ? {first.text} : {second.text})", first.type if first.type == second.type else "")

    def _binary(self, level: int) -> Expr:
        left = self._unary()
        while True:
            token = self._operator()
            entry = _BINARY.get(token.text) if token.kind in ("op", "name") else None
            if entry is None or entry[0] < level:
                return left
            self.at += 2 if token.text == ">>" and self.now.text == ">" else 1
            if token.text in ("is", "as"):
                kind = self.where.written(self.type_name())
                left = Expr(f"({left.text} {entry[1]} [{kind}])", "bool" if token.text == "is" else kind)
            else:
                left = self._combined(token, left, self._binary(entry[0] + 1))

    def _operator(self) -> Token:
        """The operator that comes next; `>` `>` side by side is a shift, as generics need the signs alone."""
        token = self.now
        after = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if token.text == ">" and after.text == ">" and after.column == token.column + 1 and after.line == token.line:
            return Token("op", ">>", token.line, token.column)
        return token

    def _combined(self, token: Token, left: Expr, right: Expr) -> Expr:
        sign = token.text
        operator = _BINARY[sign][1]
        if sign == "+" and "string" in (left.type, right.type):
            first = left.text if left.type == "string" else f"[string]{left.text}"
            return Expr(f"({first} + {right.text})", "string")
        if sign in _TRUTHS:
            if "$null" in (left.text, right.text) and sign in ("==", "!="):
                left, right = (left, right) if left.text == "$null" else (right, left)
            return Expr(f"({left.text} {operator} {right.text})", "bool")
        kind = _common(left.type, right.type)
        if sign == "/" and not {left.type, right.type} <= NUMERIC:
            raise token.unsupported("division of values whose types are not known")
        if sign == "/" and kind in WHOLE:
            return Expr(f"([{kind}][Math]::Truncate({left.text} / {right.text}))", kind)
        if sign in "|&^" and kind == "bool":
            operator = {"|": "-or", "&": "-and", "^": "-xor"}[sign]
        if sign in ("+", "-", "*", "%") and "char" in (left.type, right.type):
            left, right = (Expr(f"[int]{e.text}", "int") if e.type == "char" else e for e in (left, right))
        return Expr(f"({left.text} {operator} {right.text})", kind)

    # -- operands

    def _unary(self) -> Expr:
        token = self.now
        if token.kind == "op" and token.text in ("!", "-", "+", "~"):
            self.next()
            inner = self._unary()
            sign = {"!": "-not ", "~": "-bnot "}.get(token.text, token.text)
            return Expr(f"({sign}{inner.text})", "bool" if token.text == "!" else inner.type)
        if token.kind == "op" and token.text in ("++", "--"):
            self.next()
            inner = self._unary()
            return Expr(f"({token.text}{inner.text})", inner.type)
        if token.kind == "op" and token.text == "(" and self._is_cast():
            return self._cast()
        return self._postfix(self._primary())

    def _is_cast(self) -> bool:
        start = self.at
        try:
            self.next()
            name = self.type_name()
            if not self.take(")"):
                return False
            if name.partition("[")[0] in KEYWORD_TYPES or name.endswith("]"):
                return True
            follows = self.now.kind in ("name", "number", "string", "char", "interpolated") or self.now.text == "("
            return follows and self.where.type_of(name) is not None and name not in self.where.locals
        except Exception:  # noqa: BLE001 - whatever is wrong, it is no cast
            return False
        finally:
            self.at = start

    def _cast(self) -> Expr:
        token = self.need("(")
        kind = self.where.written(self.type_name())
        self.need(")")
        inner = self._unary()
        if kind in WHOLE and inner.type not in WHOLE | {"char", "bool"}:
            if not inner.type:
                raise token.unsupported("conversion of a value whose type is not known")
            return Expr(f"([{kind}][Math]::Truncate({inner.text}))", kind)
        return Expr(f"([{kind}]{inner.text})", kind)

    def _primary(self) -> Expr:
        token = self.next()
        read = _LITERALS.get(token.kind)
        if read is not None:
            return read(self, token)
        if token.text == "(":
            inner = self.expression()
            self.need(")")
            return Expr(f"({inner.text})" if not inner.text.startswith("(") else inner.text, inner.type)
        raise token.error("CS1525", f"Invalid expression term '{token.text}'")

    def _word(self, token: Token) -> Expr:
        fixed = _WORDS.get(token.text)
        if fixed is not None:
            return fixed
        if token.text == "new":
            return self._new(token)
        if token.text == "base" and self.where.base:
            return Expr(f"([{self.where.base}]$this)", self.where.base)
        if token.text in ("typeof", "nameof"):
            self.need("(")
            name = self.type_name()
            self.need(")")
            return Expr(quoted(name.rpartition(".")[2]), "string") if token.text == "nameof" else Expr(f"[{self.where.written(name)}]")
        if token.text in ("await", "default", "checked", "unchecked", "delegate", "stackalloc", "throw") or self.now.text == "=>":
            raise token.unsupported(token.text)
        return self._name(token)

    def _name(self, token: Token) -> Expr:
        where, name = self.where, token.text
        if name in where.locals:
            variable, kind = where.locals[name]
            return Expr(f"${variable}", kind)
        if name in where.methods and self.now.text == "(":
            kind, static = where.methods[name]
            return Expr(f"{self._holder(static, token)}{name}({self._arguments()})", kind)
        if name in where.fields:
            kind, static = where.fields[name]
            return Expr(f"{self._holder(static, token)}{where.renamed.get(name, name)}", kind)
        return self._type_path(token)

    def _holder(self, static: bool, token: Token) -> str:
        if static:
            return f"[{self.where.owner}]::"
        if self.where.static:
            text = f"An object reference is required for the non-static field, method, or property '{self.where.owner}.{token.text}'"
            raise token.error("CS0120", text)
        return "$this."

    def _type_path(self, token: Token) -> Expr:
        """A type by its name, as many dotted parts as it takes."""
        parts, start = [token.text], self.at
        while True:
            full = self.where.type_of(".".join(parts))
            if full is not None:
                return Expr(f"[{full}]", full, is_type=True)
            if self.now.text != "." or self.tokens[self.at + 1].kind != "name":
                break
            self.next()
            parts.append(self.name())
        self.at = start
        raise token.error("CS0103", f"The name '{token.text}' does not exist in the current context")

    def _new(self, token: Token) -> Expr:
        if self.now.text == "[":
            self.need("[")
            self.need("]")
            return Expr(f"(@({self.braces()}))")
        kind = self.dotted()
        if self.take("<"):
            inner = [self.type_name()]
            while self.take(","):
                inner.append(self.type_name())
            self.need(">")
            kind += f"[{','.join(inner)}]"
        shown = self.where.written(kind)
        if self.now.text == "[":
            return self._new_array(shown)
        arguments = "" if self.now.text == "{" else self._arguments()
        if self.now.text == "{" and arguments:
            raise token.unsupported("object initializer behind arguments")
        return Expr(self._initialized(shown), shown) if self.now.text == "{" else Expr(f"[{shown}]::new({arguments})", shown)

    def _initialized(self, kind: str) -> str:
        """A new object with its properties, or its items."""
        if self.tokens[self.at + 2].text != "=":
            return f"([{kind}]@({self.braces()}))"
        self.need("{")
        pairs: list[str] = []
        while self.now.text != "}":
            name = self.name()
            self.need("=")
            pairs.append(f"{name} = {self.expression().text}")
            if not self.take(","):
                break
        self.need("}")
        return f"([{kind}]@{{{'; '.join(pairs)}}})"

    def _new_array(self, kind: str) -> Expr:
        self.need("[")
        if self.take("]"):
            return Expr(f"([{kind}[]]@({self.braces()}))", f"{kind}[]")
        size = self.expression()
        self.need("]")
        return Expr(f"[{kind}[]]::new({size.text})", f"{kind}[]")

    def braces(self) -> str:
        self.need("{")
        return self.listed("}")

    def _arguments(self) -> str:
        self.need("(")
        return self.listed(")")

    def listed(self, closing: str) -> str:
        found: list[str] = []
        while self.now.text != closing or self.now.kind != "op":
            found.append(self._reference() if self.now.text in ("ref", "out") else self.expression().text)
            if not self.take(","):
                break
        self.need(closing)
        return ", ".join(found)

    def _reference(self) -> str:
        """A variable handed on, which `out` may declare."""
        token = self.next()
        if self.tokens[self.at + 1].kind == "name" and token.text == "out":
            kind = self.type_name()
            variable = self.where.declare(self.name(), "" if kind == "var" else self.where.written(kind))
            self.where.pending.append(variable)
            return f"([ref]${variable})"
        text = self.expression().text
        if not text.startswith("$") or text.startswith("$this."):
            raise token.unsupported(f"{token.text} of something that is no variable")
        return text.removesuffix(".Value") if text.endswith(".Value") else f"([ref]{text})"

    def _postfix(self, found: Expr) -> Expr:
        while self.now.kind == "op":
            if self.take("."):
                found = self._member(found)
            elif self.take("["):
                index = self.expression()
                self.need("]")
                kind = found.type[:-2] if found.type.endswith("[]") else "char" if found.type == "string" else ""
                found = Expr(f"{found.text}[{index.text}]", kind)
            elif self.now.text in ("++", "--"):
                found = Expr(f"({found.text}{self.next().text})", found.type)
            elif self.now.text in ("?.", "->", "::"):
                raise self.now.unsupported(self.now.text)
            else:
                break
        return found

    def _member(self, holder: Expr) -> Expr:
        token = self.now
        name = self.name()
        if self.now.text == "<":
            raise token.unsupported("call with type arguments")
        if holder.type.startswith(_NULLABLE) and name in ("HasValue", "Value"):
            plain = Expr(holder.text, holder.type[len(_NULLABLE) : -1])
            return plain if name == "Value" else Expr(f"($null -cne {holder.text})", "bool")
        own = holder.text == "$this" or holder.type == self.where.owner
        shown = self.where.renamed.get(name, name) if own else name
        target = f"{holder.text}::{shown}" if holder.is_type else f"{holder.text}.{shown}"
        if self.now.text == "(":
            kind = self.where.methods.get(name, ("", False))[0] if own else _RESULTS.get(name, "")
            return Expr(f"{target}({self._arguments()})", kind)
        kind = self.where.fields.get(name, ("", False))[0] if own else _RESULTS.get(name, "")
        return Expr(target, kind)

    # -- literals

    def _number(self, token: Token) -> Expr:
        text = token.text.replace("_", "").lower()
        if text.startswith("0x"):
            digits = text.rstrip("ul")
            return Expr(digits, "long" if "l" in text else "int")
        kind = _SUFFIXES.get(text[-1], "")
        digits = text.rstrip("fdmlu")
        if not kind:
            kind = "double" if any(sign in digits for sign in ".e") else "int" if int(digits) < 1 << 31 else "long"
        shown = f"0{digits}" if digits.startswith(".") else digits
        written = {"decimal": f"{shown}d", "long": f"{shown}L", "int": shown}.get(kind, f"([{kind}]{shown})")
        return Expr(written, kind)

    def _interpolated(self, token: Token) -> Expr:
        values: list[str] = []

        def hole(match: re.Match[str]) -> str:
            if match.group(1) is None:
                return match.group()
            inner, _, spec = match.group(1).partition(":")
            inner, comma, width = inner.partition(",")
            values.append(Expressions(tokenize(inner)[:-1], self.where).expression().text)
            return f"{{{len(values) - 1}{comma}{width}{':' + spec if spec else ''}}}"

        pattern = _HOLE.sub(hole, unescape(token.value))
        arguments = ", ".join(["", *(f"({value})" for value in values)]) if values else ", ''"
        return Expr(f"[string]::Format({quoted(pattern)}{arguments})", "string")


_WORDS = {
    "true": Expr("$true", "bool"),
    "false": Expr("$false", "bool"),
    "null": Expr("$null"),
    "this": Expr("$this"),
}
_LITERALS = {
    "number": Expressions._number,
    "string": lambda reader, token: Expr(quoted(token.value), "string"),
    "char": lambda reader, token: Expr(f"([char]{ord(token.value)})", "char"),
    "interpolated": Expressions._interpolated,
    "name": Expressions._word,
}
# what members of .NET give, where C# needs to know it
_RESULTS = {
    "Length": "int", "Count": "int", "IndexOf": "int", "LastIndexOf": "int", "CompareTo": "int", "GetHashCode": "int",
    "ToString": "string", "Substring": "string", "Trim": "string", "ToUpper": "string", "ToLower": "string", "Replace": "string",
    "Join": "string",
    "Concat": "string", "Format": "string", "PadLeft": "string", "PadRight": "string", "Sqrt": "double", "Pow": "double", "PI": "double",
    "Contains": "bool", "StartsWith": "bool", "EndsWith": "bool", "Equals": "bool", "IsNullOrEmpty": "bool", "ContainsKey": "bool",
}  # fmt: skip


def _common(left: str, right: str) -> str:
    """The type of an arithmetic result."""
    if left == right and left not in ("byte", "sbyte", "short", "ushort", "char"):
        return left
    if left in NUMERIC and right in NUMERIC:
        ranks = [_ORDER.index(kind) if kind in _ORDER else 0 for kind in (left, right)]
        return _ORDER[max(ranks)]
    return ""
