"""New-ModuleManifest: the text of a manifest, each member with a comment; what was not given stands there as a comment itself."""

from __future__ import annotations

import getpass
import uuid
from collections.abc import Callable
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, cmdlet, parameter
from psbridge.engine.encodings import default_for, is_desktop
from psbridge.engine.errors import ScriptError
from psbridge.engine.modulespecs import specification
from psbridge.engine.rendering import newline_of
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import format_value, to_text
from psbridge.objects.culture import current_culture
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import DateTime, Uri
from psbridge.objects.uris import is_absolute

_S, _L, _SPECS = "string", "string[]", "object[]"
_DESKTOP = "This prerequisite is valid for the PowerShell Desktop edition only."
_BEST = "for best performance, do not use wildcards and do not delete the entry, use an empty array if there are no {0} to export."

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
    ("DotNetFrameworkVersion", "version", f"Minimum version of Microsoft .NET Framework required by this module. {_DESKTOP}"),
    ("ClrVersion", "version", f"Minimum version of the common language runtime (CLR) required by this module. {_DESKTOP}"),
    ("ProcessorArchitecture", _S, "Processor architecture (None, X86, Amd64) required by this module"),
    ("RequiredModules", _SPECS, "Modules that must be imported into the global environment prior to importing this module"),
    ("RequiredAssemblies", _L, "Assemblies that must be loaded prior to importing this module"),
    ("ScriptsToProcess", _L, "Script files (.ps1) that are run in the caller's environment prior to importing this module."),
    ("TypesToProcess", _L, "Type files (.ps1xml) to be loaded when importing this module"),
    ("FormatsToProcess", _L, "Format files (.ps1xml) to be loaded when importing this module"),
    ("NestedModules", _SPECS, "Modules to import as nested modules of the module specified in RootModule/ModuleToProcess"),
    ("FunctionsToExport", _L, "Functions to export from this module, " + _BEST.format("functions")),
    ("CmdletsToExport", _L, "Cmdlets to export from this module, " + _BEST.format("cmdlets")),
    ("VariablesToExport", _L, "Variables to export from this module"),
    ("AliasesToExport", _L, "Aliases to export from this module, " + _BEST.format("aliases")),
    ("DscResourcesToExport", _L, "DSC resources to export from this module"),
    ("ModuleList", _SPECS, "List of all modules packaged with this module"),
    ("FileList", _L, "List of all files packaged with this module"),
    (
        "PrivateData",
        "object",
        (
            "Private data to pass to the module specified in RootModule/ModuleToProcess. This may also contain a PSData hashtable with "
            "additional module metadata used by PowerShell."
        ),
    ),
    ("HelpInfoURI", _S, "HelpInfo URI of this module"),
    (
        "DefaultCommandPrefix",
        _S,
        "Default prefix for commands exported from this module. Override the default prefix using Import-Module -Prefix.",
    ),
)
_DATA: tuple[tuple[str, str, str], ...] = (
    ("Tags", _L, "Tags applied to this module. These help with module discovery in online galleries."),
    ("LicenseUri", "uri", "A URL to the license for this module."),
    ("ProjectUri", "uri", "A URL to the main website for this project."),
    ("IconUri", "uri", "A URL to an icon representing this module."),
    ("ReleaseNotes", _S, "ReleaseNotes of this module"),
    ("Prerelease", _S, "Prerelease string of this module"),
    (
        "RequireLicenseAcceptance",
        "switch",
        "Flag to indicate whether the module requires explicit user acceptance for install/update/save",
    ),
    ("ExternalModuleDependencies", _L, "External dependent modules of this module"),
)
_FILES = frozenset(("RequiredAssemblies", "ScriptsToProcess", "TypesToProcess", "FormatsToProcess", "FileList"))
_GIVEN_WHEN_EMPTY = _FILES | {"NestedModules", "ModuleList"}
_ALWAYS = frozenset(("FunctionsToExport", "CmdletsToExport", "AliasesToExport"))
_ALIASES = {"RootModule": ("ModuleToProcess",)}
_NO_TABLE = (
    "The PrivateData parameter value must be a hash table to create the module manifest with the following parameter values Tags, "
    "ProjectUri, LicenseUri, IconUri or ReleaseNotes. Either remove the Tags, ProjectUri, LicenseUri, IconUri, or ReleaseNotes parameter "
    "values or wrap the contents of PrivateData in a hashtable."
)
_BETTER_A_TABLE = (
    "The PrivateData should be defined as a hashtable, but this module manifest defines it as an object. Please consider wrapping the "
    "contents of PrivateData in a hashtable. This will enable you to add the Tags, ProjectUri, LicenseUri, IconUri, and ReleaseNotes "
    "properties to the module manifest at a later time."
)


def _name(value: Any) -> str:
    """A value in quotes; an address in its escaped form."""
    from psbridge.engine.members.uris import absolute

    bare = unwrap(value)
    text = "" if bare is None else absolute(bare) if isinstance(bare, Uri) else to_text(bare)
    return "'" + text.replace("'", "''") + "'"


def _names(values: Any, newline: str) -> str:
    """A list in lines of 80 characters."""
    found, offset = "", 15
    for one in (_name(value) for value in _items(values) if to_text(value)):
        found += ", " if found else ""
        offset += len(one)
        if offset > 80:
            found += newline + " " * 15
            offset = 15 + len(one)
        found += one
    return found or "@()"


def _items(values: Any) -> list[Any]:
    bare = unwrap(values)
    return [] if bare is None else list(bare) if isinstance(bare, list) else [bare]


def _modules(values: Any, newline: str) -> str:
    """Module specifications, one in a line: tables where they say more than a name."""
    return "@(" + f", {newline}{' ' * 15}".join(_module(value) for value in _items(values) if value is not None) + ")"


def _module(value: Any) -> str:
    name, limits = specification(value)
    keys = ("GUID", "ModuleVersion", "MaximumVersion", "RequiredVersion")
    told = [f"{key} = {_name(limits[key.lower()])}; " for key in keys if limits.get(key.lower()) is not None]
    return f"@{{ModuleName = {_name(name)}; {''.join(told)}}}" if told else _name(name)


@cmdlet(
    "New-ModuleManifest", should_process=True, output=("System.String",), net_class="Microsoft.PowerShell.Commands.NewModuleManifestCommand"
)
class NewModuleManifest(Cmdlet):
    """Writes a module manifest."""

    path = parameter("Path", "string", position=0, mandatory=True)
    for _key, _type, _ in (*_KEYS, *_DATA):
        locals()[f"key_{_key.lower()}"] = parameter(_key, _type, allow_null=True, allow_empty=True, aliases=_ALIASES.get(_key, ()))
    del _key, _type, _
    pass_thru = parameter("PassThru", "switch")

    def end(self) -> None:
        found = self.paths.unresolved(self.path)
        if not found.path.lower().endswith(".psd1"):
            text = f"The module manifest path '{self.path}' is not valid. The value of the Path argument must resolve to a single file "
            text += "that has a '.psd1' extension. Change the value of the Path argument to point to a valid psd1 file, and then try again."
            self._refuse(text, "Modules_InvalidModuleManifestPath", self.path)
        self._check()
        text = self._text(found.provider.leaf(found.path).rpartition(".")[0])
        if self.should_process(found.path, f'Creating the "{found.path}" module manifest file.'):
            writer = found.provider.writer(self.ctx, found.path, encoding=default_for(self.runspace, "New-ModuleManifest"))
            writer.write([text])
            writer.close()
            if self.pass_thru:
                self.write(text)

    # -- what was given

    def _of(self, key: str) -> Any:
        return getattr(self, f"key_{key.lower()}")

    def _refuse(self, text: str, error_id: str, target: Any) -> None:
        self.fail(self.error("System.InvalidOperationException", text, error_id, "InvalidArgument", target))

    def _check(self) -> None:
        for key in ("ProjectUri", "LicenseUri", "IconUri", "HelpInfoURI"):
            value = unwrap(self._of(key))
            if value is not None and not is_absolute(to_text(value)):
                text = "This operation is not supported for a relative URI."
                self._refuse_plainly(text)
        editions = [to_text(one) for one in _items(self._of("CompatiblePSEditions"))]
        if len({one.lower() for one in editions}) < len(editions):
            text = f"The specified value '{','.join(editions)}' for CompatiblePSEditions contains duplicate PowerShell Edition names. Try "
            text += "again after removing the duplicate PowerShell Edition names."
            self._refuse(text, "Modules_DuplicateEntriesInCompatiblePSEditions", self._of("CompatiblePSEditions"))
        data = unwrap(self._of("PrivateData"))
        if data is not None and not isinstance(data, NetDictionary):
            if any(self._of(key) is not None for key in ("Tags", "ReleaseNotes", "ProjectUri", "IconUri", "LicenseUri")):
                self._refuse(_NO_TABLE, "PrivateDataValueTypeShouldBeHashTable", data)
            self.write_warning(_BETTER_A_TABLE)

    def _refuse_plainly(self, text: str) -> None:
        kind = "System.InvalidOperationException"
        self.fail(self.error(kind, text, kind, "NotSpecified"))

    def _preset(self) -> dict[str, Any]:
        """What stands in a manifest when nothing else was said."""
        author = to_text(self._of("Author") or (getpass.getuser() if self.machine is None else "Administrator"))
        preset: dict[str, Any] = {
            "ModuleVersion": "1.0" if is_desktop(self.runspace) else "0.0.1",
            "GUID": str(uuid.uuid4()),
            "Author": author,
            "CompanyName": "Unknown",
            "Copyright": f"(c) {author}. All rights reserved.",
            "VariablesToExport": ["*"],
        }
        if any(self._of(key) is not None for key in ("RootModule", "NestedModules", "RequiredModules")):
            preset |= {key: ["*"] for key in _ALWAYS}  # a manifest that is complete exports what its modules do
        return preset

    # -- text

    def _text(self, name: str) -> str:
        newline, preset = newline_of(self.runspace), self._preset()
        today = format_value(DateTime.now(), "d", current_culture())
        header = ["", f" Module manifest for module '{name}'", "", f" Generated by: {preset['Author']}", "", f" Generated on: {today}", ""]
        parts = [f"#{line}{newline}" for line in header] + [newline, "@{", newline, newline]
        for key, kind, comment in _KEYS:
            if key == "PrivateData":
                parts.append(self._private_data(newline))
            else:
                value = self._of(key)
                parts.append(self._entry(key, kind, comment, preset.get(key) if value is None or value == "" else value, newline))
        return "".join([*parts, "}", newline, newline])

    def _entry(self, key: str, kind: str, comment: str, value: Any, newline: str, indent: str = "") -> str:
        """A member with its comment; one that was not given is a comment, too."""
        given = key in _ALWAYS or (value is not None if key in _GIVEN_WHEN_EMPTY else bool(_items(value)) and value != "")
        mark = "" if given else "# "
        return f"{indent}# {comment}{newline}{indent}{mark}{key} = {self._value(key, kind, value, newline)}{newline}{newline}"

    def _value(self, key: str, kind: str, value: Any, newline: str) -> str:
        if kind == "switch":
            return "$true" if value else "$false"
        if key == "HelpInfoURI" and value:
            return _name(Uri(to_text(value)))
        write: Callable[[Any, str], str] | None = {_L: _names, _SPECS: _modules}.get(kind)
        if write is None:
            return _name(value)
        return write([path for name in _items(value) for path in self._found(to_text(name))] if key in _FILES else value, newline)

    def _found(self, name: str) -> list[str]:
        """The files that a name means, seen from here; a name that means none stays."""
        try:
            hits = [one.path for one in self.paths.resolve(name)]
        except ScriptError:
            return [name]
        here = self.runspace.drives.file_location().rstrip("/\\") + ("/" if self.machine is None else "\\")
        return [path[len(here) :] if path.lower().startswith(here.lower()) else path for path in hits] or [name]

    def _private_data(self, newline: str) -> str:
        """PSData for the gallery, and what else was given."""
        comment, extra = next(text for key, _, text in _KEYS if key == "PrivateData"), unwrap(self._of("PrivateData"))
        if extra is not None and not isinstance(extra, NetDictionary):
            return self._entry("PrivateData", _S, comment, extra, newline)
        parts = [f"# {comment}{newline}PrivateData = @{{{newline}{newline}    PSData = @{{{newline}{newline}"]
        for key, kind, told in _DATA:
            value = self._of(key)
            parts.append(self._entry(key, kind, told, value or None, newline, " " * 8))
        parts.append(f"    }} # End of PSData hashtable{newline}{newline}")
        if isinstance(extra, NetDictionary):
            parts.append(newline)
            for name, value in extra.pairs():
                parts.append(f"    # {to_text(name)}{newline}    {to_text(name)} = {_name(value)}{newline}{newline}")
        return "".join([*parts, f"}} # End of PrivateData hashtable{newline}{newline}"])
