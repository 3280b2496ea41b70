"""Certificates between stores and files: Export-, Import-Certificate, Export-, Import-PfxCertificate."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.machine import files_of
from psbridge.machine.certificates import X509Certificate2, load_certificate, load_pfx
from psbridge.modules.pki.making import store_at
from psbridge.objects import define_enum, unwrap
from psbridge.objects.convert import to_text

_N = "Microsoft.CertificateServices.Commands."
CertType: Any = define_enum(_N + "CertType", "SST CERT P7B")
_CERTIFICATE = X509Certificate2.net_type.full_name
_STORE = "Cert:\\LocalMachine\\My"


class _File(Cmdlet):
    """Certificates by object or by path, and files of the computer."""

    def certificate(self, value: Any) -> X509Certificate2:
        bare = unwrap(value)
        if not isinstance(bare, X509Certificate2):
            try:
                bare = unwrap(self.paths.item(self.paths.resolve_one(to_text(value))))
            except ScriptError as problem:
                problem.record.qualifier = self.DECLARATION.net_class
                self.fail(problem.record)
        if not isinstance(bare, X509Certificate2):
            text = f"'{to_text(value)}' is no certificate."
            self.fail(self.error("System.ArgumentException", text, "System.ArgumentException", "InvalidArgument", value))
        assert isinstance(bare, X509Certificate2)
        return bare

    def read(self, path: str) -> bytes:
        try:
            found = self.paths.resolve_one(path)
        except ScriptError:
            text = "The system cannot find the file specified."
            kind = "System.IO.FileNotFoundException"
            self.fail(self.error(kind, text, kind, "NotSpecified"))
        with files_of(self.machine).open(found.path, "r") as source:
            return bytes(source.read())

    def save(self, path: str, data: bytes, force: bool, no_clobber: bool) -> None:
        found = self.paths.unresolved(path)
        files = files_of(self.machine)
        if no_clobber and not force and files.stat(found.path) is not None:
            text = f"The file '{found.path}' already exists."
            self.fail(self.error("System.IO.IOException", text, "System.IO.IOException", "NotSpecified"))
        with files.open(found.path, "w") as target:
            target.write(data)
        self.write(self.paths.item(found))

    def keep(self, made: X509Certificate2, location: str) -> None:
        store, where = store_at(self, location)
        store.add(made)
        self.write(self.paths.dress(made, where.child(f"{where.path}\\{made.thumbprint}")))


@cmdlet("Export-Certificate", should_process=True, output=("System.IO.FileInfo",), net_class=_N + "ExportCertificateCommand")
class ExportCertificate(_File):
    """Exports a certificate from a certificate store into a file."""

    cert = parameter("Cert", "object", mandatory=True, pipeline=True)
    file_path = parameter("FilePath", "string", position=0, mandatory=True)
    kind = parameter("Type", _N + "CertType", default=1)
    force = parameter("Force", "switch")
    no_clobber = parameter("NoClobber", "switch")

    def process(self) -> None:
        if int(self.kind) != 1:
            text = f"Certificates are written as CERT only; {self.kind.label} is not supported."
            self.fail(self.error("System.NotSupportedException", text, "System.NotSupportedException", "NotImplemented"))
        self.save(self.file_path, bytes(self.certificate(self.cert).raw), bool(self.force), bool(self.no_clobber))


@cmdlet("Export-PfxCertificate", should_process=True, output=("System.IO.FileInfo",), net_class=_N + "ExportPfxCertificate")
class ExportPfxCertificate(_File):
    """Exports a certificate with its key to a Personal Information Exchange (PFX) file."""

    cert = parameter("Cert", "object", mandatory=True, position=0, pipeline=True)
    file_path = parameter("FilePath", "string", position=1, mandatory=True)
    password = parameter("Password", "securestring", mandatory=True)
    force = parameter("Force", "switch")
    no_clobber = parameter("NoClobber", "switch")

    def process(self) -> None:
        from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

        found = self.certificate(self.cert)
        if found.key is None:
            text = "Cannot export non-exportable private key."
            kind = "System.ComponentModel.Win32Exception"
            self.fail(self.error(kind, text, kind, "NotSpecified"))
        name = (found.friendly_name or found.subject).encode()
        secret = BestAvailableEncryption(self.password.reveal().encode())
        data = pkcs12.serialize_key_and_certificates(name, found.key, found.certificate, None, secret)
        self.save(self.file_path, data, bool(self.force), bool(self.no_clobber))


@cmdlet("Import-Certificate", should_process=True, output=(_CERTIFICATE,), net_class=_N + "ImportCertificateCommand")
class ImportCertificate(_File):
    """Imports one or more certificates into a certificate store."""

    file_path = parameter("FilePath", "string", mandatory=True, position=0, pipeline=True, by_property=True, aliases=("FullName",))
    store = parameter("CertStoreLocation", "string", default=_STORE)

    def process(self) -> None:
        data = self.read(self.file_path)
        try:
            made = load_certificate(data)
        except ValueError:
            self._bad()
            return
        self.keep(X509Certificate2(made.certificate), self.store)

    def _bad(self) -> None:
        kind = "System.Security.Cryptography.CryptographicException"
        self.fail(self.error(kind, "Cannot find the requested object.", kind, "NotSpecified"))


@cmdlet("Import-PfxCertificate", should_process=True, output=(_CERTIFICATE,), net_class=_N + "ImportPfxCertificate")
class ImportPfxCertificate(_File):
    """Imports certificates and private keys from a PFX file to the destination store."""

    file_path = parameter("FilePath", "string", mandatory=True, position=0, pipeline=True, by_property=True, aliases=("FullName",))
    store = parameter("CertStoreLocation", "string", position=1, default=_STORE)
    exportable = parameter("Exportable", "switch")
    password = parameter("Password", "securestring")

    def process(self) -> None:
        data = self.read(self.file_path)
        try:
            made = load_pfx(data, None if self.password is None else self.password.reveal())
        except ValueError:
            text = (
                "The PFX file you are trying to import requires either a different password or membership in an Active Directory principal."
            )
            kind = "System.ComponentModel.Win32Exception"
            self.fail(self.error(kind, text, kind, "NotSpecified"))
        self.keep(made, self.store)
