"""Commands about modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNull, NotNullOrEmpty, ValidateSet, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.modulefiles import ModuleFiles, is_path
from psbridge.engine.moduleloader import Choice, Exports, Loader
from psbridge.engine.modulemembers import custom_object_of
from psbridge.engine.modules import PSModuleInfo
from psbridge.engine.modulespecs import Limits, accepting, maximum_of, specification, told
from psbridge.modules.core.commandnames import check_names
from psbridge.modules.core.moduledescriptions import described, editions
from psbridge.objects.convert import to_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_A = "System.Management.Automation."
_INFO = f"{_A}PSModuleInfo"
_IMPORT = "Microsoft.PowerShell.Commands.ImportModuleCommand"
_SPEC = "FullyQualifiedName"
_FAR, _SPEC_FAR, _CIM = "PSSession", "FullyQualifiedNameAndPSSession", "CimSession"
_LIMITED = ("Name", _FAR, _CIM)
_UPDATE = "Update the Name parameter to not have path elements, and then try again."
_NO_PATHS = {
    True: (
        "Running the Get-Module cmdlet without ListAvailable parameter is not supported for module names that include a path.",
        "ModuleDiscoveryForLoadedModulesWorksOnlyForUnQualifiedNames",
    ),
    False: (
        "Running the Get-Module cmdlet against a remote computer can only be done for module names that do not include a path.",
        "RemoteDiscoveryWorksOnlyForUnQualifiedNames",
    ),
}


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
    cim_resource = parameter("CimResourceUri", "uri", sets=(_CIM,), validate=(NotNull(),))
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
    scope = parameter("Scope", "string", validate=(ValidateSet("Local", "Global"),))

    def process(self) -> None:
        for module in self.module_info or ():
            self._import_info(module)
        limits = self._limits()
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

    def _import_info(self, module: PSModuleInfo) -> None:
        """A module that is described only is loaded from its file."""
        if module.origin is not None:
            self._from_afar(module.origin, [module.name])
        elif module.builtin is not None:
            self._import(module.name, {})
        elif module.session_state is None and module.path:
            self._import(module.path, {})
        else:
            self._publish(module)

    def _limits(self) -> Limits:
        least, most = self.minimum_version, (self.maximum_version or "").strip() or None
        try:
            greatest = None if most is None else maximum_of(most)
        except NetError as error:
            self.fail(self.error(error.exception.kind.full_name, error.exception.message, "Argument", "InvalidArgument"))
        if least is not None and greatest is not None and least > greatest:
            text = f"The MinimumVersion '{least}' should not be greater than MaximumVersion '{most}'."
            self.fail(self.error("System.ArgumentOutOfRangeException", text, "ArgumentOutOfRange", "InvalidArgument"))
        return {"minimumversion": least, "maximumversion": most, "requiredversion": self.required_version}

    def _from_afar(self, session: Any, wanted: list[Any]) -> None:
        from psbridge.modules.core.remotemodules import import_from

        for module in import_from(self, session, wanted):
            if self.pass_thru:
                self.write(module)

    def _import(self, name: str, limits: Limits) -> None:
        loader = Loader(self.runspace, self.ctx, self.write_verbose)
        if has_wildcards(name):
            test = compile_wildcard(name)
            names = [info.name for info in self.runspace.modules.builtin.values() if test(info.name) and not info.builtin.core]
        else:
            names = [name]
        for one in names:
            try:
                module = loader.import_file(one, force=self.force, args=self.arguments, accepts=accepting(limits))
            except ScriptError as error:
                if error.record.invocation_info is not None or error.from_throw:
                    raise
                self.write_error(error.record)
                continue
            if module is None:
                self._not_found(one, limits)
                continue
            self._publish(module)

    def _not_found(self, name: str, limits: Limits) -> None:
        limited = told(limits)
        text = f"The specified module '{name}'{limited} was not loaded because no valid module file was found in any module directory."
        error_id = "Modules_ModuleWithVersionNotFound" if limited else "Modules_ModuleNotFound"
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
        if self.name is not None and self.full_name is not None:
            text = "The parameters Name and FullyQualifiedName cannot be used together. Please specify only one parameter."
            error_id = "NameAndFullyQualifiedNameCannotBeSpecifiedTogether"
            self.fail(self.error("System.InvalidOperationException", text, error_id, "InvalidOperation"))
        if self.skip_edition and not self.list_available:
            text = "The -SkipEditionCheck switch parameter cannot be used without the -ListAvailable switch parameter."
            error_id = "SkipEditionCheckNotSupportedWithoutListAvailable"
            self.fail(self.error("System.InvalidOperationException", text, error_id, "InvalidOperation"))
        specs = [specification(value) for value in self.full_name or ()] or [(name, {}) for name in self.name or ("*",)]
        here = self.set_name in ("Loaded", "Available")
        if here and self.list_available:
            self.runspace.modules.ask_outside()
            for name, limits in specs:
                if is_path(name):
                    self._at(name, limits)
            specs = [(name, limits) for name, limits in specs if not is_path(name)]
        else:
            self._refuse_paths([name for name, _ in specs], here)
        if specs:
            self._listed(self._candidates() if here else self._elsewhere([name for name, _ in specs]), specs)

    def _listed(self, found: Iterable[PSModuleInfo], specs: list[tuple[str, Limits]]) -> None:
        for module in found:
            for name, limits in specs:
                if compile_wildcard(name)(module.name) and self._wanted(module, limits):
                    self.write(module)
                    break

    def _wanted(self, module: PSModuleInfo, limits: Limits) -> bool:
        accepts = accepting(limits)
        if self.edition and self.edition.lower() not in [to_text(one).lower() for one in editions(module)]:
            return False
        return accepts is None or accepts(module.version, module.guid)

    def _at(self, path: str, limits: Limits) -> None:
        """The modules of the files and folders that a path means."""
        finder = ModuleFiles(self.runspace)
        places = [one.path for one in self.paths.resolve(path)] if has_wildcards(path) else [finder.place(path)]
        files = [file for place in places for file in finder.modules_at(place, self.everything)]
        if not files and not has_wildcards(path):
            text = f"The specified module '{path}' was not found. Update the Name parameter to point to a valid path, and then try again. "
            error_id = "Modules_ModuleNotFoundForGetModule"
            self.write_error(self.error("System.IO.FileNotFoundException", text, error_id, "ResourceUnavailable", path))
        loader = Loader(self.runspace, self.ctx)
        for file in files:
            module = described(loader, file)
            if self._wanted(module, limits):
                self.write(module)

    def _refuse_paths(self, names: list[str], here: bool) -> None:
        what, error_id = _NO_PATHS[here]
        for name in names:
            if "/" in name or "\\" in name:
                text = f"{what} Name parameter has this element '{name}' which resolves to a path. {_UPDATE}"
                self.fail(self.error("System.ArgumentException", text, error_id, "InvalidArgument", name))

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
        finder = ModuleFiles(self.runspace)
        found = [info for info in table.builtin.values() if not info.builtin.core and finder.on_path(info.path)]
        loader = Loader(self.runspace, self.ctx)
        return found + [described(loader, path) for path in finder.available(self.everything)]


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

    name = parameter("Name", "string[]", sets=(In("name", mandatory=True, position=0, pipeline=True),))
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
            if not self.force and self._kept(module, found):
                continue
            if self.should_process(f"{module.name} (Path: '{module.path}')"):
                Loader(self.runspace, self.ctx).remove(module)
            self.removed = True

    def _kept(self, module: PSModuleInfo, going: list[PSModuleInfo]) -> bool:
        """A module that others need, or that is read-only, stays without -Force."""
        needing = next((one for one in self.runspace.modules.loaded if module in one.required and one not in going), None)
        if needing is None and module.access_mode == 0:
            return False
        if needing is not None:
            why = f"it is required by '{needing.name}'. Add the Force parameter to your command to remove the module."
            error_id = "IsRequired"
        elif module.access_mode == 1:
            why, error_id = "it is read-only. Add the Force parameter to your command to remove read-only modules.", "IsReadOnly"
        else:
            why, error_id = "it is marked as 'constant.' A module cannot be removed if it is marked 'constant.'", "IsConstant"
        text = f"Unable to remove the module '{module.name}' because {why}"
        self.write_error(self.error("System.InvalidOperationException", text, f"Modules_Module{error_id}", "PermissionDenied", module))
        self.removed = True
        return True

    def end(self) -> None:
        if not self.removed and not self.wild and not self.is_bound("ModuleInfo"):
            text = (
                "No modules were removed. Verify that the specification of modules to remove is correct and those modules "
                "exist in the runspace."
            )
            self.write_error(self.error("System.InvalidOperationException", text, "Modules_NoModulesRemoved", "ResourceUnavailable"))
