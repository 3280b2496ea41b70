"""Microsoft.PowerShell.Core: what belongs to the engine itself."""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    "ForEach-Object": "each:ForEachObject",
    "Where-Object": "filtering:WhereObject",
    "Out-Null": "output:OutNull",
    "Out-Default": "output:OutDefault",
    "Out-Host": "output:OutHost",
    "Out-LineOutput": "output:OutLineOutput",
    "Get-Command": "commands:GetCommand",
    "Get-ExperimentalFeature": "experiments:GetExperimentalFeature",
    "Get-Help": "help:GetHelp",
    "Get-Module": "modules:GetModule",
    "Import-Module": "modules:ImportModule",
    "New-Module": "modules:NewModule",
    "Remove-Module": "modules:RemoveModule",
    "Export-ModuleMember": "modules:ExportModuleMember",
    "New-ModuleManifest": "manifests:NewModuleManifest",
    "Test-ModuleManifest": "manifestchecks:TestModuleManifest",
    "Set-PSDebug": "session:SetPSDebug",
    "Set-StrictMode": "session:SetStrictMode",
    "Invoke-Command": "sessions.invoking:InvokeCommand",
    "Register-ArgumentCompleter": "session:RegisterArgumentCompleter",
    "Get-History": "history:GetHistory",
    "Add-History": "history:AddHistory",
    "Clear-History": "history:ClearHistory",
    "Invoke-History": "history:InvokeHistory",
    "Clear-Host": "session:ClearHost",
    "Start-Job": "jobs.starting:StartJob",
    "Get-Job": "jobs.listing:GetJob",
    "Receive-Job": "jobs.receiving:ReceiveJob",
    "Wait-Job": "jobs.ending:WaitJob",
    "Stop-Job": "jobs.ending:StopJob",
    "Remove-Job": "jobs.ending:RemoveJob",
    "Debug-Job": "jobs.ending:DebugJob",
    "New-PSSession": "sessions.making:NewPSSession",
    "Get-PSSession": "sessions.finding:GetPSSession",
    "Enter-PSSession": "sessions.entering:EnterPSSession",
    "Exit-PSSession": "sessions.entering:ExitPSSession",
    "Disconnect-PSSession": "sessions.leaving:DisconnectPSSession",
    "Connect-PSSession": "sessions.leaving:ConnectPSSession",
    "Receive-PSSession": "sessions.receiving:ReceivePSSession",
    "Remove-PSSession": "sessions.finding:RemovePSSession",
    "New-PSSessionOption": "sessions.making:NewPSSessionOption",
    "New-PSTransportOption": "sessions.making:NewPSTransportOption",
}

# what only Windows has
WINDOWS_COMMANDS: dict[str, str] = {
    "Get-PSSessionConfiguration": "configurations:GetPSSessionConfiguration",
    "Register-PSSessionConfiguration": "configurations:RegisterPSSessionConfiguration",
    "Set-PSSessionConfiguration": "configurations:SetPSSessionConfiguration",
    "Unregister-PSSessionConfiguration": "configurations:UnregisterPSSessionConfiguration",
    "Enable-PSSessionConfiguration": "configurations:EnablePSSessionConfiguration",
    "Disable-PSSessionConfiguration": "configurations:DisablePSSessionConfiguration",
    "Enable-PSRemoting": "configurations:EnablePSRemoting",
    "Disable-PSRemoting": "configurations:DisablePSRemoting",
    "New-PSSessionConfigurationFile": "configurations:NewPSSessionConfigurationFile",
    "Test-PSSessionConfigurationFile": "configurations:TestPSSessionConfigurationFile",
    "Get-PSSessionCapability": "configurations:GetPSSessionCapability",
}
# what only Windows PowerShell has
DESKTOP_COMMANDS: dict[str, str] = {
    "Suspend-Job": "jobs.ending:SuspendJob",
    "Resume-Job": "jobs.ending:ResumeJob",
}
