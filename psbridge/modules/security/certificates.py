"""Get-PfxCertificate: certificates from PFX files, and the X509Certificate2 value they become."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.cmdlet import Cmdlet, In, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.machine import files_of
from psbridge.objects import DateTime, NetError, NetObject, define

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, Name

_X = "System.Security.Cryptography.X509Certificates."
define(_X + "X509Certificate", assembly="System.Security.Cryptography.X509Certificates")
_SHORT = {"emailAddress": "E", "stateOrProvinceName": "S", "streetAddress": "STREET"}


class X509Certificate2(NetObject):
    """A certificate."""

    __slots__ = ("certificate", "friendly_name", "has_private_key")
    net_type = define(_X + "X509Certificate2", _X + "X509Certificate")
    PROPERTIES = {
        "FriendlyName": "friendly_name",
        "HasPrivateKey": "has_private_key",
        "Issuer": "issuer",
        "NotAfter": "not_after",
        "NotBefore": "not_before",
        "SerialNumber": "serial_number",
        "Subject": "subject",
        "Thumbprint": "thumbprint",
        "Version": "version",
    }

    def __init__(self, certificate: Certificate, has_private_key: bool, friendly_name: str = "") -> None:
        super().__init__()
        self.certificate, self.has_private_key, self.friendly_name = certificate, has_private_key, friendly_name

    @property
    def issuer(self) -> str:
        return _name(self.certificate.issuer)

    @property
    def subject(self) -> str:
        return _name(self.certificate.subject)

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


def _name(name: Name) -> str:
    """A distinguished name as .NET writes it, the most special part first."""
    parts = [f"{_SHORT.get(a.rfc4514_attribute_name, a.rfc4514_attribute_name)}={a.value!s}" for rdn in name.rdns for a in rdn]
    return ", ".join(reversed(parts)) if len(parts) > 1 else "".join(parts)


def _moment(moment: Any) -> DateTime:
    return DateTime.of(moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, kind=1).to_local()


def load_pfx(data: bytes, password: str | None) -> X509Certificate2:
    """The certificate of a PFX; ValueError when the password is wrong or the data is no PFX."""
    from cryptography.hazmat.primitives.serialization import pkcs12

    key, certificate, _ = pkcs12.load_key_and_certificates(data, None if password is None else password.encode())
    if certificate is None:
        raise ValueError("the file holds no certificate")
    return X509Certificate2(certificate, key is not None)


def load_certificate(data: bytes) -> X509Certificate2:
    """A certificate without a key, PEM or DER."""
    from cryptography import x509

    made = x509.load_pem_x509_certificate(data) if b"-----BEGIN" in data else x509.load_der_x509_certificate(data)
    return X509Certificate2(made, False)


@cmdlet("Get-PfxCertificate", default_set="ByPath", output=(_X + "X509Certificate2",))
class GetPfxCertificate(Cmdlet):
    """Gets information about PFX certificate files."""

    path = parameter(
        "FilePath", "string[]", sets=(In("ByPath", mandatory=True, position=0, pipeline=True, by_property=True),), aliases=("PSPath",)
    )
    literal_path = parameter("LiteralPath", "string[]", sets=(In("ByLiteralPath", mandatory=True, by_property=True),))
    password = parameter("Password", "securestring")
    no_prompt = parameter("NoPromptForPassword", "switch")

    def process(self) -> None:
        literal = self.set_name == "ByLiteralPath"
        for path in self.literal_path if literal else self.path:
            self._one(path, literal)

    def _one(self, path: str, literal: bool) -> None:
        try:
            found = [one.path for one in self.paths.resolve(path, literal=literal)]
        except (ScriptError, NetError):
            text = f"Cannot find the specified file: {path}"
            self.write_error(self.error("System.IO.FileNotFoundException", text, "GetPfxCertificateFileNotFound", "ObjectNotFound"))
            return
        for full in found:
            self._file(full)

    def _file(self, full: str) -> None:
        with files_of(self.machine).open(full, "r") as source:
            data = source.read()
        try:
            self.write(self._load(data))
        except (ValueError, TypeError) as problem:
            kind = "System.Security.Cryptography.CryptographicException"
            text = (
                "The specified network password is not correct."
                if "password" in str(problem).lower()
                else "Cannot find the requested object."
            )
            self.write_error(self.error(kind, text, "GetPfxCertificateUnknownCryptoError", "NotSpecified"))

    def _load(self, data: bytes) -> X509Certificate2:
        if self.password is not None:
            return load_pfx(data, self.password.reveal())
        try:
            return load_pfx(data, None)
        except ValueError:
            pass
        try:
            return load_certificate(data)
        except ValueError:
            if self.no_prompt:
                raise
        secret = self.host.ui.read_secret()
        return load_pfx(data, secret.reveal())
