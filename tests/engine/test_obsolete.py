"""[Obsolete] on functions and parameters."""

from __future__ import annotations

import pytest

from psbridge.engine.members.obsolete import ObsoleteAttribute
from psbridge.engine.obsolete import obsolete_parts
from psbridge.engine.parameters import Parameter
from psbridge.engine.runspace import Runspace
from psbridge.objects.convert import to_text


@pytest.fixture(scope="module")
def run():
    with Runspace() as runspace:
        yield lambda script: [to_text(item) for item in runspace.invoke(script)]


PARAMETER = "function f { param([Obsolete('use B')] $A, $B) \"$A$B\" }; "
COMMAND = "function f { [Obsolete('gone')] param($A) \"$A\" }; "


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (PARAMETER + "f -A 1 3>&1", ["Parameter 'A' is obsolete. use B", "1"]),
        (PARAMETER + "f 1 3>&1", ["Parameter 'A' is obsolete. use B", "1"]),
        (PARAMETER + "f -B 2 3>&1", ["2"]),
        (PARAMETER + "$p = @{A = 1}; f @p 3>&1", ["Parameter 'A' is obsolete. use B", "1"]),
        (COMMAND + "f 1 3>&1", ["The command 'f' is obsolete. gone", "1"]),
        ("& { [Obsolete('gone')] param($A) \"$A\" } 1 3>&1", ["The script block is obsolete. gone", "1"]),
        ("function f { [CmdletBinding()] param([Obsolete()] $A) 'x' }; f 1 3>&1; f 1 -WarningAction Ignore 3>&1", ["Parameter 'A' is obsolete. ", "x", "x"]),
    ],
)  # fmt: skip
def test_warnings(run, script, expected):
    assert run(script) == expected


def test_nothing_obsolete_is_nothing_to_ask():
    assert obsolete_parts(None, [Parameter("a")]) is None
    parts = obsolete_parts(ObsoleteAttribute("m"), [])
    assert parts is not None
    assert parts.warnings("f", {}, []) == ["The command 'f' is obsolete. m"]
