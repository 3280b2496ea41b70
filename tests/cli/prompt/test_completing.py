"""Completion in the shell: folders can be gone into, another computer is asked for what it has."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from psbridge.cli.prompt.completing import complete, here, there
from psbridge.errors import PsBridgeError
from psbridge.modules.shell import Runspace
from psbridge.objects.streams import OUTPUT


@pytest.fixture(scope="module")
def runspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "one.txt").touch()
    (folder / "sub").mkdir()
    (folder / "sub dir").mkdir()
    with Runspace(directory=str(folder)) as made:
        yield made


class Client:
    """Another computer that answers each question with the same lines."""

    def __init__(self, lines=(), reason=None, lost=False):
        self.lines, self.reason, self.lost, self.asked = lines, reason, lost, ""

    def run(self, pipeline, sink):
        if self.lost:
            raise PsBridgeError("lost")
        self.asked = pipeline.commands[0].text
        for line in self.lines:
            sink(OUTPUT, line)
        return SimpleNamespace(wait=lambda seconds: None, reason=self.reason)


def session(runspace, client=None):
    entered = None if client is None else SimpleNamespace(client=client)
    return SimpleNamespace(runspace=runspace, host=SimpleNamespace(pushed=entered is not None, entered=entered))


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("cd s", ["./sub/", "'./sub dir/'"]),
        ("Get-Content o", ["./one.txt"]),
        ("Get-Content 'sub ", ["'./sub dir/'"]),
        ("Set-Loca", ["Set-Location"]),
    ],
)
def test_folders_end_with_a_separator(runspace, typed, texts):
    assert [one.text for one in here(runspace, typed, len(typed)).items] == texts


def test_another_computer_is_asked(runspace):
    client = Client(["4", "Get-Thing\x01Get-Thing\x01Command\x01Get-Thing [-A]"])
    found = complete(session(runspace, client), "1; 'it'; Get-T", 14)
    assert (found.start, [(one.text, one.kind, one.about) for one in found.items]) == (4, [("Get-Thing", "Command", "Get-Thing [-A]")])
    assert "'1; ''it''; Get-T' 14" in client.asked


@pytest.mark.parametrize("client", [Client(lost=True), Client(reason="no TabExpansion2"), Client()])
def test_a_computer_that_cannot_say_leaves_it_to_us(runspace, client):
    assert there(SimpleNamespace(client=client), "Set-Loca", 8) is None
    assert [one.text for one in complete(session(runspace, client), "Set-Loca", 8).items] == ["Set-Location"]


def test_nothing_to_offer_there(runspace):
    assert complete(session(runspace, Client(["-1"])), "Set-Loca", 8).items == []
