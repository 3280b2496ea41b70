"""The process of a Python job, spoken to directly."""

from __future__ import annotations

import pickle
import socket
import subprocess
import sys
from multiprocessing.connection import Connection

import pytest

from psbridge.sessions.callables import ENDED, OUTPUT, PRINTED, RAISED

BOOT = "import sys; from psbridge.sessions.callables import main; main(int(sys.argv[1]))"


@pytest.fixture
def served():
    """Our end of the line, and the process at the other."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen([sys.executable, "-c", BOOT, str(theirs.fileno())], pass_fds=(theirs.fileno(),))
    channel = Connection(ours.detach())
    yield channel, process
    channel.close()
    assert process.wait(60) is not None


def answers(channel, call):
    channel.send(sys.path)
    channel.send_bytes(call)
    found = [channel.recv()]
    while found[-1][0] not in (ENDED, RAISED):
        found.append(channel.recv())
    return found


def test_values_and_lines_come_before_the_end(served):
    channel, _ = served
    assert answers(channel, pickle.dumps((print, ("a\nb",), {"end": ""}))) == [(PRINTED, "a"), (PRINTED, "b"), (ENDED, None)]


def test_an_iterator_is_told_item_by_item(served):
    channel, _ = served
    assert answers(channel, pickle.dumps((reversed, ([1, 2],), {}))) == [(OUTPUT, 2), (OUTPUT, 1), (ENDED, None)]


def test_a_call_that_cannot_be_read_is_told(served):
    channel, _ = served
    ((kind, (name, _, trace)),) = answers(channel, b"cno_such_module\nf\n.")
    assert (kind, name) == (RAISED, "ModuleNotFoundError")
    assert "no_such_module" in trace


def test_it_ends_when_nobody_is_there(served):
    channel, process = served
    channel.close()
    assert process.wait(60) == 0
