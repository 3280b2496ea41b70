"""What both ends of a session share: queues of messages out, fragments in, the session key, versions.

Decides how a value becomes a message and a message a value; which messages are legal when, is decided by client and server.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from psbridge import clixml
from psbridge.clixml.records import bare
from psbridge.errors import FragmentError, MessageError, PsrpError
from psbridge.objects.containers import NetDictionary, PSPrimitiveDictionary
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import Version
from psbridge.psrp.events import Discarded
from psbridge.psrp.fields import Body
from psbridge.psrp.fragments import HEADER, LIMITS, MAX_BLOB, FragmentLimits, ObjectIds, Outbox, Reassembler
from psbridge.psrp.messages import BOM, NIL, Message, MessageType, pack, unpack
from psbridge.psrp.remembered import Remembered
from psbridge.psrp.sessionkey import NoKey, OpenSecrets, Secrets, SessionKey

DEFAULT, PROMPT_RESPONSE = "default", "promptresponse"  # streams of the carrier
PROTOCOL = Version(2, 3)
NO_KEY_SINCE = Version(2, 4)
PS_VERSION, SERIALIZATION_VERSION = Version(2, 0), Version(1, 1, 0, 1)

_MUCH, _LITTLE = 4096, 8192  # bytes that come at once; bytes of an object
E = TypeVar("E")  # the events of this end


class Endpoint(Generic[E]):
    """One end of a session. Public methods may be called from any thread; they only touch memory.

    ``blob``: most bytes of a message in one fragment.  ``tolerant``: input that breaks the protocol becomes a Discarded event instead of
    an error.
    """

    def __init__(
        self,
        rpid: UUID,
        own: int,
        peer: int,
        *,
        protocol: Version = PROTOCOL,
        blob: int = MAX_BLOB,
        limits: FragmentLimits = LIMITS,
        values: clixml.Limits = clixml.LIMITS,
        tolerant: bool = False,
        ids: ObjectIds | None = None,
    ) -> None:
        self.rpid = rpid
        self.protocol = protocol  # ours until the peer's is known, then the lower of both
        self.secrets: Secrets = NoKey()
        self.tolerant = tolerant
        self._own, self._peer = own, peer
        self._blob, self._limits, self._values = blob, limits, values
        self._ids = ids or ObjectIds()
        self._outboxes: dict[UUID, Outbox] = {}
        self._inboxes: dict[UUID, Reassembler] = {}
        self._ahead: dict[int, Any] = {}  # values of messages that are just being understood
        self._lock = threading.RLock()

    # -- out

    def send(self, kind: MessageType, value: Any = None, pid: UUID = NIL, *, stream: str = DEFAULT, rpid: UUID | None = None) -> None:
        """Queue a message whose body is the CLIXML of `value` (bytes: the body itself)."""
        body = value if isinstance(value, bytes) else self.encode(value)
        with self._lock:
            box = self._outboxes.get(pid)
            if box is None:
                box = self._outboxes[pid] = Outbox(self._ids, self._blob)
            head = box.heads.get(kind._value_) if rpid is None else pack(kind, self._peer, rpid, pid, b"")
            if head is None:
                head = pack(kind, self._peer, self.rpid, pid, b"")
                if self.rpid != NIL:  # otherwise the pool is yet to learn its id
                    box.heads[kind._value_] = head
            box.put(head + BOM + body if body else head, stream)

    def encode(self, value: Any) -> bytes:
        """The CLIXML of a value; CryptoError when it holds a secret and there is no key."""
        return clixml.write_element(value, 1, encrypt=self.secrets.encrypt)

    def take(self, pid: UUID | None = None, size: int = MAX_BLOB + HEADER.size) -> tuple[bytes, str] | None:
        """What waits to be sent for the pool (None) or a pipeline: up to `size` bytes and the carrier's stream; None when nothing does."""
        with self._lock:
            box = self._outboxes.get(pid or NIL)
            return box.take(size) if box is not None else None

    def waiting(self) -> list[UUID]:
        """For what something waits to be sent (NIL: the pool)."""
        with self._lock:
            return [pid for pid, box in self._outboxes.items() if box]

    def queued(self, pid: UUID | None = None) -> int:
        """Bytes that wait to be sent for the pool (None) or a pipeline: whoever fills the queue should pause when it is long."""
        with self._lock:
            box = self._outboxes.get(pid or NIL)
            return box.queued if box is not None else 0

    def waiting_bytes(self) -> int:
        """How many bytes of messages wait to be sent."""
        with self._lock:
            return sum(box.queued for box in self._outboxes.values())

    def drop_waiting(self, size: int) -> int:
        """Forget the oldest messages of pipelines (not of the pool) until each keeps at most `size` bytes; how many were forgotten."""
        with self._lock:
            return sum(box.drop(size) for pid, box in self._outboxes.items() if pid != NIL)

    def take_all(self, size: int = MAX_BLOB + HEADER.size) -> Iterator[tuple[UUID, bytes, str]]:
        """Everything that waits, the pool's first: id, bytes, stream."""
        for pid in sorted(self.waiting(), key=lambda pid: pid != NIL):
            while (frame := self.take(pid, size)) is not None:
                yield (pid, *frame)

    def forget(self, pid: UUID) -> None:
        """Drop the queues of a pipeline that is closed."""
        with self._lock:
            self._outboxes.pop(pid, None)
            self._inboxes.pop(pid, None)

    # -- in

    def receive(self, data: bytes | memoryview, pid: UUID | None = None) -> list[E | Discarded]:
        """The events that bytes of the pool (None) or of a pipeline bring; an error carries the events before it."""
        result: list[E | Discarded] = []
        with self._lock:
            try:
                for message in self._read_ahead(self.messages(data, pid)) if len(data) > _MUCH else self.messages(data, pid):
                    result += self._understand(message, pid)
            except PsrpError as error:
                error.events = tuple(result)
                raise
            finally:
                self._ahead.clear()
        return result

    def _read_ahead(self, found: Iterable[Message | PsrpError]) -> Iterable[Message | PsrpError]:
        """The same messages; what small outputs among them hold is read at once."""
        if not self.tolerant:
            return found
        messages = list(found)
        outputs = [one for one in messages if isinstance(one, Message) and one.type is MessageType.PIPELINE_OUTPUT]
        small = [one for one in outputs if len(one.data) < _LITTLE]
        if len(small) > 1:
            values = clixml.read_elements([one.body for one in small], decrypt=self._decrypt, limits=self._values)
            self._ahead = {} if values is None else {id(one): value for one, value in zip(small, values, strict=True)}
        return messages

    def _understand(self, message: Message | PsrpError, pid: UUID | None) -> Sequence[E | Discarded]:
        """The events of one message; what breaks the protocol is one too when we are tolerant."""
        try:
            if isinstance(message, PsrpError):
                raise message
            return self._handle(message)
        except PsrpError as error:
            if not self.tolerant:
                raise
            return [Discarded(pid, error, self._is_harmless(message, error))]

    def _handle(self, message: Message) -> Sequence[E]:
        """The events of a legal message."""
        raise NotImplementedError

    def _is_harmless(self, message: Message | PsrpError, error: PsrpError) -> bool:
        """Whether the session goes on as if the message had not come."""
        return False

    def messages(self, data: bytes | memoryview, pid: UUID | None) -> Iterator[Message | PsrpError]:
        """The messages that these bytes complete; for a tolerant end, errors among them."""
        key = pid or NIL
        inbox = self._inboxes.get(key)
        if inbox is None:
            inbox = self._inboxes[key] = Reassembler(self._limits)
        complete: list[bytes] = []
        broken: FragmentError | None = None
        try:
            inbox.feed(data, complete)
        except FragmentError as error:
            inbox.resync()
            if not self.tolerant:
                raise
            broken = error
        for raw in complete:
            try:
                message = unpack(raw, self._own)
                if not self._belongs(message.rpid):
                    raise MessageError(f"The message belongs to another pool, {message.rpid}", where="RPID")
            except MessageError as error:
                if not self.tolerant:
                    raise
                yield error
            else:
                yield message
        if broken is not None:
            yield broken

    def _belongs(self, rpid: UUID) -> bool:
        """Whether a message with that id is ours; the server's first one has none, as it has not learnt the id yet."""
        return rpid in (self.rpid, NIL)

    def value(self, message: Message) -> Any:
        """The object of a message."""
        if id(message) in self._ahead:
            return self._ahead.pop(id(message))
        return message.value(self._decrypt, self._values)

    @property
    def _decrypt(self) -> Callable[[str], str] | None:
        return None if isinstance(self.secrets, NoKey) else self.secrets.decrypt

    def body(self, message: Message) -> Body:
        """The members of a message's object."""
        return Body(self.value(message), message.type.name)

    # -- versions

    @property
    def has_key(self) -> bool:
        """Whether secrets can be sent."""
        return not isinstance(self.secrets, NoKey)

    @property
    def needs_key_exchange(self) -> bool:
        """Whether a key must be exchanged before secrets can be sent (never from protocol 2.4 on)."""
        return isinstance(self.secrets, NoKey)

    def settle(self, peer: Version) -> None:
        """Both ends speak the lower protocol from now on."""
        self.protocol = min(self.protocol, peer)
        if self.protocol >= NO_KEY_SINCE:
            self.secrets = OpenSecrets()

    def use_key(self, key: SessionKey) -> None:
        self.secrets = key

    def capability(self) -> bytes:
        """The body of SESSION_CAPABILITY."""
        return _capability(self.protocol)

    def versions(self, message: Message) -> tuple[Version, Version, Version]:
        """Protocol, PowerShell and serialisation version of a capability."""
        known = _VERSIONS.get(message.data)
        return known or _VERSIONS.keep(message.data, _versions(self.body(message)))


_VERSIONS: Remembered[tuple[Version, Version, Version]] = Remembered()


@functools.lru_cache(maxsize=16)
def _capability(protocol: Version) -> bytes:
    return clixml.write_element(
        bare([("protocolversion", protocol), ("PSVersion", PS_VERSION), ("SerializationVersion", SERIALIZATION_VERSION)]), 1
    )


def _versions(body: Body) -> tuple[Version, Version, Version]:
    found = []
    for name in ("protocolversion", "PSVersion", "SerializationVersion"):
        value = body.raw(name)
        if not isinstance(value, Version):
            raise MessageError(f"The member {name!r} must be a version", where=f"SESSION_CAPABILITY, {name}")
        found.append(value)
    return found[0], found[1], found[2]


def primitive_dictionary(data: Any) -> PSPrimitiveDictionary:
    """Application data as it travels: dictionaries within it are of that type too."""
    plain = unwrap(data)
    pairs = plain.pairs() if isinstance(plain, NetDictionary) else dict(plain).items()
    made = PSPrimitiveDictionary()
    for key, value in pairs:
        inner = unwrap(value)
        made[key] = primitive_dictionary(inner) if isinstance(inner, NetDictionary | Mapping) else value
    return made
