"""Add-Type."""

from __future__ import annotations

import pytest

from psbridge.modules.utility import addtype

SHAPE = """
using System;
using System.Collections.Generic;
namespace My.Ns {
  public enum Color { Red, Green = 5, Blue }
  public class Shape {
    private int sides; public string Label; public const int Max = 10;
    public Shape(int s) { sides = s; Label = "shape" + s; }
    public double Area() { return sides / 2 * 1.5; }
    public static int Sum(int[] xs) { int t = 0; foreach (int x in xs) { t += x; } return t; }
    public static string Join(List<string> l) { return string.Join("-", l); }
    public static int Fact(int n) => n <= 1 ? 1 : n * Fact(n - 1);
    public static string Text(int a, double b) { return $"{a:D3} and {b:N2}"; }
    public int Count(string s, char c) { int n = 0; for (int i = 0; i < s.Length; i++) { if (s[i] == c) n++; } return n; }
    public static void Fail() { throw new ArgumentException("bad"); }
    public static string Try() { try { Fail(); } catch (ArgumentException e) { return e.Message; } return null; }
    public static int Input(int input, int Input2) { while (input < 10) { input *= 2; } return input + Input2; }
  }
  public class Square : Shape { public Square() : base(4) { } public bool Same(string a, string b) { return a == b; } }
}
"""


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$s = [My.Ns.Shape]::new(7); $s.Label; $s.Area()", ["shape7", "4.5"]),
        ("[My.Ns.Shape]::Sum(@(1,2,3)); [My.Ns.Shape]::Join(@('a','b')); [My.Ns.Shape]::Fact(5)", ["6", "a-b", "120"]),
        ("[My.Ns.Shape]::Text(7, 1.5); [My.Ns.Shape]::new(1).Count('banana', 'a')", ["007 and 1.50", "3"]),
        ("[My.Ns.Color]::Green; [int][My.Ns.Color]::Blue; [My.Ns.Shape]::Max", ["Green", "6", "10"]),
        ("[My.Ns.Shape]::new(1).GetType().FullName; [My.Ns.Shape]::Try()", ["My.Ns.Shape", "bad"]),
        ("$q = [My.Ns.Square]::new(); $q.Label; $q.Same('a', 'A'); [My.Ns.Shape]::Input(3, 1)", ["shape4", "False", "13"]),
    ],
)
def test_types_of_a_source(session, script, expected):
    assert session.lines(f"Add-Type -TypeDefinition @'\n{SHAPE}\n'@\n{script}") == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Add-Type 'public class Zq1 { public static int Twice(int n) { return n * 2; } }'; [Zq1]::Twice(21)", ["42"]),
        ("Add-Type 'public class Pn { public string Name { get; set; } = \"nm\"; }'; [Pn]::new().Name", ["nm"]),
        (
            "(Add-Type -MemberDefinition 'public static int One() { return 1; }' -Name U -Namespace W -PassThru).FullName; [W.U]::One()",
            ["W.U", "1"],
        ),
        ("Set-Content t.cs 'public class Tf { public static int V = 3; }'; Add-Type -Path t.cs; [Tf]::V", ["3"]),
        ("@(Add-Type -AssemblyName System.IO.Compression.FileSystem, System.Web).Count", ["0"]),
        ("Add-Type 'public class A1 { }'; Add-Type 'public class A1 { }'; 'same'", ["same"]),
        (
            """Add-Type '#region all
            public class Sw { static System.Collections.Generic.Dictionary<string, int> d = new System.Collections.Generic.Dictionary<string, int>(), e;
            #pragma warning disable 169
            public static int Seen(string s) { if (!d.ContainsKey(s)) { d[s] = 0; } d[s]++; return d[s]; }
            public static string Name(int n) {
                switch (n) { case 1: return "one"; case 2: case 3: return "few"; case 4: return "four"; default: return "many"; } } }
            #endregion'
            1..5 | ForEach-Object { [Sw]::Name($_) }; [Sw]::Seen('a'); [Sw]::Seen('a')""",
            ["one", "few", "few", "four", "many", "1", "2"],
        ),
        (
            """Add-Type 'public class Lim { int n; public int N { get { return n; } set {
            if (value < 0) throw new System.ArgumentOutOfRangeException("value"); n = value; } } }'
            $o = [Lim]::new(); $o.N = 4; $o.N
            try { $o.N = -1 } catch { $_.FullyQualifiedErrorId; $_.Exception.InnerException.GetType().Name }""",
            ["4", "ExceptionWhenSetting", "ArgumentOutOfRangeException"],
        ),
        ("(Add-Type -AssemblyName System.Management.Automation -PassThru).Name -eq 'PSObject'", ["PSObject"]),
        (
            """Add-Type 'public class P1 { public int N; } public class C1 : P1, System.IComparable {
            public C1(int n) { N = n; } public int CompareTo(object o) { C1 c = o as C1; return N - c.N; } }'
            ([C1]::new(3), [C1]::new(1) | Sort-Object).N""",
            ["1", "3"],
        ),
    ],
)
def test_other_ways(session, script, expected):
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "errors"),
    [
        ("Add-Type 'public class B { public int X() { return 1 } }'", ["SOURCE_CODE_ERROR", "COMPILER_ERRORS"]),
        ("Add-Type 'interface I { }'", ["SOURCE_CODE_ERROR", "COMPILER_ERRORS"]),
        ("Add-Type 'public class B { public int X() { return y; } }'", ["SOURCE_CODE_ERROR", "COMPILER_ERRORS"]),
        ("Add-Type 'public class A1 { }'; Add-Type 'public class A1 { int x; }'", ["TYPE_ALREADY_EXISTS", "COMPILER_ERRORS"]),
        ("Add-Type 'class C {}' -OutputType Library", ["OUTPUTTYPE_REQUIRES_ASSEMBLY"]),
        ("Set-Content t.vb ''; Add-Type -Path t.vb", ["EXTENSION_NOT_SUPPORTED"]),
        ("Add-Type -AssemblyName Nope*", ["ErrorLoadingAssembly"]),
        ("Add-Type -AssemblyName /no/such", ["System.IO.FileNotFoundException"]),
        ("Add-Type -AssemblyName Nope.Nope", ["PathNotFound"]),
        ("Add-Type -AssemblyName System.Windows.Forms", ["PathNotFound"]),
        ("Add-Type 'class C {}' -OutputAssembly a.dll", ["OutputAssemblyNotSupported"]),
    ],
)
def test_errors(session, script, errors):
    assert addtype.AddType.DECLARATION.name == "Add-Type"
    assert session.fails(script) == errors


def test_windows_powershell_ends_at_a_name_that_is_taken(ask):
    script = "$null = Add-Type 'public class A1 { }'; try { Add-Type 'public class A1 { int x; }' } catch { $_.FullyQualifiedErrorId }"
    assert ask(script) == ["TYPE_ALREADY_EXISTS,Microsoft.PowerShell.Commands.AddTypeCommand"]
