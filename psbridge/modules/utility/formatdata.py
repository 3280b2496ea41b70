"""Get-FormatData, Update-FormatData and Export-FormatData."""

from __future__ import annotations

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.rendering import own_views, views_of
from psbridge.formatting.model import View
from psbridge.formatting.ps1xml import FormatFileError, read_views
from psbridge.formatting.ps1xmlwriting import write_views
from psbridge.modules.utility import files
from psbridge.modules.utility.datafiles import meant, read_xml
from psbridge.modules.utility.formatdefinitions import ExtendedTypeDefinition
from psbridge.objects import unwrap
from psbridge.objects.wildcard import compile_wildcard

_A = "System.Management.Automation."


@cmdlet("Get-FormatData", output=(_A + "ExtendedTypeDefinition",))
class GetFormatData(Cmdlet):
    """Gives the views of the session."""

    type_name = parameter("TypeName", "string[]", position=0, validate=(NotNullOrEmpty(),), wildcard=True)
    power_shell_version = parameter("PowerShellVersion", "version")

    def process(self) -> None:
        patterns = [compile_wildcard(name) for name in self.type_name or ("*",)]
        groups: dict[tuple[str, ...], list[View]] = {}
        for view in views_of(self.runspace):
            if any(matches(name) for matches in patterns for name in view.types):
                groups.setdefault(view.types, []).append(view)
        for types, views in groups.items():
            self.write(ExtendedTypeDefinition(types, views))


@cmdlet("Update-FormatData", default_set="FileSet", should_process=True, net_class="Microsoft.PowerShell.Commands.UpdateFormatDataCommand")
class UpdateFormatData(Cmdlet):
    """Adds views from files to the session."""

    append_path = parameter("AppendPath", "string[]", position=0, pipeline=True, by_property=True, aliases=("PSPath", "Path"))
    prepend_path = parameter("PrependPath", "string[]")

    def begin(self) -> None:
        self._before: list[View] = []
        self._behind: list[View] = []

    def process(self) -> None:
        before = meant(self, self.prepend_path, "FormatPrependPathException")
        behind = meant(self, self.append_path, "FormatAppendPathException")
        for full in reversed(before):
            self._before[:0] = self._read(full)
        for full in behind:
            self._behind += self._read(full)

    def end(self) -> None:
        if self._before or self._behind:
            table = own_views(self.runspace)
            table.prepend(self._before)
            table.append(self._behind)

    def _read(self, full: str) -> list[View]:
        if not self.should_process(f"FileName: {full}", "Update FormatData"):
            return []
        data, fault = read_xml(self, full)
        if fault is None:
            try:
                return read_views(data, lambda text: self.runspace.script_block(text, self.ctx))
            except FormatFileError as problem:
                fault = str(problem)
        text = f"There were errors in loading the format data file: \n, {full} : Error in file {full}: {fault}"
        self.write_error(self.error(_A + "RuntimeException", text, "FormatXmlUpdateException", "InvalidOperation"))
        return []


@cmdlet("Export-FormatData", default_set="ByPath")
class ExportFormatData(Cmdlet):
    """Saves views in a format file."""

    input_object = parameter("InputObject", _A + "ExtendedTypeDefinition[]", mandatory=True, pipeline=True)
    path = parameter("Path", "string", sets=(In("ByPath", mandatory=True),), aliases=("FilePath",))
    literal_path = parameter("LiteralPath", "string", sets=(In("ByLiteralPath", mandatory=True),), aliases=("PSPath", "LP"))
    force = parameter("Force", "switch")
    no_clobber = parameter("NoClobber", "switch", aliases=("NoOverwrite",))
    include_script_block = parameter("IncludeScriptBlock", "switch")

    def begin(self) -> None:
        self._views: list[View] = []

    def process(self) -> None:
        for one in self.input_object or ():
            self._views += unwrap(one).views

    def end(self) -> None:
        literal = self.path is None
        path = self.literal_path if literal else self.path
        text = write_views(self._views, with_scripts=bool(self.include_script_block)).decode()
        with files.text_writer(self, path, no_clobber=bool(self.no_clobber), force=bool(self.force), literal=literal) as target:
            target.write(text)
