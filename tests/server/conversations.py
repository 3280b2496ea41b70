# ruff: noqa: T201, B905 - also a program that prints what differs
"""Recorded conversations with a real PowerShell over stdio, and the same client bytes given to our server.

`replay` sends what the client sent, each element after what the real server had answered before it, and gives what came back.  `digest`
makes both comparable: kinds and order of messages of each guid, with what identifies them (states, error ids, host methods, types of
output), without ids, times, versions and texts that name a machine.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psbridge.outofproc import scan_line
from psbridge.psrp.fragments import Reassembler
from psbridge.psrp.messages import unpack
from psbridge.server.console import parse, server_profile
from psbridge.server.stdio import StdioServer

DATA = Path(__file__).parent.parent / "data" / "outofproc"
_STATE = re.compile(r'N="(?:PipelineState|RunspaceState)">(\d+)<')
_ERROR = re.compile(r'<S N="FullyQualifiedErrorId">([^<]*)<')
_METHOD = re.compile(r"RemoteHostMethodId</T>.*?</ToString><I32>(\d+)</I32>|<I32>(\d+)</I32><TN RefId=\"\d+\"><T>[^<]*RemoteHostMethodId", re.DOTALL)
_CALL = re.compile(r'<I64 N="ci">(-?\d+)<')
_TYPE = re.compile(r"<TN RefId=\"0\"><T>([^<]*)<")
_TAG = re.compile(r"<(\w+)")
_ENUM_NAMES = {
    "SessionCapability": "SESSION_CAPABILITY",
    "InitRunspacePool": "INIT_RUNSPACEPOOL",
    "RunspacePoolState": "RUNSPACEPOOL_STATE",
    "ApplicationPrivateData": "APPLICATION_PRIVATE_DATA",
}


@dataclass
class Step:
    """One line on the pipe."""

    ours: bool  # from the client
    raw: bytes


@dataclass
class Conversation:
    name: str
    argv: list[str]
    steps: list[Step]
    exit_code: int | None
    errors: str = ""
    closed: bool = True


def load(path: Path) -> Conversation:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    end = rows[-1]
    steps = [Step(row["dir"] == "c2s", base64.b64decode(row["raw"])) for row in rows if row["kind"] == "frame"]
    text = "".join(chunk["text"] for chunk in end.get("stderr") or [])
    return Conversation(path.name.split(".")[0], rows[0].get("argv") or ["pwsh", "-s"], steps, end.get("exit_code"), text)


@dataclass
class Digest:
    """What a server said: acknowledgements by kind and guid, messages of each guid in order."""

    acks: Counter[str] = field(default_factory=Counter)
    messages: dict[str, list[str]] = field(default_factory=dict)
    _inboxes: dict[str, Reassembler] = field(default_factory=dict)

    def add(self, line: bytes) -> None:
        elements, _ = scan_line(line.rstrip(b"\r\n"))
        for element in elements:
            guid = str(element.guid)[-4:]
            if not element.payload:
                self.acks[f"{element.kind.value} {guid}"] += 1
                continue
            for raw in self._inboxes.setdefault(guid, Reassembler()).feed(element.payload):
                message = unpack(raw, 1)
                self.messages.setdefault(guid, []).append(_describe(message.type.name, bytes(message.data).decode("utf-8", "replace")))

    def has(self, other: Digest) -> bool:
        """Whether at least as much was said, for every guid."""
        return not (other.acks - self.acks) and all(len(self.messages.get(guid, ())) >= len(said) for guid, said in other.messages.items())


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return next((group for group in found.groups() if group is not None), "") if found else ""


def _describe(kind: str, text: str) -> str:
    if kind in ("PIPELINE_STATE", "RUNSPACEPOOL_STATE"):
        return f"{kind} {_first(_STATE, text)} {_first(_ERROR, text)}".strip()
    if kind == "ERROR_RECORD":
        return f"{kind} {_first(_ERROR, text)}"
    if kind.endswith("HOST_CALL"):
        return f"{kind} {_first(_METHOD, text)} #{_first(_CALL, text)}"
    if kind == "PIPELINE_OUTPUT":
        return f"{kind} {_first(_TYPE, text) or _first(_TAG, text)}"
    return kind


def expected(conversation: Conversation) -> Digest:
    made = Digest()
    for step in conversation.steps:
        if not step.ours:
            made.add(step.raw)
    return made


class Served:
    """Our server on two pipes."""

    def __init__(self, argv: list[str]) -> None:
        from_client, self._to_server = os.pipe()
        self._from_server, to_client = os.pipe()
        self.errors = io.StringIO()
        self.digest = Digest()
        self.changed = threading.Condition()
        self.exit_code: int | None = None
        server = StdioServer(server_profile(parse(argv)), from_client, to_client, self.errors)

        def serve() -> None:
            self.exit_code = server.run()
            os.close(to_client)

        self._threads = [threading.Thread(target=serve, daemon=True), threading.Thread(target=self._listen, daemon=True)]
        for thread in self._threads:
            thread.start()

    def _listen(self) -> None:
        with os.fdopen(self._from_server, "rb") as lines:
            for line in lines:
                with self.changed:
                    self.digest.add(line)
                    self.changed.notify_all()

    def send(self, raw: bytes) -> None:
        os.write(self._to_server, raw)

    def await_as_much(self, as_in: Digest, timeout: float) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.digest.has(as_in), timeout)

    def end(self) -> None:
        os.close(self._to_server)
        for thread in self._threads:
            thread.join(60)


def replay(conversation: Conversation, patience: float = 3.0) -> Served:
    """Give our server the client's bytes, each after what the real server had said before."""
    served, seen = Served(conversation.argv[1:]), Digest()
    for step in conversation.steps:
        if not step.ours:
            seen.add(step.raw)
            continue
        served.await_as_much(seen, patience)
        try:
            served.send(step.raw)
        except OSError:
            break
    served.await_as_much(seen, patience)
    served.end()
    return served


def compare(conversation: Conversation) -> list[str]:
    """What differs."""
    want, served = expected(conversation), replay(conversation)
    got = served.digest
    found = [f"acks: {sorted((want.acks - got.acks).elements())} missing, {sorted((got.acks - want.acks).elements())} too many"] if want.acks != got.acks else []
    for guid in want.messages.keys() | got.messages.keys():
        theirs, ours = want.messages.get(guid, []), got.messages.get(guid, [])
        if theirs != ours:
            at = next((i for i, (a, b) in enumerate(zip(theirs, ours)) if a != b), min(len(theirs), len(ours)))
            found.append(f"{guid}[{at}]: theirs {theirs[at:at + 4]} ours {ours[at:at + 4]}")
    return found


def names() -> list[Path]:
    return sorted(DATA.glob("*.jsonl.gz"))


def main(arguments: list[str]) -> None:
    start = time.monotonic()
    good = 0
    chosen = [path for path in names() if not arguments or any(word in path.name for word in arguments)]
    for path in chosen:
        differences: Any = compare(load(path))
        good += not differences
        if differences:
            print(path.name.split(".")[0], *differences, sep="\n    ")
    print(good, "of", len(chosen), f"{time.monotonic() - start:.1f}s")


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
