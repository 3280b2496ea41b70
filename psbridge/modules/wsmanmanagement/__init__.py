"""Microsoft.WSMan.Management: the commands about the WS-Management service of an emulated Windows machine."""

from __future__ import annotations

COMMANDS: dict[str, str] = {}

# what only a Windows machine has
WINDOWS_COMMANDS: dict[str, str] = {
    "Test-WSMan": "service:TestWSMan",
    "Connect-WSMan": "service:ConnectWSMan",
    "Disconnect-WSMan": "service:DisconnectWSMan",
    "Get-WSManInstance": "service:GetWSManInstance",
    "Enable-WSManCredSSP": "credssp:EnableWSManCredSSP",
    "Disable-WSManCredSSP": "credssp:DisableWSManCredSSP",
    "Get-WSManCredSSP": "credssp:GetWSManCredSSP",
}
