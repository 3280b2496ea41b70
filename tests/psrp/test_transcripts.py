"""Every recorded conversation replays: our client takes the server's bytes, our server the client's."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from psbridge import clixml
from psbridge.clixml import records
from psbridge.errors import MessageError
from psbridge.objects import PSPrimitiveDictionary, Version
from psbridge.psrp import ClientPool, PoolState, ServerPool, commands, events, hostcalls
from psbridge.psrp.fragments import Reassembler
from psbridge.psrp.messages import NIL, MessageType, unpack

FOLDER = Path(__file__).resolve().parent.parent / "data" / "outofproc"
NAMES = sorted(path.name.removesuffix(".jsonl.gz") for path in FOLDER.glob("*.jsonl.gz"))
DATA = re.compile(rb"<Data\b[^>]*PSGuid=['\"]([^'\"]*)['\"][^>]*>([^<]*)</Data>")
CLOSE = re.compile(rb"<Close PSGuid=['\"]([^'\"]*)['\"]")

# what the server refuses of these clients, and says so; the real one acknowledges it and does nothing
REFUSED = {
    "garbage_bad_clixml": "SESSION_CAPABILITY",
    "garbage_bad_fragment": "has not started",
    "garbage_bad_message": "header",
    "garbage_unknown_message_type": "0x00099999",
    "negotiate_proto_1_0": "BEFORE_OPEN",
    "negotiate_proto_3_0": "BEFORE_OPEN",
    "negotiate_psversion_1_0": "BEFORE_OPEN",
    "negotiate_psversion_5_1": "BEFORE_OPEN",
    "negotiate_serversion_2_0": "BEFORE_OPEN",
    "order_capability_twice": "OPENED",
    "order_connect": "NEGOTIATION_SUCCEEDED",
    "order_init_first": "BEFORE_OPEN",
    "order_pipeline_before_open": "BEFORE_OPEN",
    "wrong_rpid": "another pool",
}
# what no client can read: PowerShell writes objects deeper than it reads
UNREADABLE = {"output_awkward": "nested too deeply"}


def frames(name: str) -> list[dict[str, Any]]:
    with gzip.open(FOLDER / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    return [line for line in lines if line["kind"] == "frame"]


def messages(frame: dict[str, Any]) -> list[dict[str, Any]]:
    return [message for message in frame.get("messages") or [] if "type" in message]


def pieces(raw: bytes) -> list[tuple[UUID | None, bytes]]:
    """The Data elements of a frame; what is no proper element is the framing's business."""
    found: list[tuple[UUID | None, bytes]] = []
    for guid, text in DATA.findall(raw):
        try:
            pid = UUID(guid.decode())
            found.append((None if pid == NIL else pid, base64.b64decode(text, validate=True)))
        except ValueError:
            continue
    return found


def closed(raw: bytes) -> list[UUID]:
    return [UUID(guid.decode()) for guid in CLOSE.findall(raw)]


def ids(name: str) -> list[UUID]:
    """The pools of a conversation in order: one for each capability of a client, unless it repeats itself within one."""
    return [UUID(m["rpid"]) for f in frames(name) if f["dir"] == "c2s" for m in messages(f) if m["type"] == "SessionCapability"]


@pytest.mark.parametrize("name", NAMES)
def test_our_client_understands_the_server(name):
    pools = iter(ids(name))
    pool: ClientPool | None = None
    seen: list[Any] = []
    expected: Counter[str] = Counter()
    failures = []
    for frame in frames(name):
        raw = base64.b64decode(frame["raw"])
        if frame["dir"] == "c2s":
            for pid in closed(raw) if pool else []:
                pool.remove(pid)
            continue
        expected.update(message["type"] for message in messages(frame))
        for pid, data in pieces(raw):
            if pool is None or (pool.state is PoolState.CLOSED and any(m["type"] == "SessionCapability" for m in messages(frame))):
                pool = ClientPool(next(pools), protocol=Version(2, 99))
                pool.open()
            try:
                seen += pool.receive(data, pid)
            except MessageError as error:
                failures.append(str(error))
    assert len(failures) == (name in UNREADABLE)
    assert all(UNREADABLE[name] in failure for failure in failures)
    streams = sum(expected[kind] for kind in expected if kind.endswith("Record") or kind == "PipelineOutput")
    kinds = Counter(type(event) for event in seen)
    assert kinds[events.RecordReceived] == streams - len(failures)
    assert kinds[events.PipelineStateChanged] == expected["PipelineState"]
    assert kinds[events.HostCalled] == expected["PipelineHostCall"]
    assert kinds[events.ApplicationPrivateData] == expected["ApplicationPrivateData"]
    assert kinds[events.RunspaceAvailability] == expected["RunspaceAvailability"]
    assert kinds[events.UserEvent] == expected["UserEvent"]
    assert kinds[events.PoolStateChanged] == expected["RunspacePoolState"] + expected["SessionCapability"]


@pytest.mark.parametrize("name", NAMES)
def test_our_server_understands_the_client(name):
    server = ServerPool(tolerant=True)
    seen: list[Any] = []
    expected: Counter[str] = Counter()
    for frame in (frame for frame in frames(name) if frame["dir"] == "c2s"):
        raw = base64.b64decode(frame["raw"])
        expected.update(message["type"] for message in messages(frame))
        for pid, data in pieces(raw):
            if server.state is PoolState.CLOSED:
                server = ServerPool(tolerant=True)
            for event in server.receive(data, pid):
                seen.append(event)
                if isinstance(event, events.OpenRequested):
                    server.opened({})
        for pid in closed(raw):
            server.remove(pid)
            if pid == NIL and server.state is PoolState.OPENED:
                server.closing()
                server.closed()
    refused = [str(event.error) for event in seen if isinstance(event, events.Discarded)]
    assert len(refused) == (name in REFUSED)
    assert all(REFUSED[name] in text for text in refused)
    kinds = Counter(type(event) for event in seen)
    if not refused:
        assert kinds[events.PipelineRequested] == expected["CreatePipeline"]
        assert kinds[events.MetadataRequested] == expected["GetCommandMetadata"]
        assert kinds[events.HostResponded] == expected["PipelineHostResponse"]
        assert kinds[events.SizeRequested] == expected["SetMaxRunspaces"] + expected["SetMinRunspaces"]
        assert kinds[events.OpenRequested] == expected["InitRunspacePool"]


def test_what_closes_a_real_pool_is_marked():
    for name, closes in (("wrong_rpid", True), ("order_capability_twice", True), ("garbage_bad_message", False)):
        server = ServerPool(tolerant=True)
        marks = []
        for frame in (frame for frame in frames(name) if frame["dir"] == "c2s"):
            for pid, data in pieces(base64.b64decode(frame["raw"])):
                for event in server.receive(data, pid):
                    if isinstance(event, events.OpenRequested):
                        server.opened({})
                    if isinstance(event, events.Discarded):
                        marks.append(event.closes)
        assert marks == [closes]


def bodies(kind: str, *, real_only: bool = False) -> list[str]:
    names = [name for name in NAMES if name.startswith("realclient") or not real_only]
    return [m["clixml"] for name in names for frame in frames(name) for m in messages(frame) if m["type"] == kind and m.get("clixml")]


def live(text: str) -> str:
    return text.replace("Deserialized.", "")


@pytest.mark.parametrize(
    ("kind", "again", "real_only"),
    [
        ("CreatePipeline", lambda value: commands.encode_pipeline(commands.decode_pipeline(value)), True),
        ("PipelineHostCall", lambda value: hostcalls.encode_call(hostcalls.decode_call(value)), False),
        ("PipelineHostResponse", lambda value: hostcalls.encode_response(hostcalls.decode_response(value)), True),
        ("ProgressRecord", lambda value: records.progress_body(records.read_progress(value)), False),
        ("InformationRecord", lambda value: records.information_body(records.read_information(value)), False),
    ],
)
def test_bodies_are_powershells_to_the_letter(kind, again, real_only):
    """What we make of our reading of a real message is that message again."""
    texts = bodies(kind, real_only=real_only)
    assert texts
    for text in texts:
        assert live(clixml.write_text(again(clixml.read_element(text)))) == live(text)


@pytest.mark.parametrize("kind", ["WarningRecord", "VerboseRecord", "DebugRecord"])
def test_informational_records_are_powershells_to_the_letter(kind):
    for text in bodies(kind):
        if "InvocationInfo_BoundParameters" not in text:
            assert clixml.write_text(records.read_informational(kind[:-6].lower(), clixml.read_element(text))) == text


def test_error_records_keep_everything_that_shows():
    texts = bodies("ErrorRecord")
    assert texts
    for text in texts:
        bag = clixml.read_element(text)
        record = records.read_error(bag)
        again = clixml.read_element(clixml.write_element(record))
        names = [name for name in bag.shape.names if name not in ("Exception", "InvocationInfo", "PSMessageDetails")]
        for name in names:
            if name.startswith(("ErrorCategory_", "ErrorDetails_", "FullyQualified")):
                assert again.get(name) == bag.get(name), name
        assert again.text == bag.text


def test_our_opening_has_the_members_of_a_real_client():
    real = clixml.read_element(next(iter(bodies("InitRunspacePool", real_only=True))))
    pool = ClientPool(host=hostcalls.decode_host_info(real.get("HostInfo")), application_arguments=real.get("ApplicationArguments").base)
    pool.open()
    inbox = Reassembler()
    sent = [unpack(raw) for _, data, _ in pool.take_all() for raw in inbox.feed(data)]
    ours = next(message.value() for message in sent if message.type is MessageType.INIT_RUNSPACEPOOL)
    assert ours.shape.names == real.shape.names
    assert ours.get("HostInfo").shape.names == real.get("HostInfo").shape.names
    assert type(ours.get("ApplicationArguments").base["PSVersionTable"].base) is PSPrimitiveDictionary
