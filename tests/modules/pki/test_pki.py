"""Certificates of an emulated computer: made, found on the drive, carried to files and back."""

from __future__ import annotations

import pytest

from psbridge.engine.errors import ScriptError
from psbridge.modules.pki import files, making
from psbridge.objects.convert import to_text

MY = "Cert:\\LocalMachine\\My"
WEB = f"$c = New-SelfSignedCertificate -DnsName web01, web01.corp -CertStoreLocation {MY} -FriendlyName web; "
SECRET = "$p = ConvertTo-SecureString secret -AsPlainText -Force; "


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            WEB + "$c.Subject; $c.DnsNameList; $c.HasPrivateKey; $c.FriendlyName; $c.PSChildName -eq $c.Thumbprint",
            ["CN=web01", "web01", "web01.corp", "True", "web", "True"],
        ),
        (
            WEB + f"(dir {MY}).Subject; (dir {MY} -SSLServerAuthentication).Count; @(dir {MY} -CodeSigningCert).Count",
            ["CN=web01", "1", "0"],
        ),
        (
            WEB + f"@(dir {MY} -DnsName *.corp).Count; @(dir {MY} -ExpiringInDays 30).Count; @(dir {MY} -ExpiringInDays 400).Count",
            ["1", "0", "1"],
        ),
        (WEB + f"@(dir {MY} -Eku 'Server Authentication').Count; (dir Cert:\\ -Recurse).Count", ["1", "23"]),
        (
            WEB + "$c.EnhancedKeyUsageList.FriendlyName; $c.EnhancedKeyUsageList[0].ObjectId",
            ["Client Authentication", "Server Authentication", "1.3.6.1.5.5.7.3.2"],
        ),
        (
            WEB + SECRET + f"$null = Export-PfxCertificate $c C:\\c.pfx -Password $p; Remove-Item $c.PSPath; @(dir {MY}).Count; "
            f"$i = Import-PfxCertificate C:\\c.pfx {MY} -Password $p; $i.HasPrivateKey; $i.Thumbprint -eq $c.Thumbprint; $i.FriendlyName",
            ["0", "True", "True", "web"],
        ),
        (
            WEB
            + "(Export-Certificate -Cert $c -FilePath C:\\c.cer).Name; $i = Import-Certificate C:\\c.cer -CertStoreLocation Cert:\\LocalMachine\\Root; "
            "$i.HasPrivateKey; (dir Cert:\\LocalMachine\\Root).Subject; (Get-PfxCertificate C:\\c.cer).Subject",
            ["c.cer", "False", "CN=web01", "CN=web01"],
        ),
        (
            WEB
            + "Move-Item $c.PSPath Cert:\\LocalMachine\\Trust; (dir Cert:\\LocalMachine\\Trust).Count; @(dir Cert:\\LocalMachine\\My).Count",
            ["1", "0"],
        ),
        (
            "cd Cert:\\CurrentUser; (dir).Name -contains 'My'; (Get-Item Cert:\\LocalMachine).StoreNames['Root']; (Get-PSProvider Certificate).ModuleName",
            ["True", "True", "Microsoft.PowerShell.Security"],
        ),
        ("(New-Item Cert:\\LocalMachine\\Own).Name; Test-Path Cert:\\LocalMachine\\Own", ["Own", "True"]),
        ("(New-SelfSignedCertificate -Subject 'CN=a, O=Corp' -NotAfter '2030-01-02').NotAfter.Year", ["2030"]),
    ],
)
def test_results(windows, script, expected):
    assert making.NewSelfSignedCertificate.DECLARATION.name == "New-SelfSignedCertificate"
    assert [to_text(one) for one in windows.invoke(script)] == expected


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("New-SelfSignedCertificate", "The Subject or the DnsName parameter must be specified."),
        (
            "New-SelfSignedCertificate -DnsName a -CertStoreLocation C:\\",
            "The certificate store 'C:\\' was not found: name one like Cert:\\LocalMachine\\My.",
        ),
        ("Get-Item Cert:\\LocalMachine\\My\\00", "Cannot find path 'Cert:\\LocalMachine\\My\\00' because it does not exist."),
        ("Remove-Item Cert:\\LocalMachine -Recurse", "You cannot remove a root container."),
        ("Import-Certificate C:\\none.cer", "The system cannot find the file specified."),
        (
            WEB + SECRET + "$null = Export-PfxCertificate $c C:\\c.pfx -Password $p; Import-PfxCertificate C:\\c.pfx",
            "The PFX file you are trying to import requires either a different password or membership in an Active Directory principal.",
        ),
        ("Set-Content C:\\x.cer hello; Import-Certificate C:\\x.cer", "Cannot find the requested object."),
        (SECRET + "Export-PfxCertificate C:\\ x.pfx -Password $p", "'C:\\' is no certificate."),
    ],
)
def test_errors(windows, script, message):
    assert files.ExportCertificate.DECLARATION.name == "Export-Certificate"
    with pytest.raises(ScriptError) as caught:
        windows.invoke(f"$ErrorActionPreference = 'Stop'; {script}")
    assert caught.value.record.message == message


def test_files_have_no_parameters_of_certificates(windows):
    with pytest.raises(ScriptError, match="DnsName"):
        windows.invoke("$ErrorActionPreference = 'Stop'; dir C:\\ -DnsName x")
