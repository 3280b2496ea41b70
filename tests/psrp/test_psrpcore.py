"""psrpcore, an independent implementation, as the other end: our client with its server, its client with our server."""

from __future__ import annotations

from typing import Any

import pytest

psrpcore = pytest.importorskip("psrpcore")

from psrpcore import types  # noqa: E402 - after importorskip

from psbridge.objects import ErrorRecord, NetException, PSObject, SecureString, unwrap  # noqa: E402
from psbridge.psrp import ClientPool, HostResponse, Pipeline, PipelineState, PoolState, ServerPool, events  # noqa: E402
from psbridge.psrp.messages import NIL  # noqa: E402


def to_theirs(ours: Any, theirs: Any) -> list[Any]:
    got = []
    for pid, data, _ in list(ours.take_all()):
        theirs.receive_data(psrpcore.PSRPPayload(data, psrpcore.StreamType.default, None if pid == NIL else pid))
    while (event := theirs.next_event()) is not None:
        got.append(event)
    return got


def to_ours(theirs: Any, ours: Any) -> list[Any]:
    got: list[Any] = []
    while (payload := theirs.data_to_send()) is not None:
        got += ours.receive(payload.data, payload.pipeline_id)
    return got


def both(ours: Any, theirs: Any) -> tuple[list[Any], list[Any]]:
    mine, other = [], []
    for _ in range(6):
        other += to_theirs(ours, theirs)
        mine += to_ours(theirs, ours)
    return mine, other


def test_our_client_with_their_server():
    ours, theirs = ClientPool(), psrpcore.ServerRunspacePool(application_private_data={"k": "v"})
    ours.open()
    mine, _ = both(ours, theirs)
    assert ours.state is PoolState.OPENED
    assert ours.application_private_data["k"] == "v"
    pipeline = ours.pipeline(Pipeline.script("1", ["arg"], no_input=False))
    psrpcore.ServerPipeline(theirs, pipeline.pid)  # the carrier's command; psrpcore wants it first
    pipeline.start()
    pipeline.write(5)
    pipeline.end_input()
    _, other = both(ours, theirs)
    assert {"CreatePipelineEvent", "PipelineInputEvent", "EndOfPipelineInputEvent"} <= {type(event).__name__ for event in other}
    end = theirs.pipeline_table[pipeline.pid]
    assert end.metadata.commands[0].command_text == "1"
    end.start()
    end.write_output("out")
    end.write_error(types.NETException(Message="boom"), fully_qualified_error_id="Id")
    end.write_warning("careful")
    host = psrpcore.ServerHostRequestor(end)
    call = host.read_line()
    mine, _ = both(ours, theirs)
    got = [event for event in mine if isinstance(event, events.RecordReceived)]
    assert got[0].value == "out"
    assert got[1].value.fully_qualified_error_id == "Id"
    assert got[2].value.message == "careful"
    (asked,) = [event for event in mine if isinstance(event, events.HostCalled)]
    assert asked.call.id == call
    pipeline.respond(HostResponse(asked.call.id, asked.call.method, "typed"))
    _, other = both(ours, theirs)
    assert next(event for event in other if type(event).__name__ == "PipelineHostResponseEvent").result == "typed"
    end.complete()
    both(ours, theirs)
    assert pipeline.state is PipelineState.COMPLETED


def test_our_client_exchanges_keys_with_their_server():
    ours, theirs = ClientPool(), psrpcore.ServerRunspacePool()
    ours.open()
    both(ours, theirs)
    ours.exchange_key()
    mine, _ = both(ours, theirs)
    assert any(isinstance(event, events.KeyExchanged) for event in mine)
    pipeline = ours.pipeline(Pipeline.script("$args", [SecureString("sécret")]))
    psrpcore.ServerPipeline(theirs, pipeline.pid)
    pipeline.start()
    both(ours, theirs)
    arguments = theirs.pipeline_table[pipeline.pid].metadata.commands[0].parameters
    assert arguments[0][1].decrypt() == "sécret"


def open_with_our_server(**options: Any) -> tuple[Any, ServerPool]:
    theirs, ours = psrpcore.ClientRunspacePool(**options), ServerPool()
    theirs.open()
    for event in to_ours(theirs, ours):
        if isinstance(event, events.OpenRequested):
            ours.opened({"PSVersionTable": {"x": 1}})
    to_theirs(ours, theirs)
    assert theirs.state == types.RunspacePoolState.Opened
    return theirs, ours


def test_their_client_with_our_server():
    theirs, ours = open_with_our_server(max_runspaces=2)
    assert ours.max_runspaces == 2
    shell = psrpcore.ClientPowerShell(theirs)
    shell.add_script("1")
    shell.start()
    (request,) = to_ours(theirs, ours)
    assert request.pipeline.commands[0].text == "1"
    end = ours.pipelines[request.pid]
    end.output(PSObject.of(A=1))
    end.error(ErrorRecord(NetException("System.Exception", "boom"), "Id", 5))
    end.host_call("WriteLine2", "hello")
    end.complete()
    _, other = both(ours, theirs)
    names = [type(event).__name__ for event in other]
    assert names == ["PipelineOutputEvent", "ErrorRecordEvent", "PipelineHostCallEvent", "PipelineStateEvent"]
    assert other[0].data.A == 1
    assert str(other[1].record) == "boom"
    theirs.set_max_runspaces(5)
    (size,) = to_ours(theirs, ours)
    ours.answer(size.id, True)
    assert type(to_theirs(ours, theirs)[0]).__name__ == "SetRunspaceAvailabilityEvent"


def test_their_client_exchanges_keys_with_our_server():
    theirs, ours = open_with_our_server()
    theirs.exchange_key()
    assert isinstance(to_ours(theirs, ours)[0], events.KeyExchanged)
    to_theirs(ours, theirs)
    shell = psrpcore.ClientPowerShell(theirs)
    shell.add_command("x").add_argument(types.PSSecureString("sécret"))
    shell.start()
    (request,) = to_ours(theirs, ours)
    assert unwrap(request.pipeline.commands[0].parameters[0][1]).reveal() == "sécret"
