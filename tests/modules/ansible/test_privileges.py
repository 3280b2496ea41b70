"""Privileges of the token."""

from __future__ import annotations

UTIL = "[Ansible.Privilege.PrivilegeUtil]"


def test_names_are_checked(windows):
    assert windows(f"{UTIL}::CheckPrivilegeName('SeDebugPrivilege'); {UTIL}::CheckPrivilegeName('SeNothing')") == ["True", "False"]


def test_privileges_are_enabled_disabled_and_removed(windows):
    script = f"""
$h = {UTIL}::GetCurrentProcess()
$before = {UTIL}::DisablePrivilege($h, 'SeBackupPrivilege'); $before['SeBackupPrivilege']
{UTIL}::GetAllPrivilegeInfo($h)['SeBackupPrivilege'].HasFlag([Ansible.Privilege.PrivilegeAttributes]::Enabled)
$on = [Ansible.Privilege.PrivilegeEnabler]::new($true, 'SeBackupPrivilege')
{UTIL}::GetAllPrivilegeInfo($h)['SeBackupPrivilege'].HasFlag([Ansible.Privilege.PrivilegeAttributes]::Enabled)
$on.Dispose()
{UTIL}::GetAllPrivilegeInfo($h)['SeBackupPrivilege'].HasFlag([Ansible.Privilege.PrivilegeAttributes]::Enabled)
{UTIL}::RemovePrivilege($h, 'SeBackupPrivilege')
{UTIL}::GetAllPrivilegeInfo($h).ContainsKey('SeBackupPrivilege')
try {{ {UTIL}::SetTokenPrivileges($h, @{{ SeBackupPrivilege = $true }}) }} catch {{ 'gone' }}
"""
    assert windows(script) == ["True", "False", "True", "False", "False", "gone"]
