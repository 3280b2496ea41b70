"""Module manifests: which keys there are, what they make of a module, and what a module on disk would export."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from psbridge.engine.datafiles import NotData, read_data
from psbridge.engine.errors import ScriptError, error_record
from psbridge.engine.modulefiles import is_path
from psbridge.engine.modules import ModuleType, PSModuleInfo
from psbridge.engine.modulespecs import Limits, accepting, specifications, told
from psbridge.engine.modulestates import new_state
from psbridge.engine.running import running
from psbridge.engine.textfile import read_script
from psbridge.objects.containers import Hashtable
from psbridge.objects.convert import convert, to_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import find_type
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import Version
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

if TYPE_CHECKING:
    from psbridge.engine.moduleloader import Loader

KEYS = [
    "RootModule",
    "ModuleToProcess",
    "ModuleVersion",
    "GUID",
    "Author",
    "CompanyName",
    "Copyright",
    "Description",
    "PowerShellVersion",
    "PowerShellHostName",
    "PowerShellHostVersion",
    "DotNetFrameworkVersion",
    "CLRVersion",
    "ProcessorArchitecture",
    "RequiredModules",
    "RequiredAssemblies",
    "ScriptsToProcess",
    "TypesToProcess",
    "FormatsToProcess",
    "NestedModules",
    "FunctionsToExport",
    "CmdletsToExport",
    "VariablesToExport",
    "AliasesToExport",
    "DscResourcesToExport",
    "ModuleList",
    "FileList",
    "PrivateData",
    "HelpInfoURI",
    "DefaultCommandPrefix",
    "CompatiblePSEditions",
]
_KNOWN = frozenset(key.lower() for key in KEYS)


def failure(message: str, error_id: str, category: str, target: Any, kind: str = "System.InvalidOperationException") -> ScriptError:
    return ScriptError(error_record(kind, message, error_id, category, target))


_SESSION = (
    *("PSHome", "PSEdition", "PSCulture", "PSUICulture"),
    *("IsCoreCLR", "IsWindows", "IsLinux", "IsMacOS", "EnabledExperimentalFeatures"),
)


def _session_values() -> dict[str, Any]:
    """The variables of the session that a manifest may read."""
    session = running()
    if session is None:
        return {}
    ctx = session.context()
    return {name.lower(): ctx.get_variable(name) for name in _SESSION}


def read_manifest(files: Any, path: str) -> Hashtable:
    """The table of a manifest; what is no data, or has keys that no manifest has, is refused."""
    try:
        table = unwrap(read_data(read_script(files, path), path, _session_values()))
    except NotData as error:
        text = f"The module manifest '{path}' could not be processed because it is not a valid PowerShell module manifest file. "
        text += "Remove the elements that are not permitted: " + error.what
        raise failure(text, "Modules_InvalidManifest", "ResourceUnavailable", path) from error
    except ScriptError as error:
        text = f"The module manifest '{path}' could not be processed because it is not a valid PowerShell restricted language file. "
        text += "Remove the elements that are not permitted by the restricted language:\n" + error.record.message
        raise failure(
            text, "Modules_InvalidManifest", "ResourceUnavailable", path, "System.Management.Automation.MissingMemberException"
        ) from error
    if not isinstance(table, Hashtable):
        text = f"The module manifest '{path}' could not be processed because it is not a valid PowerShell module manifest file."
        raise failure(text, "Modules_InvalidManifest", "ResourceUnavailable", path)
    wrong = [to_text(key) for key in table if to_text(key).lower() not in _KNOWN]
    if wrong:
        names = ", ".join(f"'{key}'" for key in KEYS)
        text = f"The '{wrong[0]}' module manifest key is not valid in file '{path}'. Valid keys are: {names}."
        text = (
            f"The module manifest '{path}' contains one or more members that are not valid ({', '.join(wrong)}). Valid "
            f"members are ({names})."
        )
        raise failure(text, "Modules_InvalidManifestMember", "InvalidData", path)
    return table


def texts(value: Any) -> list[str]:
    """A list of names; a module specification counts by its ModuleName."""
    bare = unwrap(value)
    if bare is None:
        return []
    items = bare if isinstance(bare, list) else [bare]
    return [to_text(item.get("ModuleName")) if isinstance(item, Hashtable) else to_text(item) for item in map(unwrap, items)]


def load_manifest(loader: Loader, path: str, args: list[Any] | None) -> PSModuleInfo:
    """Everything that a manifest asks for, in PowerShell's order."""
    table = read_manifest(loader.files, path)
    name = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    module = PSModuleInfo(name, path, kind="Manifest")
    demand_version(table, path)
    _demand_powershell(loader, table, path)
    _facts(module, table)
    base = path[: len(path) - len(path.replace("\\", "/").rpartition("/")[2])]
    loader.requiring.append(path)
    try:
        module.required += [_require(loader, *wanted, path, base) for wanted in specifications(table.get("RequiredModules"))]
    finally:
        loader.requiring.pop()
    for script in texts(table.get("ScriptsToProcess")):
        loader.runspace.load_script(loader.places.place(script, base)).run(loader.ctx, _discard(), new_scope=False)
    new_state(loader.runspace, module)
    loader.loading[path] = module
    try:
        _content(loader, module, base, table, args)
    finally:
        del loader.loading[path]
    _restrict(module, table)
    return module


def _content(loader: Loader, module: PSModuleInfo, base: str, table: Hashtable, args: list[Any] | None) -> None:
    for nested in texts(table.get("NestedModules")):
        module.nested.append(_nested(loader, module, base, nested))
    _views(loader, base, table)
    root = to_text(table.get("RootModule") or table.get("ModuleToProcess") or "")
    if root:
        _root(loader, module, base, root, args)
    else:
        loader.note_exports(module)


def _discard() -> Any:
    from psbridge.engine.context import DISCARD

    return DISCARD


def demand_version(table: Hashtable, path: str) -> None:
    """The version must be there, and one member may name the root module."""
    if table.get("RootModule") is not None and table.get("ModuleToProcess") is not None:
        text = "The module manifest cannot contain both the 'ModuleToProcess' and 'RootModule' members. Change the module manifest file to "
        text += f"remove one of these members at '{path}', and then try again."
        error_id = "Modules_ModuleManifestCannotContainBothModuleToProcessAndRootModule"
        raise failure(text, error_id, "InvalidOperation", path)
    if table.get("ModuleVersion") is None:
        text = (
            "The member 'ModuleVersion' is not present in the module manifest. This member must exist and be assigned a version number "
            f"of the form 'n.n.n.n'. Add the missing member to the file '{path}'."
        )
        raise failure(text, "Modules_InvalidManifest", "ResourceUnavailable", path, "System.MissingMemberException")
    for key in _VERSIONS:
        _version_of(table, key, path)


_VERSIONS = ("ModuleVersion", "PowerShellVersion", "DotNetFrameworkVersion", "CLRVersion", "PowerShellHostVersion")


def _version_of(table: Hashtable, key: str, path: str) -> Any:
    """A version that a manifest states, None when it does not; what is none is refused."""
    value = table.get(key)
    if value is None or to_text(value) == "":
        return None
    try:
        return convert(to_text(value), find_type("System.Version"))
    except NetError as error:
        text = f"The member '{key}' in the module manifest is not valid: {error.exception.message}. Verify that a valid value is "
        text += f"specified for this field in the '{path}' file."
        raise failure(text, "Modules_InvalidManifest", "ResourceUnavailable", path, "System.ArgumentException") from error


def _demand_powershell(loader: Loader, table: Hashtable, path: str) -> None:
    """The session must be as new as the module wants it."""
    wanted = _version_of(table, "PowerShellVersion", path)
    there = str(loader.runspace.version)
    if wanted is not None and wanted > convert(there.partition("-")[0], find_type("System.Version")):
        text = f"The version of the loaded PowerShell is '{there}'. The module '{path}' requires a minimum PowerShell version of "
        text += f"'{wanted}' to run. Verify that you have installed the minimum required version of PowerShell, and then try again."
        raise failure(text, "Modules_InsufficientPowerShellVersion", "ResourceUnavailable", path)


def _facts(module: PSModuleInfo, table: Hashtable) -> None:
    """What a manifest says of a module."""
    module.facts = {to_text(key): value for key, value in table.pairs()}
    version = to_text(table.get("ModuleVersion") or "0.0")
    module.version = Version.parse(version if "." in version else f"{version}.0")
    if table.get("GUID"):
        module.guid = uuid.UUID(to_text(table.get("GUID")))
    module.private_data = table.get("PrivateData")


def _require(loader: Loader, name: str, limits: Limits, path: str, base: str) -> PSModuleInfo:
    """A module that must be loaded first: one that is, or the one that its name or path means."""
    accepts = accepting(limits)
    found: PSModuleInfo | None = loader.runspace.modules.find(name)
    if found is None or (accepts is not None and not accepts(found.version, found.guid)):
        wanted = loader.places.place(name, base) if is_path(name) else name
        if loader.find(wanted, accepts) in loader.requiring:
            raise _circle(name, path)
        found = loader.import_file(wanted, accepts=accepts)
    if found is None:
        text = f"The required module '{name}'{told(limits)} is not loaded. Load the module or remove the module from 'RequiredModules' "
        text += f"in the file '{path}'."
        raise failure(text, "Modules_InvalidManifest", "ResourceUnavailable", path, "System.Management.Automation.MissingMemberException")
    if found.builtin is None:
        loader.publish(found, loader.runspace.global_scope)
    return found


def _circle(name: str, path: str) -> ScriptError:
    own = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    text = f"The required module '{own}' is not loaded. The module '{own}' has a requiredModule '{name}' in its module manifest '{path}' "
    kind = "System.Management.Automation.MissingMemberException"
    return failure(text + "that points to a cyclic dependency.", "Modules_InvalidManifest", "ResourceUnavailable", path, kind)


def _file_of(loader: Loader, base: str, name: str, but: str = "") -> str | None:
    """The file that a manifest names; `but`: one that it cannot be."""
    beside = (path for path in loader.places.at(loader.places.place(name, base)) if path != but)
    return next(beside, None) or loader.find(name)


def _nested(loader: Loader, module: PSModuleInfo, base: str, name: str) -> PSModuleInfo:
    path = _file_of(loader, base, name)
    if path is None:
        text = (
            f"The module to process '{name}', listed in field 'NestedModules' of module manifest '{module.path}' was not "
            "processed because no "
        )
        text += "valid module was found in any module directory."
        raise failure(text, "Modules_ModuleFileNotFound", "ResourceUnavailable", module.path)
    if path in loader.loading:
        return loader.loading[path]
    made = loader.load(path)
    assert module.session_state is not None
    loader.publish(made, module.session_state.scope)
    return made


def _root(loader: Loader, module: PSModuleInfo, base: str, root: str, args: list[Any] | None) -> None:
    path = _file_of(loader, base, root, module.path)
    if path is None:
        text = (
            f"The module to process '{root}', listed in field 'ModuleToProcess/RootModule' of module manifest "
            f"'{module.path}' was not processed "
        )
        text += "because no valid module was found in any module directory."
        raise failure(text, "Modules_ModuleFileNotFound", "ResourceUnavailable", module.path)
    module.kind = ModuleType.parse("Script")
    loader.run(module, loader.runspace.load_script(path), args)


def _views(loader: Loader, base: str, table: Hashtable) -> None:
    """Format and type files are handed to the session's commands for them."""
    for key, command in (("TypesToProcess", "Update-TypeData"), ("FormatsToProcess", "Update-FormatData")):
        for name in texts(table.get(key)):
            block = loader.runspace.script_block(f"param($p) {command} -AppendPath $p")
            block.run(loader.ctx, _discard(), (loader.places.place(name, base),))


def _restrict(module: PSModuleInfo, table: Hashtable) -> None:
    """What the manifest does not export stays inside."""
    for key, exports in (
        ("FunctionsToExport", module.functions),
        ("AliasesToExport", module.aliases),
        ("VariablesToExport", module.variables),
        ("CmdletsToExport", module.cmdlets),
    ):
        if key not in table:
            continue
        tests = [compile_wildcard(pattern) for pattern in texts(table.get(key)) if pattern]
        for name in list(exports):
            if not any(test(exports[name].name) for test in tests):
                del exports[name]


# -- without loading

_FUNCTION = re.compile(r"(?:^|[;{}])\s*(?:function|filter)\s+(?:global:|script:)?([\w-]+)", re.IGNORECASE | re.MULTILINE)
_ALIAS = re.compile(r"(?:^|[;{}])\s*(?:set-alias|new-alias|sal|nal)\s+(?:-name\s+)?['\"]?([\w-]+)", re.IGNORECASE | re.MULTILINE)
_EXPORT = re.compile(r"export-modulemember\s+(?:-function\s+)?([^\r\n;|}]+)", re.IGNORECASE)


def exported_names(loader: Loader, path: str) -> dict[str, tuple[str, str]]:
    """The commands that a module would export, found without running it: kind and name by lower-case name; kept until the file changes."""
    known = loader.files.stat(path)
    key = (path, known.written if known is not None else 0)
    cache = loader.runspace.extras.setdefault("exported_names", {})
    if key not in cache:
        cache[key] = _names_in(loader, path)
    found: dict[str, tuple[str, str]] = cache[key]
    return found


def _names_in(loader: Loader, path: str) -> dict[str, tuple[str, str]]:
    text = read_script(loader.files, path)
    if not path.lower().endswith(".psd1"):
        return _script_names(text)
    try:
        table = read_manifest(loader.files, path)
    except ScriptError:
        return {}
    names: dict[str, tuple[str, str]] = {}
    patterns: list[str] = []
    for key, kind in (("FunctionsToExport", "function"), ("AliasesToExport", "alias"), ("CmdletsToExport", "cmdlet")):
        for name in texts(table.get(key)) if key in table else ["*"] if key == "FunctionsToExport" else []:
            if has_wildcards(name):
                patterns.append(name)
            elif name:
                names[name.lower()] = (kind, name)
    if patterns:
        names |= _matching(loader, path, table, patterns)
    return names


def _matching(loader: Loader, path: str, table: Hashtable, patterns: list[str]) -> dict[str, tuple[str, str]]:
    """What the scripts of a manifest define under names that it exports."""
    base = path[: len(path) - len(path.replace("\\", "/").rpartition("/")[2])]
    tests = [compile_wildcard(pattern) for pattern in patterns]
    names: dict[str, tuple[str, str]] = {}
    for script in (*texts(table.get("RootModule")), *texts(table.get("NestedModules"))):
        found = _file_of(loader, base, script, path)
        if found is not None and found.lower().endswith(".psm1"):
            inner = _script_names(read_script(loader.files, found))
            names |= {key: told for key, told in inner.items() if any(test(key) for test in tests)}
    return names


def _script_names(text: str) -> dict[str, tuple[str, str]]:
    names = {match[1].lower(): ("function", match[1]) for match in _FUNCTION.finditer(text)}
    names |= {match[1].lower(): ("alias", match[1]) for match in _ALIAS.finditer(text)}
    exports = _EXPORT.findall(text)
    if exports:
        patterns = [
            word.strip(" '\"@()").lower() for line in exports for word in re.split(r"[,\s]+", line) if word and not word.startswith("-")
        ]
        names = {key: told for key, told in names.items() if any(compile_wildcard(pattern)(key) for pattern in patterns if pattern)}
    return names
