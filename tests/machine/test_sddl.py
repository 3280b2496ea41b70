"""Security descriptors as text."""

from __future__ import annotations

import pytest

from psbridge.machine import acl, sddl

_MACHINE = "S-1-5-21-1-2-3"


@pytest.mark.parametrize(
    "text",
    [
        "O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;CIIO;DC;;;BU)(D;;0x1301bf;;;S-1-5-21-9-9-9-1001)",
        "O:LAD:AI(A;OICINPIOID;GXGR;;;CO)",
        "D:P",
        "D:(A;CI;KR;;;RC)(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;WD)",
        "G:S-1-5-21-1-2-3-513D:",
    ],
)
def test_round_trip(text):
    found, _ = sddl.read(text, _MACHINE)
    assert sddl.written(found, machine_sid=_MACHINE) == text


def test_parts():
    found, there = sddl.read("O:BAG:SYD:(A;;FR;;;WD)S:(AU;SAFA;FA;;;WD)")
    assert there == sddl.OWNER | sddl.GROUP | sddl.ACCESS | sddl.AUDIT
    assert sddl.written(found, sddl.OWNER) == "O:BA"
    assert sddl.written(found, sddl.ACCESS) == "D:(A;;FR;;;WD)"
    assert sddl.read("G:SY")[1] == sddl.GROUP


@pytest.mark.parametrize(("word", "mask"), [("FA", 0x1F01FF), ("0x1200a9", 0x1200A9), ("1179817", 0x1200A9), ("RPWP", 0x30), ("", 0)])
def test_rights(word, mask):
    assert sddl.read(f"D:(A;;{word};;;WD)")[0].aces == (acl.Ace(True, "S-1-1-0", mask),)


@pytest.mark.parametrize(
    "text", ["nonsense", "O:XX", "D:(A;;FA;;WD)", "D:(A;ZZ;FA;;;WD)", "D:(Q;;FA;;;WD)", "D:QQ(A;;FA;;;WD)", "O:LA", "D:(A;;F;;;WD)"]
)
def test_what_says_nothing_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        sddl.read(text)
