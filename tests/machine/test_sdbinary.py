"""Security descriptors as bytes."""

from __future__ import annotations

import pytest

from psbridge.machine import sdbinary
from psbridge.machine.sddl import read, written


def test_a_known_one():
    found, _ = read("O:BAG:SYD:P(A;OICI;FA;;;WD)")
    data = sdbinary.packed(found)
    assert data.hex() == (
        "0100049014000000240000000000000030000000"  # header
        "01020000000000052000000020020000"  # owner
        "010100000000000512000000"  # group
        "02001c0001000000"  # list
        "00031400ff011f00010100000000000100000000"  # entry
    )


@pytest.mark.parametrize("text", ["D:", "O:BAG:SYD:PAI(D;OICIIO;GA;;;CO)(A;ID;FR;;;S-1-5-21-1-2-3-1001)", "G:WDD:AI(A;;0x1200a9;;;AU)"])
def test_round_trip(text):
    assert written(sdbinary.unpacked(sdbinary.packed(read(text)[0]))) == text


def test_sids():
    assert sdbinary.packed_sid("S-1-5-32-544").hex() == "01020000000000052000000020020000"
    assert sdbinary.unpacked_sid(bytes.fromhex("ffff010100000000000512000000"), 2) == "S-1-5-18"


@pytest.mark.parametrize(
    "data", [b"", b"\x01\x00", bytes(20), b"\x01\x00\x04\x00" + bytes(16), sdbinary.packed(read("O:BAD:(A;;FA;;;WD)")[0])[:-4]]
)
def test_what_is_none_is_refused(data):
    with pytest.raises(ValueError, match=r".*"):
        sdbinary.unpacked(data)
