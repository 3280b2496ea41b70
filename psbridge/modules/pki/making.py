"""New-SelfSignedCertificate."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.providers.paths import ProviderPath
from psbridge.machine.certificates import CODE_SIGNING, DOCUMENT_ENCRYPTION, SERVER, X509Certificate2, X509Store
from psbridge.objects import define_enum, unwrap
from psbridge.objects.convert import to_text

_N = "Microsoft.CertificateServices.Commands."
CertificateType: Any = define_enum(
    _N + "CertificateType", "Custom CodeSigningCert DocumentEncryptionCert SSLServerAuthentication DocumentEncryptionCertLegacyCsp"
)
KeyUsage: Any = define_enum(
    _N + "KeyUsage",
    "None=0 EncipherOnly=1 CRLSign=2 CertSign=4 KeyAgreement=8 DataEncipherment=16 KeyEncipherment=32 NonRepudiation=64 "
    "DigitalSignature=128 DecipherOnly=32768",
    flags=True,
)
_CLIENT = "1.3.6.1.5.5.7.3.2"
# type -> extended key usages, key usage
_TYPES = {
    0: ((_CLIENT, SERVER), 128 | 32),
    1: ((CODE_SIGNING,), 128),
    2: ((DOCUMENT_ENCRYPTION,), 16 | 32),
    3: ((_CLIENT, SERVER), 128 | 32),
    4: ((DOCUMENT_ENCRYPTION,), 16 | 32),
}


def store_at(command: Cmdlet, path: str) -> tuple[X509Store, ProviderPath]:
    """The certificate store that a path names; anything else ends the command."""
    found, store = None, None
    try:
        found = command.paths.unresolved(path)
        store = unwrap(found.provider.item(command.ctx, found.path)) if found.path else None
    except ScriptError as problem:
        problem.record.qualifier = command.DECLARATION.net_class
        command.fail(problem.record)
    if not isinstance(store, X509Store):
        text = f"The certificate store '{path}' was not found: name one like Cert:\\LocalMachine\\My."
        command.fail(command.error("System.ArgumentException", text, "System.ArgumentException", "InvalidArgument", path))
    assert found is not None
    assert isinstance(store, X509Store)
    return store, found


@cmdlet(
    "New-SelfSignedCertificate",
    should_process=True,
    output=(X509Certificate2.net_type.full_name,),
    net_class=_N + "NewSelfSignedCertificateCommand",
)
class NewSelfSignedCertificate(Cmdlet):
    """Creates a new self-signed certificate for testing purposes."""

    dns_name = parameter("DnsName", "string[]")
    subject = parameter("Subject", "string")
    store = parameter("CertStoreLocation", "string", default="Cert:\\LocalMachine\\My")
    kind = parameter("Type", _N + "CertificateType", default=0)
    key_usage = parameter("KeyUsage", _N + "KeyUsage[]")
    key_length = parameter("KeyLength", "int", default=2048)
    not_before = parameter("NotBefore", "System.Nullable[datetime]")
    not_after = parameter("NotAfter", "System.Nullable[datetime]")
    friendly_name = parameter("FriendlyName", "string", default="")

    def process(self) -> None:
        if not self.subject and not self.dns_name:
            text = "The Subject or the DnsName parameter must be specified."
            self.fail(self.error("System.ArgumentException", text, "System.ArgumentException", "InvalidArgument"))
        store, where = store_at(self, self.store)
        if self.should_process(f"Item: {where.shown}", "New-SelfSignedCertificate"):
            made = self._made()
            store.add(made)
            place = where.child(f"{where.path}\\{made.thumbprint}")
            self.write(self.paths.dress(made, place))

    def _made(self) -> X509Certificate2:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import rsa

        key = rsa.generate_private_key(65537, int(self.key_length))
        name = _subject(self.subject or f"CN={self.dns_name[0]}")
        begins = _moment(self.not_before) or datetime.now(UTC).replace(microsecond=0)
        usages, bits = _TYPES[int(self.kind)]
        bits = sum(int(one) for one in self.key_usage) if self.key_usage else bits
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(_moment(self.not_after) or begins + timedelta(days=365))
            .add_extension(_key_usage(bits), True)
            .add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier(one) for one in usages]), False)
        )
        if self.dns_name:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(to_text(one)) for one in self.dns_name]), False)
        return X509Certificate2(made.sign(key, hashes.SHA256()), key, self.friendly_name)


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    return datetime(1, 1, 1, tzinfo=UTC) + timedelta(microseconds=value.to_utc().ticks // 10)


def _subject(text: str) -> Any:
    """A distinguished name; what names no attribute is a common name."""
    from cryptography import x509

    try:
        return x509.Name.from_rfc4514_string(
            text if "=" in text else f"CN={text}", {"E": x509.NameOID.EMAIL_ADDRESS, "S": x509.NameOID.STATE_OR_PROVINCE_NAME}
        )
    except ValueError:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text.removeprefix("CN="))])


def _key_usage(bits: int) -> Any:
    from cryptography import x509

    agrees = bool(bits & 8)
    return x509.KeyUsage(
        digital_signature=bool(bits & 128),
        content_commitment=bool(bits & 64),
        key_encipherment=bool(bits & 32),
        data_encipherment=bool(bits & 16),
        key_agreement=agrees,
        key_cert_sign=bool(bits & 4),
        crl_sign=bool(bits & 2),
        encipher_only=agrees and bool(bits & 1),
        decipher_only=agrees and bool(bits & 32768),
    )
