"""Format objects that went through CLIXML are shown as before."""

from __future__ import annotations

import pytest

from psbridge import clixml
from psbridge.formatting import Environment, FormatCommand, Parameters, out_string
from psbridge.formatting.packets import FormatStartData
from psbridge.formatting.revive import as_packet, is_sent_packet
from psbridge.objects import PSObject


@pytest.mark.parametrize("shape", ["table", "list", "wide", "custom"])
def test_round_trip(shape: str) -> None:
    packets: list[object] = []
    command = FormatCommand(Environment(), packets.append, shape, Parameters())
    for value in (PSObject.of(A=1, B="x"), "between", PSObject.of(A=22, B=[1, 2])):
        command.process(value)
    command.end()
    sent = [clixml.loads(clixml.dumps(packet, 1))[0] for packet in packets]
    assert all(is_sent_packet(one) for one in sent)
    assert out_string(sent) == out_string(packets)


def test_other_objects_are_none() -> None:
    assert as_packet(PSObject.of(A=1)) is None
    assert as_packet("text") is None
    packet = FormatStartData()
    assert as_packet(packet) is packet
