"""The exception tree: one root, useful texts."""

from __future__ import annotations

import enum
import inspect
import pickle

import pytest

from psbridge import errors


@pytest.mark.parametrize("name", errors.__all__)
def test_everything_descends_from_the_root(name):
    assert issubclass(getattr(errors, name), errors.PsBridgeError)


def test_all_lists_every_class():
    classes = [n for n, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)]
    assert sorted(classes) == errors.__all__


def test_text_says_what_where_and_what_to_do():
    error = errors.ClixmlError("Unknown tag", where="line 3", hint="Send CLIXML 1.1.")
    assert str(error) == "Unknown tag (at line 3). Send CLIXML 1.1."
    assert (error.what, error.where, error.hint) == ("Unknown tag", "line 3", "Send CLIXML 1.1.")


def test_invalid_transition_names_the_members():
    class State(enum.Enum):
        OPEN = 1
        CLOSED = 2

    error = errors.InvalidTransition("door", State.OPEN, "open", (State.CLOSED,))
    assert str(error) == "door: event open is not allowed in state OPEN. Allowed: CLOSED."
    assert isinstance(error, errors.LocalProtocolError)
    assert "Allowed: nothing." in str(errors.InvalidTransition("door", State.OPEN, "open"))


def test_limit_says_both_numbers():
    error = errors.LimitExceeded("envelope size", 10, 11, where="body")
    assert "envelope size exceeds the limit of 10, got 11 (at body)" in str(error)
    assert (error.limit, error.maximum, error.actual) == ("envelope size", 10, 11)


def test_fault_code_is_unsigned():
    fault = errors.WSManFault(-2144108503, "timed out")
    assert fault.code == 2150858793
    assert str(fault) == "WSMan fault 2150858793 (0x80338029): timed out"


def test_builtin_bases_stay_catchable():
    assert issubclass(errors.DeadlineExceeded, TimeoutError)
    assert issubclass(errors.ConnectionFailed, ConnectionError)


def test_an_unknown_endpoint_says_which_there_are():
    error = errors.UnknownEndpoint(0x8033803B, "Nope", "web01")
    assert "no endpoint 'Nope' on web01" in str(error)
    assert "Get-PSSessionConfiguration" in str(error)
    told = error.offering(["A", "B"])
    assert "It offers A, B. Choose with" in str(told)
    assert str(pickle.loads(pickle.dumps(told))) == str(told)
    assert told.reason.endswith("Cannot find the Nope session configuration in the WSMan: drive on the web01 computer.")
