"""Properties with accessors, abstract classes."""

from __future__ import annotations

import zlib

import pytest

from psbridge.modules.utility.csharp import accessors
from psbridge.objects import NetType, find_type

SOURCES = {
    "computed": "public class {0} {{ public int F = 1; public int V => 42 + F; }}",
    "both": "public class {0} {{ int v; public int V {{ get {{ return v; }} set {{ v = value * 2; }} }} }}",
    "static": "public class {0} {{ static int n = 3; public static int N {{ get {{ return n; }} set {{ n = value; }} }} }}",
    "abstract": "public abstract class {0} {{ public abstract int N(); public int M() {{ return N() + 1; }} }}"
    " public class {0}D : {0} {{ public override int N() {{ return 4; }} }}",
    "base": 'public class {0} {{ public virtual string H() {{ return "b"; }} }}'
    ' public class {0}D : {0} {{ public override string H() {{ return "d" + base.H(); }} }}',
    "made": 'public class {0} {{ public string S; public int I; public static {0} Make() {{ return new {0} {{ S = "s", I = 2 }}; }} }}',
    "open": "public class {0} {{ public static int Sum(params int[] n) {{ int t = 0; foreach (var i in n) t += i; return t; }}"
    " public string F(string f, params object[] a) {{ return string.Format(f, a); }} }}",
    "ref": "public class {0} {{ public static int Out(string s, out int n) {{ n = s.Length; return 1; }}"
    ' public static void Ref(ref int n) {{ n++; n *= 2; }} public static int Use() {{ int q; Out("four", out q); Ref(ref q); return q; }}'
    " public static int P(string s) {{ if (int.TryParse(s, out int v)) {{ return v; }} return -1; }} }}",
}


@pytest.mark.parametrize(
    ("which", "script", "expected"),
    [
        ("computed", "$o = [{0}]::new(); $o.V; $o.F = 2; $o.V; $o.psobject.Properties.Name -join ' '", ["43", "44", "V F"]),
        ("computed", "try {{ [{0}]::new().V = 1 }} catch {{ $_.Exception.Message }}", ["'V' is a ReadOnly property."]),
        ("both", "$o = [{0}]@{{ V = 4 }}; $o.V; ($o | Get-Member V).Definition", ["8", "int V {{get;set;}}"]),
        ("static", "[{0}]::N; [{0}]::N = 7; [{0}]::N", ["3", "7"]),
        (
            "abstract",
            "[{0}D]::new().M(); try {{ [{0}]::new() }} catch {{ $_.FullyQualifiedErrorId }}",
            ["5", "MethodCountCouldNotFindBest"],
        ),
        ("base", "[{0}D]::new().H()", ["db"]),
        ("open", "[{0}]::Sum(1, 2); [{0}]::Sum(); [{0}]::Sum(@(4, 5)); [{0}]::new().F('{{0}}-{{1}}', 1, 2)", ["3", "0", "9", "1-2"]),
        ("open", "([{0}] | Get-Member -Static Sum).Definition", ["static int Sum(params System.Int32[] n)"]),
        ("ref", "$n = 0; [{0}]::Out('abc', [ref]$n); $n; [{0}]::Ref([ref]$n); $n; [{0}]::Use()", ["1", "3", "8", "10"]),
        ("ref", "[{0}]::P('12'); [{0}]::P('x')", ["12", "-1"]),
        ("made", "$o = [{0}]::Make(); $o.S; $o.I", ["s", "2"]),
    ],
)
def test_members(session, which, script, expected, request):
    name = "Acc" + format(zlib.crc32(request.node.name.encode()), "x")  # types stay in the process
    source = SOURCES[which].format(name)
    assert session.lines(f"Add-Type -TypeDefinition '{source}'; {script.format(name)}") == [one.format() for one in expected]


def test_enums_have_nothing_to_attach():
    from psbridge.modules.utility.csharp import parse_source

    net = NetType("AttachedEnum", find_type("System.Enum"))
    accessors.attach(net, parse_source("enum E { A }")[0])
