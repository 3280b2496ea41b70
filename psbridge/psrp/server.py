"""The server's end of a runspace pool, without any IO ([MS-PSRP] 3.2).

Decides which requests are legal when, and what is sent for answers, records, states and host calls.  Who runs the pipelines is not
decided here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from psbridge import clixml
from psbridge.clixml import records
from psbridge.errors import InvalidTransition, LocalProtocolError, MessageError, PsrpError
from psbridge.objects.numbers import Int64
from psbridge.objects.psobject import PSObject
from psbridge.objects.records import ErrorRecord, InformationalRecord
from psbridge.psrp import events
from psbridge.psrp.commands import Pipeline, decode_pipeline, decode_query
from psbridge.psrp.endpoint import Endpoint, primitive_dictionary
from psbridge.psrp.hostcalls import BY_NAME, VOID, HostCall, decode_host_info, decode_response, encode_call
from psbridge.psrp.hosttypes import HostInfo
from psbridge.psrp.messages import CLIENT, NIL, SERVER, Message, MessageType
from psbridge.psrp.remembered import Remembered
from psbridge.psrp.sessionkey import SessionKey, wrap
from psbridge.psrp.states import FINISHED, PIPELINE, POOL, PipelineEvent, PipelineState, PoolEvent, PoolState, advance

_T = MessageType
Event = events.ServerEvent


class ServerPipeline:
    """A pipeline as its server sees it: sinks for its streams, its state, its host calls."""

    def __init__(self, pool: ServerPool, pid: UUID, no_input: bool = True, stream_options: int = 0) -> None:
        """`stream_options` (RemoteStreamOptions) says which records carry their invocation: errors 1, warnings 2, debug 4, verbose 8."""
        self.pid = pid
        self.state = PipelineState.RUNNING
        self.no_input = no_input
        self._options = stream_options
        self._pool = pool
        self._calls = 0

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED

    def output(self, value: Any) -> None:
        """Queue an output object; null travels as an empty body."""
        body = b"" if value is None else self._pool.encode(value) if isinstance(value, bytes) else value
        self._pool.send(_T.PIPELINE_OUTPUT, body, self.pid)

    def output_plain(self, value: Any) -> None:
        """Queue an output object whose secrets are readable: for carriers that encrypt everything, as PowerShell does over SSH."""
        body = clixml.write_element(value, 1, encrypt=lambda text: text.encode("utf-16-le", "surrogatepass").hex())
        self._pool.send(_T.PIPELINE_OUTPUT, body, self.pid)

    def error(self, record: ErrorRecord) -> None:
        self._send_record(_T.ERROR_RECORD, record, 1)

    def warning(self, record: Any) -> None:
        self._send_record(_T.WARNING_RECORD, record, 2)

    def verbose(self, record: Any) -> None:
        self._send_record(_T.VERBOSE_RECORD, record, 8)

    def debug(self, record: Any) -> None:
        self._send_record(_T.DEBUG_RECORD, record, 4)

    def _send_record(self, kind: MessageType, record: Any, option: int) -> None:
        whole = self._options & option and isinstance(record, ErrorRecord | InformationalRecord) and record.invocation_info is not None
        self._pool.send(kind, records.extended_body(record) if whole else record, self.pid)

    def information(self, record: Any) -> None:
        self._pool.send(_T.INFORMATION_RECORD, records.information_body(record), self.pid)

    def progress(self, record: Any) -> None:
        self._pool.send(_T.PROGRESS_RECORD, records.progress_body(record), self.pid)

    def write(self, stream: int, value: Any) -> None:
        """Queue a record by the number of its stream."""
        _SINKS[stream](self, value)

    def host_call(self, method: str, *arguments: Any) -> HostCall:
        """Queue a call of the client's host; the answer to one that answers comes as HostResponded with its id."""
        known = BY_NAME[method]
        if known.answers:
            self._calls += 1
        call = HostCall(self._calls if known.answers else VOID, known, arguments)
        self._pool.send(_T.PIPELINE_HOST_CALL, encode_call(call), self.pid)
        return call

    def stopping(self) -> None:
        """Note that the carrier brought a stop signal."""
        self._advance(PipelineEvent.STOP)

    def complete(self) -> None:
        self._finish(PipelineEvent.COMPLETE, None)

    def fail(self, error: ErrorRecord) -> None:
        self._finish(PipelineEvent.FAIL, error)

    def stopped(self, error: ErrorRecord | None = None) -> None:
        self._finish(PipelineEvent.STOPPED, error)

    def _finish(self, event: PipelineEvent, error: ErrorRecord | None) -> None:
        self._advance(event)
        self._pool.send(_T.PIPELINE_STATE, _state("PipelineState", self.state, error), self.pid)

    def _advance(self, event: PipelineEvent) -> None:
        self.state = advance(PIPELINE, self.state, event)

    def close(self) -> None:
        """Forget it once what waits was taken: the carrier has closed the command."""
        self._pool.remove(self.pid)


_SINKS: dict[int, Callable[[ServerPipeline, Any], None]] = {
    1: ServerPipeline.output,
    2: ServerPipeline.error,
    3: ServerPipeline.warning,
    4: ServerPipeline.verbose,
    5: ServerPipeline.debug,
    6: ServerPipeline.information,
    7: ServerPipeline.progress,
}


def _state(name: str, state: int, error: ErrorRecord | None) -> PSObject | bytes:
    if error is None:
        return _plain_state(name, int(state))
    return records.bare([(name, int(state)), ("ExceptionAsErrorRecord", records.state_error(error))])


@functools.lru_cache(maxsize=64)
def _plain_state(name: str, state: int) -> bytes:
    return clixml.write_element(records.bare([(name, state)]), 1)


def private_body(data: Any) -> bytes:
    """The body of APPLICATION_PRIVATE_DATA."""
    return clixml.write_element(records.bare([("ApplicationPrivateData", primitive_dictionary(data or {}))]), 1)


class ServerPool(Endpoint[Event]):
    """A runspace pool as its server sees it. The client's first message says which id it has."""

    def __init__(self, **options: Any) -> None:
        super().__init__(NIL, SERVER, CLIENT, **options)
        self.state = PoolState.BEFORE_OPEN
        self.min_runspaces = self.max_runspaces = 1
        self.host = HostInfo()
        self.application_arguments: Any = None
        self.application_private_data: Any = None
        self.pipelines: dict[UUID, ServerPipeline] = {}
        self._calls = 0

    # -- answers

    def opened(self, private_data: Any, body: bytes | None = None) -> None:
        """Queue what tells the client that the pool is open; `body`: the private data as `private_body` has written them before."""
        self._advance(PoolEvent.OPENED)
        self._send_private_data(private_data, body)
        self._send_state()

    def connected(self, private_data: Any = None) -> None:
        """Queue what tells a connecting client of the pool; `private_data`: as it is now, where it has changed."""
        self.send(_T.RUNSPACEPOOL_INIT_DATA, records.bare([("MinRunspaces", self.min_runspaces), ("MaxRunspaces", self.max_runspaces)]))
        self._advance(PoolEvent.OPENED)
        self._send_private_data(self.application_private_data if private_data is None else private_data)

    def _send_private_data(self, data: Any, body: bytes | None = None) -> None:
        self.application_private_data = data
        self.send(_T.APPLICATION_PRIVATE_DATA, private_body(data) if body is None else body)

    def _send_state(self, error: ErrorRecord | None = None) -> None:
        self.send(_T.RUNSPACEPOOL_STATE, _state("RunspaceState", self.state, error))

    def closing(self) -> None:
        self._advance(PoolEvent.CLOSE)
        self._send_state()

    def closed(self) -> None:
        self._advance(PoolEvent.CLOSED)
        self._send_state()

    def broken(self, error: ErrorRecord | None = None) -> None:
        self._advance(PoolEvent.BREAK)
        self._send_state(error)

    def disconnected(self) -> None:
        """Note that the client has disconnected; pipelines go on."""
        self._advance(PoolEvent.DISCONNECT)

    def reconnected(self) -> None:
        """Note that the same client is back."""
        self._advance(PoolEvent.RECONNECT)

    def answer(self, call: int, value: bool | int) -> None:
        """Queue the answer to SizeRequested, AvailabilityRequested or ResetRequested."""
        self.send(_T.RUNSPACE_AVAILABILITY, records.bare([("SetMinMaxRunspacesResponse", value), ("ci", Int64(call))]))

    def host_call(self, method: str, *arguments: Any) -> HostCall:
        """Queue a call of the client's host that belongs to no pipeline."""
        known = BY_NAME[method]
        if known.answers:
            self._calls += 1
        call = HostCall(self._calls if known.answers else VOID, known, arguments)
        self.send(_T.RUNSPACEPOOL_HOST_CALL, encode_call(call))
        return call

    def request_key(self) -> None:
        """Ask the client to exchange keys, because a secret is to be sent. Only below protocol 2.4."""
        if not self.needs_key_exchange:
            raise LocalProtocolError("No key is to be exchanged: there is one, or protocol 2.4 needs none", where="PUBLIC_KEY_REQUEST")
        self.send(_T.PUBLIC_KEY_REQUEST, b"")

    def user_event(self, event: events.UserEvent) -> None:
        """Queue an event of the engine for the client."""
        values = {
            "EventIdentifier": event.identifier,
            "SourceIdentifier": event.source,
            "TimeGenerated": event.time,
            "Sender": event.sender,
            "SourceArgs": event.arguments,
            "MessageData": event.data,
            "ComputerName": event.computer,
            "RunspaceId": event.runspace_id,
        }
        self.send(_T.USER_EVENT, records.bare([(f"PSEventArgs.{name}", value) for name, value in values.items()]))

    def remove(self, pid: UUID) -> None:
        with self._lock:
            self.pipelines.pop(pid, None)
            self.forget(pid)

    def _advance(self, event: PoolEvent) -> None:
        with self._lock:
            self.state = advance(POOL, self.state, event)

    # -- what comes

    def _is_harmless(self, message: Message | PsrpError, error: PsrpError) -> bool:
        again = isinstance(message, Message) and message.type is _T.SESSION_CAPABILITY and self.state is PoolState.OPENED
        return (again and self._reads(message)) or error.where == "RPID"

    def _reads(self, message: Message | PsrpError) -> bool:
        """Whether the body of a message that comes at a wrong time is at least CLIXML."""
        try:
            return isinstance(message, Message) and self.value(message) is not None
        except PsrpError:
            return False

    def _belongs(self, rpid: UUID) -> bool:
        """While we do not know the pool's id, any id is right."""
        return self.rpid == NIL or super()._belongs(rpid)

    def _handle(self, message: Message) -> list[Event]:
        allowed, handler = _HANDLERS[message.type]
        if self.state not in allowed:
            raise MessageError(f"A {message.type.name} message comes in state {self.state.name}", where="message type")
        return handler(self, message)

    def _capability(self, message: Message) -> list[Event]:
        protocol, power_shell, serialization = self.versions(message)
        fits = protocol.major == 2 and power_shell.major == 2 and serialization.major == 1
        reconnects = self.state is PoolState.DISCONNECTED
        if not fits:
            self.send(_T.SESSION_CAPABILITY, self.capability(), rpid=NIL)
            text = f"The client has protocol {protocol}, PowerShell {power_shell}, serialization {serialization}"
            return [events.NegotiationFailed(MessageError(text, where="SESSION_CAPABILITY"))]
        first = self.rpid == NIL
        self.rpid = message.rpid
        self.settle(protocol)
        self._moved(PoolEvent.CONNECT if reconnects else PoolEvent.OPEN)
        self._moved(PoolEvent.NEGOTIATED)
        self.send(_T.SESSION_CAPABILITY, self.capability(), rpid=NIL if first else self.rpid)
        return []

    def _moved(self, event: PoolEvent) -> None:
        try:
            self._advance(event)
        except InvalidTransition as error:
            raise MessageError(f"The client may not do this now: {error.what}", where="message type") from error

    def _init(self, message: Message) -> list[Event]:
        known = _OPENINGS.get(message.data)
        opening = self._opening(message) if known is None else replace(known, application_arguments=_afresh(known.application_arguments))
        self.min_runspaces, self.max_runspaces = opening.min_runspaces, opening.max_runspaces
        self.host, self.application_arguments = opening.host, opening.application_arguments
        self._moved(PoolEvent.INITIALIZED)
        return [opening]

    def _opening(self, message: Message) -> events.OpenRequested:
        body = self.body(message)
        least, most = body.integer("MinRunspaces"), body.integer("MaxRunspaces")
        if not 1 <= least <= most:
            raise MessageError(f"A pool of {least} to {most} runspaces cannot be", where="INIT_RUNSPACEPOOL, MinRunspaces")
        host = decode_host_info(body.raw("HostInfo")) if "HostInfo" in body else HostInfo()
        arguments = body.mapping("ApplicationArguments", None)
        threads, apartment = body.integer("PSThreadOptions", 0), body.integer("ApartmentState", 2)
        found = events.OpenRequested(least, most, int(threads), int(apartment), host, arguments)
        return found if arguments is not None and len(arguments) else _OPENINGS.keep(message.data, found)

    def _connect(self, message: Message) -> list[Event]:
        value = self.value(message)
        least = most = None
        if isinstance(value, PSObject) and value.base is None:
            body = self.body(message)
            least, most = body.integer("MinRunspaces", None), body.integer("MaxRunspaces", None)
        return [events.ConnectRequested(least, most)]

    def _create(self, message: Message) -> list[Event]:
        pipeline = _PIPELINES.get(message.data) or self._decoded(message)
        self._add(message.pid, pipeline.no_input, pipeline.stream_options)
        return [events.PipelineRequested(message.pid, pipeline)]

    def _decoded(self, message: Message) -> Pipeline:
        """The pipeline of a message; one without arguments is only read from now on, and may serve again."""
        pipeline = decode_pipeline(self.value(message))
        plain = not any(command.parameters for command in pipeline.commands)
        return _PIPELINES.keep(message.data, pipeline) if plain else pipeline

    def _metadata(self, message: Message) -> list[Event]:
        query = decode_query(self.value(message))
        self._add(message.pid, True)
        return [events.MetadataRequested(message.pid, query)]

    def _add(self, pid: UUID, no_input: bool, stream_options: int = 0) -> None:
        if pid == NIL:
            raise MessageError("A pipeline is created without an id", where="PID")
        if pid in self.pipelines:
            raise MessageError(f"Pipeline {pid} exists", where="PID")
        self.pipelines[pid] = ServerPipeline(self, pid, no_input, stream_options)

    def _pipeline(self, message: Message) -> ServerPipeline:
        found = self.pipelines.get(message.pid)
        if found is None:
            raise MessageError(f"Pipeline {message.pid} is unknown", where="PID")
        return found

    def _input(self, message: Message) -> list[Event]:
        pipeline = self._pipeline(message)
        if pipeline.no_input or pipeline.is_finished:
            return []  # as PowerShell: acknowledged and ignored
        return [events.InputReceived(message.pid, self.value(message))]

    def _input_end(self, message: Message) -> list[Event]:
        pipeline = self._pipeline(message)
        return [] if pipeline.no_input or pipeline.is_finished else [events.InputEnded(message.pid)]

    def _host_response(self, message: Message) -> list[Event]:
        pid = None if message.type is _T.RUNSPACEPOOL_HOST_RESPONSE else self._pipeline(message).pid
        return [events.HostResponded(pid, decode_response(self.value(message)))]

    def _set_max(self, message: Message) -> list[Event]:
        body = self.body(message)
        return [events.SizeRequested(body.integer("ci"), body.integer("MaxRunspaces"), True)]

    def _set_min(self, message: Message) -> list[Event]:
        body = self.body(message)
        return [events.SizeRequested(body.integer("ci"), body.integer("MinRunspaces"), False)]

    def _available(self, message: Message) -> list[Event]:
        return [events.AvailabilityRequested(self.body(message).integer("ci"))]

    def _reset(self, message: Message) -> list[Event]:
        return [events.ResetRequested(self.body(message).integer("ci"))]

    def _public_key(self, message: Message) -> list[Event]:
        if not self.needs_key_exchange:
            raise MessageError("A public key comes, but no key is to be exchanged", where="PUBLIC_KEY")
        key = SessionKey()
        answer = wrap(self.body(message).text("PublicKey"), key)
        self.send(_T.ENCRYPTED_SESSION_KEY, records.bare([("EncryptedSessionKey", answer)]))
        self.use_key(key)
        return [events.KeyExchanged()]


def _wrong_way(pool: ServerPool, message: Message) -> list[Event]:
    raise MessageError(f"A {message.type.name} message is not for a server", where="message type")


def _afresh(arguments: Any) -> Any:
    """Empty arguments of one's own: a script may write into them."""
    return None if arguments is None else type(arguments)()


_PIPELINES: Remembered[Pipeline] = Remembered()
_OPENINGS: Remembered[events.OpenRequested] = Remembered()
_S = PoolState
_ANY = frozenset(PoolState)
_OPEN = frozenset({_S.OPENED})
_START = frozenset({_S.BEFORE_OPEN, _S.DISCONNECTED})
_HANDLERS: dict[MessageType, tuple[frozenset[PoolState], Callable[[ServerPool, Message], list[Event]]]] = {
    **dict.fromkeys(MessageType, (_ANY, _wrong_way)),
    _T.SESSION_CAPABILITY: (_START, ServerPool._capability),
    _T.INIT_RUNSPACEPOOL: (frozenset({_S.NEGOTIATION_SUCCEEDED}), ServerPool._init),
    _T.CONNECT_RUNSPACEPOOL: (frozenset({_S.CONNECTING}), ServerPool._connect),
    _T.PUBLIC_KEY: (_OPEN, ServerPool._public_key),
    _T.SET_MAX_RUNSPACES: (_OPEN, ServerPool._set_max),
    _T.SET_MIN_RUNSPACES: (_OPEN, ServerPool._set_min),
    _T.GET_AVAILABLE_RUNSPACES: (_OPEN, ServerPool._available),
    _T.RESET_RUNSPACE_STATE: (_OPEN, ServerPool._reset),
    _T.RUNSPACEPOOL_HOST_RESPONSE: (_OPEN, ServerPool._host_response),
    _T.CREATE_PIPELINE: (_OPEN, ServerPool._create),
    _T.GET_COMMAND_METADATA: (_OPEN, ServerPool._metadata),
    _T.PIPELINE_INPUT: (_OPEN, ServerPool._input),
    _T.END_OF_PIPELINE_INPUT: (_OPEN, ServerPool._input_end),
    _T.PIPELINE_HOST_RESPONSE: (_OPEN, ServerPool._host_response),
}
