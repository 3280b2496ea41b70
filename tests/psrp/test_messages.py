"""Messages: header, types, and what is refused."""

from __future__ import annotations

from uuid import UUID

import pytest

from psbridge.errors import MessageError
from psbridge.psrp.messages import BOM, CLIENT, NIL, RULES, SERVER, Message, MessageType, pack, unpack

RPID, PID = UUID(int=1), UUID(int=2)


def test_header_and_body():
    data = pack(MessageType.PIPELINE_OUTPUT, CLIENT, RPID, PID, b"<S>x</S>")
    assert data[:8] == bytes.fromhex("01000000 04100400")
    assert data[40:43] == BOM
    message = unpack(data, CLIENT)
    assert message == Message(MessageType.PIPELINE_OUTPUT, RPID, PID, b"<S>x</S>", CLIENT)
    assert message.value() == "x"
    assert unpack(pack(MessageType.PIPELINE_OUTPUT, CLIENT, RPID, PID, b"<I32>5</I32>", bom=False)).value() == 5


def test_an_empty_body_is_null_and_has_no_mark():
    data = pack(MessageType.END_OF_PIPELINE_INPUT, SERVER, RPID, PID, b"")
    assert len(data) == 40
    assert unpack(data).value() is None


def test_every_type_has_a_rule():
    assert set(RULES) == set(MessageType)


@pytest.mark.parametrize(
    ("data", "message", "where"),
    [
        (b"short", "header alone needs 40", "header"),
        (bytes.fromhex("01000000 99990900") + bytes(32), "0x00099999 is unknown", "message type"),
        (pack(MessageType.SESSION_CAPABILITY, 5, RPID, NIL, b""), "Destination 5", "destination"),
        (pack(MessageType.SESSION_CAPABILITY, SERVER, RPID, NIL, b""), "Destination 2", "destination"),
        (pack(MessageType.CREATE_PIPELINE, CLIENT, RPID, PID, b""), "other way", "message type"),
        (pack(MessageType.PIPELINE_OUTPUT, CLIENT, RPID, NIL, b""), "names none", "PID"),
    ],
)
def test_bad_messages_name_the_field(data, message, where):
    with pytest.raises(MessageError, match=message) as caught:
        unpack(data, CLIENT)
    assert caught.value.where == where


def test_a_body_that_is_no_clixml():
    with pytest.raises(MessageError, match="PIPELINE_OUTPUT message is not CLIXML"):
        unpack(pack(MessageType.PIPELINE_OUTPUT, CLIENT, RPID, PID, b"<S>")).value()
