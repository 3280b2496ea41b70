"""System.Diagnostics.FileVersionInfo: the version resource of a file; most files have none."""

from __future__ import annotations

from dataclasses import dataclass

from psbridge.objects import ComputedScriptProperty, NetObject, Version, define, unwrap
from psbridge.objects.typetable import builtin


@dataclass(frozen=True, slots=True)
class FileVersion:
    """The version resource of a file: a number of four parts, and texts."""

    number: tuple[int, int, int, int] = (0, 0, 0, 0)
    text: str | None = None
    product_text: str | None = None
    company: str | None = None
    description: str | None = None
    product: str | None = None
    copyright: str | None = None
    language: str | None = None


NO_VERSION = FileVersion()


class FileVersionInfo(NetObject):
    """System.Diagnostics.FileVersionInfo."""

    __slots__ = ("path", "version")
    net_type = define("System.Diagnostics.FileVersionInfo")
    PROPERTIES = {
        "Comments": "nothing",
        "CompanyName": "company",
        "FileBuildPart": "build",
        "FileDescription": "description",
        "FileMajorPart": "major",
        "FileMinorPart": "minor",
        "FileName": "path",
        "FilePrivatePart": "private",
        "FileVersion": "file_text",
        "InternalName": "internal",
        "IsDebug": "no",
        "IsPatched": "no",
        "IsPrivateBuild": "no",
        "IsPreRelease": "no",
        "IsSpecialBuild": "no",
        "Language": "language",
        "LegalCopyright": "copyright",
        "LegalTrademarks": "nothing",
        "OriginalFilename": "internal",
        "PrivateBuild": "nothing",
        "ProductBuildPart": "build",
        "ProductMajorPart": "major",
        "ProductMinorPart": "minor",
        "ProductName": "product",
        "ProductPrivatePart": "private",
        "ProductVersion": "product_text",
        "SpecialBuild": "nothing",
    }
    nothing, no = None, False

    def __init__(self, path: str, version: FileVersion = NO_VERSION) -> None:
        super().__init__()
        self.path, self.version = path, version

    major = property(lambda self: self.version.number[0])
    minor = property(lambda self: self.version.number[1])
    build = property(lambda self: self.version.number[2])
    private = property(lambda self: self.version.number[3])
    file_text = property(lambda self: self.version.text)
    product_text = property(lambda self: self.version.product_text)
    company = property(lambda self: self.version.company)
    description = property(lambda self: self.version.description)
    product = property(lambda self: self.version.product)
    copyright = property(lambda self: self.version.copyright)
    language = property(lambda self: self.version.language)
    internal = property(lambda self: self.path.replace("\\", "/").rpartition("/")[2] if self.version.text else None)

    def raw(self) -> Version:
        return Version(*self.version.number)

    def __str__(self) -> str:
        names = (("InternalName", self.internal), ("OriginalFilename", self.internal))
        texts = (("FileVersion", self.file_text), ("FileDescription", self.description), ("Product", self.product))
        flags = [(name, "False") for name in ("Debug", "Patched", "PreRelease", "PrivateBuild", "SpecialBuild")]
        rows = (("File", self.path), *names, *texts, ("ProductVersion", self.product_text), *flags, ("Language", self.language))
        return "".join(f"{name + ':':<18}{value or ''}\n" for name, value in rows)


builtin("System.Diagnostics.FileVersionInfo").add(
    ComputedScriptProperty(
        "FileVersionRaw",
        lambda info: unwrap(info).raw(),
        "New-Object System.Version -ArgumentList @(\n            $this.FileMajorPart\n            $this.FileMinorPart\n"
        "            $this.FileBuildPart\n            $this.FilePrivatePart)",
    ),
    ComputedScriptProperty(
        "ProductVersionRaw",
        lambda info: unwrap(info).raw(),
        "New-Object System.Version -ArgumentList @(\n            $this.ProductMajorPart\n            $this.ProductMinorPart\n"
        "            $this.ProductBuildPart\n            $this.ProductPrivatePart)",
    ),
)
