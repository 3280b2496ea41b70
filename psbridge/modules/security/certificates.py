"""Get-PfxCertificate: certificates from files."""

from __future__ import annotations

from psbridge.engine.cmdlet import Cmdlet, In, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.machine import files_of
from psbridge.machine.certificates import X509Certificate2, load_certificate, load_pfx
from psbridge.objects import NetError


@cmdlet("Get-PfxCertificate", default_set="ByPath", output=(X509Certificate2.net_type.full_name,))
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


__all__ = ["GetPfxCertificate", "X509Certificate2", "load_certificate", "load_pfx"]
