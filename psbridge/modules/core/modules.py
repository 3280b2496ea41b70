"""Commands about modules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNull, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.moduleloader import Choice, Exports, Loader
from psbridge.engine.modulemembers import custom_object_of
from psbridge.engine.modules import PSModuleInfo
from psbridge.modules.core.commandnames import check_names
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import to_text
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import Version
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_A = "System.Management.Automation."
_INFO = f"{_A}PSModuleInfo"
_IMPORT = "Microsoft.PowerShell.Commands.ImportModuleCommand"
_SPEC = "FullyQualifiedName"
_FAR, _SPEC_FAR, _CIM = "PSSession", "FullyQualifiedNameAndPSSession", "CimSession"
_LIMITED = ("Name", _FAR, _CIM)


def specification(value: Any) -> tuple[str, dict[str, Any]]:
    """The name and the version limits of a module specification."""
    bare = unwrap(value)
    if isinstance(bare, NetDictionary):
        return to_text(bare.get("ModuleName")), {to_text(key).lower(): item for key, item in bare.pairs()}
    return to_text(bare), {}


def fits(module: PSModuleInfo, limits: dict[str, Any]) -> bool:
    """Whether a module's version lies within limits."""
    return within(module.version, limits)


def within(found: Any, limits: dict[str, Any]) -> bool:
    version = tuple(found)
    for key, test in _LIMITS.items():
        wanted = limits.get(key)
        if wanted is not None and not test(version, tuple(_version(wanted))):
            return False
    return True


def _told(limits: dict[str, Any]) -> str:
    """The limits that no module kept, in an error's words."""
    required, least, most = (
        next((to_text(limits[key]) for key in keys if limits.get(key) is not None), None)
        for keys in (("requiredversion",), ("minimumversion", "moduleversion"), ("maximumversion",))
    )
    if required is None and least is not None and most is not None:
        return f" with minimum version '{least}' and maximum version '{most}'"
    if required is None and least is None and most is not None:
        return f" with maximum version '{most}'"
    exact = required if required is not None else least
    return "" if exact is None else f" with version '{exact}'"


_LIMITS: dict[str, Any] = {
    "moduleversion": lambda have, want: have >= want,
    "minimumversion": lambda have, want: have >= want,
    "maximumversion": lambda have, want: have <= want,
    "requiredversion": lambda have, want: tuple(max(x, 0) for x in have) == tuple(max(x, 0) for x in want),
}


def _version(value: Any) -> Version:
    bare = unwrap(value)
    if isinstance(bare, Version):
        return bare
    text = to_text(bare)
    return Version.parse(text if "." in text else f"{text}.0")


@cmdlet("Import-Module", default_set="Name", aliases=("ipmo",), output=(_INFO,), remoting="None", net_class=_IMPORT)
class ImportModule(Cmdlet):
    """Loads modules and makes what they export visible."""

    is_global = parameter("Global", "switch")
    prefix = parameter("Prefix", "string", validate=(NotNull(),))
    name = parameter("Name", "string[]", sets=tuple(In(one, mandatory=True, position=0, pipeline=True) for one in _LIMITED))
    module_info = parameter("ModuleInfo", _INFO + "[]", sets=(In("ModuleInfo", mandatory=True, position=0, pipeline=True),))
    full_name = parameter(_SPEC, "object[]", sets=tuple(In(one, mandatory=True, position=0, pipeline=True) for one in (_SPEC, _SPEC_FAR)))
    session = parameter(
        "PSSession", "System.Management.Automation.Runspaces.PSSession", sets=(In(_FAR, mandatory=True), In(_SPEC_FAR, mandatory=True)),
        validate=(NotNull(),),
    )  # fmt: skip
    cim_session = parameter("CimSession", "object", sets=(In(_CIM, mandatory=True),), validate=(NotNull(),))
    cim_resource = parameter("CimResourceUri", "uri", sets=(_CIM,), validate=(NotNullOrEmpty(),))
    cim_namespace = parameter("CimNamespace", "string", sets=(_CIM,), validate=(NotNullOrEmpty(),))
    assembly = parameter("Assembly", "System.Reflection.Assembly[]", sets=(In("Assembly", mandatory=True, position=0, pipeline=True),))
    functions = parameter("Function", "string[]", validate=(NotNull(),))
    cmdlets = parameter("Cmdlet", "string[]", validate=(NotNull(),))
    variables = parameter("Variable", "string[]", validate=(NotNull(),))
    aliases = parameter("Alias", "string[]", validate=(NotNull(),))
    force = parameter("Force", "switch")
    skip_edition = parameter("SkipEditionCheck", "switch", sets=("Name", _SPEC))
    pass_thru = parameter("PassThru", "switch")
    as_object = parameter("AsCustomObject", "switch")
    minimum_version = parameter("MinimumVersion", "version", sets=_LIMITED, aliases=("Version",))
    maximum_version = parameter("MaximumVersion", "string", sets=_LIMITED)
    required_version = parameter("RequiredVersion", "version", sets=_LIMITED)
    arguments = parameter("ArgumentList", "object[]", aliases=("Args",))
    disable_name_checking = parameter("DisableNameChecking", "switch")
    no_clobber = parameter("NoClobber", "switch", aliases=("NoOverwrite",))
    scope = parameter("Scope", "string")

    def process(self) -> None:
        for module in self.module_info or ():
            if module.origin is not None:
                self._from_afar(module.origin, [module.name])
            else:
                self._publish(module)
        limits = {"minimumversion": self.minimum_version, "maximumversion": self.maximum_version, "requiredversion": self.required_version}
        if self.cim_session is not None:
            text = "Modules cannot be imported over a CIM session on this computer. Use the PSSession parameter."
            kind = "System.Management.Automation.PSNotSupportedException"
            self.fail(self.error(kind, text, "NotSupported", "NotImplemented", self.cim_session))
        if self.session is not None:
            self._from_afar(self.session, [*(self.name or ()), *(self.full_name or ())])
            return
        for name in self.name or ():
            self._import(name, limits)
        for value in self.full_name or ():
            self._import(*specification(value))
        for _ in self.assembly or ():
            self.fail(
                self.error(
                    "System.Management.Automation.PSNotSupportedException", "Assemblies cannot be loaded.", "NotSupported", "NotImplemented"
                )
            )

    def _from_afar(self, session: Any, wanted: list[Any]) -> None:
        from psbridge.modules.core.remotemodules import import_from

        for module in import_from(self, session, wanted):
            if self.pass_thru:
                self.write(module)

    def _import(self, name: str, limits: dict[str, Any]) -> None:
        loader = Loader(self.runspace, self.ctx, self.write_verbose)
        if has_wildcards(name):
            test = compile_wildcard(name)
            names = [info.name for info in self.runspace.modules.builtin.values() if test(info.name) and not info.builtin.core]
        else:
            names = [name]
        for one in names:
            try:
                limited = any(limits.get(key) is not None for key in _LIMITS)
                accepts = (lambda version: within(version, limits)) if limited else None
                module = loader.import_file(one, force=self.force, args=self.arguments, accepts=accepts)
            except ScriptError as error:
                if error.record.invocation_info is not None or error.from_throw:
                    raise
                self.write_error(error.record)
                continue
            if module is None:
                self._not_found(one, limits)
                continue
            self._publish(module)

    def _not_found(self, name: str, limits: dict[str, Any]) -> None:
        told = _told(limits)
        text = f"The specified module '{name}'{told} was not loaded because no valid module file was found in any module directory."
        error_id = "Modules_ModuleWithVersionNotFound" if told else "Modules_ModuleNotFound"
        self.write_error(self.error("System.IO.FileNotFoundException", text, error_id, "ResourceUnavailable", name))

    def _publish(self, module: PSModuleInfo) -> None:
        if self.as_object:
            self.write(custom_object_of(module))
            return
        if module.builtin is None:
            wanted = {
                "function": self.functions,
                "cmdlet": self.cmdlets,
                "variable": self.variables,
                "alias": self.aliases,
            }
            choice = Choice(wanted, self.prefix, self.no_clobber)
            if not self.disable_name_checking:
                found = (*choice.of("cmdlet", module.cmdlets), *choice.of("function", module.functions))
                check_names(self, module, [info.name for info in found])
            Loader(self.runspace, self.ctx, self.write_verbose).publish(module, self._target(), choice)
            if self.is_global:
                module.inner = False
            if module not in self.runspace.modules.loaded:
                self.runspace.modules.loaded.append(module)
        if self.pass_thru:
            self.write(module)

    def _target(self) -> Any:
        """The scope of the caller's session state, the global one, or (Scope Local) where we stand."""
        if self.is_global or (self.scope or "").lower() == "global":
            return self.runspace.global_scope
        if (self.scope or "").lower() == "local":
            return self.ctx.scope
        return self.session_state.scope


@cmdlet(
    "New-Module",
    default_set="ScriptBlock",
    aliases=("nmo",),
    output=(_INFO,),
    remoting="None",
    net_class="Microsoft.PowerShell.Commands.NewModuleCommand",
)
class NewModule(Cmdlet):
    """Makes a module of a script block."""

    name = parameter("Name", "string", sets=(In("Name", mandatory=True, position=0, pipeline=True),))
    block = parameter(
        "ScriptBlock",
        "scriptblock",
        validate=(NotNull(),),
        sets=(In("Name", mandatory=True, position=1), In("ScriptBlock", mandatory=True, position=0)),
    )
    functions = parameter("Function", "string[]", validate=(NotNull(),))
    cmdlets = parameter("Cmdlet", "string[]", validate=(NotNull(),))
    return_result = parameter("ReturnResult", "switch")
    as_object = parameter("AsCustomObject", "switch")
    arguments = parameter("ArgumentList", "object[]", remaining=True, aliases=("Args",))

    def end(self) -> None:
        import uuid

        from psbridge.engine.context import Collector

        unique = str(uuid.uuid4())
        module = PSModuleInfo(self.name or f"__DynamicModule_{unique}")
        module.path = unique
        loader, sink = Loader(self.runspace, self.ctx), Collector()
        try:
            loader.run(module, self.block, self.arguments, sink)
        except ScriptError as problem:  # the failure of the block is reported as it is, without naming this command
            self.runtime.pass_error(problem.record)
            return
        if self.return_result:
            self.write_all(sink.items)
        elif self.as_object:
            self.write(custom_object_of(module))
            return
        wanted: dict[str, list[str] | None] = {"function": self.functions, "cmdlet": self.cmdlets}
        loader.publish(module, self.session_state.scope, Choice(wanted))
        if not self.return_result:
            self.write(module)


@cmdlet("Export-ModuleMember", remoting="None", net_class="Microsoft.PowerShell.Commands.ExportModuleMemberCommand")
class ExportModuleMember(Cmdlet):
    """Says what of a module is visible outside."""

    functions = parameter("Function", "string[]", position=0, pipeline=True, by_property=True, allow_empty=True)
    cmdlets = parameter("Cmdlet", "string[]", by_property=True, allow_empty=True)
    variables = parameter("Variable", "string[]", by_property=True, validate=(NotNull(),))
    aliases = parameter("Alias", "string[]", by_property=True, validate=(NotNull(),))

    def process(self) -> None:
        state = self.session_state
        if state.module is None:
            text = "The Export-ModuleMember cmdlet can only be called from inside a module."
            error_id = "Modules_CanOnlyExecuteExportModuleMemberInsideAModule"
            self.fail(self.error("System.InvalidOperationException", text, error_id, "PermissionDenied"))
        if state.exports is None:
            state.exports = Exports()
        state.exports.functions += self.functions or []
        state.exports.cmdlets += self.cmdlets or []
        state.exports.variables += self.variables or []
        state.exports.aliases += self.aliases or []


@cmdlet(
    "Get-Module",
    default_set="Loaded",
    aliases=("gmo",),
    output=(_INFO,),
    remoting="SupportedByCommand",
    net_class="Microsoft.PowerShell.Commands.GetModuleCommand",
)
class GetModule(Cmdlet):
    """Gives the modules that are loaded, or could be."""

    name = parameter("Name", "string[]", position=0, pipeline=True, sets=("Loaded", "Available", "PsSession", _CIM))
    full_name = parameter(_SPEC, "object[]", by_property=True, sets=("Loaded", "Available", "PsSession", _CIM))
    everything = parameter("All", "switch", sets=("Loaded", "Available"))
    list_available = parameter("ListAvailable", "switch", sets=(In("Available", mandatory=True), "PsSession", _CIM))
    edition = parameter("PSEdition", "string", sets=("Available", "PsSession"))
    skip_edition = parameter("SkipEditionCheck", "switch", sets=("Available", "PsSession", _CIM))
    refresh = parameter("Refresh", "switch", sets=("Available", "PsSession", _CIM))
    session = parameter(
        "PSSession", "System.Management.Automation.Runspaces.PSSession", sets=(In("PsSession", mandatory=True),), validate=(NotNull(),)
    )
    cim_session = parameter("CimSession", "object", sets=(In(_CIM, mandatory=True),), validate=(NotNull(),))
    cim_resource = parameter("CimResourceUri", "uri", sets=(_CIM,), validate=(NotNull(),))
    cim_namespace = parameter("CimNamespace", "string", sets=(_CIM,), validate=(NotNullOrEmpty(),))

    def process(self) -> None:
        specs = [specification(value) for value in self.full_name or ()] or [(name, {}) for name in self.name or ("*",)]
        for module in self._candidates() if self.set_name in ("Loaded", "Available") else self._elsewhere([name for name, _ in specs]):
            for name, limits in specs:
                by_path = "/" in name and module.path == name
                if (by_path or compile_wildcard(name)(module.name)) and fits(module, limits):
                    self.write(module)
                    break

    def _elsewhere(self, names: list[str]) -> Iterator[PSModuleInfo]:
        """The modules of a session's computer; only those that are available can be listed."""
        if not self.list_available:
            text = (
                "Running the Get-Module cmdlet against a remote computer can only list available modules. Add the ListAvailable "
                "parameter to your command, and then try again."
            )
            self.fail(self.error("System.ArgumentException", text, "RemoteDiscoveryWorksOnlyInListAvailableMode", "InvalidArgument"))
        if self.session is None:
            text = "Modules cannot be listed over a CIM session on this computer. Use the PSSession parameter."
            self.fail(self.error(f"{_A}PSNotSupportedException", text, "NotSupported", "NotImplemented", self.cim_session))
        from psbridge.modules.core.remotemodules import available_in

        yield from available_in(self, self.session, names)

    def _candidates(self) -> list[PSModuleInfo]:
        table = self.runspace.modules
        if not self.list_available:
            module = self.session_state.module
            own = module.nested if module is not None else ()
            seen = [one for one in table.loaded if not one.inner or self.everything or one in own]
            return sorted(seen, key=lambda module: str(module.name).lower())
        table.ask_outside()
        found = [info for info in table.builtin.values() if not info.builtin.core]
        loader = Loader(self.runspace, self.ctx)
        return found + [self._described(loader, path) for path in loader.available()]

    @staticmethod
    def _described(loader: Loader, path: str) -> PSModuleInfo:
        """A module as its manifest describes it, not loaded."""
        from psbridge.engine.manifests import _facts, exported_names, read_manifest

        name = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
        module = PSModuleInfo(name, path, kind="Manifest" if path.lower().endswith(".psd1") else "Script")
        if path.lower().endswith(".psd1"):
            _facts(module, read_manifest(loader.files, path))
        exported_names(loader, path)
        return module


@cmdlet(
    "Remove-Module",
    default_set="name",
    aliases=("rmo",),
    should_process=True,
    remoting="None",
    net_class="Microsoft.PowerShell.Commands.RemoveModuleCommand",
)
class RemoveModule(Cmdlet):
    """Takes modules out of the session."""

    name = parameter("Name", "string[]", sets=(In("name", mandatory=True, position=0, pipeline=True),), validate=(NotNullOrEmpty(),))
    full_name = parameter(_SPEC, "object[]", sets=(In(_SPEC, mandatory=True, position=0, pipeline=True),))
    module_info = parameter("ModuleInfo", _INFO + "[]", sets=(In("ModuleInfo", mandatory=True, position=0, pipeline=True),))
    force = parameter("Force", "switch")

    def begin(self) -> None:
        self.removed = False
        self.wild = False

    def process(self) -> None:
        found: list[PSModuleInfo] = list(self.module_info or ())
        for name in (*(self.name or ()), *(specification(value)[0] for value in self.full_name or ())):
            self.wild |= has_wildcards(name)
            found += [m for m in self.runspace.modules.loaded if compile_wildcard(name)(m.name) or m.path == name]
        for module in found:
            if self.should_process(f"{module.name} (Path: '{module.path}')"):
                Loader(self.runspace, self.ctx).remove(module)
            self.removed = True

    def end(self) -> None:
        if not self.removed and not self.wild and not self.is_bound("ModuleInfo"):
            text = (
                "No modules were removed. Verify that the specification of modules to remove is correct and those modules "
                "exist in the runspace."
            )
            self.write_error(self.error("System.InvalidOperationException", text, "Modules_NoModulesRemoved", "ResourceUnavailable"))
