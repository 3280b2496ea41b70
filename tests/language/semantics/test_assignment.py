import pytest

from psbridge.language import parse
from psbridge.language.ast import FunctionMemberAst
from psbridge.language.semantics.assignment import unassigned
from psbridge.language.visitor import find_all


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("$x", ["x"]),
        ("$x = 1; $x", []),
        ("$a, ($b, [int]$c) = 1, 2; $a; $b; $c", []),
        ("$p", []),
        ("$p.q = $y", ["y"]),
        ("$z.q = 1", ["z"]),
        ("if ($p) { $x = 1 }; $x", ["x"]),
        ("if ($p) { $x = 1 } else { $x = 2 }; $x", []),
        ("if ($p) { $x = 1 } else { return }; $x", []),
        ("if ($x = 1) { }; $x", []),
        ("while ($p) { $x = 1 }; $x", ["x"]),
        ("do { $x = 1 } while ($x); $x", []),
        ("do { if ($p) { continue }; $x = 1 } until ($x)", ["x"]),
        ("for ($i = 0; $i -lt 1; $i++) { $x = $i }; $i; $x", ["x"]),
        ("for (;;) { $x = 1; break }; $x", []),
        ("foreach ($i in $p) { $i; $x = 1 }; $x; $i", ["x", "i"]),
        (":a foreach ($i in $p) { foreach ($j in $p) { break a } }; $j", ["j"]),
        ("switch ($p) { 1 { $x = 1 } default { $x = 2 } }; $x", ["x"]),
        ("try { $x = 1 } catch { }; $x", ["x"]),
        ("try { $x = 1 } catch { $x = 2 }; $x", []),
        ("try { $x = 1 } catch { throw }; $x", []),
        ("try { $x = 1 } finally { }; $x", ["x"]),
        ("try { } finally { $x = 1 }; $x", []),
        ("trap { $x = 1 }; $x", ["x"]),
        ("$true -and ($x = 1); $x", ["true", "x"]),
        ("$p ? ($x = 1) : ($x = 2); $x", []),
        ("return $y; $x", ["y"]),
        ("& { $x }; function f { $y }", []),
        ('"a$x $($y)"', ["x", "y"]),
        ("data d { 1 }; $d", []),
        ("$n++", ["n"]),
    ],
)
def test_unassigned(body, expected):
    tree = parse("class C { M($p) { " + body + " } }").ast
    (method,) = find_all(tree, FunctionMemberAst)
    assert [one.variable_path.unqualified for one in unassigned(method)] == expected
