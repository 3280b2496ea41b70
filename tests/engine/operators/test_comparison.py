"""Comparison, containment, types."""

from __future__ import annotations

import pytest

from psbridge.engine.operators import BINARY, comparison
from psbridge.engine.operators.comparison import element_text, is_instance
from psbridge.language.kinds import TokenKind as T
from psbridge.objects import Char, Int64, PSObject, find_type


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


_ITEMS = ["a", "B", "x_", "ä", "", "a\tb", "ß", 1, 5, True, 1.0, None, Char("a"), "1", Int64(5)]


@pytest.mark.parametrize("wanted", [*_ITEMS, "A", "b", "Ä", "SS", "none", 7, False])
@pytest.mark.parametrize("chosen", [(str,), (int,), (int, str), (object,)])
@pytest.mark.parametrize("ignore_case", [True, False])
def test_long_lists_contain_what_short_ones_do(wanted, chosen, ignore_case, monkeypatch):
    for items in ([item for item in _ITEMS if isinstance(item, chosen)] * 9, [item for item in _ITEMS if item.__class__ in chosen] * 9):
        found = comparison.contains(ignore_case, True)(["zz"] * 20 + items, wanted)
        assert comparison.contains(ignore_case, False)(["zz"] * 20 + items, wanted) is not found
        with monkeypatch.context() as patch:
            patch.setattr(comparison, "_MANY", 1 << 30)
            assert comparison.contains(ignore_case, True)(["zz"] * 20 + items, wanted) is found
        quick = comparison._among(items, wanted, ignore_case)
        assert quick is any(comparison.equal(item, wanted, ignore_case) for item in items)
