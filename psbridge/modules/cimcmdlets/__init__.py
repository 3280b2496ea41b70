"""CimCmdlets, and the WMI commands of Windows PowerShell: the classes of an emulated Windows machine."""

from __future__ import annotations

COMMANDS: dict[str, str] = {}

# what only a Windows machine has
WINDOWS_COMMANDS: dict[str, str] = {
    "Get-CimInstance": "querying:GetCimInstance",
    "Get-CimClass": "querying:GetCimClass",
    "Invoke-CimMethod": "methods:InvokeCimMethod",
    "Get-WmiObject": "wmi:GetWmiObject",
    "Invoke-WmiMethod": "wmi:InvokeWmiMethod",
}
