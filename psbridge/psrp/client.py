"""The client's end of a runspace pool, without any IO ([MS-PSRP] 3.1).

Decides what is sent to open, use, leave and close a pool, and what the server's messages mean.  The carrier takes bytes with `take` and
brings bytes with `receive`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from psbridge import clixml
from psbridge.clixml import records
from psbridge.errors import InvalidTransition, LocalProtocolError, MessageError
from psbridge.objects import streams
from psbridge.objects.numbers import Int64
from psbridge.objects.psobject import PSObject, unwrap
from psbridge.psrp import events
from psbridge.psrp.commands import MetadataQuery, Pipeline, encode_pipeline, encode_query
from psbridge.psrp.endpoint import PROMPT_RESPONSE, Endpoint, primitive_dictionary
from psbridge.psrp.enums import ApartmentState, PSThreadOptions
from psbridge.psrp.hostcalls import HostResponse, decode_call, encode_host_info, encode_response
from psbridge.psrp.hosttypes import HostInfo
from psbridge.psrp.messages import CLIENT, NIL, SERVER, Message, MessageType
from psbridge.psrp.remembered import Remembered
from psbridge.psrp.sessionkey import KeyPair
from psbridge.psrp.states import (
    FINISHED,
    PIPELINE,
    POOL,
    POOL_REPORTED,
    REPORTED,
    PipelineEvent,
    PipelineState,
    PoolEvent,
    PoolState,
    advance,
)

_T = MessageType
Event = events.ClientEvent


class ClientPipeline:
    """A pipeline as its client sees it. Its bytes travel under its `pid`."""

    def __init__(self, pool: ClientPool, kind: MessageType, body: Callable[[], PSObject | bytes], pid: UUID | None = None) -> None:
        self.pid = pid or uuid4()
        self.state = PipelineState.NOT_STARTED
        self._pool = pool
        self._kind, self._body = kind, body

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED

    def start(self) -> None:
        """Queue the message that creates it; CryptoError when it holds a secret and there is no key yet."""
        made = self._body()
        body = made if isinstance(made, bytes) else self._pool.encode(made)
        self.advance(PipelineEvent.START)
        self._pool.send(self._kind, body, self.pid)

    def write(self, value: Any) -> None:
        """Queue an input object."""
        self._must_run("take input")
        self._pool.send(_T.PIPELINE_INPUT, self._pool.encode(value) if isinstance(value, bytes) else value, self.pid)

    def end_input(self) -> None:
        """Say that no more input comes."""
        self._must_run("take input")
        self._pool.send(_T.END_OF_PIPELINE_INPUT, b"", self.pid)

    def respond(self, response: HostResponse) -> None:
        """Queue the answer to a host call."""
        self._pool.send(_T.PIPELINE_HOST_RESPONSE, encode_response(response), self.pid, stream=PROMPT_RESPONSE)

    def stop(self) -> None:
        """Note that the carrier signals a stop; the end comes as a state of its own."""
        self.advance(PipelineEvent.STOP)

    def disconnected(self) -> None:
        self.advance(PipelineEvent.DISCONNECT)

    def reconnected(self) -> None:
        self.advance(PipelineEvent.RECONNECT)

    def close(self) -> None:
        """Forget it: the carrier has closed the command."""
        self._pool.remove(self.pid)

    def advance(self, event: PipelineEvent) -> PipelineState:
        self.state = advance(PIPELINE, self.state, event)
        return self.state

    def _must_run(self, what: str) -> None:
        if self.state is not PipelineState.RUNNING:
            raise LocalProtocolError(f"A pipeline in state {self.state.name} cannot {what}", where=f"pipeline {self.pid}")


def _opening(least: int, most: int, threads: int, apartment: int, host: HostInfo, arguments: Mapping[str, Any]) -> PSObject:
    """The body of INIT_RUNSPACEPOOL."""
    return records.bare(
        [
            ("MinRunspaces", least),
            ("MaxRunspaces", most),
            ("PSThreadOptions", PSThreadOptions(threads)),
            ("ApartmentState", ApartmentState(apartment)),
            ("ApplicationArguments", primitive_dictionary(arguments)),
            ("HostInfo", encode_host_info(host)),
        ]
    )


@functools.lru_cache(maxsize=16)
def _plain_opening(least: int, most: int, threads: int, apartment: int, host: HostInfo) -> bytes:
    """The same for a pool without arguments, as bytes: every host of a fleet gets it."""
    return clixml.write_element(_opening(least, most, threads, apartment, host, {}), 1)


class ClientPool(Endpoint[Event]):
    """A runspace pool as its client sees it."""

    def __init__(
        self,
        rpid: UUID | None = None,
        *,
        min_runspaces: int = 1,
        max_runspaces: int = 1,
        host: HostInfo | None = None,
        application_arguments: Mapping[str, Any] | None = None,
        thread_options: int = 0,
        apartment_state: int = 2,
        **options: Any,
    ) -> None:
        super().__init__(rpid or uuid4(), CLIENT, SERVER, **options)
        self.state = PoolState.BEFORE_OPEN
        self.min_runspaces, self.max_runspaces = min_runspaces, max_runspaces
        self.host = host or HostInfo()
        self.application_arguments = application_arguments or {}
        self._private: Callable[[], Any] = _nothing
        self.pipelines: dict[UUID, ClientPipeline] = {}
        self._options = thread_options, apartment_state
        self._calls = 0
        self._keys: KeyPair | None = None
        self._server_protocol_known = False

    @property
    def application_private_data(self) -> Any:
        """What the server says of itself; None before it has."""
        return self._private()

    # -- life cycle

    def open(self) -> None:
        """Queue what opens the pool."""
        self._advance(PoolEvent.OPEN)
        self.send(_T.SESSION_CAPABILITY, self.capability())
        shape = self.min_runspaces, self.max_runspaces, *self._options, self.host
        told = self.application_arguments
        self.send(_T.INIT_RUNSPACEPOOL, _opening(*shape, told) if told else _plain_opening(*shape))

    def connect(self, *, same_size: bool = False) -> None:
        """Queue what takes over a disconnected pool of another client; `same_size`: only if it has our number of runspaces."""
        self._advance(PoolEvent.CONNECT)
        sizes = records.bare([("MinRunspaces", self.min_runspaces), ("MaxRunspaces", self.max_runspaces)])
        self.send(_T.SESSION_CAPABILITY, self.capability())
        self.send(_T.CONNECT_RUNSPACEPOOL, sizes if same_size else "")

    def disconnected(self) -> None:
        """Note that the carrier has disconnected the shell: running pipelines go on without us."""
        self._advance(PoolEvent.DISCONNECT)
        for pipeline in self.pipelines.values():
            if not pipeline.is_finished:
                pipeline.disconnected()

    def reconnected(self) -> None:
        """Note that the carrier has reconnected our own shell."""
        self._advance(PoolEvent.RECONNECT)
        for pipeline in self.pipelines.values():
            if pipeline.state is PipelineState.DISCONNECTED:
                pipeline.reconnected()

    def close(self) -> None:
        """Note that the carrier is closing the shell."""
        self._advance(PoolEvent.CLOSE)

    def closed(self) -> None:
        """Note that the shell is gone."""
        if self.state is not PoolState.CLOSED:
            self._advance(PoolEvent.CLOSED)

    def broken(self) -> None:
        """Note that the carrier failed for good."""
        if self.state not in (PoolState.CLOSED, PoolState.BROKEN):
            self._advance(PoolEvent.BREAK)

    def _advance(self, event: PoolEvent) -> None:
        with self._lock:
            self.state = advance(POOL, self.state, event)

    # -- requests

    def pipeline(self, description: Pipeline, pid: UUID | None = None) -> ClientPipeline:
        """A new pipeline, not started."""
        return self._add(ClientPipeline(self, _T.CREATE_PIPELINE, lambda: self._written(description), pid))

    def _written(self, description: Pipeline) -> PSObject | bytes:
        minor, kept = self.protocol.minor, description.written
        if kept is None:
            return encode_pipeline(description, minor)
        if minor not in kept:
            kept[minor] = self.encode(encode_pipeline(description, minor))
        return kept[minor]

    def command_metadata(self, query: MetadataQuery, pid: UUID | None = None) -> ClientPipeline:
        """A pipeline that describes commands: its output is a count, then one object a command."""
        return self._add(ClientPipeline(self, _T.GET_COMMAND_METADATA, lambda: encode_query(query), pid))

    def adopt(self, pid: UUID) -> ClientPipeline:
        """A pipeline that runs in a pool which we connected to."""
        pipeline = ClientPipeline(self, _T.CREATE_PIPELINE, PSObject, pid)
        pipeline.state = PipelineState.DISCONNECTED
        return self._add(pipeline)

    def _add(self, pipeline: ClientPipeline) -> ClientPipeline:
        with self._lock:
            if self.state is not PoolState.OPENED:
                raise LocalProtocolError(f"A pool in state {self.state.name} has no pipelines", hint="Open it first.")
            if pipeline.pid in self.pipelines:
                raise LocalProtocolError(f"Pipeline {pipeline.pid} exists", where="pid")
            self.pipelines[pipeline.pid] = pipeline
        return pipeline

    def remove(self, pid: UUID) -> None:
        """Forget a pipeline."""
        with self._lock:
            self.pipelines.pop(pid, None)
            self.forget(pid)

    def set_max_runspaces(self, count: int) -> int:
        """Queue the request; the answer, a RunspaceAvailability, has the returned id."""
        return self._call(_T.SET_MAX_RUNSPACES, [("MaxRunspaces", count)])

    def set_min_runspaces(self, count: int) -> int:
        return self._call(_T.SET_MIN_RUNSPACES, [("MinRunspaces", count)])

    def get_available_runspaces(self) -> int:
        return self._call(_T.GET_AVAILABLE_RUNSPACES, [])

    def reset_runspace_state(self) -> int:
        """Ask for variables and location as at the start (protocol 2.3)."""
        if self.protocol.minor < 3:
            raise LocalProtocolError(f"Protocol {self.protocol} cannot reset a runspace", hint="It needs 2.3.")
        return self._call(_T.RESET_RUNSPACE_STATE, [])

    def _call(self, kind: MessageType, members: list[tuple[str, Any]]) -> int:
        with self._lock:
            if self.state is not PoolState.OPENED:
                raise LocalProtocolError(f"A pool in state {self.state.name} takes no requests", where=kind.name)
            self._calls += 1
            self.send(kind, records.bare([*members, ("ci", Int64(self._calls))]))
            return self._calls

    def respond(self, response: HostResponse) -> None:
        """Queue the answer to a host call of the pool."""
        self.send(_T.RUNSPACEPOOL_HOST_RESPONSE, encode_response(response), stream=PROMPT_RESPONSE)

    def exchange_key(self) -> None:
        """Queue our public key; KeyExchanged follows when the server has answered. Only below protocol 2.4."""
        with self._lock:
            if not self.needs_key_exchange:
                raise LocalProtocolError("No key is to be exchanged: there is one, or protocol 2.4 needs none", where="PUBLIC_KEY")
            if self._keys is not None:
                return
            self._keys = KeyPair()
            self.send(_T.PUBLIC_KEY, records.bare([("PublicKey", self._keys.public_text)]))

    # -- what comes

    def _handle(self, message: Message) -> list[Event]:
        return _HANDLERS[message.type](self, message)

    def _moved(self, event: PoolEvent, where: str) -> None:
        """The server moves the pool; a move that the table does not know is its fault."""
        try:
            self._advance(event)
        except InvalidTransition as error:
            raise MessageError(f"The server may not do this now: {error.what}", where=where) from error

    def _capability(self, message: Message) -> list[Event]:
        protocol, _, _ = self.versions(message)
        if self.state not in (PoolState.NEGOTIATION_SENT, PoolState.CONNECTING) or self._server_protocol_known:
            raise MessageError(f"A capability comes in state {self.state.name}", where="SESSION_CAPABILITY")
        if protocol.major != self.protocol.major:
            self._moved(PoolEvent.BREAK, "SESSION_CAPABILITY, protocolversion")
            raise MessageError(f"The server speaks protocol {protocol}", where="SESSION_CAPABILITY, protocolversion")
        self._server_protocol_known = True
        self.settle(protocol)
        self._moved(PoolEvent.NEGOTIATED, "SESSION_CAPABILITY")
        return [events.PoolStateChanged(self.state)]

    def _init_data(self, message: Message) -> list[Event]:
        body = self.body(message)
        self.min_runspaces, self.max_runspaces = body.integer("MinRunspaces"), body.integer("MaxRunspaces")
        self._moved(PoolEvent.OPENED, "RUNSPACEPOOL_INIT_DATA")
        return [events.PoolInitData(self.min_runspaces, self.max_runspaces), events.PoolStateChanged(self.state)]

    def _private_data(self, message: Message) -> list[Event]:
        known = _READABLE.get(message.data)
        if known is None:  # read at once, as it may be wrong; what was right elsewhere waits until somebody wants it
            data = self._read_private(message)
            _READABLE.keep(message.data, True)
            self._private = lambda: data
        else:
            self._private = functools.cache(functools.partial(self._read_private, message))
        return [events.ApplicationPrivateData(self._private)]

    def _read_private(self, message: Message) -> Any:
        return self.body(message).mapping("ApplicationPrivateData")

    def _pool_state(self, message: Message) -> list[Event]:
        number, reason = self._reported(message, "RunspaceState")
        event = POOL_REPORTED.get(number)
        if event is None:
            raise MessageError(f"Pool state {number} is not one that a server reports", where="RUNSPACEPOOL_STATE, RunspaceState")
        self._moved(event, "RUNSPACEPOOL_STATE, RunspaceState")
        return [events.PoolStateChanged(self.state, reason)]

    def _reported(self, message: Message, member: str) -> tuple[int, Any]:
        """State and reason of a state message."""
        known = _STATES.get(message.data)
        if known is not None and known[0] == member:
            return known[1], None
        body = self.body(message)
        number, bag = body.integer(member), body.raw("ExceptionAsErrorRecord", None)
        if bag is not None:
            return number, records.read_error(bag)
        _STATES.keep(message.data, (member, number))
        return number, None

    def _availability(self, message: Message) -> list[Event]:
        body = self.body(message)
        answer = unwrap(body.raw("SetMinMaxRunspacesResponse"))
        if not isinstance(answer, int):
            raise MessageError("The answer must be true, false or a number", where="RUNSPACE_AVAILABILITY, SetMinMaxRunspacesResponse")
        return [events.RunspaceAvailability(body.integer("ci"), answer)]

    def _user_event(self, message: Message) -> list[Event]:
        body = self.body(message)
        name = "PSEventArgs."
        runspace = body.raw(name + "RunspaceId", None)
        return [
            events.UserEvent(
                body.integer(name + "EventIdentifier"),
                body.text(name + "SourceIdentifier", ""),
                body.raw(name + "TimeGenerated", None),
                body.raw(name + "Sender", None),
                body.raw(name + "SourceArgs", None),
                body.raw(name + "MessageData", None),
                body.text(name + "ComputerName", None),
                runspace if isinstance(runspace, UUID) else None,
            )
        ]

    def _session_key(self, message: Message) -> list[Event]:
        if self._keys is None:
            raise MessageError("A session key comes that nobody asked for", where="ENCRYPTED_SESSION_KEY")
        self.use_key(self._keys.unwrap(self.body(message).text("EncryptedSessionKey")))
        self._keys = None
        return [events.KeyExchanged()]

    def _key_request(self, message: Message) -> list[Event]:
        if self.needs_key_exchange:
            self.exchange_key()
        return []

    def _host_call(self, message: Message) -> list[Event]:
        return [events.HostCalled(_owner(message), decode_call(self.value(message)))]

    def _output(self, message: Message) -> list[Event]:
        return [events.RecordReceived(_owner(message), streams.OUTPUT, self.value(message))]

    def _record(self, message: Message) -> list[Event]:
        stream, read = _RECORDS[message.type]
        return [events.RecordReceived(_owner(message), stream, read(self.value(message)))]

    def _pipeline_state(self, message: Message) -> list[Event]:
        number, reason = self._reported(message, "PipelineState")
        event = REPORTED.get(number)
        if event is None:
            raise MessageError(f"Pipeline state {number} is not one that a server reports", where="PIPELINE_STATE, PipelineState")
        pipeline = self.pipelines.get(message.pid)
        if pipeline is None:
            return [events.PipelineStateChanged(_owner(message), PipelineState(number), reason)]
        try:
            state = pipeline.advance(event)
        except InvalidTransition as error:
            raise MessageError(f"The server may not do this now: {error.what}", where="PIPELINE_STATE, PipelineState") from error
        return [events.PipelineStateChanged(message.pid, state, reason)]


def _owner(message: Message) -> UUID | None:
    return None if message.pid == NIL else message.pid


def _nothing() -> None:
    """What the server says before it says anything."""


def _wrong_way(pool: ClientPool, message: Message) -> list[Event]:
    raise MessageError(f"A {message.type.name} message is not for a client", where="message type")


_STATES: Remembered[tuple[str, int]] = Remembered()
_READABLE: Remembered[bool] = Remembered()
_RECORDS: dict[MessageType, tuple[int, Callable[[Any], Any]]] = {
    _T.ERROR_RECORD: (streams.ERROR, records.read_error),
    _T.WARNING_RECORD: (streams.WARNING, lambda bag: records.read_informational("warning", bag)),
    _T.VERBOSE_RECORD: (streams.VERBOSE, lambda bag: records.read_informational("verbose", bag)),
    _T.DEBUG_RECORD: (streams.DEBUG, lambda bag: records.read_informational("debug", bag)),
    _T.INFORMATION_RECORD: (streams.INFORMATION, records.read_information),
    _T.PROGRESS_RECORD: (streams.PROGRESS, records.read_progress),
}
_HANDLERS: dict[MessageType, Callable[[ClientPool, Message], list[Event]]] = {
    **dict.fromkeys(MessageType, _wrong_way),
    **dict.fromkeys(_RECORDS, ClientPool._record),
    _T.SESSION_CAPABILITY: ClientPool._capability,
    _T.RUNSPACEPOOL_INIT_DATA: ClientPool._init_data,
    _T.APPLICATION_PRIVATE_DATA: ClientPool._private_data,
    _T.RUNSPACEPOOL_STATE: ClientPool._pool_state,
    _T.RUNSPACE_AVAILABILITY: ClientPool._availability,
    _T.USER_EVENT: ClientPool._user_event,
    _T.ENCRYPTED_SESSION_KEY: ClientPool._session_key,
    _T.PUBLIC_KEY_REQUEST: ClientPool._key_request,
    _T.RUNSPACEPOOL_HOST_CALL: ClientPool._host_call,
    _T.PIPELINE_HOST_CALL: ClientPool._host_call,
    _T.PIPELINE_OUTPUT: ClientPool._output,
    _T.PIPELINE_STATE: ClientPool._pipeline_state,
}
