"""CMS messages: what we encrypt others can read, what others encrypt we can, and what is no message is told."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7

from psbridge.machine.certificates import X509Certificate2
from psbridge.modules.security import cms, der
from psbridge.objects.convert import to_text

DOCUMENTS = x509.ObjectIdentifier("1.3.6.1.4.1.311.80.1")


def made(name, usage=DOCUMENTS):
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(0xABCDEF)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=3650))
        .add_extension(x509.KeyUsage(False, False, True, False, False, False, False, False, False), True)
        .add_extension(x509.ExtendedKeyUsage([usage]), False)
        .sign(key, hashes.SHA256())
    )
    return X509Certificate2(certificate, key)


@pytest.fixture(scope="module")
def alice():
    return made("alice")


@pytest.fixture(scope="module")
def bob():
    return made("bob")


@pytest.fixture
def certificates(tmp_path, alice):
    pem = alice.certificate.public_bytes(Encoding.PEM)
    (tmp_path / "alice.cer").write_bytes(pem)
    (tmp_path / "alice.pem").write_bytes(pem + alice.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return tmp_path


def test_others_read_what_we_write(alice):
    data = cms.encrypt("schön".encode(), [alice])
    assert pkcs7.pkcs7_decrypt_der(data, alice.certificate, alice.key, []) == "schön".encode()


def test_we_read_what_others_write(alice):
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(b"from elsewhere").add_recipient(alice.certificate)
    message = cms.read(builder.encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary]))
    assert cms.decrypt(message, [alice]) == b"from elsewhere"
    assert message.recipients[0].issuer_name == "CN=alice"


def test_each_recipient_can_read(alice, bob):
    message = cms.read(cms.encrypt(b"x" * 1000, [alice, bob]))
    assert [cms.decrypt(message, [one]) for one in (alice, bob)] == [b"x" * 1000] * 2
    assert cms.decrypt(message, [X509Certificate2(alice.certificate)]) is None


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x80", b"\x30\x03\x02\x01\x01", b"\x30\x84\xff\xff\xff\xff", b"hello"])
def test_what_is_no_message(data):
    with pytest.raises(ValueError, match="no CMS message"):
        cms.read(data)


@pytest.mark.parametrize("oid", ["1.2.840.113549.1.7.3", "2.16.840.1.101.3.4.1.42", "0.9.2342"])
def test_identifiers(oid):
    assert der.parse(der.identifier(oid)).oid == oid


@pytest.mark.parametrize("number", [0, 1, 127, 128, 255, 256, -1, -129, 2**160])
def test_numbers(number):
    assert der.parse(der.integer(number)).number == number


def test_there_and_back(session, certificates):
    script = (
        f"$m = 'one', 'two' | Protect-CmsMessage -To {certificates}/alice.cer; $m.Split()[0]; $m | Unprotect-CmsMessage -To {certificates}/alice.pem; "
        f'"<$m>" | Unprotect-CmsMessage -To {certificates}/alice.pem -IncludeContext; $g = Get-CmsMessage $m; $g.Recipients.SerialNumber; '
        "$g.ContentEncryptionAlgorithm.Oid.FriendlyName; $g.Content -eq $m"
    )
    assert session.lines(script) == ["-----BEGIN", "one\ntwo", "<one\ntwo>", "ABCDEF", "aes256", "True"]


def test_files(session, certificates):
    script = (
        f"Set-Content in.txt secret -NoNewline; Protect-CmsMessage {certificates}/alice.cer -Path in.txt -OutFile out.cms; "
        f"Unprotect-CmsMessage -Path out.cms -To {certificates}/alice.pem; (Get-CmsMessage -LiteralPath out.cms).Recipients.IssuerName; "
        f"$t = Get-Content {certificates}/alice.cer -Raw; 'x' | Protect-CmsMessage -To $t | Unprotect-CmsMessage -To {certificates}/alice.pem"
    )
    assert session.lines(script) == ["secret", "CN=alice", "x"]


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("Protect-CmsMessage -To nobody -Content x", "NoCertificateFound"),
        ("Protect-CmsMessage -To {0}/server.cer -Content x", "CertificateCannotBeUsedForEncryption"),
        ("Protect-CmsMessage -To {0} -Content x", "IdentifierMustReferenceSingleCertificate"),
        ("'x' | Unprotect-CmsMessage", "InputContainedNoEncryptedContentIncludeContext"),
        ("Get-CmsMessage x", "InputContainedNoEncryptedContent"),
        ('Get-CmsMessage "-----BEGIN CMS-----`nAAAA`n-----END CMS-----"', "InputContainedNoEncryptedContent"),
        ("Protect-CmsMessage {0}/alice.cer x | Unprotect-CmsMessage", "System.Security.Cryptography.CryptographicException"),
        ("Unprotect-CmsMessage -Path none.cms", "PathNotFound"),
    ],
)
def test_refusals(session, certificates, script, error_id):
    server = made("server", x509.ExtendedKeyUsageOID.SERVER_AUTH)
    (certificates / "server.cer").write_bytes(server.certificate.public_bytes(Encoding.PEM))
    assert session.fails(script.replace("{0}", str(certificates))) == [error_id]
    assert to_text(session.run("'plain' | Unprotect-CmsMessage -IncludeContext")[0]) == "plain"
