"""Walking over the words of C#: what is expected next, names of types, what stands between brackets."""

from __future__ import annotations

from psbridge.modules.utility.csharp.tokens import CompileError, Token

_OPENING = {"{": "}", "(": ")", "[": "]"}


class Reader:
    """One pass over the tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at = tokens, 0

    # -- tokens

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> Token:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def take(self, text: str) -> bool:
        if self.now.text == text and self.now.kind in ("op", "name"):
            self.at += 1
            return True
        return False

    def need(self, text: str) -> Token:
        token = self.now
        if not self.take(text):
            code = {";": "CS1002", "}": "CS1513", ")": "CS1026"}.get(text, "CS1003")
            what = f"{text} expected" if code != "CS1003" else f"Syntax error, '{text}' expected"
            raise token.error(code, what)
        return token

    def name(self) -> str:
        token = self.next()
        if token.kind != "name":
            raise token.error("CS1001", "Identifier expected")
        return token.text

    def dotted(self) -> str:
        parts = [self.name()]
        while self.take("."):
            parts.append(self.name())
        return ".".join(parts)

    def type_name(self) -> str:
        """A type in PowerShell's notation."""
        text = self.dotted()
        if self.take("<"):
            inner = [self.type_name()]
            while self.take(","):
                inner.append(self.type_name())
            self.need(">")
            text += f"[{','.join(inner)}]"
        if self.take("?"):
            text = f"System.Nullable[{text}]"
        while self.now.text == "[" and self.tokens[self.at + 1].text in ("]", ","):
            self.next()
            rank = 1
            while self.take(","):
                rank += 1
            self.need("]")
            text += f"[{',' * (rank - 1)}]"
        return text

    def enclosed(self) -> tuple[Token, ...]:
        """The tokens between an opening sign, which is next, and its partner."""
        opening = self.next()
        depth, start = [_OPENING[opening.text]], self.at
        while depth:
            token = self.next()
            if token.kind == "end":
                raise token.error("CS1513", f"{depth[-1]} expected")
            if token.kind == "op" and token.text in _OPENING:
                depth.append(_OPENING[token.text])
            elif token.kind == "op" and token.text == depth[-1]:
                depth.pop()
        return tuple(self.tokens[start : self.at - 1])

    def until(self, *ends: str) -> tuple[Token, ...]:
        """The tokens up to one of the signs, which stays."""
        start = self.at
        while not (self.now.kind == "op" and self.now.text in ends):
            if self.now.kind == "end":
                raise self.now.error("CS1002", "; expected")
            if self.now.kind == "op" and self.now.text in _OPENING:
                self.enclosed()
            elif self.next().text == "new":
                self._skip_type()
        return tuple(self.tokens[start : self.at])

    def _skip_type(self) -> None:
        """Go over the type that is made, whose arguments have commas between them; anything else stays."""
        start = self.at
        try:
            self.type_name()
        except CompileError:
            self.at = start
