"""Names of imported commands."""

from __future__ import annotations

import pytest

from psbridge.modules.core.commandnames import check_names


class Listener:
    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.told: list[str] = []

    def write_warning(self, text: str) -> None:
        self.warnings.append(text)

    def write_verbose(self, text: str) -> None:
        self.told.append(text)


class Module:
    name = "m"


@pytest.mark.parametrize(
    ("names", "warnings", "told"),
    [
        (["Get-Foo", "Plain", "Sort-Object", "Tee-Object"], 0, 0),
        (["Frob-Bar", "Zap-It", "Get-Foo"], 1, 2),
        (["Get-A.B", "Get-A+B"], 1, 1),
        (["Frob-A:B"], 2, 2),
    ],
)
def test_check_names(names, warnings, told):
    listener = Listener()
    check_names(listener, Module(), names)
    assert (len(listener.warnings), len(listener.told)) == (warnings, told)


def test_texts():
    listener = Listener()
    check_names(listener, Module(), ["Frob-Bar"])
    assert listener.warnings[0].startswith("The names of some imported commands from the module 'm' include unapproved verbs")
    assert listener.told[0].startswith("The 'Frob-Bar' command in the 'm' module was imported")
