"""Messages there and back, in the form that the project's own decoder reads; broken fragments are noted."""

from __future__ import annotations

import uuid

from psbridge.cli.conformance.protocol.payloads import TYPES, Assembler, Sender
from psbridge.psrp.fragments import HEADER
from psbridge.psrp.messages import MessageType, unpack

RPID = "11111111-2222-3333-4444-555555555555"
VALUES = {"{rpid}": RPID, "{none}": str(uuid.UUID(int=0))}


def fill(text):
    return VALUES.get(text, text)


def test_types_have_the_numbers_of_the_protocol():
    assert {one.name: int(one) for one in MessageType} == TYPES


def test_a_message_is_what_the_decoder_reads():
    data = Sender().bytes_of(
        [{"type": "PIPELINE_INPUT", "pid": RPID, "use": "one", "with": {"x": "5"}, "bom": True}], fill, {"one": "<I32>{x}</I32>"}
    )
    message = unpack(data[HEADER.size :])
    assert (message.type, message.rpid, bytes(message.body)) == (MessageType.PIPELINE_INPUT, uuid.UUID(RPID), b"<I32>5</I32>")


def test_cut_and_put_together():
    sender, assembler = Sender(), Assembler()
    data = sender.bytes_of([{"type": "PIPELINE_OUTPUT", "body": "<S>a</S>", "cut": 7}, {"type": "PIPELINE_STATE"}], fill, {})
    told = list(assembler.feed(data))
    assert [(one.kind, one.text, one.rpid) for one in told] == [("PIPELINE_OUTPUT", "<S>a</S>", RPID), ("PIPELINE_STATE", "", RPID)]
    assert told[1].body is None
    assert assembler.wrong == []


def test_fragments_out_of_order_are_noted():
    one, two = Assembler(), Assembler()
    assert list(one.feed(HEADER.pack(1, 1, 0, 0))) == []
    assert one.wrong == ["fragment 1 of message 1 is out of order or cut off"]
    assert list(two.feed(b"short")) == []
    assert two.wrong == ["a fragment is shorter than its header"]


def test_hex_is_sent_as_it_is():
    assert Sender().bytes_of([{"hex": "00ff"}], fill, {}) == b"\x00\xff"
