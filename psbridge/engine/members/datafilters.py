"""Expressions of System.Data: which rows a filter means, in which order, and what an aggregate of them is.

Decides the grammar: comparisons, LIKE, IN, IS NULL, AND, OR, NOT, + - * / %, columns (in brackets where they must be), texts, numbers, dates
between number signs, and the functions Len, IsNull, Trim, SubString, IIF and Convert.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from psbridge.objects import NetError, find_type, unwrap
from psbridge.objects.convert import compare, convert, to_text, truth
from psbridge.objects.dbnull import DB_NULL

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'(?:[^']|'')*')|(?P<date>#[^#]+#)|\[(?P<quoted>[^\]]+)\]|(?P<word>[A-Za-z_]\w*)"
    r"|(?P<sign><>|<=|>=|[=<>(),+\-*/%]))"
)
_DATE = find_type("System.DateTime")
_SYNTAX = "System.Data.SyntaxErrorException"
_EVALUATE = "System.Data.EvaluateException"
Value = Callable[[Any], Any]  # of a row


def filtered(table: Any, text: Any) -> list[Any]:
    """The rows of a table that an expression is true for; all without one."""
    rows = list(table.rows)
    if text is None or not str(text).strip():
        return rows
    test = _Parser(str(text), table).whole()
    return [row for row in rows if truth(test(row))]


def sorted_rows(rows: list[Any], text: Any) -> list[Any]:
    """Rows in the order of `a, b DESC`."""
    for part in reversed([one.strip() for one in str(text or "").split(",") if one.strip()]):
        name, _, way = part.partition("]")[0::1] if part.startswith("[") else part.partition(" ")
        key = name.lstrip("[")
        rows = sorted(rows, key=cmp_to_key(_order(key)), reverse=way.strip().lower() == "desc")
    return rows


def _order(name: str) -> Callable[[Any, Any], int]:
    def order(one: Any, other: Any) -> int:
        left, right = one.item(name), other.item(name)
        if left is DB_NULL or right is DB_NULL:
            return (right is DB_NULL) - (left is DB_NULL)
        return compare(left, right)

    return order


def aggregate(rows: list[Any], expression: str, nothing: Any) -> Any:
    """`Sum(price)` and its siblings over rows."""
    found = re.fullmatch(r"\s*(\w+)\s*\(\s*\[?([^\])]+)\]?\s*\)\s*", expression)
    act = _AGGREGATES.get(found[1].lower()) if found is not None else None
    if found is None or act is None:
        raise NetError.of(_SYNTAX, f"Syntax error in the expression: {expression}.")
    values = [unwrap(value) for value in (row.item(found[2].strip()) for row in rows) if value is not DB_NULL]
    return act(values) if values or found[1].lower() == "count" else nothing


def _mean(values: list[Any]) -> Any:
    total = sum(values)
    return total / len(values) if isinstance(total, float | Decimal) else total // len(values)


_AGGREGATES: dict[str, Callable[[list[Any]], Any]] = {
    "sum": lambda values: sum(values[1:], values[0]),
    "avg": _mean,
    "min": lambda values: min(values, key=cmp_to_key(compare)),
    "max": lambda values: max(values, key=cmp_to_key(compare)),
    "count": len,
}


class _Parser:
    """Turns an expression into a function of a row."""

    def __init__(self, text: str, table: Any) -> None:
        self.table, self.case = table, table.case_sensitive
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            found = _TOKEN.match(text, at)
            if found is None:
                raise NetError.of(_SYNTAX, f"The expression contains an invalid character or token at position {at}.")
            self.tokens.append((str(found.lastgroup), str(found[str(found.lastgroup)])))
            at = found.end()
        self.at = 0

    def _peek(self) -> str:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")
        return text.lower() if kind in ("word", "sign") else ""

    def _take(self, *words: str) -> str:
        word = self._peek()
        if word in words:
            self.at += 1
            return word
        return ""

    def _need(self, word: str) -> None:
        if not self._take(word):
            self._missing()

    def _missing(self) -> Any:
        if self.at >= len(self.tokens):
            raise NetError.of(_SYNTAX, "Syntax error: Missing operand after the last operator.")
        raise NetError.of(_SYNTAX, f"Syntax error: Missing operand before '{self.tokens[self.at][1]}' operator.")

    def whole(self) -> Value:
        made = self._or()
        if self.at < len(self.tokens):
            self._missing()
        return made

    def _or(self) -> Value:
        left = self._and()
        while self._take("or"):
            left = _either(left, self._and())
        return left

    def _and(self) -> Value:
        left = self._not()
        while self._take("and"):
            left = _both(left, self._not())
        return left

    def _not(self) -> Value:
        if self._take("not"):
            inner = self._not()
            return lambda row: not truth(inner(row))
        return self._comparison()

    def _comparison(self) -> Value:
        left = self._sum()
        sign = self._take("=", "<>", "<", ">", "<=", ">=")
        if sign:
            return self._compared(left, self._sum(), _SIGNS[sign])
        if self._take("is"):
            wanted = not self._take("not")
            self._need("null")
            return lambda row: (left(row) is DB_NULL) is wanted
        negated = bool(self._take("not"))
        if self._take("like"):
            return self._like(left, self._sum(), negated)
        if self._take("in"):
            return self._in(left, negated)
        return left if not negated else self._missing()

    def _compared(self, left: Value, right: Value, fits: Callable[[int], bool]) -> Value:
        def test(row: Any) -> Any:
            one, other = left(row), right(row)
            if one is DB_NULL or other is DB_NULL:
                return False
            return fits(compare(one, other, ignore_case=not self.case))

        return test

    def _like(self, left: Value, pattern: Value, negated: bool) -> Value:
        def test(row: Any) -> Any:
            value = left(row)
            if value is DB_NULL:
                return False
            shape = "".join(".*" if c in "*%" else re.escape(c) for c in to_text(pattern(row)))
            found = re.fullmatch(shape, to_text(value), 0 if self.case else re.IGNORECASE)
            return (found is not None) is not negated

        return test

    def _in(self, left: Value, negated: bool) -> Value:
        self._need("(")
        choices = [self._compared(left, self._sum(), _SIGNS["="])]
        while self._take(","):
            choices.append(self._compared(left, self._sum(), _SIGNS["="]))
        self._need(")")
        return lambda row: any(one(row) for one in choices) is not negated

    def _sum(self) -> Value:
        left = self._product()
        while sign := self._take("+", "-"):
            left = _computed(left, self._product(), sign)
        return left

    def _product(self) -> Value:
        left = self._operand()
        while sign := self._take("*", "/", "%"):
            left = _computed(left, self._operand(), sign)
        return left

    def _operand(self) -> Value:
        if self._take("("):
            inner = self._or()
            self._need(")")
            return inner
        if self._take("-"):
            inner = self._operand()
            return lambda row: -inner(row)
        if self.at >= len(self.tokens) or self.tokens[self.at][0] == "sign":
            self._missing()
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "word" and self._peek() == "(":
            return self._function(text)
        if kind == "quoted" or (kind == "word" and text.lower() not in _CONSTANTS):
            return self._column(text)
        return _constant(_LITERALS[kind](text))

    def _column(self, name: str) -> Value:
        if not self.table.columns.contains(name):
            raise NetError.of(_EVALUATE, f"Cannot find column [{name}].")
        return lambda row: row.item(name)

    def _function(self, name: str) -> Value:
        self._need("(")
        given = [] if self._peek() == ")" else [self._or()]
        while self._take(","):
            given.append(self._or())
        self._need(")")
        act = _FUNCTIONS.get(name.lower())
        if act is None:
            raise NetError.of(_EVALUATE, f"The expression contains undefined function call {name}().")
        return lambda row: act(*(one(row) for one in given))


def _either(left: Value, right: Value) -> Value:
    return lambda row: truth(left(row)) or truth(right(row))


def _both(left: Value, right: Value) -> Value:
    return lambda row: truth(left(row)) and truth(right(row))


def _computed(left: Value, right: Value, sign: str) -> Value:
    def value(row: Any) -> Any:
        one, other = unwrap(left(row)), unwrap(right(row))
        if one is DB_NULL or other is DB_NULL:
            return DB_NULL
        if sign == "+" and (isinstance(one, str) or isinstance(other, str)):
            return to_text(one) + to_text(other)
        return _ARITHMETIC[sign](one, other)

    return value


def _constant(value: Any) -> Value:
    return lambda row: value


_CONSTANTS = {"true": True, "false": False, "null": DB_NULL}
_LITERALS: dict[str, Callable[[str], Any]] = {
    "number": lambda text: float(text) if "." in text else int(text),
    "text": lambda text: text[1:-1].replace("''", "'"),
    "date": lambda text: convert(text.strip("#"), _DATE),
    "word": lambda text: _CONSTANTS[text.lower()],
}
_SIGNS: dict[str, Callable[[int], bool]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order != 0,
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "%": lambda a, b: a % b,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": lambda text: DB_NULL if text is DB_NULL else len(to_text(text)),
    "isnull": lambda value, other: other if value is DB_NULL else value,
    "trim": lambda text: text if text is DB_NULL else to_text(text).strip(),
    "substring": lambda text, start, length: text if text is DB_NULL else to_text(text)[int(start) - 1 : int(start) - 1 + int(length)],
    "iif": lambda test, yes, no: yes if truth(test) else no,
}
