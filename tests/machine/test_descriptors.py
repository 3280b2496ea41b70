"""Who may do what on an emulated machine."""

from __future__ import annotations

import pytest

from psbridge.machine import descriptors
from psbridge.machine.acl import INHERITED, Ace, Descriptor
from psbridge.machine.computer import Machine
from psbridge.machine.sddl import written

USERS = "S-1-5-32-545"


@pytest.fixture
def machine():
    made = Machine.windows("web01")
    for folder in ("C:\\data", "C:\\data\\deep"):
        made.files.make_directory(folder)
    made.files.open("C:\\data\\deep\\a.txt", "w").close()
    return made


def _text(machine, path):
    return written(descriptors.of_file(machine, path), machine_sid=machine.accounts.machine_sid)


def test_fresh_files(machine):
    assert _text(machine, "C:\\data\\deep\\a.txt").endswith("D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)")
    assert _text(machine, "C:\\Users\\Administrator") == "O:SYG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;LA)"
    assert descriptors.of_file(machine, "C:\\Windows").owner == descriptors.INSTALLER
    assert descriptors.of_file(machine, "c:/data/").group == descriptors.no_group(machine)


def test_what_is_set_comes_down_and_moves_along(machine):
    before = descriptors.of_file(machine, "C:\\data")
    own = Ace(True, USERS, 0x1301BF, 3)
    descriptors.set_file(machine, "C:\\DATA", Descriptor(descriptors.ADMINISTRATORS, None, (own, *before.aces)))
    found = descriptors.of_file(machine, "C:\\data")
    assert (found.owner, found.group, found.aces) == (descriptors.ADMINISTRATORS, before.group, (own, *before.aces))
    assert Ace(True, USERS, 0x1301BF, INHERITED) in descriptors.of_file(machine, "C:\\data\\deep\\a.txt").aces
    machine.files.rename("C:\\data", "C:\\other")
    assert own in descriptors.of_file(machine, "C:\\other").aces
    machine.files.make_directory("C:\\data")
    assert own not in descriptors.of_file(machine, "C:\\data").aces
    machine.reset()
    assert not machine.descriptors


def test_protection_makes_what_is_kept_its_own(machine):
    before = descriptors.of_file(machine, "C:\\data\\deep")
    descriptors.set_file(machine, "C:\\data\\deep", Descriptor(None, None, before.aces, True))
    found = descriptors.of_file(machine, "C:\\data\\deep")
    assert found.protected
    assert {ace.sid for ace in found.aces} == {ace.sid for ace in before.aces}
    assert not any(ace.inherited for ace in found.aces)
    descriptors.set_file(machine, "C:\\data\\deep", Descriptor(None, None, (), True))
    assert descriptors.of_file(machine, "C:\\data\\deep\\a.txt").aces == ()


def test_a_file_hands_nothing_down(machine):
    descriptors.set_file(machine, "C:\\data\\deep\\a.txt", Descriptor(None, None, (Ace(True, USERS, 2, 3),)))
    assert descriptors.of_file(machine, "C:\\data\\deep\\a.txt").aces[0] == Ace(True, USERS, 2)


def test_keys(machine):
    machine.registry.create("HKLM:\\Software\\Mine\\Deep")
    own = Ace(False, USERS, 2, 2)
    descriptors.set_key(machine, "HKLM\\Software\\Mine", Descriptor(None, None, (own,)))
    assert descriptors.of_key(machine, "HKEY_LOCAL_MACHINE\\SOFTWARE\\mine").aces[0] == own
    assert Ace(False, USERS, 2, 2 | INHERITED) in descriptors.of_key(machine, "HKLM:\\Software\\Mine\\Deep").aces
    assert descriptors.of_key(machine, "HKCU:\\Software").aces[0].sid == machine.accounts.find("Administrator").sid
