"""Certificates as .NET shows them, and the certificate stores of a Windows computer.

Keys and certificates are `cryptography`'s, which is imported when the first certificate is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.objects import DateTime, NetObject, define

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.x509 import Certificate, Name

_X = "System.Security.Cryptography.X509Certificates."
_ASSEMBLY = "System.Security.Cryptography.X509Certificates"
define(_X + "X509Certificate", assembly=_ASSEMBLY)
_SHORT = {"emailAddress": "E", "stateOrProvinceName": "S", "streetAddress": "STREET"}
_USAGES = {
    "1.3.6.1.5.5.7.3.1": "Server Authentication",
    "1.3.6.1.5.5.7.3.2": "Client Authentication",
    "1.3.6.1.5.5.7.3.3": "Code Signing",
    "1.3.6.1.5.5.7.3.4": "Secure Email",
    "1.3.6.1.4.1.311.80.1": "Document Encryption",
}
SERVER, CODE_SIGNING, DOCUMENT_ENCRYPTION = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.3", "1.3.6.1.4.1.311.80.1"


class Named(NetObject):
    """A distinguished name."""

    __slots__ = ("name",)
    net_type = define(_X + "X500DistinguishedName", assembly=_ASSEMBLY)
    PROPERTIES = {"Name": "name"}

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __str__(self) -> str:
        return self.net_type.full_name


class Usage(NetObject):
    """One entry of EnhancedKeyUsageList."""

    __slots__ = ("friendly_name", "object_id")
    net_type = define("Microsoft.PowerShell.Commands.EnhancedKeyUsageRepresentation")
    PROPERTIES = {"FriendlyName": "friendly_name", "ObjectId": "object_id"}

    def __init__(self, object_id: str) -> None:
        super().__init__()
        self.object_id, self.friendly_name = object_id, _USAGES.get(object_id, "")

    def __str__(self) -> str:
        return f"{self.friendly_name} ({self.object_id})" if self.friendly_name else self.object_id


class X509Certificate2(NetObject):
    """A certificate, with its private key where there is one."""

    __slots__ = ("certificate", "friendly_name", "key")
    net_type = define(_X + "X509Certificate2", _X + "X509Certificate")
    PROPERTIES = {
        "DnsNameList": "dns_names",
        "EnhancedKeyUsageList": "usages",
        "FriendlyName": "friendly_name",
        "HasPrivateKey": "has_private_key",
        "Issuer": "issuer",
        "IssuerName": "issuer_name",
        "NotAfter": "not_after",
        "NotBefore": "not_before",
        "RawData": "raw",
        "SerialNumber": "serial_number",
        "Subject": "subject",
        "SubjectName": "subject_name",
        "Thumbprint": "thumbprint",
        "Version": "version",
    }
    METHODS = {"GetRawCertData": "raw_data", "GetSerialNumberString": "serial_text", "GetCertHashString": "hash_text"}

    def __init__(self, certificate: Certificate, key: Any = None, friendly_name: str = "") -> None:
        super().__init__()
        self.certificate, self.key, self.friendly_name = certificate, key, friendly_name

    @property
    def has_private_key(self) -> bool:
        return self.key is not None

    @property
    def issuer(self) -> str:
        return name_text(self.certificate.issuer)

    @property
    def subject(self) -> str:
        return name_text(self.certificate.subject)

    @property
    def issuer_name(self) -> Named:
        return Named(self.issuer)

    @property
    def subject_name(self) -> Named:
        return Named(self.subject)

    @property
    def not_after(self) -> DateTime:
        return _moment(self.certificate.not_valid_after_utc)

    @property
    def not_before(self) -> DateTime:
        return _moment(self.certificate.not_valid_before_utc)

    @property
    def serial_number(self) -> str:
        text = f"{self.certificate.serial_number:X}"
        return text if len(text) % 2 == 0 else "0" + text

    @property
    def thumbprint(self) -> str:
        from cryptography.hazmat.primitives import hashes

        return self.certificate.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303 - a thumbprint is SHA-1

    @property
    def version(self) -> int:
        return int(self.certificate.version.value) + 1

    @property
    def raw(self) -> bytearray:
        from cryptography.hazmat.primitives.serialization import Encoding

        return bytearray(self.certificate.public_bytes(Encoding.DER))

    @property
    def usages(self) -> list[Usage]:
        from cryptography import x509

        try:
            found = self.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        except x509.ExtensionNotFound:
            return []
        return [Usage(one.dotted_string) for one in found]

    @property
    def dns_names(self) -> list[str]:
        from cryptography import x509

        try:
            found = self.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            names = self.certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
            return [str(one.value) for one in names]
        return list(found.get_values_for_type(x509.DNSName))

    def raw_data(self) -> bytearray:
        return self.raw

    def serial_text(self) -> str:
        return self.serial_number

    def hash_text(self) -> str:
        return self.thumbprint

    def can(self, usage: str) -> bool:
        return any(one.object_id == usage for one in self.usages)

    def can_encrypt(self) -> bool:
        """Whether documents may be encrypted to it: its key may encipher, and it says that it is for documents."""
        from cryptography import x509

        try:
            allowed = self.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        except x509.ExtensionNotFound:
            return False
        return (allowed.key_encipherment or allowed.data_encipherment) and self.can(DOCUMENT_ENCRYPTION)

    def __str__(self) -> str:
        day = "MM/dd/yyyy HH:mm:ss"
        moments = [one.format(day) if hasattr(one, "format") else str(one) for one in (self.not_before, self.not_after)]
        parts = (self.subject, self.issuer, self.serial_number, *moments, self.thumbprint)
        titles = ("Subject", "Issuer", "Serial Number", "Not Before", "Not After", "Thumbprint")
        return "\n\n".join(f"[{title}]\n  {part}" for title, part in zip(titles, parts, strict=True)) + "\n"


def name_text(name: Name) -> str:
    """A distinguished name as .NET writes it, the most special part first."""
    parts = [f"{_SHORT.get(a.rfc4514_attribute_name, a.rfc4514_attribute_name)}={a.value!s}" for rdn in name.rdns for a in rdn]
    return ", ".join(reversed(parts)) if len(parts) > 1 else "".join(parts)


def _moment(moment: Any) -> DateTime:
    return DateTime.of(moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, kind=1).to_local()


def load_pfx(data: bytes, password: str | None) -> X509Certificate2:
    """The certificate of a PFX; ValueError when the password is wrong or the data is no PFX."""
    from cryptography.hazmat.primitives.serialization import pkcs12

    found = pkcs12.load_pkcs12(data, None if password is None else password.encode())
    if found.cert is None:
        raise ValueError("the file holds no certificate")
    return X509Certificate2(found.cert.certificate, found.key, (found.cert.friendly_name or b"").decode())


def load_certificate(data: bytes) -> X509Certificate2:
    """A certificate, PEM (with the key that stands beside it) or DER."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if b"-----BEGIN" not in data:
        return X509Certificate2(x509.load_der_x509_certificate(data))
    key = load_pem_private_key(data, None) if b"PRIVATE KEY-----" in data else None
    return X509Certificate2(x509.load_pem_x509_certificate(data), key)


class X509Store(NetObject):
    """A store: certificates by thumbprint."""

    __slots__ = ("certificates", "location", "name")
    net_type = define(_X + "X509Store", assembly=_ASSEMBLY)
    PROPERTIES = {"Name": "name", "Location": "location"}

    def __init__(self, name: str, location: str) -> None:
        super().__init__()
        self.name, self.location = name, location
        self.certificates: dict[str, X509Certificate2] = {}

    def add(self, certificate: X509Certificate2) -> None:
        """Keep a certificate; one that is there keeps its key."""
        known = self.certificates.get(certificate.thumbprint)
        if known is not None and certificate.key is None:
            return
        self.certificates[certificate.thumbprint] = certificate


class X509StoreLocation(NetObject):
    """CurrentUser or LocalMachine."""

    __slots__ = ("location", "stores")
    net_type = define("Microsoft.PowerShell.Commands.X509StoreLocation", assembly="Microsoft.PowerShell.Security")
    PROPERTIES = {"LocationName": "location", "Location": "location", "StoreNames": "store_names"}

    def __init__(self, location: str) -> None:
        super().__init__()
        self.location = location
        self.stores = {name.lower(): X509Store(name, location) for name in STORES}

    @property
    def store_names(self) -> Any:
        from psbridge.objects import Hashtable

        return Hashtable((store.name, True) for store in self.stores.values())

    def find(self, name: str) -> X509Store | None:
        return self.stores.get(name.lower())


STORES = ("TrustedPublisher", "ClientAuthIssuer", "Root", "CA", "AuthRoot", "TrustedPeople", "My", "SmartCardRoot", "Trust", "Disallowed")


class CertificateStores:
    """All stores of a computer."""

    def __init__(self) -> None:
        self.locations = {name.lower(): X509StoreLocation(name) for name in ("CurrentUser", "LocalMachine")}

    def store(self, path: str) -> X509Store | None:
        """The store of `LocalMachine\\My`."""
        location, _, name = path.partition("\\")
        found = self.locations.get(location.lower())
        return None if found is None else found.find(name)

    def mine(self) -> Iterator[X509Certificate2]:
        """Certificates that encryption looks for: those of the user, then the computer's."""
        for location in self.locations.values():
            yield from location.stores["my"].certificates.values()
