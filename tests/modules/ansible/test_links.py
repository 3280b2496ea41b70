"""Links of the machine's file system."""

from __future__ import annotations

SETUP = "Set-Content C:\\a.txt hi; $null = New-Item -ItemType Directory C:\\d; $u = [Ansible.LinkUtil]; $t = [Ansible.LinkType];"


def test_symbolic_links(windows):
    script = SETUP + "$u::CreateLink('C:\\s.txt', 'C:\\a.txt', $t::SymbolicLink); $i = $u::GetLinkInfo('C:\\s.txt'); $i.Type; $i.TargetPath"
    assert windows(script) == ["SymbolicLink", "C:\\a.txt"]
    assert windows("$u::DeleteLink('C:\\s.txt'); Test-Path C:\\s.txt; Get-Content C:\\a.txt") == ["False", "hi"]


def test_junctions(windows):
    script = (
        SETUP
        + "$u::CreateLink('C:\\j', 'C:\\d', $t::JunctionPoint); $u::GetLinkInfo('C:\\j').Type; Set-Content C:\\j\\x 1; Test-Path C:\\d\\x"
    )
    assert windows(script) == ["JunctionPoint", "True"]


def test_further_names(windows):
    script = SETUP + "$u::CreateLink('C:\\h.txt', 'C:\\a.txt', $t::HardLink); $i = $u::GetLinkInfo('C:\\a.txt'); $i.Type; $i.HardTargets"
    assert windows(script) == ["HardLink", "C:\\a.txt", "C:\\h.txt"]
    assert windows("$u::DeleteLink('C:\\h.txt'); $null -eq $u::GetLinkInfo('C:\\a.txt')") == ["True"]


def test_what_is_not_there(windows):
    assert windows("try { [Ansible.LinkUtil]::GetLinkInfo('C:\\nothing') } catch { $_.Exception.InnerException.GetType().Name }") == [
        "FileNotFoundException"
    ]


def test_the_helper_of_win_file(windows):
    assert windows("Set-Content C:\\b.txt 1; [Ansible.Command.SymLinkHelper]::DeleteFile('C:\\b.txt'); Test-Path C:\\b.txt") == ["False"]
