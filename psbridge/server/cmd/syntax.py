"""cmd.exe's grammar: a line to a tree of commands.

Decides precedence (`&` under `||` under `&&` under `|`), what `^` and quotes protect, where redirections end,
and the forms of `if` and `for`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_VARIABLE = re.compile(r"%([^%:\r\n]+)(?::~(-?\d+)(?:,(-?\d+))?|:([^%=\r\n]+)=([^%\r\n]*))?%")
_BLANK = " \t,;="


class CmdSyntaxError(Exception):
    """What cmd.exe says of a line that it does not understand."""


@dataclass(frozen=True, slots=True)
class Redirection:
    """``handle`` to (or, with "<", from) a file; ``target`` "&1" is another handle."""

    handle: int
    operator: str
    target: str


@dataclass(frozen=True, slots=True)
class Simple:
    """A command: its name and the rest of its text as it was written."""

    name: str
    rest: str
    redirections: tuple[Redirection, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    body: Node
    redirections: tuple[Redirection, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipe:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """`left` and then, depending on the operator, `right`."""

    left: Node
    operator: str
    right: Node


@dataclass(frozen=True, slots=True)
class If:
    """``test``: exist, defined, errorlevel or a comparison."""

    negated: bool
    test: str
    left: str
    right: str
    ignore_case: bool
    then: Node
    otherwise: Node | None


@dataclass(frozen=True, slots=True)
class For:
    """``kind``: "" for words and files, L for numbers, F for lines of text or of a command's output."""

    kind: str
    options: str
    variable: str
    items: str
    body: str


Node = Simple | Block | Pipe | Chain | If | For


def expand(text: str, environment: object) -> str:
    """%NAME%, %NAME:~2,3% and %NAME:a=b% replaced; what is not defined stays as it is, as at the prompt."""

    def one(match: re.Match[str]) -> str:
        name, start, length, old, new = match.groups()
        value = environment.get(name)  # type: ignore[attr-defined]
        if value is None:
            return match[0]
        if start is not None:
            first = int(start)
            first = max(0, len(value) + first) if first < 0 else first
            last = len(value) if length is None else (first + int(length) if int(length) >= 0 else len(value) + int(length))
            return str(value[first:last])
        return re.sub(re.escape(old), lambda _: new, value, flags=re.IGNORECASE) if old is not None else str(value)

    out: list[str] = []
    position = 0
    while (found := _VARIABLE.search(text, position)) is not None:
        filled = one(found)
        out.append(text[position : found.start()])
        taken = filled != found[0] or environment.get(found[1]) is not None  # type: ignore[attr-defined]
        out.append(filled if taken else "%")
        position = found.end() if taken else found.start() + 1
    return "".join(out) + text[position:]


def parse(text: str) -> Node | None:
    """The tree of a line; None for an empty one."""
    parser = _Parser(text)
    node = parser.chain(0)
    parser.blanks()
    if parser.position < len(text):
        raise CmdSyntaxError(f"{text[parser.position]} was unexpected at this time.")
    return node


_LEVELS = ("&", "||", "&&")


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.position = text, 0

    def blanks(self) -> None:
        while self.position < len(self.text) and self.text[self.position] in " \t\r\n":
            self.position += 1

    def chain(self, level: int) -> Node | None:
        if level == len(_LEVELS):
            return self._pipe()
        left = self.chain(level + 1)
        while left is not None and self._takes(_LEVELS[level]):
            right = self.chain(level + 1)
            if right is None:
                if _LEVELS[level] == "&":
                    return left
                raise CmdSyntaxError("The syntax of the command is incorrect.")
            left = Chain(left, _LEVELS[level], right)
        return left

    def _takes(self, operator: str) -> bool:
        self.blanks()
        rest = self.text[self.position :]
        if not rest.startswith(operator) or (len(operator) == 1 and rest[1:2] == operator):
            return False
        self.position += len(operator)
        return True

    def _pipe(self) -> Node | None:
        first = self._unit()
        if first is None:
            return None
        parts = [first]
        while self._takes("|"):
            following = self._unit()
            if following is None:
                raise CmdSyntaxError("The syntax of the command is incorrect.")
            parts.append(following)
        return parts[0] if len(parts) == 1 else Pipe(tuple(parts))

    def _unit(self) -> Node | None:
        self.blanks()
        while self.text[self.position : self.position + 1] == "@":
            self.position += 1
        rest = self.text[self.position :]
        if rest.startswith("("):
            return self._block()
        word = re.match(r"[A-Za-z]+", rest)
        if word is not None and rest[word.end() : word.end() + 1] in (" ", "\t", "/"):
            if word[0].lower() == "if":
                self.position += 2
                return self._if()
            if word[0].lower() == "for":
                self.position += 3
                return self._for()
        return self._simple()

    def _block(self) -> Node:
        self.position += 1
        body = self.chain(0)
        self.blanks()
        if self.text[self.position : self.position + 1] != ")" or body is None:
            raise CmdSyntaxError("The syntax of the command is incorrect.")
        self.position += 1
        redirections: list[Redirection] = []
        self.blanks()
        while (made := self._redirection("")) is not None:
            redirections.append(made)
            self.blanks()
        return Block(body, tuple(redirections))

    def _redirection(self, before: str) -> Redirection | None:
        """A redirection here; `before` is the text to its left, whose last digit may be the handle."""
        found = re.match(r"([0-9]?)(>>|>|<)(&[0-9])?", self.text[self.position :])
        if found is None or (found[1] and before and not before[-1:].isspace()):
            return None
        self.position += found.end()
        handle = int(found[1]) if found[1] else (0 if found[2] == "<" else 1)
        return Redirection(handle, found[2], found[3] or self._word())

    def _word(self) -> str:
        self.blanks()
        start, quoted = self.position, False
        while self.position < len(self.text):
            char = self.text[self.position]
            if char == '"':
                quoted = not quoted
            elif not quoted and (char.isspace() or char in "&|<>()"):
                break
            self.position += 1
        word = self.text[start : self.position]
        if not word:
            raise CmdSyntaxError("The syntax of the command is incorrect.")
        return word.replace('"', "")

    def _simple(self) -> Node | None:
        out: list[str] = []
        redirections: list[Redirection] = []
        quoted = False
        depth = 0
        while self.position < len(self.text):
            char = self.text[self.position]
            if char == '"':
                quoted = not quoted
            elif not quoted:
                if char == "^":
                    out.append(self.text[self.position + 1 : self.position + 2])
                    self.position += 2
                    continue
                made = self._redirection("".join(out[-1:])) if char in "<>0123456789" else None
                if made is not None:
                    redirections.append(made)
                    continue
                if char in "&|\r\n" or (char == ")" and depth == 0 and self._inside()):
                    break
                depth += (char == "(") - (char == ")")
            out.append(char)
            self.position += 1
        text = "".join(out).lstrip(" \t,;=")
        if not text.strip() and not redirections:
            return None
        name, rest = split_name(text)
        return Simple(name, rest, tuple(redirections))

    def _inside(self) -> bool:
        """Whether a parenthesis is open to the left."""
        before = self.text[: self.position]
        return before.count("(") > before.count(")")

    def _if(self) -> Node:
        ignore = negated = False
        while True:
            self.blanks()
            word = re.match(r"/i\b|not\b", self.text[self.position :], re.IGNORECASE)
            if word is None:
                break
            ignore, negated = ignore or word[0].lower() == "/i", negated or word[0].lower() == "not"
            self.position += word.end()
        test, left, right = self._condition()
        then = self._body()
        otherwise = None
        self.blanks()
        if self.text[self.position : self.position + 4].lower() == "else":
            self.position += 4
            otherwise = self._body()
        return If(negated, test, left, right, ignore, then, otherwise)

    def _condition(self) -> tuple[str, str, str]:
        first = self._operand()
        if first.lower() in {"exist", "defined", "errorlevel"}:
            return first.lower(), self._word(), ""
        self.blanks()
        found = re.match(r"==|\b(?:equ|neq|lss|leq|gtr|geq)\b", self.text[self.position :], re.IGNORECASE)
        if found is None:
            raise CmdSyntaxError("The syntax of the command is incorrect.")
        self.position += found.end()
        return found[0].lower(), first, self._operand()

    def _operand(self) -> str:
        self.blanks()
        found = re.match(r'"[^"]*"|[^\s=]+', self.text[self.position :])
        if found is None:
            raise CmdSyntaxError("The syntax of the command is incorrect.")
        self.position += found.end()
        return found[0]

    def _body(self) -> Node:
        self.blanks()
        made = self._block() if self.text[self.position : self.position + 1] == "(" else self.chain(0)
        if made is None:
            raise CmdSyntaxError("The syntax of the command is incorrect.")
        return made

    def _for(self) -> Node:
        head = re.match(r'\s*(?:/([A-Za-z]))?\s*("[^"]*")?\s*%{1,2}([A-Za-z])\s+in\s*\(', self.text[self.position :], re.IGNORECASE)
        if head is None:
            raise CmdSyntaxError("The syntax of the command is incorrect.")
        self.position += head.end()
        end, do = _closing(self.text, self.position)
        items, self.position = self.text[self.position : end], do
        start = self.position
        self._body()  # where it ends; it is parsed again for every value
        return For((head[1] or "").upper(), (head[2] or "").strip('"'), head[3], items, self.text[start : self.position])


def _closing(text: str, position: int) -> tuple[int, int]:
    """Where the set of a `for` ends and its command starts."""
    found = re.compile(r"\)\s*do\b", re.IGNORECASE).search(text, position)
    if found is None:
        raise CmdSyntaxError("The syntax of the command is incorrect.")
    return found.start(), found.end()


def split_name(text: str) -> tuple[str, str]:
    """The name of a command and what follows it, blanks included."""
    if text.startswith('"'):
        end = text.find('"', 1)
        end = len(text) if end < 0 else end + 1
        return text[:end].strip('"'), text[end:]
    found = re.match(r"[^\s,;=/(<>|&+\"]+|[^\s]", text)
    if found is None:
        return "", text
    name = found[0]
    slash = re.match(r"[^\s,;=(<>|&\"]+", text)
    if slash is not None and ("\\" in slash[0] or ":" in slash[0]) and "/" not in slash[0]:
        name = slash[0]
    dotted = re.match(r"(echo|cd|chdir|md|mkdir|rd|rmdir)([.:\\(+\[\]].*)", text, re.IGNORECASE)
    if dotted is not None:
        return dotted[1], text[len(dotted[1]) :]
    return name, text[len(name) :]


def words_of(rest: str) -> list[str]:
    """Arguments as cmd's own commands read them: separated by blanks, commas and the like; quotes group and vanish."""
    found: list[str] = []
    current: list[str] = []
    quoted = started = False
    for char in rest:
        if char == '"':
            quoted, started = not quoted, True
        elif not quoted and char in _BLANK:
            if started:
                found.append("".join(current))
            current, started = [], False
        else:
            current.append(char)
            started = True
    return [*found, "".join(current)] if started else found


def argv_of(rest: str) -> list[str]:
    """Arguments as the C runtime of a program reads its command line."""
    found: list[str] = []
    current: list[str] = []
    quoted = started = False
    i = 0
    while i < len(rest):
        char = rest[i]
        if char == "\\":
            run = len(rest) - i - len(rest[i:].lstrip("\\"))
            i += run
            if rest[i : i + 1] == '"':
                current.append("\\" * (run // 2) + ('"' if run % 2 else ""))
                i += run % 2
            else:
                current.append("\\" * run)
            started = True
            continue
        if char == '"':
            if quoted and rest[i + 1 : i + 2] == '"':
                current.append('"')
                i += 1
            else:
                quoted = not quoted
            started = True
        elif char in " \t" and not quoted:
            if started:
                found.append("".join(current))
            current, started = [], False
        else:
            current.append(char)
            started = True
        i += 1
    return [*found, "".join(current)] if started else found
