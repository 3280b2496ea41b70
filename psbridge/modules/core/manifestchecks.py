"""Test-ModuleManifest: whether a manifest can be read, and whether what it names is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.manifests import _facts, demand_version, read_manifest, texts
from psbridge.engine.moduleloader import Loader
from psbridge.engine.modules import PSModuleInfo
from psbridge.objects.containers import Hashtable
from psbridge.objects.convert import to_text
from psbridge.objects.scalars import Version

_PATH = (
    "The module manifest path '{0}' is not valid. The value of the Path argument must resolve to a single file that has a '.psd1' "
    "extension. Change the value of the Path argument to point to a valid psd1 file, and then try again."
)
_NONE = "The specified module '{0}' was not loaded because no valid module file was found in any module directory."
_ENTRY = "The specified {0} entry '{1}' in the module manifest '{2}' is invalid. Try again after updating this entry with valid values."
_EDITIONS = (
    "The module manifest '{0}' is specified with the CompatiblePSEditions key which is supported only on PowerShell version '5.1' or "
    "higher. Update the value of the PowerShellVersion key to '5.1' or higher, and try again."
)
_FOLDER = (
    "The ModuleVersion key in module manifest '{0}' specifies module version '{1}' which does not match its version folder name at '{2}'. "
    "Change the value of the ModuleVersion key to match the version folder name."
)
_NO_ROOT = (
    "The module manifest '{0}' could not be processed because it is not a valid PowerShell module manifest file. Remove the elements that "
    "are not permitted: {1}"
)
_WORKFLOW = "The module '{0}' cannot be processed: workflow modules (.xaml) are not supported in this version of PowerShell."


@cmdlet(
    "Test-ModuleManifest",
    output=("System.Management.Automation.PSModuleInfo",),
    net_class="Microsoft.PowerShell.Commands.TestModuleManifestCommand",
)
class TestModuleManifest(Cmdlet):
    """Checks that a manifest is valid and that its files are there."""

    path = parameter("Path", "string", position=0, mandatory=True, pipeline=True, by_property=True)

    def process(self) -> None:
        try:
            hits = self.paths.resolve(self.path)
        except ScriptError as error:
            if error.record.error_id != "PathNotFound":
                raise
            hits = []
        if not hits:
            kind = "System.IO.FileNotFoundException"
            self.write_error(self.error(kind, _NONE.format(self.path), "Modules_ModuleNotFound", "ResourceUnavailable", self.path))
        for found in hits:
            if not found.path.lower().endswith(".psd1"):
                kind = "System.InvalidOperationException"
                text = _PATH.format(found.path)
                self.fail(self.error(kind, text, "Modules_InvalidModuleManifestPath", "InvalidArgument", self.path))
            self._check(found)

    def _check(self, found: Any) -> None:
        try:
            table = read_manifest(found.provider.files, found.path)
            demand_version(table, found.path)
        except ScriptError as error:
            self.write_error(error.record)
            return
        module = PSModuleInfo(found.provider.leaf(found.path).rpartition(".")[0], found.path, kind="Manifest")
        _facts(module, table)
        checks = _Checks(self, found, table, module)
        if checks.readable():
            checks.entries()
            checks.version_folder()
            self.write(module)


class _Checks:
    """What one manifest is asked."""

    __slots__ = ("base", "command", "loader", "module", "path", "provider", "table")

    def __init__(self, command: TestModuleManifest, found: Any, table: Hashtable, module: PSModuleInfo) -> None:
        self.command, self.table, self.module = command, table, module
        self.path, self.provider = found.path, found.provider
        self.base = found.provider.parent(found.path)
        self.loader = Loader(command.runspace, command.ctx)

    def readable(self) -> bool:
        """Whether nothing keeps the manifest itself from being processed; tells what does."""
        missing = [
            (key, name)
            for key in ("ScriptsToProcess", "TypesToProcess", "FormatsToProcess")
            for name in texts(self.table.get(key))
            if not self._is_there(name)
        ]
        for key, name in missing:
            text = f"The member '{key}' in the module manifest is not valid: Cannot find the file '{name}'. Verify that a valid value is "
            self._tell(text + f"specified for this field in the file '{self.path}'.", "Modules_InvalidManifest", "ObjectNotFound", name)
        root = self._root()
        if root.lower().endswith(".xaml"):
            self._tell(_WORKFLOW.format(root), "Modules_WorkflowModuleNotSupported", "InvalidOperation", None)
        elif root.lower().endswith(".psd1"):
            text = f"The member 'RootModule' in the module manifest is not valid: {root}. Verify that a valid value is specified for this "
            self._tell(text + f"field in the '{self.path}' file.", "Modules_InvalidManifest", "ResourceUnavailable", self.path)
        elif root.lower().endswith(".cdxml") and self._is_there(root):
            return self._is_cdxml(root) and not missing
        else:
            return not missing
        return False

    def entries(self) -> None:
        """Tell of each file and module that the manifest names and that is not there."""
        for key, what, error_id, is_valid in (
            ("RequiredAssemblies", "RequiredAssemblies", "RequiredAssembliesIn", self._is_there),
            ("NestedModules", "NestedModule", "NestedModulein", self._is_nested),
            ("RequiredModules", "RequiredModules", "RequiredModulesin", self._is_known),
            ("FileList", "FileList", "FilePathin", self._is_there),
            ("ModuleList", "ModuleList", "ModuleListin", self._is_known),
        ):
            test: Callable[[str], bool] = is_valid
            for name in texts(self.table.get(key)):
                if not test(name):
                    kind, text = "System.IO.DirectoryNotFoundException", _ENTRY.format(what, name, self.path)
                    self._tell(text, f"Modules_Invalid{error_id}ModuleManifest", "ObjectNotFound", self.command.path, kind)
        root = self._root()
        if root and not any(self._is_there(root + ending) for ending in ("", ".psm1", ".dll")):
            kind, text = "System.ArgumentException", _NO_ROOT.format(root, self.path)
            self._tell(text, "Modules_InvalidRootModuleInModuleManifest", "InvalidArgument", self.command.path, kind)
        wanted = self.module.stated("PowerShellVersion")
        if self.module.stated("CompatiblePSEditions") and (wanted is None or wanted < Version(5, 1)):
            kind, text = "System.ArgumentException", _EDITIONS.format(self.path)
            self._tell(text, "Modules_InvalidPowerShellVersionInModuleManifest", "InvalidArgument", self.command.path, kind)

    def version_folder(self) -> None:
        """A folder that is called by a version holds that version."""
        try:
            told = Version.parse(self.provider.leaf(self.base))
        except ValueError:
            return
        if told != self.module.version:
            text = _FOLDER.format(self.path, self.module.version, self.base)
            kind = "System.InvalidOperationException"
            command = self.command
            command.fail(command.error(kind, text, "Modules_InvalidModuleManifestVersion", "InvalidArgument", command.path))
        self.command.write_verbose("Version specified in ModuleVersion key is equal to version folder name.")

    # -- single names

    def _root(self) -> str:
        return to_text(self.table.get("RootModule") or self.table.get("ModuleToProcess") or "")

    def _is_there(self, name: str) -> bool:
        """A file or folder of the module itself."""
        full = self.loader.places.place(name, self.base.rstrip("/\\") + self.provider.files.separator)
        return self.provider.files.stat(full) is not None and full.lower().startswith(self.base.lower())

    def _is_nested(self, name: str) -> bool:
        found = any(self._is_there(name + ending) for ending in ("", ".psd1", ".psm1", ".dll")) or self._is_known(name)
        if found:
            leaf = name.replace("\\", "/").rpartition("/")[2]
            bare = leaf.rpartition(".")[0] if leaf.lower().endswith((".psm1", ".psd1", ".dll", ".ps1", ".cdxml")) else leaf
            self.module.nested.append(PSModuleInfo(bare, self.loader.places.place(name, self.base + self.provider.files.separator)))
        return found

    def _is_known(self, name: str) -> bool:
        return self._is_there(name) or self.loader.knows(name)

    def _is_cdxml(self, name: str) -> bool:
        from lxml import etree

        full = self.loader.places.place(name, self.base + self.provider.files.separator)
        with self.provider.files.open(full, "r") as file:
            data = file.read()
        try:
            etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        except (etree.XMLSyntaxError, ValueError):
            text = "Root element is missing." if not data.strip() else f"The file '{full}' is no well-formed XML."
            self._tell(text, "System.Xml.XmlException", "NotSpecified", None, "System.Xml.XmlException")
            return False
        return True

    def _tell(self, text: str, error_id: str, category: str, target: Any, kind: str = "System.InvalidOperationException") -> None:
        command = self.command
        command.write_error(command.error(kind, text, error_id, category, target))
