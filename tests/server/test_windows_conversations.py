"""What Windows hosts answered to recorded requests, and what ours answers to the same: structure and the fields that are no accident.

Ids and times differ, and so may the number of Receives that bring some output; what a Receive holds may not.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from psbridge.emulator.host import Emulator
from psbridge.server import endpoints, listener, psshell, service, shells
from psbridge.wsman import FaultKind

DATA = Path(__file__).resolve().parent.parent / "data" / "windows"
PARTS = (endpoints, listener, psshell, service, shells)  # what is shown here
# conversations that this host answers differently, and why
DIFFERENT = {
    "client_copy_file_failure": "its client changes what it sends by what it gets",
    "psrp_with_jea_configuration": "needs an endpoint that only that host had",
    "psrp_is_alive_http_error": "made by hand",
    "psrp_is_alive_invalid_selectors": "minutes pass in it until the shell is gone",
    "psrp_is_alive_state_disconnected": "minutes pass in it until the client counts as gone",
    "psrp_run_protocol_version_2.1": "an older host, which leaves descriptions of shells out",
    "psrp_is_alive_other_wsman_error": "made by hand",
    "wsman_update_envelope_size_150": "another configuration of that host",
    "wsman_update_envelope_size_4096": "another configuration of that host",
}
IGNORED = {"ActivityId", "OperationID", "SequenceId"}  # headers that depend on the version of Windows
OF_THE_TIME = {"ProcessId", "Environment", "Variable", "MachineName", "MachineId"}
SHELL_FIELDS_OF_NEWER_HOSTS = {
    "ProcessId",
    "MaxIdleTimeOut",
    "Locale",
    "DataLocale",
    "CompressionMode",
    "ProfileLoaded",
    "Encoding",
    "BufferMode",
    "State",
}
COMPARED = re.compile(
    r"(ResourceURI|ResourceUri|IdleTimeOut|InputStreams|OutputStreams|BufferMode|State|Code/Value|Subcode/Value|Reason/Text|Action)$"
)
TIMED_OUT = str(FaultKind.TIMED_OUT.value.code)


def _load(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def _name(path: Path) -> str:
    return path.name.removesuffix(".jsonl.gz")


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _walk(element: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    here = f"{path}/{_local(element)}"
    yield here, element
    for child in element:
        if _local(child) not in IGNORED | OF_THE_TIME:
            yield from _walk(child, here)


def _shape(root: Any) -> list[str]:
    """Paths with their attributes; elements that repeat count once."""
    paths = [f"{path} {sorted(name.rpartition('}')[2] for name in element.attrib if name != 'End')}" for path, element in _walk(root)]
    return list(dict.fromkeys(paths))


def _values(root: Any) -> dict[str, str]:
    return {path: (element.text or "").strip() for path, element in _walk(root) if COMPARED.search(path)}


def _fault_code(root: Any) -> str:
    return next((element.get("Code", "") for element in root.iter() if _local(element) == "WSManFault"), "")


class Replay:
    """Sends recorded requests with the ids that our host gave."""

    def __init__(self, host: Emulator) -> None:
        self.host, self.ids = host, dict[str, str]()
        self.differences: list[str] = []

    def exchange(self, number: int, asked: str, theirs: str) -> None:
        for old, new in self.ids.items():
            asked = asked.replace(old, new)
        action = re.search(r"Action[^>]*>[^<]*/(\w+)<", asked)[1]
        if action == "Receive":
            asked = re.sub(r"OperationTimeout>PT[\d.]+S", "OperationTimeout>PT0.15S", asked)
        ours = etree.fromstring(self.host.exchange(asked.encode())[1])
        recorded = etree.fromstring(theirs.encode())
        if action != "Enumerate":  # lists are in no order
            self._learn(recorded, ours)
        if action == "Receive" and _fault_code(ours) == TIMED_OUT:
            return  # it has come already
        self._compare(f"{number} {action}", action, recorded, ours)

    def _learn(self, recorded: Any, ours: Any) -> None:
        for name in ("ShellId", "CommandId"):
            for old, new in zip(_texts(recorded, name), _texts(ours, name), strict=False):
                if old != new:
                    self.ids[old] = new

    def _compare(self, where: str, action: str, recorded: Any, ours: Any) -> None:
        theirs_code, our_code = _fault_code(recorded), _fault_code(ours)
        if theirs_code != our_code:
            self.differences.append(f"{where}: fault {theirs_code!r} there, {our_code!r} here")
            return
        theirs_shape, our_shape = _shape(recorded), _shape(ours)
        if action in ("Receive", "Pull", "Enumerate"):
            extra = [path for path in our_shape if path not in theirs_shape and not path.startswith(_RECEIVED)]
        else:
            extra = [] if theirs_shape == our_shape else [*_diff(theirs_shape, our_shape)]
        self.differences += [f"{where}: {one}" for one in extra]
        told, here = _values(recorded), _values(ours)
        self.differences += [
            f"{where}: {path} {told[path]!r} there, {here[path]!r} here" for path in told if path in here and told[path] != here[path]
        ]


_RECEIVED = "/Envelope/Body/ReceiveResponse/"


def _diff(theirs: list[str], ours: list[str]) -> Iterator[str]:
    newer = tuple(f"/{name} []" for name in SHELL_FIELDS_OF_NEWER_HOSTS)
    yield from (f"missing {path}" for path in theirs if path not in ours and not path.endswith(newer))
    yield from (f"extra {path}" for path in ours if path not in theirs and not path.endswith(newer))


def _texts(root: Any, name: str) -> list[str]:
    found = [element.text for element in root.iter() if _local(element) == name and element.text]
    found += [element.text for element in root.iter() if _local(element) == "Selector" and element.get("Name") == name and element.text]
    return found


FILES = sorted(path for path in DATA.glob("*.jsonl.gz") if _name(path) not in DIFFERENT)


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_answers_as_windows_did(path):
    with Emulator("WIN-NNMU24VVKJ0", user="vagrant", listen=False) as host:
        replay = Replay(host)
        for number, message in enumerate(_load(path)):
            if message.get("response") and message["request"].lstrip().startswith("<"):
                replay.exchange(number, message["request"], message["response"])
    assert replay.differences == []


def test_the_comparer_can_fail():
    message = next(iter(_load(next(path for path in FILES if _name(path) == "winrs_standard"))))
    with Emulator("X", user="vagrant", listen=False) as host:
        replay = Replay(host)
        replay.exchange(
            0, message["request"], message["response"].replace("<rsp:Owner>", "<rsp:Keeper>").replace("</rsp:Owner>", "</rsp:Keeper>")
        )
        replay.exchange(0, message["request"], message["response"].replace("stdout stderr", "stdout"))
    assert len(replay.differences) == 3
