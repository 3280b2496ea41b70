"""NetSecurity: the firewall rules of an emulated Windows machine."""

from __future__ import annotations

COMMANDS: dict[str, str] = {}

# what only a Windows machine has
WINDOWS_COMMANDS: dict[str, str] = {
    "Get-NetFirewallRule": "rules:GetNetFirewallRule",
    "Set-NetFirewallRule": "rules:SetNetFirewallRule",
    "New-NetFirewallRule": "rules:NewNetFirewallRule",
    "Remove-NetFirewallRule": "rules:RemoveNetFirewallRule",
    "Enable-NetFirewallRule": "rules:EnableNetFirewallRule",
    "Disable-NetFirewallRule": "rules:DisableNetFirewallRule",
}
