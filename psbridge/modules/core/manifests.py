"""New-ModuleManifest and Test-ModuleManifest: manifests as files."""

from __future__ import annotations

import getpass
import uuid
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, cmdlet, parameter
from psbridge.engine.encodings import default_for
from psbridge.engine.errors import ScriptError
from psbridge.engine.manifests import _facts, demand_version, read_manifest, texts
from psbridge.engine.modules import PSModuleInfo
from psbridge.engine.rendering import newline_of
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import to_text
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import DateTime

_INFO = "System.Management.Automation.PSModuleInfo"
_S, _L = "string", "string[]"

# key, parameter type, the comment above it; in the order of the file
_KEYS: tuple[tuple[str, str, str], ...] = (
    ("RootModule", _S, "Script module or binary module file associated with this manifest."),
    ("ModuleVersion", "version", "Version number of this module."),
    ("CompatiblePSEditions", _L, "Supported PSEditions"),
    ("GUID", "guid", "ID used to uniquely identify this module"),
    ("Author", _S, "Author of this module"),
    ("CompanyName", _S, "Company or vendor of this module"),
    ("Copyright", _S, "Copyright statement for this module"),
    ("Description", _S, "Description of the functionality provided by this module"),
    ("PowerShellVersion", "version", "Minimum version of the PowerShell engine required by this module"),
    ("PowerShellHostName", _S, "Name of the PowerShell host required by this module"),
    ("PowerShellHostVersion", "version", "Minimum version of the PowerShell host required by this module"),
    ("DotNetFrameworkVersion", "version", "Minimum version of Microsoft .NET Framework required by this module."),
    ("CLRVersion", "version", "Minimum version of the common language runtime (CLR) required by this module."),
    ("ProcessorArchitecture", _S, "Processor architecture (None, X86, Amd64) required by this module"),
    ("RequiredModules", "object[]", "Modules that must be imported into the global environment prior to importing this module"),
    ("RequiredAssemblies", _L, "Assemblies that must be loaded prior to importing this module"),
    ("ScriptsToProcess", _L, "Script files (.ps1) that are run in the caller's environment prior to importing this module."),
    ("TypesToProcess", _L, "Type files (.ps1xml) to be loaded when importing this module"),
    ("FormatsToProcess", _L, "Format files (.ps1xml) to be loaded when importing this module"),
    ("NestedModules", "object[]", "Modules to import as nested modules of the module specified in RootModule/ModuleToProcess"),
    ("FunctionsToExport", _L, "Functions to export from this module"),
    ("CmdletsToExport", _L, "Cmdlets to export from this module"),
    ("VariablesToExport", _L, "Variables to export from this module"),
    ("AliasesToExport", _L, "Aliases to export from this module"),
    ("DscResourcesToExport", _L, "DSC resources to export from this module"),
    ("ModuleList", "object[]", "List of all modules packaged with this module"),
    ("FileList", _L, "List of all files packaged with this module"),
    ("PrivateData", "object", "Private data to pass to the module specified in RootModule/ModuleToProcess."),
    ("HelpInfoURI", _S, "HelpInfo URI of this module"),
    ("DefaultCommandPrefix", _S, "Default prefix for commands exported from this module."),
)
_EXPORTS = {"FunctionsToExport": "'*'", "CmdletsToExport": "'*'", "VariablesToExport": "'*'", "AliasesToExport": "'*'"}
_DATA = (
    "Tags",
    "ProjectUri",
    "LicenseUri",
    "IconUri",
    "ReleaseNotes",
    "Prerelease",
    "RequireLicenseAcceptance",
    "ExternalModuleDependencies",
)


def _quoted(value: Any) -> str:
    """A value in the notation of data files."""
    bare = unwrap(value)
    if isinstance(bare, NetDictionary):
        return "@{" + "; ".join(f"{to_text(key)} = {_quoted(item)}" for key, item in bare.pairs()) + "}"
    if isinstance(bare, list):
        return ", ".join(_quoted(item) for item in bare) if bare else "@()"
    if isinstance(bare, bool):
        return f"${str(bare).lower()}"
    return "'" + to_text(bare).replace("'", "''") + "'"


@cmdlet(
    "New-ModuleManifest", should_process=True, output=("System.String",), net_class="Microsoft.PowerShell.Commands.NewModuleManifestCommand"
)
class NewModuleManifest(Cmdlet):
    """Writes a module manifest."""

    path = parameter("Path", "string", position=0, mandatory=True)
    for _key, _type, _ in _KEYS:
        locals()[f"key_{_key.lower()}"] = parameter(_key, _type, allow_null=True, allow_empty=True)
    del _key, _type, _
    tags = parameter("Tags", "string[]")
    project_uri = parameter("ProjectUri", "uri")
    license_uri = parameter("LicenseUri", "uri")
    icon_uri = parameter("IconUri", "uri")
    release_notes = parameter("ReleaseNotes", "string")
    prerelease = parameter("Prerelease", "string")
    require_license = parameter("RequireLicenseAcceptance", "switch")
    external_dependencies = parameter("ExternalModuleDependencies", "string[]")
    pass_thru = parameter("PassThru", "switch")

    def end(self) -> None:
        found = self.paths.unresolved(self.path)
        if not found.path.lower().endswith(".psd1"):
            text = f"The path \"{self.path}\" is not valid. The path argument must resolve to a single file with a '.psd1' extension."
            self.fail(
                self.error("System.InvalidOperationException", text, "Modules_InvalidModuleManifestPath", "InvalidArgument", self.path)
            )
        text = self._text(found.provider.leaf(found.path).rpartition(".")[0])
        if self.should_process(found.path, "Creating the PowerShell module manifest file"):
            writer = found.provider.writer(self.ctx, found.path, encoding=default_for(self.runspace, "New-ModuleManifest"))
            writer.write([text])
            writer.close()
            if self.pass_thru:
                self.write(text)

    def _text(self, name: str) -> str:
        user = getpass.getuser() if self.machine is None else "Administrator"
        author = to_text(self.key_author or user)  # type: ignore[attr-defined]
        today = DateTime.now().parts
        preset = {
            "ModuleVersion": "'0.0.1'",
            "GUID": f"'{uuid.uuid4()}'",
            "Author": _quoted(author),
            "CompanyName": "'Unknown'",
            "Copyright": _quoted(f"(c) {author}. All rights reserved."),
            **_EXPORTS,
        }
        lines = ["#", f"# Module manifest for module '{name}'", "#", f"# Generated by: {author}", "#"]
        lines += [f"# Generated on: {today:%m/%d/%Y}", "#", "", "@{", ""]
        for key, _, comment in _KEYS:
            lines += [f"# {comment}", self._entry(key, preset), ""]
        return newline_of(self.runspace).join([*lines, "}", ""])

    def _entry(self, key: str, preset: dict[str, str]) -> str:
        if key == "PrivateData":
            return self._private_data()
        if self.is_bound(key):
            return f"{key} = {_quoted(getattr(self, f'key_{key.lower()}'))}"
        return (
            f"{key} = {preset[key]}" if key in preset else f"# {key} = {'@()' if key.endswith(('s', 'List', 'Process')) else chr(39) * 2}"
        )

    def _private_data(self) -> str:
        """PSData for the gallery, and what else was given."""
        given = {key: self.bound[key.lower()] for key in _DATA if key.lower() in self.bound}
        lines = [
            f"        {key} = {_quoted(value)}" if key in given else f"        # {key} = ''"
            for key, value in ((k, given.get(k)) for k in _DATA)
        ]
        extra = unwrap(self.key_privatedata) if self.is_bound("PrivateData") else None  # type: ignore[attr-defined]
        own = [f"    {to_text(key)} = {_quoted(value)}" for key, value in extra.pairs()] if isinstance(extra, NetDictionary) else []
        return "\n".join(
            [
                "PrivateData = @{",
                "",
                "    PSData = @{",
                "",
                *lines,
                "",
                "    } # End of PSData hashtable",
                "",
                *own,
                "} # End of PrivateData hashtable",
            ]
        )


@cmdlet("Test-ModuleManifest", output=(_INFO,), net_class="Microsoft.PowerShell.Commands.TestModuleManifestCommand")
class TestModuleManifest(Cmdlet):
    """Checks that a manifest is valid and that its files are there."""

    path = parameter("Path", "string", position=0, mandatory=True, pipeline=True, by_property=True)

    def process(self) -> None:
        for found in self.paths.resolve(self.path):
            self._check(found)

    def _check(self, found: Any) -> None:
        files = found.provider.files
        try:
            table = read_manifest(files, found.path)
            demand_version(table, found.path)
        except ScriptError as error:
            self.write_error(error.record)
            return
        module = PSModuleInfo(found.provider.leaf(found.path).rpartition(".")[0], found.path, kind="Manifest")
        _facts(module, table)
        base = found.provider.parent(found.path)
        missing = False
        for key in ("RootModule", "ModuleToProcess", "NestedModules", "ScriptsToProcess", "TypesToProcess", "FormatsToProcess", "FileList"):
            for name in texts(table.get(key)):
                if "." in name and files.stat(found.provider.join(base, name)) is None:
                    missing = True
                    self._missing(key, name, found.path)
        if not missing:
            self.write(module)

    def _missing(self, key: str, name: str, path: str) -> None:
        text = (
            f"The member '{key}' in the module manifest is not valid: Cannot find the file '{name}'. Verify that a valid "
            "value is specified for "
        )
        text += f"this field in the file '{path}'."
        self.write_error(self.error("System.InvalidOperationException", text, "Modules_InvalidManifest", "ObjectNotFound", name))
