"""Microsoft.PowerShell.Security: secrets, credentials, execution policy, certificates, signatures, access control."""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    "ConvertFrom-SecureString": "secrets:ConvertFromSecureString",
    "ConvertTo-SecureString": "secrets:ConvertToSecureString",
    "Get-CmsMessage": "messages:GetCmsMessage",
    "Get-Credential": "credentials:GetCredential",
    "Get-ExecutionPolicy": "policy:GetExecutionPolicy",
    "Get-PfxCertificate": "certificates:GetPfxCertificate",
    "Protect-CmsMessage": "messages:ProtectCmsMessage",
    "Set-ExecutionPolicy": "policy:SetExecutionPolicy",
    "Unprotect-CmsMessage": "messages:UnprotectCmsMessage",
}

# what only a Windows machine has
WINDOWS_COMMANDS: dict[str, str] = {
    "Get-Acl": "access:GetAcl",
    "Get-AuthenticodeSignature": "signatures:GetAuthenticodeSignature",
    "New-FileCatalog": "signatures:NewFileCatalog",
    "Set-Acl": "access:SetAcl",
    "Set-AuthenticodeSignature": "signatures:SetAuthenticodeSignature",
    "Test-FileCatalog": "signatures:TestFileCatalog",
}
