"""PSScheduledJob of Windows PowerShell 5.1: jobs that the computer's scheduler starts; their results stay until they are removed."""

from __future__ import annotations

COMMANDS: dict[str, str] = {}
WINDOWS_COMMANDS: dict[str, str] = {
    "Add-JobTrigger": "triggering:AddJobTrigger",
    "Disable-JobTrigger": "triggering:DisableJobTrigger",
    "Disable-ScheduledJob": "managing:DisableScheduledJob",
    "Enable-JobTrigger": "triggering:EnableJobTrigger",
    "Enable-ScheduledJob": "managing:EnableScheduledJob",
    "Get-JobTrigger": "triggering:GetJobTrigger",
    "Get-ScheduledJob": "managing:GetScheduledJob",
    "Get-ScheduledJobOption": "options:GetScheduledJobOption",
    "New-JobTrigger": "triggering:NewJobTrigger",
    "New-ScheduledJobOption": "options:NewScheduledJobOption",
    "Register-ScheduledJob": "registering:RegisterScheduledJob",
    "Remove-JobTrigger": "triggering:RemoveJobTrigger",
    "Set-JobTrigger": "triggering:SetJobTrigger",
    "Set-ScheduledJob": "registering:SetScheduledJob",
    "Set-ScheduledJobOption": "options:SetScheduledJobOption",
    "Unregister-ScheduledJob": "managing:UnregisterScheduledJob",
}
