"""How option values are read."""

from __future__ import annotations

import pytest

from psbridge.modules.ansible.secrets import hide, log_text
from psbridge.modules.ansible.specification import Context, complete, merge, validate
from psbridge.modules.ansible.values import READERS, dictionary, object_list
from psbridge.objects import Hashtable, NetError


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("bool", "Yes", True),
        ("bool", 0, False),
        ("int", " 5 ", 5),
        ("float", "1.5", 1.5),
        ("list", 5, [5]),
        ("list", "a,b , c", ["a", "b", "c"]),
        ("json", "{}", "{}"),
        ("str", True, "True"),
        ("raw", None, None),
    ],
)
def test_values(kind, value, expected):
    assert READERS[kind](None, value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a=1 b='x y'", {"a": "1", "b": "x y"}), ("a=1,a=1,b", {"a": "1", "b": None}), ('{"a": {"b": 2}}', None), ("a=x\\ y", {"a": "x y"})],
)
def test_dictionaries(text, expected):
    made = READERS["dict"](None, text)
    assert dict(made.items()) == expected if expected else made["a"]["b"] == 2


@pytest.mark.parametrize(("kind", "value"), [("bool", "maybe"), ("int", "x"), ("dict", "x"), ("dict", 5), ("list", 1.5), ("json", 5)])
def test_other_values_are_refused(kind, value):
    with pytest.raises(NetError):
        READERS[kind](None, value)


def test_secrets_are_hidden_as_a_whole_or_in_part():
    value = dictionary({"a": "xyz", "b": object_list(["1 xyz", 12]), "c": None, "d": True})
    made = hide(value, {"xyz", "12"})
    assert (made["a"], list(made["b"]), made["c"], made["d"]) == (
        "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER",
        ["1 ********", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"],
        None,
        True,
    )
    assert log_text(dictionary({"k": object_list(["xyz"]), "n": None}), {"xyz"}, 2) == (
        "k: \r\n    - VALUE_SPECIFIED_IN_NO_LOG_PARAMETER\r\n  n: $null"
    )


def test_a_spec_is_completed_and_merged():
    spec = Hashtable({"options": Hashtable({"a": Hashtable({"choices": [1, 2]})})})
    fragment = Hashtable({"options": Hashtable({"b": Hashtable({"type": "int"})}), "supports_check_mode": True})
    for one in (spec, fragment):
        validate(one, Context())
    merge(spec, fragment)
    complete(spec)
    assert sorted(spec["options"]) == ["a", "b"]
    assert (spec["supports_check_mode"], spec["options"]["a"]["type"], list(spec["options"]["a"]["choices"])) == (True, "str", [1, 2])


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"type": "nothing"}, "type 'nothing' is unsupported"),
        ({"required": "yes"}, "argument spec for 'required' did not match expected type System.Boolean: actual type System.String"),
        ({"aliases": 5}, "argument spec for 'aliases' did not match expected type System.Collections.Generic.List`1"),
        ({"aliases": [5]}, "Unable to cast object of type 'System.Int32' to type 'System.String'"),
    ],
)
def test_a_wrong_spec_is_refused(spec, words):
    with pytest.raises(NetError) as caught:
        validate(Hashtable({"options": Hashtable({"x": Hashtable(spec)})}), Context())
    assert words in caught.value.exception.message


def test_arguments_module_is_the_one_that_checks():
    from psbridge.modules.ansible import arguments

    class Run:
        ctx, where, secrets, check_mode, ignores_unknown, name = None, Context(), set(), False, True, "m"

    spec = Hashtable({"options": Hashtable({"a": Hashtable({"type": "int"})})})
    complete(spec)
    params = Hashtable({"A": "4", "b": 1})
    arguments.check(Run(), spec, params, ["a"])
    assert params["a"] == 4
