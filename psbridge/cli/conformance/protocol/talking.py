"""One dialogue with a server: sends what the steps say and tells where an answer is not what is expected.

An expectation is an XPath and what its text must be: a text, `~` and a regular expression, `*` (is there), `!` (is not there) or `#3` (so
many).  `save` keeps the text of an XPath for later steps, which name it in braces.
"""

from __future__ import annotations

import base64
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from psbridge.cli.conformance.protocol.dialogues import Dialogue, Step
from psbridge.cli.conformance.protocol.envelopes import NS, envelope, resource_of
from psbridge.cli.conformance.protocol.payloads import Assembler, Sender, Told

Exchange = Callable[[bytes], bytes]
_TIMED_OUT = "2150858793"
_LEFT_OUT = frozenset(["PROGRESS_RECORD"])  # a host that runs its first command tells of modules that it prepares
_RECEIVES = 40  # so many at most for one step
_PATIENCE = 25.0  # seconds for one step
_NONE = "00000000-0000-0000-0000-000000000000"
_NAME = re.compile(r"\{([a-z_0-9]+)\}")


def converse(dialogue: Dialogue, exchange: Exchange, to: str) -> list[str]:
    """The differences; none when the server did what the case says.  Shells that were opened are deleted."""
    talk = _Talk(dialogue, exchange, to)
    try:
        for number, step in enumerate(dialogue.steps, 1):
            talk.step(step)
            if talk.differences:
                return [f"step {number} ({step['ask']}): {text}" for text in talk.differences]
        return []
    finally:
        talk.tidy()


@dataclass(slots=True)
class _Answer:
    """What came of a step: the last envelope, and of several Receives the streams of all."""

    root: Any
    streams: dict[str, bytes] = field(default_factory=dict)
    messages: list[Told] = field(default_factory=list)

    def text(self, path: str) -> list[str]:
        found = self.root.xpath(path, namespaces=NS)
        if not isinstance(found, list):
            return [str(found)]
        return ["".join(one.itertext()) if isinstance(one, etree._Element) else str(one) for one in found]


class _Talk:
    """The state of a dialogue."""

    def __init__(self, dialogue: Dialogue, exchange: Exchange, to: str) -> None:
        self.dialogue, self.exchange, self.to = dialogue, exchange, to
        self.values = {name: str(uuid.uuid4()) for name in ("rpid", "pipeline", "second", "third")}
        self.values |= {"none": _NONE, "to": to}
        self.differences: list[str] = []
        self._sender, self._assembler = Sender(), Assembler()
        self._shells: list[tuple[str, str]] = []
        self._uri = "cmd"

    def fill(self, text: str) -> str:
        return _NAME.sub(lambda found: self.values.get(found[1], found[0]), text)

    # -- asking

    def step(self, step: Step) -> None:
        answer = self._asked(step)
        if step["ask"] == "receive" and ("until" in step or "times" in step):
            answer = self._received(step, answer)
        self._check(step, answer)
        self._keep(step, answer)

    def _asked(self, step: Step) -> _Answer:
        if step["ask"] == "create":
            self._uri = resource_of(step, "powershell" if step.get("payload") else "cmd")
        payload = self._sender.bytes_of(step.get("payload", []), self.fill, self.dialogue.templates)
        data = envelope(step, self.fill, resource_of(step, self._uri), self.to, payload)
        answer = _Answer(etree.fromstring(self.exchange(data.encode())))
        self._take(answer, answer)
        return answer

    def _take(self, answer: _Answer, whole: _Answer) -> None:
        """Add the streams of an answer to those of the step; the answer to a Connect holds messages as well."""
        for told in answer.text("//ps:connectResponseXml"):
            whole.messages.extend(self._assembler.feed(base64.b64decode(told)))
        for stream in answer.root.xpath("//rsp:ReceiveResponse/rsp:Stream", namespaces=NS):
            data = base64.b64decode(stream.text or "")
            whole.streams[stream.get("Name")] = whole.streams.get(stream.get("Name"), b"") + data
            if self._uri.startswith(NS["ps"]):
                whole.messages.extend(self._assembler.feed(data))

    def _received(self, step: Step, whole: _Answer) -> _Answer:
        until = time.monotonic() + _PATIENCE
        for number in range(1, _RECEIVES):
            if (
                time.monotonic() > until
                or number >= step.get("times", _RECEIVES)
                or self._is_enough(step.get("until", ""), whole)
                or _is_final(whole)
            ):
                break
            again = self._asked(step)
            merged = _Answer(again.root, whole.streams, whole.messages + again.messages)
            for name, data in again.streams.items():
                merged.streams[name] = whole.streams.get(name, b"") + data
            whole = merged
        return whole

    @staticmethod
    def _is_enough(until: str, answer: _Answer) -> bool:
        if until.lower() == "done":
            return any(state.endswith("/CommandState/Done") for state in answer.text("//rsp:CommandState/@State"))
        return bool(until) and any(message.kind == until for message in answer.messages)

    # -- looking

    def _check(self, step: Step, answer: _Answer) -> None:
        self.differences += self._assembler.wrong
        code = (answer.text("//s:Fault//f:WSManFault/@Code") or answer.text("//s:Fault/s:Code/s:Subcode/s:Value") or [""])[0]
        wanted = step.get("fault", "")
        if not _fits([code], wanted):
            said = " ".join("".join(answer.text("//s:Fault/s:Reason")).split())
            self.differences.append(f"fault: expected {wanted or 'none'}, got {code or 'none'} {said}".rstrip())
            return
        if "subcode" in step:
            self._compare("subcode", answer.text("//s:Fault/s:Code/s:Subcode/s:Value"), step["subcode"])
        for path, expected in step.get("expect", {}).items():
            self._compare(path, self._found(self.fill(path), answer), self.fill(expected))
        if "messages" in step:
            self._compare_messages(step, answer.messages)

    @staticmethod
    def _found(path: str, answer: _Answer) -> list[str]:
        if path in ("stdout", "stderr"):
            return [answer.streams.get(path, b"").decode("utf-8", "replace")]
        if path == "action":
            return answer.text("//s:Header/a:Action")
        return answer.text(path)

    def _compare(self, path: str, found: list[str], expected: str) -> None:
        if not _fits(found, expected):
            self.differences.append(f"{path}: expected {expected!r}, got {_short(found)}")

    def _compare_messages(self, step: Step, messages: list[Told]) -> None:
        wanted = step["messages"]
        kinds = {one["type"] for one in wanted}
        left_out = {message.kind for message in messages} - kinds if step.get("others") else _LEFT_OUT - kinds
        messages = [one for one in messages if one.kind not in left_out]
        if [one.kind for one in messages] != [one["type"] for one in wanted]:
            self.differences.append(f"messages: expected {[one['type'] for one in wanted]}, got {[one.kind for one in messages]}")
            return
        for one, message in zip(wanted, messages, strict=True):
            self._compare_message(one, message)

    def _compare_message(self, wanted: dict[str, Any], message: Told) -> None:
        if message.destination != 1:
            self.differences.append(f"{message.kind}: expected destination 1, got {message.destination}")
        if wanted.get("empty") and message.body is not None:
            self.differences.append(f"{message.kind}: expected no body, got {message.text[:200]}")
        if "pid" in wanted:
            self._compare(f"{message.kind} pid", [message.pid], self.fill(wanted["pid"]))
        for path, expected in wanted.get("expect", {}).items():
            if message.body is None:
                self.differences.append(f"{message.kind}: there is no body")
                return
            found = _Answer(message.body).text(path)
            if not _fits(found, self.fill(expected)):
                self.differences.append(f"{message.kind} {path}: expected {expected!r}, got {_short(found)} in {message.text[:600]}")

    # -- keeping

    def _keep(self, step: Step, answer: _Answer) -> None:
        if step["ask"] == "create":
            self._opened(answer)
        if step["ask"] == "command":
            found = answer.text("//rsp:CommandResponse/rsp:CommandId")
            self.values |= {"command": found[0]} if found else {}
        if step["ask"] == "enumerate":
            self.values["context"] = (answer.text("//n:EnumerationContext") or [""])[0]
        for name, path in step.get("save", {}).items():
            found = self._found(path, answer)
            if found:
                self.values[name] = found[0]
            else:
                self.differences.append(f"{path}: nothing to save as {name}")

    def _opened(self, answer: _Answer) -> None:
        found = answer.text("//w:Selector[@Name='ShellId']")
        if found:
            self.values["shell"] = found[0]
            self._shells.append((self._uri, found[0]))

    def tidy(self) -> None:
        """Delete the shells; those that are gone may be."""
        for uri, shell in self._shells:
            step = {"ask": "delete", "uri": uri, "selectors": {"ShellId": shell}}
            self.exchange(envelope(step, self.fill, uri, self.to, b"").encode())


def _is_final(answer: _Answer) -> bool:
    """A fault ends a series of Receives, except that nothing came in time."""
    codes = answer.text("//s:Fault//f:WSManFault/@Code")
    return bool(answer.text("//s:Fault")) and _TIMED_OUT not in codes


def _fits(found: list[str], expected: str) -> bool:
    if expected == "!":
        return not found
    if expected == "*":
        return bool(found)
    if expected.startswith("#"):
        return len(found) == int(expected[1:])
    if expected.startswith("~"):
        return len(found) > 0 and all(re.fullmatch(expected[1:], one, re.DOTALL) for one in found)
    return found == [expected]


def _short(found: list[str]) -> str:
    text = repr(found[0]) if len(found) == 1 else repr(found)
    return text if len(text) < 300 else text[:300] + " ..."
