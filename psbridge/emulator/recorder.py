"""Writes down what a host and its clients say to each other, decoded down to PowerShell's messages, as text or as an HTML page.

Everything is redacted before it is kept: passwords, tokens, encrypted strings.
"""

from __future__ import annotations

import datetime as dt
import html
import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from psbridge.errors import PsBridgeError
from psbridge.psrp.fragments import Reassembler
from psbridge.psrp.messages import Message, unpack
from psbridge.server.auth import Caller
from psbridge.server.httpserver import Link
from psbridge.trace import redact
from psbridge.wsman.names import RSP, A, W
from psbridge.wsman.shells import decode_base64

_MOST = 10_000
_LONGEST = 20_000
_CARRIERS = frozenset(("Stream", "creationXml", "connectXml", "connectResponseXml", "Arguments"))
_STYLE = """body{font:14px system-ui;margin:2em;color:#222;background:#fff}h1{font-size:1.3em}
details{border:1px solid #ddd;border-radius:6px;margin:.4em 0;padding:.3em .7em}
summary{cursor:pointer}summary b{display:inline-block;min-width:7em}.fault{background:#fdecea}
pre{background:#f6f8fa;padding:.6em;overflow:auto;white-space:pre-wrap}small{color:#666}
@media(prefers-color-scheme:dark){body{background:#16181c;color:#ddd}details{border-color:#444}
pre{background:#22252b}.fault{background:#3b1f1f}}"""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request with its answer."""

    number: int
    time: dt.datetime
    user: str
    address: str
    action: str
    resource: str
    shell_id: str
    command_id: str
    status: int
    fault: str
    request: str
    response: str
    sent: tuple[str, ...]  # messages of PowerShell in the request
    received: tuple[str, ...]  # and in the answer


@dataclass(slots=True)
class _Parsed:
    action: str = ""
    resource: str = ""
    shell_id: str = ""
    command_id: str = ""
    fault: str = ""
    text: str = ""
    carried: list[tuple[str, bytes]] = field(default_factory=list)


class Recorder:
    """Collects exchanges; give `observe` to a service."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.exchanges: list[Exchange] = []
        self._streams: dict[tuple[str, str, str], Reassembler] = {}
        self._lock = threading.Lock()

    def observe(self, link: Link, caller: Caller | None, body: bytes, status: int, answer: bytes) -> None:
        """One exchange as the service saw it, opened."""
        asked, told = _parse(body), _parse(answer)
        shell = asked.shell_id or told.shell_id
        with self._lock:
            if len(self.exchanges) >= _MOST:
                return
            made = Exchange(
                len(self.exchanges) + 1,
                dt.datetime.now(dt.UTC),
                caller.name if caller is not None else "",
                link.address,
                asked.action or "Identify",
                asked.resource,
                shell,
                asked.command_id,
                status,
                told.fault,
                redact(asked.text)[:_LONGEST],
                redact(told.text)[:_LONGEST],
                self._messages("request", shell, asked),
                self._messages("response", shell, told),
            )
            self.exchanges.append(made)

    def _messages(self, way: str, shell: str, parsed: _Parsed) -> tuple[str, ...]:
        """The messages of PowerShell that are complete with this."""
        found: list[str] = []
        for command, data in parsed.carried:
            stream = self._streams.setdefault((way, shell, command), Reassembler())
            try:
                whole = stream.feed(data)
                found += [_shown(unpack(raw, 2 if way == "request" else 1)) for raw in whole]
            except PsBridgeError:
                stream.resync()
        return tuple(found)

    def actions(self) -> list[str]:
        """The actions in order: what a test compares."""
        return [one.action for one in self.exchanges]

    def text(self) -> str:
        """A line for each exchange and message."""
        lines: list[str] = []
        for one in self.exchanges:
            lines.append(
                f"{one.number:>4} {one.time:%H:%M:%S.%f} {one.user} {one.action} {one.shell_id} -> {one.status} {one.fault}".rstrip()
            )
            lines += [f"       > {message.splitlines()[0]}" for message in one.sent]
            lines += [f"       < {message.splitlines()[0]}" for message in one.received]
        return "\n".join(lines)

    def html(self) -> str:
        """A page that stands alone."""
        return _page(f"{self.name}: {len(self.exchanges)} exchanges", [_row(one) for one in self.exchanges])

    def save(self, path: str | Path) -> Path:
        """Write the page."""
        return _save(path, self.html())


class EstateRecorder:
    """The recorders of many hosts; one page shows what happened in the order in which it did, and where."""

    def __init__(self, recorders: Iterable[Recorder]) -> None:
        self.recorders = {recorder.name: recorder for recorder in recorders}

    def __getitem__(self, name: str) -> Recorder:
        return self.recorders[name]

    def exchanges(self) -> list[tuple[str, Exchange]]:
        """Every exchange with the name of its host, by time."""
        found = [(name, one) for name, recorder in self.recorders.items() for one in list(recorder.exchanges)]
        return sorted(found, key=lambda pair: (pair[1].time, pair[0], pair[1].number))

    def html(self) -> str:
        """A page that stands alone."""
        found = self.exchanges()
        return _page(f"{len(self.recorders)} hosts: {len(found)} exchanges", [_row(one, name) for name, one in found])

    def save(self, path: str | Path) -> Path:
        """Write the page."""
        return _save(path, self.html())


def _page(title: str, rows: list[str]) -> str:
    shown = html.escape(title)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{shown}</title><style>{_STYLE}</style>'
        f"<h1>{shown}</h1>\n{chr(10).join(rows)}\n</html>\n"
    )


def _save(path: str | Path, page: str) -> Path:
    target = Path(path)
    target.write_text(page, encoding="utf-8")
    return target


def _row(one: Exchange, host: str = "") -> str:
    parts = [
        ("Request", one.request),
        *(("PowerShell →", m) for m in one.sent),
        ("Response", one.response),
        *(("PowerShell ←", m) for m in one.received),
    ]
    inner = "".join(f"<h4>{html.escape(title)}</h4><pre>{html.escape(text)}</pre>" for title, text in parts if text)
    kind = ' class="fault"' if one.fault or one.status >= 400 else ""
    note = html.escape(f"{host} {one.time:%H:%M:%S.%f} {one.user} {one.shell_id[:8]} {one.fault}".strip())
    return f"<details{kind}><summary><b>{html.escape(one.action)}</b> {one.status} <small>{note}</small></summary>{inner}</details>"


def _parse(data: bytes) -> _Parsed:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root: Any = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return _Parsed(text=data[:_LONGEST].decode("utf-8", "replace"))
    made = _Parsed()
    made.action = (root.findtext(f".//{{{A}}}Action") or "").strip().rpartition("/")[2]
    made.resource = (root.findtext(f".//{{{W}}}ResourceURI") or "").strip()
    for selector in root.iter(f"{{{W}}}Selector"):
        if (selector.get("Name") or "").lower() == "shellid":
            made.shell_id = (selector.text or "").strip()
    shell = root.find(f".//{{{RSP}}}Shell")
    made.shell_id = made.shell_id or (shell.get("ShellId") or "" if shell is not None else "")
    made.fault = _fault(root)
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        made.command_id = made.command_id or element.get("CommandId") or ""
        if name in _CARRIERS and element.text and len(element.text) > 40:
            _carried(made, element, name)
    etree.indent(root)
    made.text = etree.tostring(root, encoding="unicode")
    return made


def _fault(root: Any) -> str:
    for element in root.iter():
        if str(element.tag).endswith("}WSManFault"):
            return f"{element.get('Code', '')}: {' '.join(''.join(element.itertext()).split())}"
    return ""


def _carried(made: _Parsed, element: Any, name: str) -> None:
    """Fragments are taken out of the text: they are shown as messages."""
    try:
        data = decode_base64(element.text, name)
    except PsBridgeError:
        return
    made.carried.append(((element.get("CommandId") or made.command_id).upper(), data))
    element.text = f"({len(data)} bytes)"


def _shown(message: Message) -> str:
    pid = "" if message.pid == uuid.UUID(int=0) else f" {message.pid}"
    body = bytes(message.data).decode("utf-8", "replace")
    return redact(f"{message.type.name}{pid}\n{body[:_LONGEST]}")
