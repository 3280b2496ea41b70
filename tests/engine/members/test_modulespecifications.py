"""ModuleSpecification objects."""

from __future__ import annotations

import pytest

from psbridge.engine.modulespecs import ModuleSpecification, maximum_of, specification
from psbridge.objects.exceptions import NetError
from psbridge.objects.scalars import Version

T = "[Microsoft.PowerShell.Commands.ModuleSpecification]"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f"$m = {T}::new('A'); \"$m\"; $m.Name; $null -eq $m.Version", ["A", "A", True]),
        (
            f"$m = {T}@{{ ModuleName = 'A'; ModuleVersion = '1.2'; MaximumVersion = '2.0' }}; $m.MaximumVersion; \"$m\"",
            ["2.0", "@{ ModuleName = 'A'; ModuleVersion = '1.2'; MaximumVersion = '2.0' }"],
        ),
        (
            f"$c = $null; {T}::TryParse(\"@{{ ModuleName = 'A'; RequiredVersion = '3.0' }}\", [ref] $c); \"$c\"",
            [True, "@{ ModuleName = 'A'; RequiredVersion = '3.0' }"],
        ),
        (f"$c = $null; {T}::TryParse('@{{ Name = 1 }}', [ref] $c)", [False]),
    ],
)
def test_members(ps, script, expected):
    assert ps(script) == expected


@pytest.mark.parametrize(
    "table",
    ["@{ ModuleVersion = '0.2' }", "@{ ModuleName = 'A' }", "@{ ModuleName = 'A'; RequiredVersion = '7.4'; Duck = '1.2' }",
     "@{ ModuleName = 'A'; RequiredVersion = 'Hello!' }", "@{ ModuleName = 'A'; RequiredVersion = '1.0'; ModuleVersion = '1.0' }", "$null"],
)  # fmt: skip
def test_refused(ps, table):
    assert ps(f"try {{ $null = {T}::new({table}); 'made' }} catch {{ 'refused' }}") == ["refused"]


def test_what_commands_read_of_it():
    assert specification(ModuleSpecification("A", {"moduleversion": "1.0"})) == ("A", {"moduleversion": "1.0"})


def test_the_greatest_version():
    assert (maximum_of("1.2"), maximum_of("1.*")) == (Version(1, 2), Version(1, 999999999, 999999999, 999999999))
    for text in ("x", "1.*.2", "2"):
        with pytest.raises(NetError, match=f"MaximumVersion '{text.replace('*', '.')}' was incorrect"):
            maximum_of(text)
