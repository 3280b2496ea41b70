"""The object that stands for a command in its own errors."""

from __future__ import annotations

from psbridge.engine.commandtargets import command_target
from psbridge.objects import type_of
from psbridge.objects.convert import to_text


def test_names_its_class():
    target = command_target("Microsoft.PowerShell.Commands.DebugJobCommand")
    assert type_of(target).name == "DebugJobCommand"
    assert to_text(target) == "Microsoft.PowerShell.Commands.DebugJobCommand"
    assert type(command_target("Microsoft.PowerShell.Commands.DebugJobCommand")) is type(target)
