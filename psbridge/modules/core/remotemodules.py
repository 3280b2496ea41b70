"""Get-Module -PSSession and Import-Module -PSSession: the modules of a session's computer, and their commands here as proxies.

Decides how the host is asked (its own errors are passed on), that the proxies may hide what is here, and that the module here is called as
over there while its files lie in a temporary folder that goes with it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from psbridge.engine.cmdlet import Cmdlet
from psbridge.engine.commands import FunctionInfo
from psbridge.engine.modules import PSModuleInfo
from psbridge.objects.containers import Hashtable
from psbridge.objects.convert import to_text
from psbridge.objects.psobject import unwrap

_LIMITS = {"MinimumVersion": "minimum_version", "MaximumVersion": "maximum_version", "RequiredVersion": "required_version"}
_CHOICES = {"Alias": "aliases", "Variable": "variables", "Prefix": "prefix", "Scope": "scope"}

_LISTED = {"PSEdition": "edition", "Refresh": "refresh", "SkipEditionCheck": "skip_edition"}
_FACTS = ("Author", "CompanyName", "Copyright", "Description", "HelpInfoUri", "PowerShellVersion", "CompatiblePSEditions", "Tags")


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


def available_in(cmd: Cmdlet, session: Any, names: list[str]) -> Iterator[PSModuleInfo]:
    """The modules that could be imported there, with what their manifests say; importing one of them here imports it over there."""
    asked = Hashtable({"Name": names})
    for name, attribute in _LISTED.items():
        if cmd.is_bound(name):
            asked[name] = getattr(cmd, attribute)
    empty = cmd.runspace.script_block("")
    for found in cmd.invoke_block(cmd.runspace.script_block(_LIST, cmd.ctx), [session, asked]):
        yield _described(unwrap(session), {to_text(name): unwrap(value) for name, value in unwrap(found).pairs()}, empty)


def _described(session: Any, said: dict[str, Any], empty: Any) -> PSModuleInfo:
    """What was said of a module; of its commands only the names are known."""
    module = PSModuleInfo(to_text(said["Name"]), to_text(said["Path"]), kind=to_text(said["ModuleType"]))
    module.version, module.guid, module.origin, module.loaded = said["Version"], said["Guid"], session, False
    module.facts = {name: said[name] for name in _FACTS if said.get(name) not in (None, "")}
    tables = {"Function": module.functions, "Cmdlet": module.cmdlets, "Alias": module.aliases}
    for kind, table in tables.items():
        for name in said[kind]:
            table[to_text(name).lower()] = FunctionInfo(to_text(name), empty, module=module)
    return module


def _fetched(cmd: Cmdlet, fetch: Any, session: Any, name: str, here: Hashtable) -> Iterator[PSModuleInfo]:
    folder = f"remoteIpMoProxy_{name}_{to_text(unwrap(session).computer_name)}_{uuid.uuid4()}"
    for found in cmd.invoke_block(fetch, [session, name, folder, here]):
        module = unwrap(found)
        if isinstance(module, PSModuleInfo):
            module.name = name
            yield module


_LIST = """
param($Session, $Asked)
Microsoft.PowerShell.Core\\Invoke-Command -Session $Session -ArgumentList $Asked -ScriptBlock {
    param($asked)
    Get-Module -ListAvailable @asked | ForEach-Object {
        $told = @{ ModuleType = "$($_.ModuleType)"; PowerShellVersion = "$($_.PowerShellVersion)"; Function = @($_.ExportedFunctions.Keys) }
        $told += @{ Cmdlet = @($_.ExportedCmdlets.Keys); Alias = @($_.ExportedAliases.Keys) }
        foreach ($name in 'Name', 'Path', 'Version', 'Guid', 'Author', 'CompanyName', 'Copyright', 'Description', 'HelpInfoUri') {
            $told[$name] = $_.$name
        }
        foreach ($name in 'CompatiblePSEditions', 'Tags') { $told[$name] = @($_.$name) }
        $told
    }
}
"""

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
