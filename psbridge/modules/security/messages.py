"""Protect-, Unprotect- and Get-CmsMessage: content encrypted to certificates from files or from the stores of the computer."""

from __future__ import annotations

import base64
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.machine import files_of
from psbridge.machine.certificates import DOCUMENT_ENCRYPTION, Named, X509Certificate2, load_certificate, load_pfx
from psbridge.modules.security import cms
from psbridge.objects import ErrorRecord, GenericList, NetError, NetObject, PSObject, define, find_type, unwrap
from psbridge.objects.convert import to_text
from psbridge.objects.wildcard import compile_wildcard

_P = "System.Security.Cryptography.Pkcs."
_ARGUMENT = "System.ArgumentException"
_CRYPTO = "System.Security.Cryptography.CryptographicException"
_NONE_FOUND = (
    "Cannot load encryption certificate. The certificate setting '{0}' does not represent a valid base-64 encoded certificate, nor does it "
    "represent a valid certificate by file, directory, thumbprint, or subject name."
)
_SEVERAL = (
    "Cannot load certificate. The identifier '{0}' matches multiple certificates. To encrypt to multiple recipients, provide multiple "
    "specific values to the '{1}' parameter, rather than a wildcard that matches multiple certificates."
)
_UNFIT = (
    "Certificate '{0}' cannot be used for encryption. Encryption certificates must contain the Data Encipherment or Key Encipherment key "
    "usage, and include the Document Encryption Enhanced Key Usage ({1})."
)


class _Oid(NetObject):
    __slots__ = ("friendly_name", "value")
    net_type = define("System.Security.Cryptography.Oid")
    PROPERTIES = {"Value": "value", "FriendlyName": "friendly_name"}

    def __init__(self, value: str, friendly_name: str) -> None:
        super().__init__()
        self.value, self.friendly_name = value, friendly_name


class _Algorithm(NetObject):
    __slots__ = ("key_length", "oid")
    net_type = define(_P + "AlgorithmIdentifier")
    PROPERTIES = {"Oid": "oid", "KeyLength": "key_length"}

    def __init__(self, oid: _Oid) -> None:
        super().__init__()
        self.oid, self.key_length = oid, 0


class IssuerSerial(NetObject):
    """How a message names a recipient."""

    __slots__ = ("issuer", "serial")
    net_type = define("System.Security.Cryptography.Xml.X509IssuerSerial", kind="struct")
    PROPERTIES = {"IssuerName": "issuer", "SerialNumber": "serial"}

    def __init__(self, recipient: cms.Recipient) -> None:
        super().__init__()
        text = f"{recipient.serial:X}"
        self.issuer, self.serial = recipient.issuer_name, text if len(text) % 2 == 0 else f"0{text}"


class EnvelopedCms(NetObject):
    """What a message says without its key."""

    __slots__ = ("algorithm", "recipients", "version")
    net_type = define(_P + "EnvelopedCms")
    PROPERTIES = {
        "Version": "version",
        "ContentEncryptionAlgorithm": "algorithm",
        "RecipientInfos": "recipients",
    }

    def __init__(self, message: cms.Message) -> None:
        super().__init__()
        names = {"2.16.840.1.101.3.4.1.2": "aes128", "2.16.840.1.101.3.4.1.22": "aes192", "2.16.840.1.101.3.4.1.42": "aes256"}
        self.version = message.version
        self.algorithm = _Algorithm(_Oid(message.algorithm, names.get(message.algorithm, "")))
        self.recipients = [IssuerSerial(one) for one in message.recipients]


class _Cms(Cmdlet):
    """Recipients and content, as the three commands find them."""

    path: Any = None
    literal_path: Any = None

    def certificates(self, wanted: Any, encrypting: bool) -> list[X509Certificate2]:
        """The certificates that -To means; what leads to none, or to several, ends the command."""
        found: list[X509Certificate2] = []
        for one in wanted or ():
            found += self._resolved(unwrap(one), encrypting)
        return found

    def _resolved(self, one: Any, encrypting: bool) -> list[X509Certificate2]:
        if isinstance(one, X509Certificate2):
            hits = [one]
        else:
            name = to_text(one)
            hits = self._from_text(name) or self._from_path(name) or self._from_stores(name)
        name = one.thumbprint if isinstance(one, X509Certificate2) else to_text(one)
        usable = [hit for hit in hits if hit.can_encrypt()] if encrypting else [hit for hit in hits if hit.key is not None] or hits
        if not hits:
            self.fail(self.error(_ARGUMENT, _NONE_FOUND.format(name), "NoCertificateFound", "ObjectNotFound", name))
        if not usable:
            text = _UNFIT.format(hits[0].thumbprint, DOCUMENT_ENCRYPTION)
            self.fail(self.error(_ARGUMENT, text, "CertificateCannotBeUsedForEncryption", "InvalidData", hits[0]))
        if encrypting and len(usable) > 1:
            text = _SEVERAL.format(name, "To")
            self.fail(self.error(_ARGUMENT, text, "IdentifierMustReferenceSingleCertificate", "LimitsExceeded", usable))
        return usable

    def _from_text(self, text: str) -> list[X509Certificate2]:
        """A certificate that stands in the text itself, in base 64."""
        try:
            data = text.encode() if "-----BEGIN CERT" in text else base64.b64decode("".join(text.split()), validate=True)
            return [load_certificate(data)]
        except ValueError:
            return []

    def _from_path(self, path: str) -> list[X509Certificate2]:
        """The certificates of a file, or of the files of a directory."""
        try:
            places = self.paths.resolve(path)
        except (ScriptError, NetError, OSError, ValueError):
            return []
        found: list[X509Certificate2] = []
        for place in places:
            item = unwrap(self.paths.item(place))
            if isinstance(item, X509Certificate2):
                found.append(item)
            elif hasattr(place.provider, "files"):
                children = self.paths.children(place) if place.provider.is_container(self.ctx, place.path) else [place]
                loaded = (self._load(child.path) for child in children)
                found += [one for one in loaded if one is not None]
        return found

    def _load(self, path: str) -> X509Certificate2 | None:
        with files_of(self.machine).open(path, "r") as source:
            data = source.read()
        for load in (load_certificate, lambda data: load_pfx(data, None)):
            try:
                return load(data)
            except (ValueError, TypeError):
                continue
        return None

    def _from_stores(self, name: str) -> list[X509Certificate2]:
        """By thumbprint, else by subject, in the personal stores."""
        stores = getattr(self.machine, "certificates", None)
        if stores is None:
            return []
        mine = {one.thumbprint: one for one in stores.mine()}
        thumbprint = name.replace(" ", "").upper()
        if thumbprint in mine:
            return [mine[thumbprint]]
        matches = compile_wildcard(name)
        return [one for one in mine.values() if matches(one.subject) or matches(one.subject.removeprefix("CN="))]

    def from_file(self) -> bytes:
        """The content of -Path or -LiteralPath."""
        found = None
        try:
            found = self.paths.resolve_one(self.literal_path or self.path, bool(self.literal_path))
        except ScriptError as problem:
            problem.record.qualifier = self.DECLARATION.net_class
            self.fail(problem.record)
        assert found is not None
        with files_of(self.machine).open(found.path, "r") as source:
            return bytes(source.read())

    def message(self, text: str) -> tuple[str, cms.Message, str] | None:
        """The message in a text, with what surrounds it."""
        found = cms.find_armour(text)
        if found is None:
            return None
        try:
            return found[0], cms.read(found[1]), found[2]
        except ValueError:
            return None

    def no_message(self, hint: str = "") -> ErrorRecord:
        text = f"The input contained no encrypted content.{hint}"
        error_id = "InputContainedNoEncryptedContent" + ("IncludeContext" if hint else "")
        return self.error(_ARGUMENT, text, error_id, "ObjectNotFound")


_CONTENT = In("ByContent", mandatory=True, position=0, pipeline=True, by_property=True)


@cmdlet("Protect-CmsMessage", default_set="ByContent", output=("System.String",))
class ProtectCmsMessage(_Cms):
    """Encrypts content by using the Cryptographic Message Syntax format."""

    to = parameter("To", "object[]", position=0, mandatory=True)
    content = parameter(
        "Content", "psobject", sets=(In("ByContent", mandatory=True, position=1, pipeline=True),), allow_null=True, allow_empty=True
    )
    path = parameter("Path", "string", sets=(In("ByPath", mandatory=True, position=1),))
    literal_path = parameter("LiteralPath", "string", sets=(In("ByLiteralPath", mandatory=True, position=1),))
    out_file = parameter("OutFile", "string", position=2)

    def begin(self) -> None:
        self.gathered: list[str] = []
        self.recipients = self.certificates(self.to, True)

    def process(self) -> None:
        if self.set_name == "ByContent":
            self.gathered.append("" if self.content is None else to_text(self.content))

    def end(self) -> None:
        end_of_line = "\r\n" if self.runspace.is_windows else "\n"
        data = end_of_line.join(self.gathered).encode() if self.set_name == "ByContent" else self.from_file()
        made = ""
        try:
            made = cms.armoured(cms.encrypt(data, self.recipients))
        except ValueError as problem:
            self.fail(self.error(_CRYPTO, f"{problem}.", _CRYPTO, "NotSpecified"))
        if not self.out_file:
            self.write(made)
            return
        with files_of(self.machine).open(self.paths.unresolved(self.out_file).path, "w") as target:
            target.write((made + end_of_line).encode())


@cmdlet("Unprotect-CmsMessage", default_set="ByWinEvent", output=("System.String",))
class UnprotectCmsMessage(_Cms):
    """Decrypts content that has been encrypted by using the Cryptographic Message Syntax format."""

    event_log_record = parameter(
        "EventLogRecord", "psobject", sets=(In("ByWinEvent", mandatory=True, position=0, pipeline=True, by_property=True),)
    )
    content = parameter("Content", "string", sets=(_CONTENT,))
    path = parameter("Path", "string", sets=(In("ByPath", mandatory=True, position=0),))
    literal_path = parameter("LiteralPath", "string", sets=(In("ByLiteralPath", mandatory=True, position=0),))
    include_context = parameter("IncludeContext", "switch")
    to = parameter("To", "object[]", position=1)

    def begin(self) -> None:
        self.gathered: list[str] = []

    def process(self) -> None:
        if self.set_name == "ByContent":
            self.gathered.append(self.content)
        elif self.set_name == "ByWinEvent":
            self._event()

    def _event(self) -> None:
        """The message of an event's first property, or of its text."""
        record = PSObject(unwrap(self.event_log_record))
        text = to_text(record.get("Message") if "Message" in record else self.event_log_record)
        self._decrypt(text)

    def end(self) -> None:
        if self.set_name == "ByWinEvent":
            return
        self._decrypt("\n".join(self.gathered) if self.set_name == "ByContent" else self.from_file().decode("utf-8", "replace"))

    def _decrypt(self, text: str) -> None:
        found = self.message(text)
        if found is None:
            if self.include_context:
                self.write(text)
                return
            hint = " Use the '-IncludeContext' parameter to give the content out as it is."
            self.write_error(self.no_message(hint))
            return
        before, message, behind = found
        stores = getattr(self.machine, "certificates", None)
        holders = self.certificates(self.to, False) + list(stores.mine() if stores is not None else ())
        content: bytes | None = None
        try:
            content = cms.decrypt(message, holders)
        except ValueError as problem:
            self.fail(self.error(_CRYPTO, f"{problem}.", _CRYPTO, "NotSpecified"))
        if content is None:
            text = "The enveloped-data message does not contain the specified recipient."
            self.fail(self.error(_CRYPTO, text, _CRYPTO, "NotSpecified"))
        assert content is not None
        clear = content.decode("utf-8", "replace")
        self.write(f"{before}{clear}{behind}" if self.include_context else clear)


@cmdlet("Get-CmsMessage", default_set="ByContent", output=(_P + "EnvelopedCms",))
class GetCmsMessage(_Cms):
    """Gets content that has been encrypted by using the Cryptographic Message Syntax format."""

    content = parameter("Content", "string", sets=(_CONTENT,))
    path = parameter("Path", "string", sets=(In("ByPath", mandatory=True, position=0),))
    literal_path = parameter("LiteralPath", "string", sets=(In("ByLiteralPath", mandatory=True, position=0),))

    def begin(self) -> None:
        self.gathered: list[str] = []

    def process(self) -> None:
        if self.set_name == "ByContent":
            self.gathered.append(self.content)

    def end(self) -> None:
        text = "\n".join(self.gathered) if self.set_name == "ByContent" else self.from_file().decode("utf-8", "replace")
        found = self.message(text)
        if found is None:
            self.write_error(self.no_message())
            return
        made = PSObject(EnvelopedCms(found[1]))
        recipients = [IssuerSerial(one) for one in found[1].recipients]
        made.set("Recipients", GenericList(find_type("System.Object"), recipients))
        made.set("Content", text)
        self.write(made)


__all__ = ["GetCmsMessage", "Named", "ProtectCmsMessage", "UnprotectCmsMessage"]
