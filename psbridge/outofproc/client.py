"""The client's side: what may be sent now, and what came back.

The server handles every line on a thread of its own, so order is the client's duty: a guid has at most one Data element
unacknowledged, and none before its CommandAck. What must wait is queued here; queued fragments leave packed, as many
whole ones as fit in one element, host answers first.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from psbridge.errors import InvalidTransition, LimitExceeded, LocalProtocolError
from psbridge.outofproc.elements import MAX_PAYLOAD, SESSION, Element, Kind, Stream, inactive_command, unknown_element
from psbridge.outofproc.reader import MAX_LINE, LineReader, scan_line
from psbridge.outofproc.states import GuidEvent, GuidState, advance

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID


class _Lane:
    """One guid: its state, its queues, and whether a Data element is under way."""

    __slots__ = ("in_flight", "queues", "state")

    def __init__(self, state: GuidState) -> None:
        self.state = state
        self.in_flight = False
        self.queues: dict[Stream, deque[bytes]] = {Stream.PROMPT_RESPONSE: deque(), Stream.DEFAULT: deque()}

    @property
    def waiting(self) -> int:
        """Bytes in the queues."""
        return sum(len(fragment) for queue in self.queues.values() for fragment in queue)

    def pack(self) -> tuple[Stream, bytes] | None:
        """The next payload: whole fragments of one stream, at most `MAX_PAYLOAD` bytes."""
        for stream, queue in self.queues.items():
            if queue:
                parts = [queue.popleft()]
                size = len(parts[0])
                while queue and size + len(queue[0]) <= MAX_PAYLOAD:
                    size += len(queue[0])
                    parts.append(queue.popleft())
                return stream, b"".join(parts)
        return None


class Client:
    """Sans-IO client of the stdio framing. Not thread-safe: whoever shares it holds a lock around each call."""

    def __init__(self, *, max_line: int = MAX_LINE) -> None:
        self._reader = LineReader(max_line)
        self._lanes: dict[UUID, _Lane] = {SESSION: _Lane(GuidState.OPEN)}
        self._out: list[bytes] = []
        self._events: list[Element] = []

    # -- what we want --------------------------------------------------------------------------------------------------

    def open_command(self, guid: UUID) -> None:
        """Announce a pipeline; data sent for it waits for the CommandAck."""
        if guid == SESSION:
            raise LocalProtocolError("The session's guid cannot name a command", where="PSGuid")
        lane = self._lanes.get(guid) or _Lane(GuidState.UNKNOWN)
        lane.state = advance(lane.state, GuidEvent.COMMAND)
        self._lanes[guid] = lane
        self._write(Element(Kind.COMMAND, guid))

    def send(self, guid: UUID, fragments: bytes, stream: Stream = Stream.DEFAULT) -> None:
        """Queue one or more whole fragments (at most `MAX_PAYLOAD` bytes) for the session or a pipeline."""
        if len(fragments) > MAX_PAYLOAD:
            raise LimitExceeded("payload of a Data element", MAX_PAYLOAD, len(fragments), where="stdio framing")
        if not fragments:
            raise LocalProtocolError("A Data element cannot be empty", hint="Send whole fragments.")
        lane = self._move(guid, GuidEvent.SEND)
        lane.queues[stream].append(fragments)
        self._pump(guid, lane)

    def signal(self, guid: UUID) -> None:
        """Ask a pipeline to stop. The SignalAck may come after everything else of it, even after its CloseAck."""
        if guid == SESSION:
            raise LocalProtocolError("A Signal is for a command, not for the session", where="PSGuid")
        self._move(guid, GuidEvent.SIGNAL)
        self._write(Element(Kind.SIGNAL, guid))

    def close(self, guid: UUID = SESSION) -> None:
        """Close a pipeline or the session; what still waits for it is dropped."""
        lane = self._move(guid, GuidEvent.CLOSE)
        for queue in lane.queues.values():
            queue.clear()
        self._write(Element(Kind.CLOSE, guid))

    def state(self, guid: UUID) -> GuidState:
        """Where a guid stands."""
        lane = self._lanes.get(guid)
        return lane.state if lane else GuidState.UNKNOWN

    def is_busy(self, guid: UUID) -> bool:
        """Whether something for a guid still waits to be sent or acknowledged: a Signal would overtake it."""
        lane = self._lanes.get(guid)
        return lane is not None and (lane.state is GuidState.OPENING or lane.in_flight or lane.waiting > 0)

    def waiting(self, guid: UUID) -> int:
        """Bytes queued for a guid: the sender's measure for back-pressure."""
        lane = self._lanes.get(guid)
        return lane.waiting if lane else 0

    # -- bytes and events ----------------------------------------------------------------------------------------------

    def data_to_send(self) -> bytes:
        """The bytes that may go out now."""
        data = b"".join(self._out)
        self._out.clear()
        return data

    def receive(self, data: bytes) -> None:
        """Take bytes from the server; `events()` has what they said, also what was said before an error."""
        for line in self._reader.feed(data):
            self._line(line)

    def receive_eof(self) -> None:
        """The server's output has ended, which no server does by itself."""
        rest = self._reader.finish()
        if rest is not None:
            self._line(rest)
        raise unknown_element("")

    def events(self) -> list[Element]:
        """What came since the last call: Data and acknowledgements."""
        found, self._events = self._events, []
        return found

    # -- inside --------------------------------------------------------------------------------------------------------

    def _move(self, guid: UUID, event: GuidEvent) -> _Lane:
        lane = self._lanes.get(guid)
        if lane is None:
            raise InvalidTransition("stdio guid", GuidState.UNKNOWN, event, (GuidEvent.COMMAND,))
        lane.state = advance(lane.state, event)
        return lane

    def _write(self, element: Element) -> None:
        self._out.append(element.encode())

    def _pump(self, guid: UUID, lane: _Lane) -> None:
        if lane.in_flight or lane.state is not GuidState.OPEN:
            return
        packed = lane.pack()
        if packed is not None:
            lane.in_flight = True
            self._write(Element(Kind.DATA, guid, packed[1], packed[0]))

    def _line(self, line: bytes) -> None:
        elements, error = scan_line(line)
        for element in elements:
            handler = _HANDLERS.get(element.kind)
            if handler is None:
                raise unknown_element(element.kind.value)
            handler(self, element)
            self._events.append(element)
        if error is not None:
            raise error

    def _on_data(self, element: Element) -> None:
        """Data may come for a guid that we have just closed; its owner decides what it is worth."""

    def _on_data_ack(self, element: Element) -> None:
        lane = self._lanes.get(element.guid)
        if lane is not None:
            lane.in_flight = False
            self._pump(element.guid, lane)

    def _on_command_ack(self, element: Element) -> None:
        lane = self._lanes.get(element.guid)
        if lane is None or lane.state not in {GuidState.OPENING, GuidState.CLOSING}:
            raise inactive_command(element.guid, element.kind.value)
        lane.state = advance(lane.state, GuidEvent.COMMAND_ACK)
        self._pump(element.guid, lane)

    def _on_close_ack(self, element: Element) -> None:
        lane = self._lanes.get(element.guid)
        if lane is None:
            return
        lane.state = advance(lane.state, GuidEvent.CLOSE_ACK)
        if element.guid == SESSION:
            self._lanes[SESSION] = _Lane(GuidState.OPEN)  # the same process takes a second session
        else:
            del self._lanes[element.guid]


_HANDLERS: dict[Kind, Callable[[Client, Element], None]] = {
    Kind.DATA: Client._on_data,
    Kind.DATA_ACK: Client._on_data_ack,
    Kind.COMMAND_ACK: Client._on_command_ack,
    Kind.CLOSE_ACK: Client._on_close_ack,
    Kind.SIGNAL_ACK: Client._on_data,
}
