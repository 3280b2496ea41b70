"""The Security module."""

from __future__ import annotations

from pathlib import Path

import pytest

from psbridge.modules.security import certificates, credentials, policy, secrets, signatures


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("(ConvertTo-SecureString pw -AsPlainText -Force).Length", ["2"]),
        ("ConvertTo-SecureString pw -AsPlainText | ConvertFrom-SecureString", ["70007700"]),
        ("ConvertTo-SecureString 70007700 | ConvertFrom-SecureString -AsPlainText", ["pw"]),
        (
            (
                "$k = [byte[]](1..16); $e = ConvertTo-SecureString pw -AsPlainText | ConvertFrom-SecureString -Key $k; $e.Remove(32); "
                "$e | ConvertTo-SecureString -Key $k | ConvertFrom-SecureString -AsPlainText"
            ),
            [secrets.HEADER, "pw"],
        ),
        ("$c = [pscredential]::new('u', (ConvertTo-SecureString p -AsPlainText)); (Get-Credential $c).UserName", ["u"]),
        ("Get-ExecutionPolicy; @(Get-ExecutionPolicy -List).Count", ["Unrestricted", "5"]),
    ],
)
def test_output(session, script, expected):
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("ConvertTo-SecureString zz", "ImportSecureString_InvalidArgument"),
        ("'70007700' | ConvertTo-SecureString -Key (1..15)", "ImportSecureString_InvalidArgument"),
        ("Set-ExecutionPolicy RemoteSigned", "System.PlatformNotSupportedException"),
        ("Set-ExecutionPolicy RemoteSigned -Scope UserPolicy", "CantSetGroupPolicy"),
        ("Get-ExecutionPolicy -List -Scope Process", "ListAndScopeSpecified"),
        ("Get-Credential", "HostFunctionNotImplemented"),
        ("Get-PfxCertificate none.pfx -NoPromptForPassword", "GetPfxCertificateFileNotFound"),
    ],
)
def test_errors(session, script, error):
    assert session.fails(script) == [error]


def test_secrets_with_a_key():
    form = secrets.encrypt("pä", bytes(range(16)), bytes(16))
    assert secrets.decrypt(form, bytes(range(16))) == "pä"
    with pytest.raises(secrets.SecretError, match=r"Padding|format"):
        secrets.decrypt(form, bytes(16))
    with pytest.raises(secrets.SecretError, match="key"):
        secrets.encrypt("x", b"short")


def test_certificate_of_a_pfx(session, tmp_path: Path):
    import datetime as dt

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "web01")])
    start = dt.datetime(2020, 1, 2, tzinfo=dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(0xABC)
    made = made.not_valid_before(start).not_valid_after(start + dt.timedelta(days=1)).sign(key, hashes.SHA256())
    (tmp_path / "c.pfx").write_bytes(pkcs12.serialize_key_and_certificates(b"c", key, made, None, BestAvailableEncryption(b"pw")))
    script = (
        "$c = Get-PfxCertificate c.pfx -Password (ConvertTo-SecureString pw -AsPlainText); $c.Subject; $c.SerialNumber; $c.HasPrivateKey"
    )
    assert session.lines(script) == ["CN=web01", "0ABC", "True"]
    wrong = "Get-PfxCertificate c.pfx -Password (ConvertTo-SecureString no -AsPlainText)"
    assert session.fails(wrong) == ["GetPfxCertificateUnknownCryptoError"]
    assert certificates.X509Certificate2.net_type.name == "X509Certificate2"


def test_policies_of_a_windows_machine():
    class Machine:
        execution_policies = {"LocalMachine": 3}

    class Fake:
        is_windows, machine, extras = True, Machine(), {}

    assert policy.policy_of(Fake) == 3
    Fake.extras[policy._STORE]["Process"] = 4
    assert (policy.policy_of(Fake), policy.policy_of(Fake, "CurrentUser"), policy.policy_of(Fake, "LocalMachine")) == (4, 5, 3)


def test_unsigned_files_say_so():
    assert signatures.Signature("C:\\a.ps1", signatures.SignatureStatus(2)).message.startswith(
        "The file C:\\a.ps1 is not digitally signed."
    )
    assert credentials.GetCredential.DECLARATION.name == "Get-Credential"


def test_commands_of_windows_are_not_there_on_unix(session):
    assert session.fails("Get-Acl .") == ["CommandNotFoundException"]


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("ConvertTo-SecureString a -AsPlainText | ConvertFrom-SecureString -Key 1, 2", "Argument"),
        ("ConvertTo-SecureString 7000 -Key (1..16)", "ImportSecureString_InvalidArgument_CryptographicError"),
    ],
)
def test_keys_have_one_of_three_lengths(session, script, error_id):
    session.run(script)
    assert [error.partition(",")[0] for error in session.errors] == [error_id]
