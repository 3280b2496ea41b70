"""The cmdlets as functions: names, arguments, results, errors."""

from __future__ import annotations

import datetime as dt
import enum
import os
import traceback
from dataclasses import dataclass
from pathlib import Path

import pytest

import psbridge as psb
from psbridge import ps
from psbridge.jobs import JobState
from psbridge.modules.shell import Runspace
from psbridge.ps.errors import CommandError
from psbridge.ps.functions import command_names, function_for, snake
from psbridge.ps.jobs import start_job
from psbridge.ps.sessions import current_runspace, use_runspace

JOB_CMDLETS = (
    "start_job",
    "get_job",
    "receive_job",
    "wait_job",
    "stop_job",
    "remove_job",
    "debug_job",
    "start_thread_job",
    "suspend_job",
    "resume_job",
)


@pytest.fixture(autouse=True)
def session():
    with Runspace() as runspace, use_runspace(runspace):
        yield runspace


@pytest.mark.parametrize(
    ("name", "expected"), [("WorkingDirectory", "working_directory"), ("PSSession", "pssession"), ("Id", "id"), ("RunAs32", "run_as32")]
)
def test_snake(name, expected):
    assert snake(name) == expected


@pytest.mark.parametrize("name", JOB_CMDLETS)
def test_every_job_cmdlet_has_a_function(name):
    assert name in command_names()
    made = function_for(name)
    assert made.__doc__.startswith(made.command)
    assert "input" in made.__signature__.parameters


def test_unknown_names():
    with pytest.raises(AttributeError, match="no_such_cmdlet"):
        _ = ps.no_such_cmdlet
    with pytest.raises(TypeError, match="no parameter 'nonsense'"):
        ps.get_job(nonsense=1)


def test_a_job_from_start_to_end():
    job = ps.start_job("param($a) $a * 2", argument_list=[21], name="twice")
    assert ps.wait_job(job) == [job]
    assert (job.name, job.state) == ("twice", JobState.Completed)
    assert [one.base for one in ps.receive_job(job)] == [42]
    ps.remove_job(job)
    assert ps.get_job() == []


def test_input_and_switches():
    assert ps.sort_object(input=[3, 1, 2], descending=True) == [3, 2, 1]


def test_errors_carry_their_record_and_the_output():
    with pytest.raises(CommandError) as caught:
        ps.get_job(id=99)
    assert (caught.value.error_id, caught.value.category, caught.value.terminating) == (
        "JobWithSpecifiedSessionNotFound,Microsoft.PowerShell.Commands.GetJobCommand",
        "ObjectNotFound",
        False,
    )
    job = ps.start_thread_job("1; Write-Error soft")
    ps.wait_job(job)
    with pytest.raises(CommandError) as caught:
        ps.receive_job(job)
    assert (caught.value.output, str(caught.value.record)) == ([1], "soft")


def test_errors_can_be_silenced():
    assert ps.get_job(id=99, error_action="SilentlyContinue") == []


def test_sessions_are_apart(session):
    assert current_runspace() is session
    ps.start_thread_job("1")
    with Runspace() as other, use_runspace(other):
        assert ps.get_job() == []
    assert len(ps.get_job()) == 1


class TestStartJob:
    def test_script_and_callable(self):
        script = start_job("$args[0] + 1", 1)
        call = start_job(os.getpid)
        assert script.wait(60)
        assert call.wait(60)
        assert [one.base for one in map(_wrapped, script.receive())] == [2]
        assert call.receive() != [os.getpid()]
        assert ps.get_job() == [script, call]

    def test_wrong_use(self):
        with pytest.raises(ValueError, match="runner"):
            start_job("1", runner="cmd")
        with pytest.raises(TypeError, match="named"):
            start_job("1", x=1)


def _wrapped(value):
    from psbridge.objects import wrap

    return wrap(value)


@pytest.mark.parametrize("name", command_names())
def test_every_cmdlet_has_a_function_with_a_signature(name):
    made = function_for(name)
    assert made is not None
    assert made.__signature__.parameters["positional"].kind is made.__signature__.parameters["positional"].VAR_POSITIONAL


def test_parameters_called_like_words_of_python():
    found = "".join(ps.convert_to_html(input=[ps.get_item("/")[0]], property=["Name"], as_="List", fragment=True))
    assert "<tr><td>Name:</td><td>/</td></tr>" in found


def test_a_misspelt_cmdlet_is_told_with_what_is_meant_once():
    with pytest.raises(AttributeError) as caught:
        _ = ps.get_proces
    shown = "".join(traceback.format_exception(caught.value))
    assert shown.lower().count("did you mean") == 1
    assert "'get_process'" in shown


@dataclass
class Point:
    x: int
    y: float


class Colour(enum.Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (dt.datetime(2020, 1, 2), "System.DateTime"),
        (dt.timedelta(1), "System.TimeSpan"),
        (5_000_000_000, "System.Int64"),
        (2**80, "System.Numerics.BigInteger"),
        (Path("/x"), "System.String"),
        (Colour.RED, "System.String"),
        (b"ab", "System.Byte[]"),
        ({1, 2}, "System.Object[]"),
        ((1, 2), "System.Object[]"),
        ({"a": 1}, "System.Collections.Hashtable"),
        (Point(1, 2.5), "System.Management.Automation.PSCustomObject"),
    ],
)
def test_values_of_python_are_values_of_powershell(value, name):
    script = "$_.GetType().FullName"
    assert ps.for_each_object(script, input=[value]) == [name]
    assert ps.invoke_command(script_block="$args[0].GetType().FullName", argument_list=(value,)) == [name]
    assert psb.run("$args[0].GetType().FullName", value) == [name]
    shell = psb.PowerShell(current_runspace()).add_script(
        "param($v) $v.GetType().FullName; $input | ForEach-Object { $_.GetType().FullName }"
    )
    assert shell.add_argument(value).invoke([value]) == [name, name]
    named = psb.PowerShell(current_runspace()).add_script("param($v) $v.GetType().FullName").add_parameter("v", value)
    assert named.invoke() == [name]


def test_dates_select_jobs():
    job = ps.start_thread_job("1", name="dated")
    ps.wait_job(job)
    assert ps.get_job(before=dt.datetime(2020, 1, 1)) == []
    assert [one.name for one in ps.get_job(after=dt.datetime(2020, 1, 1))] == ["dated"]


def test_texts_are_code_in_lists_of_blocks_too():
    assert ps.for_each_object(process="$_ * 2", input=[1, 2]) == [2, 4]
    assert ps.for_each_object(process=("'begin'", "$_", "'end'"), input=[1]) == ["begin", 1, "end"]


def test_what_came_before_an_error_that_ends_the_command_is_kept():
    with pytest.raises(CommandError) as caught:
        ps.for_each_object("if ($_ -gt 2) { throw 'enough' }; $_", input=[1, 2, 3])
    assert caught.value.terminating
    assert caught.value.output == [1, 2]


def test_help_tells_the_parameters():
    told = ps.start_thread_job.__doc__.splitlines()
    assert told[0].startswith("Start-ThreadJob: ")
    assert "    script_block: scriptblock, argument 1, needed" in told
    assert "    input_object: psobject, takes `input`" in told
    assert "    streaming_host: PSHost" in told
    assert "    id: int[]" in ps.get_process.__doc__.splitlines()  # needed in a set of its own only
