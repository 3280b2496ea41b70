"""Collections that change while they are gone through."""

from __future__ import annotations

import pytest

from psbridge.modules import shell


@pytest.mark.parametrize(
    ("make", "change", "target"),
    [
        ("[Collections.ArrayList]@(1, 2)", "[void]$c.Add(3)", "ArrayListEnumeratorSimple"),
        ("[Collections.Generic.List[int]]@(1, 2)", "$c.Add(3)", "Enumerator"),
    ],
)
def test_a_pipeline_ends_with_bad_enumeration(make, change, target):
    [record] = shell.run(f"$c = {make}; try {{ $c | ForEach-Object {{ {change} }} }} catch {{ $_ }}")
    assert record.fully_qualified_error_id == "BadEnumeration"
    assert record.category_info.target_type == target
    assert record.exception.inner.net_type.name == "InvalidOperationException"


def test_keys_are_watched_too():
    script = "$h = @{ a = 1; b = 2 }; try { $h.Keys | ForEach-Object { $h[$_ + 'x'] = 1 } } catch { $_.Exception.Message }"
    [text] = shell.run(script)
    assert text.startswith("An error occurred while enumerating through a collection: Collection was modified")


def test_foreach_ends_with_the_complaint_of_the_collection():
    script = "$c = [Collections.ArrayList]@(1, 2); try { foreach ($i in $c) { [void]$c.Add(3) } } catch { $_.FullyQualifiedErrorId }"
    assert shell.run(script) == ["System.InvalidOperationException"]


def test_errors_behind_the_pipeline_stay_what_they_are():
    script = "$c = [Collections.ArrayList]@(1, 2); try { $c | ForEach-Object { throw 'mine' } } catch { $_.FullyQualifiedErrorId }"
    assert shell.run(script) == ["mine"]
