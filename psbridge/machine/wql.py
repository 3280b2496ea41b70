"""WQL: ``SELECT props FROM Class WHERE condition`` over rows of an emulated machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from psbridge.errors import PsBridgeError

Row = Mapping[str, Any]
Test = Callable[[Row], bool]
_TOKEN = re.compile(r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<word>[A-Za-z_]\w*)|(?P<number>-?\d+(?:\.\d+)?)"""
                    r"""|(?P<mark><>|!=|<=|>=|[=<>(),*]))""")  # fmt: skip


class WqlProblem(PsBridgeError):
    """A query that is none."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query taken apart; no properties means all."""

    class_name: str
    properties: tuple[str, ...] = ()
    test: Test | None = None

    def rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row for row in rows if self.test is None or self.test({key.lower(): value for key, value in row.items()})]


def parse_query(text: str) -> Query:
    parser = _Parser(text)
    parser.need("select")
    properties = parser.names()
    parser.need("from")
    name = parser.take("word")
    test = None
    if parser.has("where"):
        test = parser.condition()
    parser.finish()
    return Query(name, properties, test)


def parse_condition(text: str) -> Test:
    parser = _Parser(text)
    test = parser.condition()
    parser.finish()
    return test


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.at = 0

    def _refuse(self) -> WqlProblem:
        return WqlProblem("Invalid query", where=self.text, hint="Write SELECT * FROM Class WHERE Property = 'value'.")

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def has(self, word: str) -> bool:
        kind, text = self._peek()
        found = kind in ("word", "mark") and text.lower() == word
        self.at += found
        return found

    def need(self, word: str) -> None:
        if not self.has(word):
            raise self._refuse()

    def take(self, kind: str) -> str:
        found, text = self._peek()
        if found != kind:
            raise self._refuse()
        self.at += 1
        return text

    def finish(self) -> None:
        if self.at < len(self.tokens):
            raise self._refuse()

    def names(self) -> tuple[str, ...]:
        if self.has("*"):
            return ()
        found = [self.take("word")]
        while self.has(","):
            found.append(self.take("word"))
        return tuple(found)

    def condition(self) -> Test:
        left = self._both()
        while self.has("or"):
            left = _either(left, self._both())
        return left

    def _both(self) -> Test:
        left = self._one()
        while self.has("and"):
            left = _both(left, self._one())
        return left

    def _one(self) -> Test:
        if self.has("not"):
            inner = self._one()
            return lambda row: not inner(row)
        if self.has("("):
            found = self.condition()
            self.need(")")
            return found
        name = self.take("word").lower()
        if self.has("is"):
            wanted = not self.has("not")
            self.need("null")
            return lambda row: (row.get(name) is None) is wanted
        negated = self.has("not")
        if self.has("like"):
            return _like(name, str(self._constant()), negated)
        return _compare(name, self.take("mark"), self._constant(), self._refuse())

    def _constant(self) -> Any:
        kind, text = self._peek()
        self.at += 1
        if kind == "text":
            return re.sub(r"\\(.)", r"\1", text[1:-1])
        if kind == "number":
            return float(text) if "." in text else int(text)
        words = {"true": True, "false": False, "null": None}
        if kind == "word" and text.lower() in words:
            return words[text.lower()]
        raise self._refuse()


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise WqlProblem("Invalid query", where=text, hint="Texts stand in quotes, a backslash in them twice.")
        yield match.lastgroup, match.group(match.lastgroup)
        at = match.end()


def _either(one: Test, other: Test) -> Test:
    return lambda row: one(row) or other(row)


def _both(one: Test, other: Test) -> Test:
    return lambda row: one(row) and other(row)


def _like(name: str, pattern: str, negated: bool) -> Test:
    parts = re.split(r"(\[[^\]]*\]|%|_)", pattern)
    known = {"%": ".*", "_": "."}
    expression = re.compile("".join(known.get(p) or (p if p[:1] == "[" else re.escape(p)) for p in parts), re.IGNORECASE | re.DOTALL)
    return lambda row: (row.get(name) is not None and expression.fullmatch(str(row[name])) is not None) is not negated


_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def _compare(name: str, mark: str, wanted: Any, problem: WqlProblem) -> Test:
    order = _ORDERS.get(mark)
    if order is None:
        raise problem

    def test(row: Row) -> bool:
        value = row.get(name)
        if value is None or wanted is None:
            return (value is wanted) is (mark == "=")
        if isinstance(value, str) or isinstance(wanted, str):
            return order(str(value).lower(), str(wanted).lower())
        return order(value, wanted)

    return test
