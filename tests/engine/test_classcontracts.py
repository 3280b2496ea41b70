"""What interfaces ask of classes: psbridge.engine.classcontracts."""

from __future__ import annotations

import pytest

from psbridge.engine.classcontracts import asked_of, interfaces_of
from psbridge.objects import NetType, find_type

OBJECT = find_type("System.Object")


def test_interfaces_build_on_interfaces():
    net = NetType("Mine", OBJECT, interfaces=(find_type("System.Collections.ICollection"),))
    assert [one.name for one in interfaces_of(net)][:2] == ["ICollection", "IEnumerable"]
    assert list(asked_of(net))[-1] == "GetEnumerator"


@pytest.mark.parametrize(
    ("base", "missing"),
    [
        ("System.IComparable", "CompareTo"),
        ("System.Collections.IEnumerable", "GetEnumerator"),
        ("System.Collections.IEnumerator", "get_Current"),
        ("System.IDisposable", "Dispose"),
    ],
)
def test_a_class_without_the_method_is_refused(ps, base, missing):
    refused = ps.run(f"class C : {base} {{ }}").terminating
    assert refused.fully_qualified_error_id == "TypeCreationError"
    assert f"Method '{missing}' in type 'C' from assembly" in refused.exception.message


def test_a_property_of_an_interface_reads_its_method(ps):
    script = (
        "class E : System.Collections.IEnumerator { [int]$i = 0; [bool] MoveNext() { $this.i++; return $this.i -le 2 }; "
        "[object] get_Current() { return $this.i }; [void] Reset() { } }; "
        "class L : System.Collections.IEnumerable { [System.Collections.IEnumerator] GetEnumerator() { return [E]::new() } }; "
        "$e = [E]::new(); while ($e.MoveNext()) { $e.Current }; foreach ($x in [L]::new()) { $x * 10 }"
    )
    assert ps(script) == [1, 2, 10, 20]
