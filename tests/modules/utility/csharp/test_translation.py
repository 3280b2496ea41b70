"""C#: words, outlines, and what becomes of statements and expressions."""

from __future__ import annotations

import pytest

from psbridge.modules.utility.csharp import (
    CompileError,
    declarations,
    expressions,
    kinds,
    parse_source,
    reading,
    tokens,
    translate,
    translation,
)

NET = {"Math", "Console", "System", "ArgumentException", "List`1", "string"}


def known(name: str) -> bool:
    return name in NET - {"System"}


def body(code: str, head: str = "public static void M(int i, int j, string s, double d, object o)") -> list[str]:
    """The lines that a method body becomes."""
    script = translate(parse_source(f"public class C {{ {head} {{ {code} }} }}"), known)
    return script.splitlines()[2:-2]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("int x = i / j;", "[int] $x = ([int][Math]::Truncate($i / $j))"),
        ("var x = d / 2;", "$x = ($d / 2)"),
        ("s = s + i;", "$s = ($s + $i)"),
        ("s = i + s;", "$s = ([string]$i + $s)"),
        ('bool b = s == "A" && i != 3;', "[bool] $b = (($s -ceq 'A') -and ($i -cne 3))"),
        ("bool b = o == null;", "[bool] $b = ($null -ceq $o)"),
        ("i += 2;", "$i = [int]($i + 2)"),
        ("i++;", "$i++"),
        ("int x = (int)d;", "[int] $x = ([int][Math]::Truncate($d))"),
        ("int x = i << 2 | j & ~1;", "[int] $x = (($i -shl 2) -bor ($j -band (-bnot 1)))"),
        ("int x = i >> 1;", "[int] $x = ($i -shr 1)"),
        ("bool b = o is string;", "[bool] $b = ($o -is [string])"),
        ("double x = Math.Sqrt(d);", "[double] $x = [Math]::Sqrt($d)"),
        ("Console.WriteLine(s);", "$null = [Console]::WriteLine($s)"),
        ("int[] a = new int[] { 1, 2 };", "[int[]] $a = ([int[]]@(1, 2))"),
        ("int[] a = new int[3];", "[int[]] $a = [int[]]::new(3)"),
        ("char c = s[0];", "[char] $c = $s[0]"),
        ('string x = "out" + "{";', "[string] $x = ('out' + '{')"),
        ("bool b = ((int?)i).HasValue;", "[bool] $b = ($null -cne ([System.Nullable[int]]$i))"),
        ("List<int> l = new List<int> { 1, 2 };", "[List[int]] $l = ([List[int]]@(1, 2))"),
        ('string x = @"a\\b";', "[string] $x = 'a\\b'"),
        ('string x = "it\'s";', "[string] $x = 'it''s'"),
        ("throw new ArgumentException(s);", "throw [ArgumentException]::new($s)"),
        ("string x = nameof(s);", "[string] $x = 's'"),
        ("decimal m = 1.5m;", "[decimal] $m = 1.5d"),
    ],
)
def test_statements(code, expected):
    assert body(code) == [expected]


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("return 1", "CS1002"),
        ("x = 1;", "CS0103"),
        ("var q = o / 2;", "CS8000"),
        ("i;", "CS0201"),
        ("foreach (var x in s", "CS1513"),
        ("while (true) { switch (i) { case 1: if (j > 1) break; continue; } }", "CS8000"),
        ("switch (i) { i = 2; }", "CS1003"),
        ("var f = x => x;", "CS"),
        ("F(out i);", "CS"),
        ("int x = ;", "CS1525"),
    ],
)
def test_refusals(code, what):
    with pytest.raises(CompileError) as found:
        body(code)
    assert found.value.code.startswith(what)


def test_control_structures():
    assert body("if (i > 1) i = 2; else { i = 3; }") == ["if (($i -gt 1)) {", "$i = 2", "} else {", "$i = 3", "}"]
    assert body("for (int k = 0; k < 3; k++) { }")[0] == "for ([int] $k = 0; ($k -lt 3); $k++) {"
    assert body("do { i--; } while (i > 0);")[-1] == "} while (($i -gt 0))"


def test_cases_are_conditions_unless_one_breaks_inside_of_something():
    lines = body("switch (i) { default: j = 0; break; case 1: case 2: j = 1; break; }")
    name = lines[0].partition(" = ")[0]
    assert lines == [f"{name} = $i", f"if ({name} -ceq 1 -or {name} -ceq 2) {{", "$j = 1", "} else {", "$j = 0", "}"]
    lines = body('switch (s) { case "a": if (i > 1) { break; } j = 1; break; }')
    assert lines[:2] == ["switch ($s) {", "{ $_ -ceq 'a' } {"]


def test_fields_that_differ_from_a_property_by_case_get_another_name():
    script = translate(parse_source("class C { int v; public int V { get { return v; } } }"), known)
    assert "$v_field" in script
    assert "return $this.v_field" in script


def test_parameters_that_may_be_left_out_make_more_overloads():
    script = translate(parse_source("class C { public int B; public C(int a, int b = 5) { B = a + b; } }"), known)
    assert [line for line in script.splitlines() if line.startswith("C(")] == ["C([int] $a, [int] $b) {", "C([int] $a) {"]
    assert "[int] $b_ = 5" in script


def test_names_that_scripts_have_taken():
    where = kinds.Surroundings("C", True, {}, {}, {}, (), known)
    assert [where.declare(name, "int") for name in ("input", "Input", "x", "X")] == ["cs_input", "cs_Input_", "x", "X_"]


def test_error_says_where():
    with pytest.raises(CompileError) as found:
        parse_source("public class A {\n  public int X( }\n")
    assert (found.value.line, found.value.column) == (2, 17)
    assert str(found.value).startswith("(2,17): error CS1001")


def test_outline():
    (one,) = parse_source("using System; namespace N.M { [Flags] public enum E : byte { A = 1, B } }")
    assert (one.full_name, one.kind, one.base, one.flags, [m.name for m in one.members]) == ("N.M.E", "enum", "byte", True, ["A", "B"])
    assert reading.Reader(tokens.tokenize("List<int>[] x")).type_name() == "List[int][]"
    assert kinds.quoted("a\tb") == "(-join ('a', [char]9, 'b',''))"
    assert issubclass(translation.Statements, expressions.Expressions)
    assert isinstance(one, declarations.TypeSource)
