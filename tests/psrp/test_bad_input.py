"""Bad input to both ends: typed errors that name the field; tolerant ends go on."""

from __future__ import annotations

from uuid import uuid4

import pytest

from psbridge import clixml
from psbridge.clixml.records import bare
from psbridge.errors import MessageError
from psbridge.objects import Int64, Version
from psbridge.psrp import ClientPool, Pipeline, PoolState, ServerPool, events
from psbridge.psrp.commands import decode_pipeline
from psbridge.psrp.endpoint import Endpoint
from psbridge.psrp.enums import PipelineResultTypes, RemoteHostMethodId
from psbridge.psrp.fields import Body
from psbridge.psrp.fragments import split
from psbridge.psrp.hostcalls import METHODS, decode_call, decode_host_info, decode_response
from psbridge.psrp.hosttypes import HostInfo
from psbridge.psrp.messages import CLIENT, NIL, SERVER, MessageType, pack
from tests.pairs import Pair


def wire(kind: MessageType, to: int, rpid, pid, value) -> bytes:
    body = value if isinstance(value, bytes) else clixml.write_element(value)
    return b"".join(split(99, pack(kind, to, rpid, pid, body)))


def to_client(pair: Pair, kind: MessageType, value, pid=NIL) -> list:
    return pair.client.receive(wire(kind, CLIENT, pair.client.rpid, pid, value), None if pid == NIL else pid)


def to_server(pair: Pair, kind: MessageType, value, pid=NIL) -> list:
    return pair.server.receive(wire(kind, SERVER, pair.client.rpid, pid, value), None if pid == NIL else pid)


T = MessageType


@pytest.mark.parametrize(
    ("kind", "value", "where"),
    [
        (T.RUNSPACEPOOL_STATE, bare([]), "RUNSPACEPOOL_STATE, RunspaceState"),
        (T.RUNSPACEPOOL_STATE, bare([("RunspaceState", "x")]), "RUNSPACEPOOL_STATE, RunspaceState"),
        (T.RUNSPACEPOOL_STATE, bare([("RunspaceState", 77)]), "RUNSPACEPOOL_STATE, RunspaceState"),
        (T.RUNSPACEPOOL_STATE, "text", "RUNSPACEPOOL_STATE"),
        (T.RUNSPACEPOOL_STATE, b"<S>", "body"),
        (T.RUNSPACE_AVAILABILITY, bare([("ci", Int64(1))]), "RUNSPACE_AVAILABILITY, SetMinMaxRunspacesResponse"),
        (T.RUNSPACE_AVAILABILITY, bare([("SetMinMaxRunspacesResponse", "x")]), "RUNSPACE_AVAILABILITY, SetMinMaxRunspacesResponse"),
        (T.APPLICATION_PRIVATE_DATA, bare([("ApplicationPrivateData", 5)]), "APPLICATION_PRIVATE_DATA, ApplicationPrivateData"),
        (T.ENCRYPTED_SESSION_KEY, bare([("EncryptedSessionKey", "x")]), "ENCRYPTED_SESSION_KEY"),
        (
            T.SESSION_CAPABILITY,
            bare([("protocolversion", Version(2, 3)), ("PSVersion", Version(2, 0)), ("SerializationVersion", Version(1, 1))]),
            "SESSION_CAPABILITY",
        ),
        (T.SESSION_CAPABILITY, bare([("protocolversion", "2.3")]), "SESSION_CAPABILITY, protocolversion"),
        (T.RUNSPACEPOOL_HOST_CALL, bare([("ci", Int64(1)), ("mi", 99), ("mp", [])]), "host call, mi"),
        (T.RUNSPACEPOOL_HOST_CALL, bare([("ci", Int64(1)), ("mi", RemoteHostMethodId(13)), ("mp", [])]), "host call, mp"),
        (T.RUNSPACEPOOL_INIT_DATA, bare([("MinRunspaces", 1)]), "RUNSPACEPOOL_INIT_DATA, MaxRunspaces"),
        (T.USER_EVENT, bare([]), "USER_EVENT, PSEventArgs.EventIdentifier"),
    ],
)
def test_a_client_names_the_field(kind, value, where):
    pair = Pair().open()
    with pytest.raises(MessageError) as caught:
        to_client(pair, kind, value)
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("kind", "value", "where"),
    [
        (T.CREATE_PIPELINE, bare([]), "CREATE_PIPELINE, PowerShell"),
        (T.CREATE_PIPELINE, bare([("PowerShell", bare([]))]), "CREATE_PIPELINE, PowerShell, Cmds"),
        (T.CREATE_PIPELINE, bare([("PowerShell", bare([("Cmds", [bare([])])]))]), "CREATE_PIPELINE, Cmds[0], Cmd"),
        (T.CREATE_PIPELINE, bare([("PowerShell", bare([("Cmds", [])])), ("NoInput", 5)]), "CREATE_PIPELINE, NoInput"),
        (T.PIPELINE_INPUT, 5, "PID"),
        (T.END_OF_PIPELINE_INPUT, b"", "PID"),
        (T.PIPELINE_HOST_RESPONSE, bare([("ci", Int64(1))]), "PID"),
    ],
)
def test_a_server_names_the_field_of_pipelines(kind, value, where):
    pair = Pair().open()
    with pytest.raises(MessageError) as caught:
        to_server(pair, kind, value, uuid4())
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("kind", "value", "where"),
    [
        (T.SET_MAX_RUNSPACES, bare([("ci", Int64(1))]), "SET_MAX_RUNSPACES, MaxRunspaces"),
        (T.GET_AVAILABLE_RUNSPACES, bare([]), "GET_AVAILABLE_RUNSPACES, ci"),
        (T.INIT_RUNSPACEPOOL, bare([]), "message type"),
        (T.PUBLIC_KEY, bare([("PublicKey", "x")]), "PublicKey"),
        (T.RUNSPACEPOOL_HOST_RESPONSE, bare([("ci", "x"), ("mi", RemoteHostMethodId(11))]), "host response, ci"),
        (T.CREATE_PIPELINE, bare([("PowerShell", bare([("Cmds", [])]))]), "PID"),
    ],
)
def test_a_server_names_the_field_of_pools(kind, value, where):
    pair = Pair().open()
    with pytest.raises(Exception) as caught:
        to_server(pair, kind, value)
    assert caught.value.where == where


def test_wrong_ids_and_directions():
    pair = Pair().open()
    with pytest.raises(MessageError, match="another pool") as caught:
        pair.client.receive(wire(T.RUNSPACEPOOL_STATE, CLIENT, uuid4(), NIL, bare([("RunspaceState", 2)])))
    assert caught.value.where == "RPID"
    mine = pair.client.pipeline(Pipeline.script("1"))
    mine.start()
    pair.pump()
    with pytest.raises(MessageError, match="exists"):
        to_server(pair, T.CREATE_PIPELINE, bare([("PowerShell", bare([("Cmds", [])]))]), mine.pid)
    with pytest.raises(MessageError, match="not one that a server reports"):
        to_client(pair, T.PIPELINE_STATE, bare([("PipelineState", 9)]), mine.pid)
    to_client(pair, T.PIPELINE_STATE, bare([("PipelineState", 4)]), mine.pid)
    with pytest.raises(MessageError, match="may not do this now"):
        to_client(pair, T.PIPELINE_STATE, bare([("PipelineState", 4)]), mine.pid)


def test_a_pool_that_cannot_be():
    server = ServerPool()
    client = ClientPool(min_runspaces=3, max_runspaces=1)
    client.open()
    with pytest.raises(MessageError, match="3 to 1 runspaces"):
        for _, data, _ in client.take_all():
            server.receive(data)


def test_tolerant_ends_go_on():
    pair = Pair(ClientPool(tolerant=True), ServerPool(tolerant=True)).open()
    (dropped,) = to_server(pair, T.SET_MAX_RUNSPACES, b"<S>")
    assert isinstance(dropped, events.Discarded)
    assert not dropped.closes
    (dropped,) = pair.server.receive(b"\xff" * 60)
    assert "limit" in str(dropped.error)
    (dropped,) = to_client(pair, T.RUNSPACEPOOL_STATE, bare([]))
    assert isinstance(dropped, events.Discarded)
    assert pair.client.state is pair.server.state is PoolState.OPENED
    pair.client.get_available_runspaces()
    pair.pump()
    assert pair.asked(events.AvailabilityRequested)


def test_records_without_pipeline_belong_to_the_init_script():
    pair = Pair().open()
    (event,) = to_client(pair, T.PIPELINE_STATE, bare([("PipelineState", 4)]))
    assert event.pid is None


def test_host_values():
    for number, method in METHODS.items():
        assert method.number == number
    with pytest.raises(MessageError, match="Text was expected"):
        decode_call(bare([("ci", Int64(1)), ("mi", RemoteHostMethodId(13)), ("mp", [5])]))
    with pytest.raises(MessageError, match="lacks a member"):
        decode_call(bare([("ci", Int64(1)), ("mi", RemoteHostMethodId(26)), ("mp", ["a", "b", [bare([])], 0])]))
    with pytest.raises(MessageError, match="has 'a' for x"):
        decode_response(bare([("mr", bare([("x", "a")])), ("ci", Int64(1)), ("mi", RemoteHostMethodId(31))]))
    with pytest.raises(MessageError, match="number was expected"):
        decode_response(bare([("mr", [None]), ("ci", Int64(1)), ("mi", RemoteHostMethodId(56))]))
    with pytest.raises(MessageError, match="cells do not make"):
        decode_response(bare([("mr", bare([("mae", []), ("mal", [2, 2])])), ("ci", Int64(1)), ("mi", RemoteHostMethodId(50))]))
    assert decode_response(bare([("ci", Int64(1)), ("mi", RemoteHostMethodId(23))])).result is None
    assert decode_host_info(bare([])) == HostInfo()
    with pytest.raises(MessageError, match="number was expected"):
        decode_host_info(bare([("_hostDefaultData", bare([("data", {0: bare([("V", "x")])})]))]))


def test_bodies():
    body = Body(bare([("n", 5), ("t", "x"), ("l", [1]), ("one", 7), ("nil", None)]), "here")
    assert (body.integer("n"), body.text("t"), body.items("l"), body.items("one"), body.items("nil")) == (5, "x", [1], [7], [])
    assert body.text("nil", "default") == "default"
    with pytest.raises(MessageError, match="GUID"):
        body.guid("n")
    with pytest.raises(MessageError, match="object with members"):
        body.body("t")


def test_a_null_for_further_statements_is_none():
    shell = bare([("Cmds", [bare([("Cmd", "x"), ("IsScript", True)])]), ("ExtraCmds", None)])
    pipeline = decode_pipeline(bare([("PowerShell", shell)]))
    assert [command.text for command in pipeline.commands] == ["x"]


def test_enums_and_endpoint():
    assert PipelineResultTypes(0).label == "None"
    assert issubclass(ClientPool, Endpoint)
    assert ClientPool().take() is None
    assert ClientPool().waiting() == []
