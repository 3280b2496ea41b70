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
