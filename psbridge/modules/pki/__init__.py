"""PKI: certificates of an emulated Windows computer, made, and carried between stores and files."""

from __future__ import annotations

COMMANDS: dict[str, str] = {}

# what only a Windows machine has
WINDOWS_COMMANDS: dict[str, str] = {
    "Export-Certificate": "files:ExportCertificate",
    "Export-PfxCertificate": "files:ExportPfxCertificate",
    "Import-Certificate": "files:ImportCertificate",
    "Import-PfxCertificate": "files:ImportPfxCertificate",
    "New-SelfSignedCertificate": "making:NewSelfSignedCertificate",
}
