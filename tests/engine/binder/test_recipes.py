"""Bindings that are repeated: the second call does what the first did, and what no longer fits is refused as ever."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from psbridge.engine.binder import commandline, recipes
from psbridge.engine.binder.arguments import Arg
from psbridge.engine.binder.failures import Blame
from psbridge.engine.errors import ScriptError
from psbridge.engine.metadata import CommandMetadata
from psbridge.engine.parameters import ALL_SETS, Parameter, SetUse
from psbridge.engine.scopes import UNSET
from psbridge.engine.validation import ValidateRange
from psbridge.objects import PSObject, ScriptBlock
from psbridge.objects.numbers import UInt32

ID, NAME = SetUse("Id", mandatory=True, position=0), SetUse("Name", mandatory=True, position=0)
META = (
    Parameter("Id", "int", uses=(ID,)),
    Parameter("Name", "string", uses=(NAME,)),
    Parameter("Level", "int", uses=(SetUse(ALL_SETS, position=1),), validators=(ValidateRange(1, 5),)),
    Parameter("Words", "string[]", uses=(SetUse(ALL_SETS),)),
    Parameter("On", "switch", uses=(SetUse(ALL_SETS),)),
    Parameter("Thing", "psobject", uses=(SetUse(ALL_SETS),)),
)

THING = PSObject.of(A=1)


def made() -> CommandMetadata:
    return CommandMetadata("Get-It", META, "Name")


def bound(meta: CommandMetadata, *args: Arg, again: bool = True) -> tuple[dict[str, Any], str]:
    binder = commandline.Binder(meta, Blame("Get-It", "GetIt", None, None, None))
    if again:
        recipes.bind(binder, list(args), meta.recipes)
    else:
        binder.bind(list(args))
    return binder.values, binder.set_name


CALLS = {
    "by position": lambda: [Arg(None, 3)],
    "by the other position": lambda: [Arg(None, "x")],
    "named": lambda: [Arg("Na", "x"), Arg("On", UNSET)],
    "value behind": lambda: [Arg("Level", UNSET), Arg(None, 2), Arg("Id", UNSET), Arg(None, 7)],
    "converted": lambda: [Arg("Id", "12"), Arg("Words", "w")],
    "an object by name": lambda: [Arg("Thing", UNSET), Arg(None, THING), Arg("Id", 7)],
    "a list by name": lambda: [Arg("Words", ["a", 2]), Arg("Id", 7)],
    "two positions": lambda: [Arg(None, "x"), Arg(None, 2)],
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_the_second_binding_is_the_first(call):
    meta = made()
    first = bound(meta, *call())
    assert bound(meta, *call()) == first == bound(made(), *call(), again=False)


def test_objects_are_repeated_by_name_only():
    meta = made()
    bound(meta, Arg("Id", 1), Arg("Thing", THING))
    assert len(meta.recipes) == 1
    for args in ([Arg(None, THING)], [Arg("Id", 1), Arg("Thing", None)]):
        with contextlib.suppress(ScriptError):
            bound(meta, *args)
        assert len(meta.recipes) == 1


def test_known_bindings_are_kept_by_class():
    meta = made()
    for value in (1, 2, "a"):
        assert bound(meta, Arg(None, value))[1] == ("Name" if value == "a" else "Id")
    assert len(meta.recipes) == 2


@pytest.mark.parametrize(
    ("good", "bad", "error_id"),
    [
        (Arg("Id", "1"), Arg("Id", "one"), "CannotConvertArgumentNoMessage"),
        (Arg("Name", "x"), Arg("Name", ""), "ParameterArgumentValidationErrorEmptyStringNotAllowed"),
        (Arg("Level", 2), Arg("Level", 9), "ParameterArgumentValidationError"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_the_second_time(good, bad, error_id):
    meta, rest = made(), [] if good.name in ("Id", "Name") else [Arg("Id", 1)]
    bound(meta, good, *rest)
    with pytest.raises(ScriptError) as refused:
        bound(meta, bad, *rest)
    assert refused.value.record.error_id == error_id


def test_the_one_remaining_argument_is_gathered_again():
    rest = Parameter("Rest", "object[]", uses=(SetUse(ALL_SETS, remaining=True),))
    meta = CommandMetadata("Write-It", (rest,))
    assert [bound(meta, Arg(None, value))[0] for value in (1, 2, "")] == [{"rest": [1]}, {"rest": [2]}, {"rest": [""]}]
    assert len(meta.recipes) == 2
    assert bound(meta, Arg(None, 1), Arg(None, 2))[0] == {"rest": [1, 2]}
    assert len(meta.recipes) == 2


def test_other_classes_by_position_are_bound_anew():
    meta = made()
    assert bound(meta, Arg("Name", "x"), Arg(None, UInt32(2)))[0]["level"] == 2
    assert not meta.recipes


def test_script_blocks_by_position_are_repeated():
    meta = CommandMetadata("Each", (Parameter("Process", "scriptblock[]", uses=(SetUse(ALL_SETS, position=0),)),))
    first, second = ScriptBlock("1"), ScriptBlock("2")
    for block in (first, second):
        values, _ = bound(meta, Arg(None, block))
        assert values["process"][0] is block
    assert len(meta.recipes) == 1
