"""Microsoft.PowerShell.Security: secrets, credentials, execution policy, certificates, signatures, access control."""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    "ConvertFrom-SecureString": "secrets:ConvertFromSecureString",
    "ConvertTo-SecureString": "secrets:ConvertToSecureString",
    "Get-Credential": "credentials:GetCredential",
    "Get-ExecutionPolicy": "policy:GetExecutionPolicy",
    "Get-PfxCertificate": "certificates:GetPfxCertificate",
    "Set-ExecutionPolicy": "policy:SetExecutionPolicy",
}

# what only a Windows machine has
WINDOWS_COMMANDS: dict[str, str] = {
    "Get-Acl": "access:GetAcl",
    "Get-AuthenticodeSignature": "signatures:GetAuthenticodeSignature",
    "Get-CmsMessage": "signatures:GetCmsMessage",
    "New-FileCatalog": "signatures:NewFileCatalog",
    "Protect-CmsMessage": "signatures:ProtectCmsMessage",
    "Set-Acl": "access:SetAcl",
    "Set-AuthenticodeSignature": "signatures:SetAuthenticodeSignature",
    "Test-FileCatalog": "signatures:TestFileCatalog",
    "Unprotect-CmsMessage": "signatures:UnprotectCmsMessage",
}
