"""Fragments: how messages are cut for the carrier and put together again ([MS-PSRP] 2.2.4).

Decides sizes, numbering and order of fragments, and what is refused.  Knows nothing of what a message says.
"""

from __future__ import annotations

import struct
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from psbridge.errors import FragmentError

HEADER = struct.Struct(">QQBI")  # object id, fragment id, flags, length of the blob
START, END = 1, 2
MAX_BLOB = 32768 - HEADER.size  # what a real peer puts into one fragment
_ONLY = START | END


@dataclass(frozen=True, slots=True)
class FragmentLimits:
    """Bytes of one message, and of one fragment's blob."""

    message: int = 1 << 30
    blob: int = 1 << 28


LIMITS = FragmentLimits()


def split(object_id: int, message: bytes, blob: int = MAX_BLOB) -> Iterator[bytes]:
    """The fragments of a message, none with more than `blob` bytes of it."""
    total = len(message)
    if total <= blob:
        yield HEADER.pack(object_id, 0, _ONLY, total) + message
        return
    view = memoryview(message)
    for number, start in enumerate(range(0, total, blob)):
        piece = view[start : start + blob]
        flags = (START if start == 0 else 0) | (END if start + blob >= total else 0)
        yield HEADER.pack(object_id, number, flags, len(piece)) + piece


class ObjectIds:
    """The counter of messages of one side of a connection; threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def take(self) -> int:
        with self._lock:
            self._last += 1
            return self._last


class Outbox:
    """Messages that wait to be sent, in order; handed out as fragments that fit the carrier's frames.

    ``blob`` bounds the message bytes of one fragment.  `take` packs as many fragments into a frame as fit, so several small messages travel
    together and a large one is cut where the frame is full.
    """

    def __init__(self, ids: ObjectIds | None = None, blob: int = MAX_BLOB) -> None:
        self.blob = blob
        self.queued = 0  # bytes of messages that nobody has taken yet
        self.heads: dict[int, bytes] = {}  # what messages of a kind begin with, for who fills it
        self._ids = ids or ObjectIds()
        self._waiting: deque[tuple[bytes, str]] = deque()
        self._current: tuple[memoryview, int, int, int, str] | None = None  # message, object id, fragment id, offset, stream

    def __bool__(self) -> bool:
        return bool(self._waiting) or self._current is not None

    def put(self, message: bytes, stream: str = "default") -> None:
        """Queue a message for a stream of the carrier."""
        self._waiting.append((message, stream))
        self.queued += len(message)

    def drop(self, keep: int) -> int:
        """Forget the oldest messages, but not one that is half sent, until at most `keep` bytes wait; how many were forgotten."""
        forgotten = 0
        while self.queued > keep and self._waiting:
            self.queued -= len(self._waiting.popleft()[0])
            forgotten += 1
        return forgotten

    def clear(self) -> None:
        self._waiting.clear()
        self._current = None
        self.queued = 0

    def take(self, size: int = MAX_BLOB + HEADER.size) -> tuple[bytes, str] | None:
        """Up to `size` bytes of fragments and the stream they belong to; None when there is nothing to send."""
        if size <= HEADER.size:
            raise FragmentError(f"A frame of {size} bytes has no room for a fragment", where="size", hint=f"Give more than {HEADER.size}.")
        frame: list[bytes] = []
        room, stream = size, None
        while room > HEADER.size and (self._current is not None or self._waiting):
            if self._current is None:
                if stream is not None and self._waiting[0][1] != stream:
                    break
                if frame and len(self._waiting[0][0]) + HEADER.size > room:
                    break  # a message that does not fit starts a frame of its own
                message, kind = self._waiting.popleft()
                self._current = (memoryview(message), self._ids.take(), 0, 0, kind)
            stream = self._current[4]
            piece = self._fragment(min(room - HEADER.size, self.blob))
            frame.append(piece)
            room -= len(piece)
            if self._current is not None:
                break  # one fragment of a large message fills a frame
        return (b"".join(frame), stream) if stream is not None else None

    def _fragment(self, room: int) -> bytes:
        assert self._current is not None
        message, object_id, number, offset, stream = self._current
        piece = message[offset : offset + room]
        self.queued -= len(piece)
        is_last = offset + room >= len(message)
        flags = (0 if number else START) | (END if is_last else 0)
        self._current = None if is_last else (message, object_id, number + 1, offset + room, stream)
        return HEADER.pack(object_id, number, flags, len(piece)) + piece


class Reassembler:
    """Puts fragments of one stream together; bytes may come in any pieces.

    Every byte is copied once, so time is linear in what comes.  A fragment that breaks the rules raises FragmentError; `resync` then
    drops what is there, and fragments are ignored until a message starts.
    """

    __slots__ = ("_buffer", "_expected", "_lax", "_limits", "_object", "_parts", "_size")

    def __init__(self, limits: FragmentLimits = LIMITS) -> None:
        self._limits = limits
        self._buffer = bytearray()  # a fragment that has not come whole
        self._parts: list[bytes] = []
        self._size = 0
        self._object = 0
        self._expected = 0  # number of the next fragment of the message that is being read; 0: none is
        self._lax = False

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left half read."""
        return not self._buffer and not self._expected

    def resync(self) -> None:
        """Forget the broken message and everything up to the next start."""
        self._buffer.clear()
        self._parts.clear()
        self._expected = self._size = 0
        self._lax = True

    def feed(self, data: bytes | memoryview, complete: list[bytes] | None = None) -> list[bytes]:
        """The messages that are complete with these bytes; a list that is given has those before an error too."""
        whole: bytes | memoryview = data
        if self._buffer:
            self._buffer += data
            whole = bytes(self._buffer)
            self._buffer.clear()
        messages: list[bytes] = [] if complete is None else complete
        position, end = 0, len(whole)
        view = memoryview(whole)
        unpack, header, blob_limit = HEADER.unpack_from, HEADER.size, self._limits.blob
        while end - position >= header:
            object_id, number, flags, length = unpack(whole, position)
            if length > blob_limit:
                raise FragmentError(f"A blob of {length} bytes exceeds the limit of {blob_limit}", where=f"object {object_id}, blob length")
            start = position + header
            if end - start < length:
                break
            position = start + length
            if flags == _ONLY and not number and not self._expected:
                messages.append(bytes(view[start:position]))
                self._lax = False
            else:
                message = self._add(object_id, number, flags, view[start:position])
                if message is not None:
                    messages.append(message)
        if position < end:
            self._buffer += view[position:]
        return messages

    def close(self) -> None:
        """The stream has ended; FragmentError when something is left half read."""
        if not self.is_idle:
            raise FragmentError("The stream ended within a message", where=f"object {self._object}, fragment {self._expected}")

    def _add(self, object_id: int, number: int, flags: int, blob: memoryview) -> bytes | None:
        where = f"object {object_id}, fragment {number}"
        if flags & ~_ONLY:
            raise FragmentError(f"Flags {flags:#04x} are unknown", where=f"{where}, flags")
        if flags & START:
            if self._expected:
                raise FragmentError(f"A message starts before message {self._object} has ended", where=f"{where}, object id")
            if number:
                raise FragmentError("A message starts with a fragment that is not its first", where=f"{where}, fragment id")
            self._object, self._lax = object_id, False
        elif self._lax:
            return None
        elif not self._expected:
            raise FragmentError("A fragment continues a message that has not started", where=f"{where}, flags")
        elif object_id != self._object:
            raise FragmentError(f"A fragment of another message comes within message {self._object}", where=f"{where}, object id")
        elif number != self._expected:
            raise FragmentError(f"Fragment {self._expected} was expected", where=f"{where}, fragment id")
        return self._store(blob, bool(flags & END), where)

    def _store(self, blob: memoryview, is_last: bool, where: str) -> bytes | None:
        self._size += len(blob)
        if self._size > self._limits.message:
            raise FragmentError(f"A message exceeds the limit of {self._limits.message} bytes", where=where)
        self._parts.append(bytes(blob))
        self._expected += 1
        if not is_last:
            return None
        message = b"".join(self._parts)
        self._parts.clear()
        self._size = self._expected = 0
        return message
