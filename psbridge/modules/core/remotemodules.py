"""Import-Module -PSSession: a module that a session imports, and its commands here as proxies.

Decides how the host is asked (its own errors are passed on), that the proxies may hide what is here, and that the module here is called as
over there while its files lie in a temporary folder that goes with it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from psbridge.engine.cmdlet import Cmdlet
from psbridge.engine.modules import PSModuleInfo
from psbridge.objects.containers import Hashtable
from psbridge.objects.convert import to_text
from psbridge.objects.psobject import unwrap

_LIMITS = {"MinimumVersion": "minimum_version", "MaximumVersion": "maximum_version", "RequiredVersion": "required_version"}
_CHOICES = {"Alias": "aliases", "Variable": "variables", "Prefix": "prefix", "Scope": "scope"}


def import_from(cmd: Cmdlet, session: Any, wanted: list[Any]) -> Iterator[PSModuleInfo]:
    """The modules here, for names and specifications of modules there."""
    there = Hashtable({name: getattr(cmd, attribute) for name, attribute in _LIMITS.items() if cmd.is_bound(name)})
    if cmd.is_bound("ArgumentList"):
        there["ArgumentList"] = cmd.arguments  # type: ignore[attr-defined]
    if cmd.is_bound("Force"):
        there["Force"] = True
    here = Hashtable({name: getattr(cmd, attribute) for name, attribute in _CHOICES.items() if cmd.is_bound(name)})
    for switch in ("Global", "DisableNameChecking", "NoClobber"):
        if cmd.is_bound(switch):
            here[switch] = True
    functions = [*(cmd.functions or ()), *(cmd.cmdlets or ())]  # type: ignore[attr-defined]
    if functions:
        here["Function"] = functions
    find, fetch = (cmd.runspace.script_block(text, cmd.ctx) for text in (_FIND, _FETCH))
    for one in wanted:
        for name in cmd.invoke_block(find, [session, one, there]):
            yield from _fetched(cmd, fetch, session, to_text(name), here)


def _fetched(cmd: Cmdlet, fetch: Any, session: Any, name: str, here: Hashtable) -> Iterator[PSModuleInfo]:
    folder = f"remoteIpMoProxy_{name}_{to_text(unwrap(session).computer_name)}_{uuid.uuid4()}"
    for found in cmd.invoke_block(fetch, [session, name, folder, here]):
        module = unwrap(found)
        if isinstance(module, PSModuleInfo):
            module.name = name
            yield module


_FIND = """
param($Session, $Wanted, $There)
Microsoft.PowerShell.Core\\Invoke-Command -Session $Session -ArgumentList $Wanted, $There -ScriptBlock {
    param($wanted, $asked)
    if ($wanted -is [System.Collections.IDictionary]) { $asked.FullyQualifiedName = $wanted } else { $asked.Name = $wanted }
    Import-Module @asked -PassThru -DisableNameChecking | ForEach-Object Name
} | Microsoft.PowerShell.Core\\ForEach-Object { "$_" }
"""

_FETCH = """
param($Session, $Name, $Folder, $Here)
$path = Microsoft.PowerShell.Management\\Join-Path ([System.IO.Path]::GetTempPath()) $Folder
$export = @{ Session = $Session; OutputModule = $path; Module = $Name; FormatTypeName = '*'; AllowClobber = $true }
$null = Microsoft.PowerShell.Utility\\Export-PSSession @export -Force
$manifest = Microsoft.PowerShell.Management\\Join-Path $path "$Folder.psd1"
$module = Microsoft.PowerShell.Core\\Import-Module -Name $manifest -ArgumentList (, $Session) -PassThru @Here
$before = $module.OnRemove
$module.OnRemove = {
    Microsoft.PowerShell.Management\\Remove-Item -LiteralPath $path -Recurse -Force -ErrorAction SilentlyContinue
    if ($before) { & $before $args }
}.GetNewClosure()
$module
"""
