"""Script blocks as pipelines for somebody else; what a host is told; where records come from."""

from __future__ import annotations

import base64
import uuid

import pytest

from psbridge.engine.errors import ScriptError
from psbridge.engine.host import Host, HostUI
from psbridge.modules.shell import Runspace
from psbridge.objects import ErrorRecord, NetException
from psbridge.psrp import HostCall
from psbridge.psrp.hostcalls import BY_NAME
from psbridge.sessions.hosting import describe_host, perform, respond
from psbridge.sessions.origin import OriginInfo, RemotingErrorRecord, repeats_record
from psbridge.sessions.scripts import pipeline_of, simple_commands, using_table


@pytest.fixture
def ctx():
    with Runspace() as runspace:
        yield runspace.context()


def block(ctx, text):
    return ctx.runspace.script_block(text, ctx)


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("Get-Date", ["Get-Date"]),
        ("New-Event -SourceIdentifier x -MessageData 42 | Out-Null", ["New-Event", "Out-Null"]),
        ("Get-Item -Force:$true", ["Get-Item"]),
        ("Get-Item $x", None),
        ("Get-Item > f", None),
        ("1", None),
        ("Get-Date; Get-Date", None),
        ("param($x) Get-Date", ["Get-Date"]),
        ("param($x) Get-Date $y", None),
        ("param([int] $x) Get-Date $x", None),
        ("param($x = 1) Get-Date $x", None),
        ("param($x) & $x", None),
        (". Get-Date", None),
        ("& { 1 }", None),
        ("Get-Date &", None),
        ("process { Get-Date }", None),
    ],
)
def test_which_blocks_are_commands(ctx, text, commands):
    found = simple_commands(block(ctx, text).ast)
    assert (None if found is None else [one.text for one in found]) == commands


def test_arguments_of_commands_travel_as_a_real_client_sends_them(ctx):
    (command,) = simple_commands(block(ctx, "f -Name 'x' 1 -Flag").ast)
    assert command.parameters == [("-Name", None), (None, "x"), (None, 1), ("-Flag", None)]


def test_parameters_of_the_block_are_filled_in(ctx):
    text = "param($name, $named, $others, $one) & $name @named @others $one -Flag:$one"
    (others,) = ctx.runspace.script_block("function f { , $args } f -Foo 3", ctx).invoke(ctx)
    (table,) = ctx.runspace.script_block("@{ Path = 'p' }", ctx).invoke(ctx)
    arguments = ["Get-Thing", table, others, 4]
    made = pipeline_of(text, block(ctx, text), ctx, arguments)
    assert [(one.text, one.is_script) for one in made.commands] == [("Get-Thing", False)]
    assert made.commands[0].parameters == [("-Path:", "p"), ("-Foo", None), (None, 3), (None, 4), ("-Flag:", 4)]
    assert pipeline_of(text, block(ctx, text), ctx, [*arguments, 5]).commands[0].is_script


def test_arguments_make_it_a_script(ctx):
    made = pipeline_of("Get-Date", block(ctx, "Get-Date"), ctx, [1])
    assert [(one.is_script, one.parameters) for one in made.commands] == [(True, [(None, 1)])]


def test_using_values_by_their_text(ctx):
    ctx.set_variable("city", "Oslo")
    ctx.set_variable("h", [1, 2])
    table = using_table(block(ctx, "$using:City; $using:h[1]; ${using:city}"), ctx)
    texts = {base64.b64decode(key).decode("utf-16-le"): value for key, value in table.pairs()}
    assert texts["$using:city"] == "Oslo"
    assert using_table(block(ctx, "$x"), ctx) is None


class Screen(HostUI):
    __slots__ = ("lines",)

    def __init__(self):
        super().__init__()
        self.lines = []

    def write_line(self, *words):
        self.lines.append(words)

    def read_line(self):
        return "typed"


def call(name, *arguments, number=1):
    return HostCall(number, BY_NAME[name], arguments)


class TestHosting:
    def test_what_a_server_is_told(self):
        assert describe_host(None).is_host_null
        assert (describe_host(Host()).is_host_null, describe_host(Host()).is_ui_null) == (False, True)
        assert describe_host(Host("x", ui=Screen())).defaults.buffer_size.width == 120

    def test_calls_are_carried_out(self):
        host = Host("x", ui=Screen())
        perform(host, call("WriteLine3", 1, 2, "text"))
        assert host.ui.lines == [(1, 2, "text")]
        assert respond(host, call("ReadLine")).result == "typed"
        perform(host, call("SetShouldExit", 3))
        assert host.exit_code == 3

    def test_refusals_are_answers(self):
        answer = respond(Host(), call("ReadLine"))
        assert answer.error.fully_qualified_error_id == "HostFunctionNotImplemented"
        with pytest.raises(ScriptError, match="not implemented"):
            perform(Host(), call("EnterNestedPrompt"))


def test_origin_of_an_error():
    origin = OriginInfo("server01", uuid.UUID(int=3))
    made = RemotingErrorRecord(ErrorRecord(NetException("System.Exception", "m"), "Id", 5, "t"), origin)
    assert (made.fully_qualified_error_id, made.origin_info.ps_computer_name, str(origin)) == ("Id", "server01", "server01")
    assert made.exception.error_record is made


def test_calls_that_repeat_a_record():
    assert repeats_record(call("WriteWarningLine", "w"))
    assert not repeats_record(call("WriteLine2", "w"))
