"""The agent: frames there and back, what code sees and says, lasting interpreters."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from psbridge import agent
from psbridge.errors import LocalProtocolError


def run(request, given=(), interpreter=None):
    """Frames that a request gives, as (kind, value)."""
    lines = []
    (interpreter or agent.Interpreter()).run({"LogLevel": "Debug", **request}, iter(given), agent.Speaker(lines.append))
    assert all(line.isascii() and line.endswith("\n") for line in lines)
    return [agent.decode(line) for line in lines]


@pytest.mark.parametrize("value", [1, 2**40, 0.5, True, None, "h\u00e9 \u2603 \U0001f600", "two\nlines", {"a": [1, {"b": None}]}, [1, [2]]])
def test_values_come_back(value):
    assert agent.decode(agent.encode("output", value)) == ("output", value)


def test_last_expression_print_and_emit():
    told = run({"Code": "print('p')\nemit({'e': 1})\n[*args, *input_objects]", "ArgumentList": [1]}, [2])
    assert told == [("output", "p"), ("output", {"e": 1}), ("output", 1), ("output", 2), ("done", {"State": "Completed"})]


def test_print_as_information():
    assert run({"Code": "print('p', end='')", "PrintAs": "Information"})[0] == ("information", "p")


def test_log_records_go_to_their_streams():
    told = run({"Code": "import logging\nfor n in (10, 20, 30, 40): logging.log(n, str(n))"})
    assert [kind for kind, _ in told] == ["debug", "verbose", "warning", "error", "done"]
    assert told[3][1]["Id"] == "Python.root"


def test_log_level_is_a_floor():
    told = run({"Code": "import logging; logging.info('i'); logging.warning('w')", "LogLevel": "Warning"})
    assert [kind for kind, _ in told] == ["warning", "done"]


def test_exception_says_where_in_the_code():
    ((kind, told),) = run({"Code": "def f():\n    raise KeyError('k')\nf()"})
    assert kind == "done"
    assert (told["State"], told["Id"], told["Type"]) == ("Failed", "Python.KeyError", "KeyError")
    assert 'File "<code>", line 2, in f' in told["Traceback"]
    assert agent.__file__ not in told["Traceback"]


@pytest.mark.parametrize(("code", "state"), [("raise SystemExit", "Completed"), ("raise SystemExit(3)", "Failed"), ("x = (", "Failed")])
def test_other_ends(code, state):
    assert run({"Code": code})[-1][1]["State"] == state


def test_progress_reports_steps_and_the_end():
    told = [value for kind, value in run({"Code": "for i in progress(range(2), 'work'): pass"}) if kind == "progress"]
    assert [one["PercentComplete"] for one in told] == [0, 50, 100]
    assert told[-1]["Completed"] is True


def test_function_of_a_module_and_its_input():
    assert run({"Function": "os.path:basename", "ArgumentList": ["/a/b"]})[0] == ("output", "b")
    assert run({"Function": "builtins:sum", "HasInput": True}, [1, 2])[0] == ("output", 3)
    assert run({"Function": "nothing"})[-1][1]["Id"] == "Python.NameError"


def test_names_stay_in_an_interpreter():
    one = agent.Interpreter()
    run({"Code": "x = 5"}, interpreter=one)
    assert run({"Code": "x + 1"}, interpreter=one)[0] == ("output", 6)


def test_outside_of_a_request_there_is_nobody_to_tell():
    with pytest.raises(LocalProtocolError):
        agent.emit(1)


@pytest.mark.parametrize("lines", [[], ["input"], ["run"]])
def test_what_is_no_request_is_refused(lines):
    with pytest.raises(LocalProtocolError):
        agent._serve(lines, agent.Interpreter(), agent.Speaker(lambda line: None))


def serve(*lines):
    told = []
    agent._serve([agent.encode("run", {"Code": "list(input_objects)"}), *lines], agent.Interpreter(), agent.Speaker(told.append))
    return [agent.decode(line) for line in told]


def test_input_has_an_end():
    assert serve(agent.encode("input", 1), agent.encode("input", None), "end\n", agent.encode("input", 2))[:2] == [
        ("output", 1),
        ("output", None),
    ]
    assert serve("end") == [("done", {"State": "Completed"})]


def test_input_that_was_cut_off_is_not_taken_for_all_of_it():
    ((kind, told),) = serve(agent.encode("input", 1))
    assert (kind, told["State"], told["Id"]) == ("done", "Failed", "Python.EOFError")


@pytest.mark.parametrize("signs", [0, 1, 2])
def test_byte_order_marks_before_the_request(signs):
    request = "\ufeff" * signs + agent.encode("run", {"Code": "1"}) + "end\n"
    words = [sys.executable, "-m", "psbridge.agent"]
    done = subprocess.run(words, input=request.encode(), capture_output=True, check=True, timeout=500)
    assert [agent.decode(line)[0] for line in done.stdout.decode().splitlines()] == ["output", "done"]


@pytest.mark.skipif(sys.platform == "win32", reason="there whoever stops the agent ends it")
def test_code_that_nobody_hears_is_ended():
    request = agent.encode("run", {"Code": "import time; emit(1); time.sleep(600)"})
    words = [sys.executable, "-m", "psbridge.agent"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        running.stdin.write(request.encode())
        running.stdin.flush()
        running.stdout.readline()
        running.stdout.close()
        assert running.wait(60) != 0


def test_a_program_that_prints_does_not_disturb_frames():
    request = agent.encode("run", {"Code": "import os; os.system('echo noise'); 1"})
    done = subprocess.run([sys.executable, "-m", "psbridge.agent"], input=request, capture_output=True, text=True, check=True, timeout=500)
    assert [agent.decode(line)[0] for line in io.StringIO(done.stdout)] == ["output", "done"]
    assert done.stderr.strip() == "noise"


def test_a_lasting_interpreter_wants_its_token_and_ends():
    told = agent.start_lasting(os.getpid())

    def ask(token, *more):
        words = [sys.executable, "-m", "psbridge.agent", *(more or ("--to", told["Address"]))]
        request = f"{token}\n" + agent.encode("run", {"Code": "n = globals().get('n', 0) + 1; n"})
        return subprocess.run(words, input=request, capture_output=True, text=True, check=True, timeout=500).stdout

    assert ask("wrong") == ""
    assert [agent.decode(ask(told["Token"]).splitlines()[0])[1] for _ in range(2)] == [1, 2]
    ask(told["Token"], "--end", told["Address"])
    with pytest.raises(subprocess.CalledProcessError):
        ask(told["Token"])


@pytest.mark.parametrize("name", ["numpy", "pandas"])
def test_values_of_other_packages(name):
    package = pytest.importorskip(name)
    if name == "numpy":
        assert agent.plain(package.array([[1, 2]])) == [[1, 2]]
        assert agent.plain(package.float64(0.5)) == 0.5
        return
    table = package.DataFrame({"a": [1, 2], "b": ["x", None]})
    assert [dict(row) for row in agent.plain(table)] == [{"a": 1, "b": "x"}, {"a": 2, "b": None}]
    assert agent.plain(package.NaT) is None
