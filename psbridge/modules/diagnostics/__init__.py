"""Microsoft.PowerShell.Diagnostics: the events of an emulated Windows machine."""

from __future__ import annotations

COMMANDS: dict[str, str] = {}

# what only a Windows machine has
WINDOWS_COMMANDS: dict[str, str] = {"Get-WinEvent": "winevents:GetWinEvent"}
