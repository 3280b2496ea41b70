"""Comparison, containment, types."""

from __future__ import annotations

import pytest

from psbridge.engine.operators import BINARY
from psbridge.engine.operators.comparison import element_text, is_instance
from psbridge.language.kinds import TokenKind as T
from psbridge.objects import PSObject, find_type


@pytest.mark.parametrize(
    ("kind", "left", "right", "expected"),
    [
        (T.Ieq, "a", "A", True),
        (T.Ceq, "a", "A", False),
        (T.Ieq, 1, "1", True),
        (T.Ieq, None, False, False),
        (T.Ieq, [1, 2, 1], 1, [1, 1]),
        (T.Ine, [1, 2], 1, [2]),
        (T.Igt, [1, 5, 9], 4, [5, 9]),
        (T.Ilt, "apple", "Banana", True),
        (T.Icontains, [1, 2], "2", True),
        (T.Inotcontains, [1, 2], 3, True),
        (T.Iin, "a", ["A"], True),
        (T.Cin, "a", ["A"], False),
        (T.Ilike, "abc", "A*", True),
        (T.Inotlike, ["abc", "x"], "a*", ["x"]),
        (T.Xor, True, 0, True),
        (T.Is, 1, find_type("System.Int32"), True),
        (T.Is, [1], find_type("System.Array"), True),
        (T.IsNot, "a", find_type("System.Int32"), True),
        (T.As, "12", find_type("System.Int32"), 12),
        (T.As, "x", find_type("System.Int32"), None),
    ],
)
def test_compares(kind, left, right, expected):
    assert BINARY[kind](left, right) == expected


def test_custom_objects_are_their_type():
    assert is_instance(PSObject.of(a=1), find_type("System.Management.Automation.PSCustomObject"))
    assert not is_instance(None, find_type("System.Object"))


def test_collections_inside_collections_are_named():
    assert element_text([1, 2]) == "System.Object[]"
