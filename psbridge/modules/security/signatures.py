"""Signatures: what can be told of files that nobody signed; signing and catalogs need Windows' certificate services."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.machine import files_of
from psbridge.objects import NetError, NetObject, define, define_enum

_A = "System.Management.Automation."
SignatureStatus: Any = define_enum(
    _A + "SignatureStatus",
    "Valid UnknownError NotSigned HashMismatch NotTrusted NotSupportedFileFormat Incompatible",
    assembly="System.Management.Automation",
)
SignatureType: Any = define_enum(_A + "SignatureType", "None Authenticode Catalog", assembly="System.Management.Automation")
_SIGNABLE = frozenset([".ps1", ".psm1", ".psd1", ".ps1xml", ".cdxml", ".exe", ".dll", ".msi", ".cat", ".sys", ".vbs", ".js"])


class Signature(NetObject):
    """What Get-AuthenticodeSignature gives."""

    __slots__ = ("file", "status")
    net_type = define(_A + "Signature")
    PROPERTIES = {
        "SignerCertificate": "nothing",
        "TimeStamperCertificate": "nothing",
        "Status": "status",
        "StatusMessage": "message",
        "Path": "file",
        "SignatureType": "kind",
        "IsOSBinary": "os_binary",
    }
    nothing = None
    os_binary = False

    def __init__(self, file: str, status: Any) -> None:
        super().__init__()
        self.file, self.status = file, status

    @property
    def kind(self) -> Any:
        return SignatureType(0)

    @property
    def message(self) -> str:
        if int(self.status) == 2:
            return (
                f"The file {self.file} is not digitally signed. You cannot run this script on the current system. For more "
                "information about running scripts and setting execution policy, see about_Execution_Policies at https://go.microsoft.com/fwlink/?LinkID=135170"
            )
        return "The form specified for the subject is not one supported or known by the specified trust provider."


@cmdlet("Get-AuthenticodeSignature", default_set="ByPath", output=(_A + "Signature",))
class GetAuthenticodeSignature(Cmdlet):
    """Gets information about the Authenticode signature of a file."""

    path = parameter("FilePath", "string[]", sets=(In("ByPath", mandatory=True, position=0, pipeline=True, by_property=True),))
    literal_path = parameter("LiteralPath", "string[]", sets=(In("ByLiteralPath", mandatory=True, by_property=True),), aliases=("PSPath",))

    def process(self) -> None:
        literal = self.set_name == "ByLiteralPath"
        for path in self.literal_path if literal else self.path:
            try:
                found = [one.path for one in self.paths.resolve(path, literal=literal)]
            except (ScriptError, NetError):
                text = f"File {path} was not found."
                kind = "System.IO.FileNotFoundException"
                self.write_error(self.error(kind, text, "SignatureCommandsBaseFileNotFound", "ObjectNotFound", path))
                continue
            for full in found:
                self._one(full)

    def _one(self, full: str) -> None:
        stat = files_of(self.machine).stat(full)
        if stat is not None and stat.is_dir:
            return
        dot = full.rfind(".")
        self.write(Signature(full, SignatureStatus(2 if full[dot:].lower() in _SIGNABLE else 1)))


class _Refused(Cmdlet):
    """Commands that need certificate services, which an emulated machine does not have."""

    def process(self) -> None:
        raise NetError.of("System.PlatformNotSupportedException", "Operation is not supported on this platform.")


@cmdlet("Set-AuthenticodeSignature", should_process=True, default_set="ByPath")
class SetAuthenticodeSignature(_Refused):
    """Refuses to sign: there are no certificates with keys on this machine."""

    path = parameter("FilePath", "string[]", sets=(In("ByPath", mandatory=True, position=1, pipeline=True, by_property=True),))
    literal_path = parameter("LiteralPath", "string[]", sets=(In("ByLiteralPath", mandatory=True, by_property=True),), aliases=("PSPath",))
    certificate = parameter("Certificate", "object", position=1, mandatory=True)
    include_chain = parameter("IncludeChain", "string", default="notroot")
    timestamp_server = parameter("TimestampServer", "string")
    hash_algorithm = parameter("HashAlgorithm", "string")
    force = parameter("Force", "switch")


@cmdlet("New-FileCatalog", should_process=True)
class NewFileCatalog(_Refused):
    """Refuses to make a catalog: there are no certificate services."""

    catalog = parameter("CatalogFilePath", "string", position=0, mandatory=True, pipeline=True, by_property=True)
    path = parameter("Path", "string[]", position=1, pipeline=True, by_property=True)
    version = parameter("CatalogVersion", "int")


@cmdlet("Test-FileCatalog", should_process=True)
class TestFileCatalog(_Refused):
    """Refuses to test a catalog: there are no certificate services."""

    catalog = parameter("CatalogFilePath", "string", position=0, mandatory=True, pipeline=True, by_property=True)
    path = parameter("Path", "string[]", position=1, pipeline=True, by_property=True)
    detailed = parameter("Detailed", "switch")
    skip = parameter("FilesToSkip", "string[]")
