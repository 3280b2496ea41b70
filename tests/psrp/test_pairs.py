"""Client core and server core joined in memory: life cycle, streams, host, keys, stop, disconnection, two pipelines at once."""

from __future__ import annotations

import tracemalloc
from uuid import uuid4

import pytest

from psbridge.errors import CryptoError, InvalidTransition, LocalProtocolError, MessageError
from psbridge.objects import (
    DebugRecord,
    ErrorRecord,
    HostInformationMessage,
    InformationRecord,
    InvocationInfo,
    NetException,
    ProgressRecord,
    PSCredential,
    PSObject,
    PSPrimitiveDictionary,
    SecureString,
    VerboseRecord,
    Version,
    WarningRecord,
    streams,
    unwrap,
)
from psbridge.psrp import ClientPool, Command, HostResponse, MetadataQuery, Pipeline, PipelineState, PoolState, ServerPool, events
from psbridge.psrp.hosttypes import (
    BufferCell,
    ChoiceDescription,
    Coordinates,
    FieldDescription,
    HostDefaults,
    HostInfo,
    KeyInfo,
    Rectangle,
    Size,
)
from tests.pairs import Pair


def error(message: str = "boom") -> ErrorRecord:
    return ErrorRecord(NetException("System.Management.Automation.RuntimeException", message), "Boom", 14)


def running(pair: Pair, description: Pipeline | None = None):
    """A pipeline of an open pair, with its server's side."""
    mine = pair.client.pipeline(description or Pipeline.script("1"))
    mine.start()
    pair.pump()
    return mine, pair.server.pipelines[mine.pid]


def test_open_says_everything_of_the_client_and_the_server():
    client = ClientPool(
        min_runspaces=1, max_runspaces=3, host=HostInfo.full(HostDefaults(window_title="t")), application_arguments={"a": 1}
    )
    pair = Pair(client)
    client.open()
    assert client.state is PoolState.NEGOTIATION_SENT
    pair.pump()
    (request,) = pair.asked(events.OpenRequested)
    assert (request.min_runspaces, request.max_runspaces, request.apartment_state) == (1, 3, 2)
    assert request.host.defaults.window_title == "t"
    assert request.host.defaults.buffer_size == Size(120, 50)
    assert dict(request.application_arguments.pairs()) == {"a": 1}
    pair.server.opened({"PSVersionTable": {"PSVersion": Version(7, 4)}})
    pair.pump()
    assert client.state is pair.server.state is PoolState.OPENED
    assert client.rpid == pair.server.rpid
    (data,) = pair.seen(events.ApplicationPrivateData)
    table = unwrap(data.data["PSVersionTable"])
    assert isinstance(table, PSPrimitiveDictionary)
    assert table["PSVersion"] == Version(7, 4)
    assert [e.state for e in pair.seen(events.PoolStateChanged)][-1] is PoolState.OPENED


@pytest.mark.parametrize(
    ("ours", "theirs", "agreed"), [((2, 1), (2, 3), (2, 1)), ((2, 4), (2, 3), (2, 3)), ((2, 99), (2, 4), (2, 4)), ((2, 2), (2, 2), (2, 2))]
)
def test_the_lower_protocol_counts(ours, theirs, agreed):
    pair = Pair(ClientPool(protocol=Version(*ours)), ServerPool(protocol=Version(*theirs))).open()
    assert pair.client.protocol == pair.server.protocol == Version(*agreed)


def test_close_and_break():
    pair = Pair().open()
    pair.client.close()
    pair.server.closing()
    pair.server.closed()
    pair.pump()
    assert pair.client.state is PoolState.CLOSED
    pair.client.closed()
    other = Pair().open()
    other.server.broken(error("gone"))
    other.pump()
    (change,) = other.seen(events.PoolStateChanged)
    assert (change.state, change.error.message) == (PoolState.BROKEN, "gone")
    with pytest.raises(LocalProtocolError):
        other.client.pipeline(Pipeline.script("1"))


def test_versions_that_do_not_fit():
    pair = Pair(ClientPool(protocol=Version(3, 0)), ServerPool(protocol=Version(2, 3)))
    pair.client.open()
    with pytest.raises(MessageError, match=r"INIT_RUNSPACEPOOL.*BEFORE_OPEN") as caught:
        pair.pump()
    (failed,) = caught.value.events
    assert "protocol 3.0" in str(failed.error)


def test_every_stream_arrives_as_its_record():
    pair = Pair().open()
    mine, theirs = running(pair)
    bag = PSObject.of(A=1)
    progress = ProgressRecord(1, "act", "stat")
    sent = [
        bag, None, error(), WarningRecord("w", InvocationInfo("x")), VerboseRecord("v"), DebugRecord("d"),
        InformationRecord(HostInformationMessage("i"), "Write-Host", ["PSHOST"]), progress,
    ]  # fmt: skip
    for stream, record in zip([1, 1, 2, 3, 4, 5, 6, 7], sent, strict=True):
        theirs.write(stream, record)
    theirs.complete()
    pair.pump()
    got = pair.seen(events.RecordReceived, mine.pid)
    assert [event.stream for event in got] == [1, 1, 2, 3, 4, 5, 6, 7]
    assert got[0].value.get("A") == 1
    assert got[1].value is None
    assert got[2].value.fully_qualified_error_id == "Boom"
    assert [type(event.value) for event in got[3:]] == [WarningRecord, VerboseRecord, DebugRecord, InformationRecord, ProgressRecord]
    assert got[6].value.tags == ["PSHOST"]
    assert mine.state is PipelineState.COMPLETED
    assert mine.is_finished


def test_records_carry_their_invocation_when_asked():
    pair = Pair().open()
    quiet, quiet_end = running(pair)
    asked, asked_end = running(pair, Pipeline.script("1", stream_options=15))
    record = error()
    record.invocation_info = InvocationInfo("Do-It")
    for end in (quiet_end, asked_end):
        end.error(record)
        for sink in (end.warning, end.verbose, end.debug):
            sink(WarningRecord("w", InvocationInfo("Do-It")))
        end.fail(record)
    pair.pump()
    for mine, expected in ((quiet, False), (asked, True)):
        got = [event.value.invocation_info is not None for event in pair.seen(events.RecordReceived, mine.pid)]
        assert got == [expected] * 4
        assert pair.seen(events.PipelineStateChanged, mine.pid)[0].error.message == "boom"


def test_a_pipeline_travels_whole():
    pair = Pair().open()
    commands = [
        Command("Get-Thing", use_local_scope=True, ends_statement=True).add("Name", "n").add("Switch", True).add(None, 5),
        Command("1..3", is_script=True),
        Command("Out-It", merge_my_result=2, merge_to_result=1, merge_warning=1),
    ]
    description = Pipeline(
        commands, is_nested=True, history="h", no_input=False, add_to_history=True, stream_options=15, host=HostInfo.full()
    )
    mine = pair.client.pipeline(description)
    mine.start()
    pair.pump()
    (request,) = pair.asked(events.PipelineRequested)
    got = request.pipeline
    assert [[c.text for c in s] for s in got.statements] == [["Get-Thing"], ["1..3", "Out-It"]]
    assert got.commands[0].parameters == [("Name", "n"), ("Switch", True), (None, 5)]
    assert got.commands[0].use_local_scope is True
    assert (got.commands[2].merge_my_result, got.commands[2].merge_to_result, got.commands[2].merge_warning) == (2, 1, 1)
    assert (got.is_nested, got.history, got.no_input, got.add_to_history, got.stream_options) == (True, "h", False, True, 15)
    assert got.host.is_ui_null is False


def test_merges_follow_the_protocol():
    pair = Pair(ClientPool(protocol=Version(2, 1))).open()
    running(pair, Pipeline([Command("x", merge_error=8)]))
    assert pair.asked(events.PipelineRequested)[0].pipeline.commands[0].merge_error == 0
    with pytest.raises(LocalProtocolError, match=r"2\.3"):
        pair.client.reset_runspace_state()


def test_input_and_its_end():
    pair = Pair().open()
    mine, theirs = running(pair, Pipeline.script("$input", no_input=False))
    mine.write(1)
    mine.write(None)
    mine.end_input()
    pair.pump()
    assert [event.value for event in pair.asked(events.InputReceived)] == [1, None]
    assert len(pair.asked(events.InputEnded)) == 1
    theirs.complete()
    pair.pump()
    with pytest.raises(LocalProtocolError, match="COMPLETED"):
        mine.write(2)
    silent, _ = running(pair)
    silent.write("ignored")
    pair.pump()
    assert len(pair.asked(events.InputReceived)) == 2


def test_two_pipelines_at_once_with_large_data():
    pair = Pair(ClientPool(max_runspaces=2), size=5000).open()
    first, first_end = running(pair)
    second, second_end = running(pair)
    for i in range(20):
        first_end.output("a" * 20_000 + str(i))
        second_end.output(i)
    second_end.complete()
    first_end.fail(error())
    pair.pump()
    assert [event.value for event in pair.seen(events.RecordReceived, second.pid)] == list(range(20))
    assert [event.value[-2:] for event in pair.seen(events.RecordReceived, first.pid)][:2] == ["a0", "a1"]
    assert (first.state, second.state) == (PipelineState.FAILED, PipelineState.COMPLETED)
    assert pair.seen(events.PipelineStateChanged, first.pid)[0].error.message == "boom"
    first.close()
    first_end.close()
    assert first.pid not in pair.client.pipelines
    assert first.pid not in pair.server.pipelines


def test_a_pipeline_id_may_be_used_again():
    pair = Pair().open()
    mine, theirs = running(pair)
    theirs.complete()
    pair.pump()
    with pytest.raises(LocalProtocolError, match="exists"):
        pair.client.pipeline(Pipeline.script("2"), mine.pid)
    mine.close()
    theirs.close()
    again = pair.client.pipeline(Pipeline.script("2"), mine.pid)
    again.start()
    pair.pump()
    assert not pair.server.pipelines[mine.pid].is_finished


def test_stop():
    pair = Pair().open()
    mine, theirs = running(pair)
    mine.stop()
    theirs.stopping()
    theirs.output("from finally")
    theirs.stopped(error("The pipeline has been stopped."))
    pair.pump()
    assert mine.state is PipelineState.STOPPED
    assert pair.seen(events.RecordReceived, mine.pid)[0].value == "from finally"
    with pytest.raises(InvalidTransition):
        theirs.complete()


HOST_CALLS = [
    ("ReadLine", (), "typed"),
    ("ReadLineAsSecureString", (), None),
    ("GetName", (), "name"),
    ("GetVersion", (), Version(1, 2)),
    ("GetInstanceId", (), uuid4()),
    ("GetCurrentCulture", (), "en-US"),
    ("Prompt", ("c", "m", [FieldDescription("Name", default=5)]), {"Name": "x"}),
    ("PromptForCredential1", ("c", "m", None, "t"), None),
    ("PromptForCredential2", ("c", "m", "u", "t", 3, 1), None),
    ("PromptForChoice", ("c", "m", [ChoiceDescription("&Yes", "h")], 0), 0),
    ("PromptForChoiceMultipleSelection", ("c", "m", [ChoiceDescription("&Yes")], [0]), [0]),
    ("GetForegroundColor", (), 12),
    ("GetCursorPosition", (), Coordinates(3, 4)),
    ("GetBufferSize", (), Size(80, 25)),
    ("GetKeyAvailable", (), True),
    ("ReadKey", (6,), KeyInfo(65, "a", 0, True)),
    ("GetBufferContents", (Rectangle(0, 0, 1, 0),), [[BufferCell("a"), BufferCell("b", 1, 2, 1)]]),
    ("GetWindowTitle", (), "title"),
    ("GetIsRunspacePushed", (), False),
]


@pytest.mark.parametrize(("name", "arguments", "result"), HOST_CALLS, ids=[row[0] for row in HOST_CALLS])
def test_host_calls_with_answers(name, arguments, result):
    pair = Pair().open()
    mine, theirs = running(pair)
    sent = theirs.host_call(name, *arguments)
    pair.pump()
    (called,) = pair.seen(events.HostCalled, mine.pid)
    assert (called.call.id, called.call.method.name, called.call.arguments) == (sent.id, name, arguments)
    mine.respond(HostResponse(called.call.id, called.call.method, result))
    pair.pump()
    (answer,) = pair.asked(events.HostResponded)
    got = dict(answer.response.result.pairs()) if isinstance(result, dict) else answer.response.result
    assert (answer.pid, answer.response.id, got) == (mine.pid, 1, result)


VOID_CALLS = [
    ("SetShouldExit", (3,)), ("EnterNestedPrompt", ()), ("Write1", ("t",)), ("Write2", (1, 2, "t")), ("WriteLine1", ()),
    ("WriteLine3", (1, 2, "t")),
    ("WriteErrorLine", ("e",)), ("SetCursorPosition", (Coordinates(1, 2),)), ("SetBufferSize", (Size(1, 2),)), ("FlushInputBuffer", ()),
    ("SetBufferContents1", (Rectangle(1, 2, 3, 4), BufferCell("x"))), ("SetBufferContents2", (Coordinates(), [[BufferCell("x")]])),
    ("ScrollBufferContents", (Rectangle(), Coordinates(), Rectangle(), BufferCell(" "))), ("SetWindowTitle", ("t",)), ("PopRunspace", ()),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments"), VOID_CALLS, ids=[row[0] for row in VOID_CALLS])
def test_host_calls_without_answers(name, arguments):
    pair = Pair().open()
    pair.server.host_call(name, *arguments)
    pair.pump()
    (called,) = pair.seen(events.HostCalled)
    assert (called.pid, called.call.id, called.call.arguments) == (None, -100, arguments)


def test_host_calls_of_the_pool_and_errors():
    pair = Pair().open()
    pair.server.host_call("WriteProgress", 7, ProgressRecord(1, "a", "s"))
    call = pair.server.host_call("ReadLine")
    pair.pump()
    first, second = pair.seen(events.HostCalled)
    assert first.call.arguments[0] == 7
    assert first.call.arguments[1].activity == "a"
    pair.client.respond(HostResponse(second.call.id, call.method, error=error("no host")))
    pair.pump()
    (answer,) = pair.asked(events.HostResponded)
    assert answer.pid is None
    assert answer.response.error.message == "no host"


def test_secrets_wait_for_the_key():
    pair = Pair().open()
    secret = Pipeline.script("$args", [PSCredential("u", SecureString("pässword"))])
    mine = pair.client.pipeline(secret)
    with pytest.raises(CryptoError, match="Session key not available"):
        mine.start()
    assert mine.state is PipelineState.NOT_STARTED
    pair.client.exchange_key()
    pair.client.exchange_key()
    pair.pump()
    assert len(pair.seen(events.KeyExchanged)) == len(pair.asked(events.KeyExchanged)) == 1
    mine.start()
    wire = b"".join(data for _, data, _ in pair.client.take_all())
    assert b"p\xc3\xa4ssword" not in wire
    assert b"<SS N=" in wire
    for event in pair.server.receive(wire, mine.pid):
        pair.at_server.append(event)
    got = pair.asked(events.PipelineRequested)[0].pipeline.commands[0].parameters[0][1]
    assert got.reveal() == "pässword"
    pair.server.pipelines[mine.pid].output(SecureString("back"))
    pair.pump()
    assert pair.seen(events.RecordReceived)[0].value.reveal() == "back"
    with pytest.raises(LocalProtocolError):
        pair.client.exchange_key()


def test_the_server_may_ask_for_the_key():
    pair = Pair().open()
    mine, theirs = running(pair)
    with pytest.raises(CryptoError):
        theirs.output(SecureString("x"))
    pair.server.request_key()
    pair.pump()
    assert pair.server.has_key
    assert pair.client.has_key
    theirs.output(SecureString("x"))
    pair.pump()
    assert pair.seen(events.RecordReceived, mine.pid)[0].value.reveal() == "x"


def test_protocol_2_4_needs_no_key():
    pair = Pair(ClientPool(protocol=Version(2, 4)), ServerPool(protocol=Version(2, 4))).open()
    assert not pair.client.needs_key_exchange
    _, theirs = running(pair, Pipeline.script("$args", [SecureString("in")]))
    assert pair.asked(events.PipelineRequested)[0].pipeline.commands[0].parameters[0][1].reveal() == "in"
    theirs.output(SecureString("out"))
    pair.pump()
    assert pair.seen(events.RecordReceived)[0].value.reveal() == "out"
    for ask in (pair.client.exchange_key, pair.server.request_key):
        with pytest.raises(LocalProtocolError, match=r"2\.4"):
            ask()


def test_disconnect_and_reconnect_lose_nothing():
    pair = Pair().open()
    mine, theirs = running(pair)
    theirs.output(1)
    pair.pump()
    pair.client.disconnected()
    pair.server.disconnected()
    assert (pair.client.state, mine.state) == (PoolState.DISCONNECTED, PipelineState.DISCONNECTED)
    theirs.output(2)
    theirs.complete()
    pair.client.reconnected()
    pair.server.reconnected()
    pair.pump()
    assert [event.value for event in pair.seen(events.RecordReceived, mine.pid)] == [1, 2]
    assert mine.state is PipelineState.COMPLETED


def test_another_client_connects():
    pair = Pair().open({"k": "v"})
    mine, theirs = running(pair)
    pair.client.disconnected()
    pair.server.disconnected()
    theirs.output("late")
    late = ClientPool(pair.client.rpid)
    late.connect()
    assert late.state is PoolState.CONNECTING
    other = Pair(late, pair.server, react=lambda pair, event: isinstance(event, events.ConnectRequested) and pair.server.connected())
    other.pump()
    assert late.state is pair.server.state is PoolState.OPENED
    assert late.application_private_data["k"] == "v"
    assert events.PoolInitData in {type(event) for event in other.at_client}
    adopted = late.adopt(mine.pid)
    adopted.reconnected()
    theirs.complete()
    other.pump()
    assert adopted.state is PipelineState.COMPLETED
    assert [event.value for event in other.seen(events.RecordReceived)] == ["late"]


@pytest.mark.parametrize(("same_size", "sizes"), [(False, (None, None)), (True, (1, 1))])
def test_a_connecting_client_may_insist_on_the_size(same_size, sizes):
    pair = Pair().open()
    pair.client.disconnected()
    pair.server.disconnected()
    late = ClientPool(pair.client.rpid)
    late.connect(same_size=same_size)
    other = Pair(late, pair.server).pump()
    (asked,) = other.asked(events.ConnectRequested)
    assert (asked.min_runspaces, asked.max_runspaces) == sizes


def test_pool_requests():
    def answer(pair: Pair, event: object) -> None:
        if isinstance(event, events.SizeRequested):
            pair.server.answer(event.id, event.count > 0)
        elif isinstance(event, events.AvailabilityRequested):
            pair.server.answer(event.id, 3)
        elif isinstance(event, events.ResetRequested):
            pair.server.answer(event.id, True)

    pair = Pair(react=answer).open()
    ids = [
        pair.client.set_max_runspaces(5),
        pair.client.set_min_runspaces(0),
        pair.client.get_available_runspaces(),
        pair.client.reset_runspace_state(),
    ]
    pair.pump()
    assert [(event.id, event.value) for event in pair.seen(events.RunspaceAvailability)] == list(
        zip(ids, [True, False, 3, True], strict=True)
    )
    assert [(event.count, event.is_max) for event in pair.asked(events.SizeRequested)] == [(5, True), (0, False)]


def test_metadata_and_user_events():
    pair = Pair().open()
    mine = pair.client.command_metadata(MetadataQuery(("Get-*", "x"), 8, ("m",), (1,)))
    mine.start()
    pair.pump()
    assert pair.asked(events.MetadataRequested)[0].query == MetadataQuery(("Get-*", "x"), 8, ("m",), (1,))
    pair.server.pipelines[mine.pid].output(PSObject.of(Count=0))
    sent = events.UserEvent(1, "source", None, None, [1], "data", None, uuid4())
    pair.server.user_event(sent)
    pair.pump()
    (got,) = pair.seen(events.UserEvent)
    assert (got.identifier, got.source, got.data, got.runspace_id) == (1, "source", "data", sent.runspace_id)
    assert pair.seen(events.RecordReceived, mine.pid)[0].stream == streams.OUTPUT


def test_large_strings_pass():
    pair = Pair().open()
    mine, theirs = running(pair)
    theirs.output("x" * 3_000_000)
    pair.pump()
    assert len(pair.seen(events.RecordReceived, mine.pid)[0].value) == 3_000_000


def test_a_large_string_needs_less_than_four_times_its_size():
    size = 8 << 20
    pair = Pair().open()
    mine, theirs = running(pair)
    theirs.output("x" * size)
    assert pair.server.queued(mine.pid) > size
    frames = [data for _, data, _ in pair.server.take_all()]
    assert pair.server.queued(mine.pid) == 0
    tracemalloc.start()
    try:
        (event,) = [event for frame in frames for event in pair.client.receive(frame, mine.pid)]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(event.value) == size
    assert peak < 4 * size
