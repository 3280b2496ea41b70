"""A service that plays back what a Windows host answered once, to whichever client asks.

What a client chooses (ids of messages, shells, pools and pipelines) is put into the recorded answers in the place of what the recording
client had chosen.  An answer to a Receive is given when as many messages have come from the client as had come then; beyond the end of the
recording a Receive finds nothing.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from psbridge.errors import PsrpError, WSManFault
from psbridge.psrp import MessageType
from psbridge.psrp.fragments import Reassembler
from psbridge.psrp.messages import NIL, Message, unpack
from psbridge.wsman import FaultKind, fault, replies, requests
from psbridge.wsman.names import Action
from psbridge.wsman.server import Dialogue, Request

FOLDER = Path(__file__).resolve().parent.parent / "data" / "windows"
NAMES = sorted(path.name.removesuffix(".jsonl.gz") for path in FOLDER.glob("*.jsonl.gz"))
_STREAM = re.compile(r"(<rsp:Stream[^>]*>|<connectResponseXml[^>]*>)([A-Za-z0-9+/=\s]+)(<)")
_RELATES = re.compile(r"(<a:RelatesTo>)[^<]*(<)")
_UNCOUNTED = frozenset((MessageType.PUBLIC_KEY,))  # a key is exchanged when somebody needs it


@dataclass(slots=True)
class Exchange:
    """A recorded request with its answer; `told` messages had come for its shell before it."""

    request: Request
    answer: str
    status: int
    shell: str
    command: str
    messages: list[Message]
    told: int = 0


@dataclass(slots=True)
class Inbox:
    """Messages of a client, put together from fragments."""

    boxes: dict[str, Reassembler] = field(default_factory=lambda: defaultdict(Reassembler))

    def messages(self, request: Request) -> list[Message]:
        body, found = request.body, []
        if "/powershell/" not in request.header.resource_uri:
            return []  # a console's
        if isinstance(body, requests.Create) and body.creation_xml:
            found = self.boxes[""].feed(body.creation_xml)
        elif isinstance(body, requests.Connect) and body.connect_xml:
            found = Reassembler().feed(body.connect_xml)
        elif isinstance(body, requests.Command) and body.payload:
            found = self.boxes[body.command_id].feed(body.payload)
        elif isinstance(body, requests.Send):
            for stream in body.streams:
                found += self.boxes[stream.command_id].feed(stream.data)
        return [unpack(raw, 2) for raw in found]


def _command_of(request: Request) -> str:
    body = request.body
    if isinstance(body, requests.Enumerate):
        return str((body.selectors or {}).get("ShellId", ""))
    if isinstance(body, requests.Send):
        return body.streams[0].command_id
    return str(getattr(body, "command_id", "") or "")


def _shell_of(request: Request) -> str:
    return str(request.header.selectors.get("ShellId", "")) or str(getattr(request.body, "shell_id", ""))


def load(name: str) -> list[Exchange]:
    """A recorded conversation."""
    dialogue, made = Dialogue(), []
    inboxes: dict[str, Inbox] = defaultdict(Inbox)
    counts: dict[str, int] = defaultdict(int)
    for line in gzip.decompress((FOLDER / f"{name}.jsonl.gz").read_bytes()).splitlines():
        row = json.loads(line)
        if not row.get("response") or not row["request"].lstrip().startswith("<"):
            continue
        request = dialogue.receive(row["request"].encode())
        answer = row["response"]
        shell, command = _shell_of(request), _command_of(request)
        if request.action is Action.CREATE:
            found = re.search(r'ShellId">([^<]*)<', answer)
            shell = found[1] if found else shell
        if request.action is Action.COMMAND:  # an older host chooses the id itself
            found = re.search(r"CommandId>([^<]*)<", answer)
            command = found[1] if found else command
        messages = inboxes[shell].messages(request)
        told = counts[shell]
        counts[shell] += sum(message.type not in _UNCOUNTED for message in messages)
        made.append(Exchange(request, answer, 500 if "WSManFault" in answer else 200, shell, command, messages, told))
    return made


class Player:
    """Answers one client."""

    def __init__(self, exchanges: list[Exchange]) -> None:
        self.exchanges = exchanges
        self.asked: list[Request] = []
        self.said: dict[str, list[Message]] = defaultdict(list)  # what the client told, by recorded shell
        self._dialogue = Dialogue()
        self._queues: dict[tuple[str, str, str], deque[Exchange]] = defaultdict(deque)
        self._waiting_shells = deque(dict.fromkeys(one.shell for one in exchanges if one.request.action is Action.CREATE))
        self._waiting_commands: dict[str, deque[str]] = defaultdict(deque)
        for one in exchanges:
            self._queues[one.shell, one.command, one.request.action.name].append(one)
            if one.request.action is Action.COMMAND:
                self._waiting_commands[one.shell].append(one.command)
        self._chosen = {
            one.command for one in exchanges if one.request.action is Action.COMMAND and one.command != _command_of(one.request)
        }
        self._theirs: dict[str, str] = {}  # id of the client -> id of the recording
        self._guids: dict[UUID, UUID] = {}  # id of the recording -> id of the client, as they stand in messages
        self._inboxes: dict[str, Inbox] = defaultdict(Inbox)
        self._changed = threading.Condition()
        self.over = False
        self.partings = 0  # who has left hears nothing more

    # -- ids

    def _learn(self, ours: str, recorded: str) -> None:
        if ours and recorded and ours not in self._theirs:
            self._theirs[ours] = recorded
            if recorded in self._chosen:  # by the host, and so ours too
                return
            self._guids[UUID(recorded)] = UUID(ours)

    def _learn_ids(self, mine: list[Message], recorded: list[Message]) -> None:
        for one, other in zip(mine, recorded, strict=False):
            self._guids.setdefault(other.rpid, one.rpid)
            if one.pid != NIL and other.pid != NIL:
                self._guids[other.pid] = one.pid

    # -- answering

    def answer(self, data: bytes) -> tuple[int, bytes]:
        request = self._dialogue.receive(data)
        with self._changed:
            self.asked.append(request)
            shell = self._shell(request)
            command = self._command(request, shell)
            messages = self._inboxes[shell].messages(request)
            found = self._next(request, shell, command, messages)
            self.said[shell] += [message for message in messages if message.type not in _UNCOUNTED]
            if request.action is Action.DELETE:
                self.over = True
            self.partings += request.action is Action.DISCONNECT
            self._changed.notify_all()
        return self._otherwise(request) if found is None else (found.status, self._translated(found, request))

    def _shell(self, request: Request) -> str:
        ours = _shell_of(request)
        if request.action is Action.CREATE and self._waiting_shells:
            recorded = self._waiting_shells.popleft()
            self._learn(ours, recorded)
            return recorded
        return self._theirs.get(ours, ours)

    def _command(self, request: Request, shell: str) -> str:
        ours = _command_of(request)
        if request.action is Action.COMMAND and ours not in self._theirs and self._waiting_commands[shell]:
            recorded = self._waiting_commands[shell].popleft()
            self._learn(ours, recorded)
            return recorded
        return self._theirs.get(ours, ours)

    def _next(self, request: Request, shell: str, command: str, messages: list[Message]) -> Exchange | None:
        queue = self._queues[shell, command, request.action.name]
        if request.action is Action.RECEIVE:
            return self._received(queue, shell)
        if not queue:
            return None
        found = queue[0] if request.action is Action.ENUMERATE and len(queue) == 1 else queue.popleft()  # lists may be asked for again
        self._learn_ids(messages, found.messages)
        return found

    def _received(self, queue: deque[Exchange], shell: str) -> Exchange | None:
        """The next piece of output when it is time for it; None when nothing comes any more."""
        before = self.partings
        self._changed.wait_for(lambda: self.over or self.partings > before or bool(queue and len(self.said[shell]) >= queue[0].told), 5)
        return queue.popleft() if queue and len(self.said[shell]) >= queue[0].told else None

    def _otherwise(self, request: Request) -> tuple[int, bytes]:
        """The recording client did not ask this."""
        plain = {Action.SIGNAL: replies.Signaled(), Action.SEND: replies.Sent(), Action.DELETE: replies.Deleted()}.get(request.action)
        if plain is not None:
            return 200, self._dialogue.reply(request, plain)
        error = fault(FaultKind.TIMED_OUT)
        error.relates_to = request.header.message_id
        return 500, self._dialogue.fault(error, request)

    def _translated(self, found: Exchange, request: Request) -> bytes:
        text = _RELATES.sub(rf"\g<1>{request.header.message_id}\g<2>", found.answer)
        for recorded, ours in self._guids.items():
            text = re.sub(re.escape(str(recorded)), str(ours).upper(), text, flags=re.IGNORECASE)
        return _STREAM.sub(lambda match: match[1] + self._data(match[2]) + match[3], text).encode()

    def _data(self, text: str) -> str:
        data = base64.b64decode(text)
        for recorded, ours in self._guids.items():
            data = data.replace(recorded.bytes_le, ours.bytes_le)
        return base64.b64encode(data).decode()


class ReplayServer:
    """HTTP around a player: every log-on is right, nothing is sealed."""

    def __init__(self, name: str) -> None:
        self.player = Player(load(name))
        player, failures = self.player, []
        self.failures: list[BaseException] = failures

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                try:
                    status, answer = player.answer(data)
                except (WSManFault, PsrpError) as problem:  # what the client sent is not understood
                    failures.append(problem)
                    status, answer = 400, b""
                self.send_response(status)
                self.send_header("Content-Type", "application/soap+xml;charset=UTF-8")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.port = self._http.server_port

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, daemon=True, kwargs={"poll_interval": 0.05}).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
