"""GetTypes and GetExportedTypes."""

from __future__ import annotations

from psbridge.engine.members.assemblytypes import exported_types, is_public, types_of
from psbridge.objects import find_type
from psbridge.objects.nettypes import CORE, SMA, define

_A = "System.Management.Automation."


def test_an_assembly_exports_what_is_public():
    every, public = ({net.full_name for net in found} for found in (types_of(SMA), exported_types(SMA)))
    assert _A + "PSRemotingJob" in every - public
    assert {_A + "Job", _A + "JobManager", "Microsoft.PowerShell.Commands.StartJobCommand"} <= public
    assert public < every


def test_types_belong_to_one_assembly():
    assert "System.String" in {net.full_name for net in types_of(CORE)}
    assert not {net.full_name for net in types_of(CORE)} & {net.full_name for net in types_of(SMA)}
    assert list(types_of("Nothing, Version=1.0.0.0")) == []


def test_public():
    assert is_public(find_type("System.String"))
    assert not is_public(find_type(_A + "PSRemotingChildJob"))
    assert not is_public(define(_A + "PSTasks.PSTaskJob", assembly=SMA))


def test_scripts_see_it(ps):
    assert ps("[System.Management.Automation.Job].IsPublic; [psobject].Assembly.GetExportedTypes().Name -contains 'PSRemotingJob'") == [
        True,
        False,
    ]
