"""The operators as tables: what a TokenKind does with two values (or one).

`BINARY` are functions of two values, `WITH_CONTEXT` of the context and two values.  Fast paths for common operands are the compiler's.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from psbridge.engine.operators import arithmetic, bits, comparison, texts
from psbridge.language.kinds import TokenKind as T
from psbridge.objects.convert import truth

BINARY: dict[T, Callable[[Any, Any], Any]] = {
    T.Plus: arithmetic.add,
    T.Minus: arithmetic.subtract,
    T.Multiply: arithmetic.multiply,
    T.Divide: arithmetic.divide,
    T.Rem: arithmetic.remainder,
    T.DotDot: lambda a, b: list(bits.range_of(a, b)),
    T.Format: texts.format_text,
    T.Band: bits.bitwise(operator.and_),
    T.Bor: bits.bitwise(operator.or_),
    T.Bxor: bits.bitwise(operator.xor),
    T.Shl: bits.shift_left,
    T.Shr: bits.shift_right,
    T.Xor: comparison.logical_xor,
    T.Is: comparison.is_type,
    T.IsNot: comparison.is_not_type,
    T.As: comparison.as_type,
    T.Join: texts.join,
}

WITH_CONTEXT: dict[T, Callable[[Any, Any, Any], Any]] = {}

for _letter, _ignore in (("I", True), ("C", False)):
    for _name, _test in (
        ("eq", comparison.equal),
        ("ne", comparison.not_equal),
        ("gt", comparison.greater),
        ("ge", comparison.greater_equal),
        ("lt", comparison.less),
        ("le", comparison.less_equal),
    ):
        BINARY[T[_letter + _name]] = comparison.filtering(_test, _ignore)
    BINARY[T[_letter + "like"]] = texts.like(_ignore, True)
    BINARY[T[_letter + "notlike"]] = texts.like(_ignore, False)
    _contains, _lacks = comparison.contains(_ignore, True), comparison.contains(_ignore, False)
    BINARY[T[_letter + "contains"]] = _contains
    BINARY[T[_letter + "notcontains"]] = _lacks
    BINARY[T[_letter + "in"]] = comparison.swapped(_contains)
    BINARY[T[_letter + "notin"]] = comparison.swapped(_lacks)
    WITH_CONTEXT[T[_letter + "match"]] = texts.match(_ignore, True)
    WITH_CONTEXT[T[_letter + "notmatch"]] = texts.match(_ignore, False)
    WITH_CONTEXT[T[_letter + "replace"]] = texts.replace(_ignore)
    WITH_CONTEXT[T[_letter + "split"]] = texts.split(_ignore)

UNARY: dict[T, Callable[[Any], Any]] = {
    T.Not: lambda value: not truth(value),
    T.Exclaim: lambda value: not truth(value),
    T.Bnot: bits.complement,
    T.Plus: arithmetic.plus,
    T.Minus: arithmetic.negate,
    T.Isplit: texts.split_words,
    T.Csplit: texts.split_words,
    T.Join: texts.join_all,
}
