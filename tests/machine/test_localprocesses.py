"""The processes of the real computer."""

from __future__ import annotations

import os
import subprocess
import sys

from psbridge.machine.localprocesses import LOCAL_PROCESSES


def test_this_process_is_among_them():
    own = LOCAL_PROCESSES.find(os.getpid())
    assert own is not None
    assert (own.id, own.parent) == (os.getpid(), os.getppid())
    assert own.working_set > 0
    assert own.threads > 0
    assert own.id in [one.id for one in LOCAL_PROCESSES.all()]


def test_a_process_that_is_gone_is_none():
    with subprocess.Popen([sys.executable, "-c", "print(flush=True); input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()  # until then it may still be what it was forked from
        found = LOCAL_PROCESSES.find(child.pid)
        assert found is not None
        assert found.command_line.endswith("input()")
        LOCAL_PROCESSES.stop(found)
        assert child.wait(60) == -9
    assert LOCAL_PROCESSES.find(child.pid) is None


def test_a_child_that_has_ended_is_not_listed_although_nobody_asked_for_its_exit_code():
    child = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.read()  # until its end
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and is still there
    assert LOCAL_PROCESSES.find(child.pid) is None
    assert child.wait() == 0
    child.stdout.close()
