"""The eight elements, their bytes as PowerShell writes them, and the texts of everything that can be wrong with one."""

from __future__ import annotations

import binascii
import enum
import re
import uuid
from dataclasses import dataclass
from functools import lru_cache

from psbridge.errors import OutOfProcError

SESSION = uuid.UUID(int=0)
"""The PSGuid of the session itself; every other guid is a pipeline's."""

MAX_PAYLOAD = 32768
"""Bytes of fragments in one Data element: a fragment header of 21 and 32747 bytes of blob."""


class Kind(enum.Enum):
    """Element names."""

    DATA = "Data"
    DATA_ACK = "DataAck"
    COMMAND = "Command"
    COMMAND_ACK = "CommandAck"
    CLOSE = "Close"
    CLOSE_ACK = "CloseAck"
    SIGNAL = "Signal"
    SIGNAL_ACK = "SignalAck"


ACK_OF: dict[Kind, Kind] = {
    Kind.DATA: Kind.DATA_ACK,
    Kind.COMMAND: Kind.COMMAND_ACK,
    Kind.CLOSE: Kind.CLOSE_ACK,
    Kind.SIGNAL: Kind.SIGNAL_ACK,
}


class Stream(enum.Enum):
    """Which queue of the receiver a Data element is for: host answers overtake the rest."""

    DEFAULT = "Default"
    PROMPT_RESPONSE = "PromptResponse"


@dataclass(frozen=True, slots=True)
class Element:
    """One element. `stream` and `payload` (the decoded fragments) mean something for Data only."""

    kind: Kind
    guid: uuid.UUID
    payload: bytes = b""
    stream: Stream = Stream.DEFAULT

    def __repr__(self) -> str:
        size = f" {self.stream.value} {len(self.payload)} bytes" if self.kind is Kind.DATA else ""
        return f"<{self.kind.value} {self.guid}{size}>"

    def encode(self) -> bytes:
        """The line as PowerShell writes it, with its line end."""
        if self.kind is not Kind.DATA:
            return b"<%b PSGuid='%b' />\n" % (self.kind.value.encode(), str(self.guid).encode())
        return b"<Data Stream='%b' PSGuid='%b'>%b</Data>\n" % (
            self.stream.value.encode(),
            str(self.guid).encode(),
            binascii.b2a_base64(self.payload, newline=False),
        )


_TEXTS = {
    "unknown": 'An unknown element "{}" was received. This can happen if the remote process closed or ended abnormally.',
    "data attributes": 'Expected only two attributes with the names "Stream" and "PSGuid" in the Data element.',
    "attributes": 'Expected only one attribute with the name "PSGuid" in the {} element.',
    "no text": 'Node type "{}" is unknown in the Data element. Only the "Text" node type is expected in the Data element.',
    "node": 'Cannot process an element with node type "{}". Only Element and EndElement node types are supported.',
    "signal": "A Signal message to a session is not supported. A Signal message can be sent only to a command.",
    "inactive": "Data for an inactive command with the identifier {} was received. Received data: {}.",
}


def unknown_element(name: str) -> OutOfProcError:
    """The error for an element that nobody knows, or that this side never gets; the empty name stands for the end."""
    return OutOfProcError(_TEXTS["unknown"].format(name))


def wrong_attributes(name: str) -> OutOfProcError:
    """The error for too few or too many attributes."""
    return OutOfProcError(_TEXTS["data attributes" if name == "Data" else "attributes"].format(name))


def no_text(node: str) -> OutOfProcError:
    """The error for a Data element that holds something else than text."""
    return OutOfProcError(_TEXTS["no text"].format(node))


def wrong_node(node: str) -> OutOfProcError:
    """The error for something between elements."""
    return OutOfProcError(_TEXTS["node"].format(node))


def signal_to_session() -> OutOfProcError:
    """The error for a Signal that names no command."""
    return OutOfProcError(_TEXTS["signal"])


def inactive_command(guid: uuid.UUID, data: str) -> OutOfProcError:
    """The error for an answer about a command that nobody started."""
    return OutOfProcError(_TEXTS["inactive"].format(guid, data))


BAD_BASE64 = (
    "The input is not a valid Base-64 string as it contains a non-base 64 character, "
    "more than two padding characters, or an illegal character among the padding characters."
)
_GUID_LENGTH = "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)."
_GUID_DASHES = "Dashes are in the wrong position for GUID parsing."
_GUID_DIGITS = "Guid string should only contain hexadecimal characters."
_GUID_ENCLOSED = re.compile(r"\{(.*)\}|\((.*)\)", re.DOTALL)
_HEX = frozenset("0123456789abcdefABCDEF")


@lru_cache(maxsize=1024)
def parse_guid(text: str) -> uuid.UUID:
    """A guid in one of the forms N, D, B and P that the Guid constructor of .NET takes."""
    digits = text.strip()
    enclosed = _GUID_ENCLOSED.fullmatch(digits)
    if enclosed:
        digits = enclosed[1] or enclosed[2] or ""
    if "-" in digits or enclosed:
        if len(digits) != 36:
            raise OutOfProcError(_GUID_LENGTH, where=f"PSGuid {text[:64]!r}")
        if any(digits[at] != "-" for at in (8, 13, 18, 23)):
            raise OutOfProcError(_GUID_DASHES, where=f"PSGuid {text[:64]!r}")
        digits = digits[:8] + digits[9:13] + digits[14:18] + digits[19:23] + digits[24:]
    if len(digits) != 32:
        raise OutOfProcError(_GUID_LENGTH, where=f"PSGuid {text[:64]!r}")
    if not _HEX.issuperset(digits):
        raise OutOfProcError(_GUID_DIGITS, where=f"PSGuid {text[:64]!r}")
    return uuid.UUID(hex=digits)


def parse_stream(text: str) -> Stream:
    """PromptResponse in any case is that; everything else counts as Default."""
    return Stream.PROMPT_RESPONSE if text.lower() == "promptresponse" else Stream.DEFAULT
