"""Get-FormatData, Update-FormatData and Export-FormatData."""

from __future__ import annotations

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.rendering import own_views, views_of
from psbridge.formatting.model import CustomBody, ListBody, TableBody, View
from psbridge.formatting.ps1xml import FormatFileError, read_views
from psbridge.formatting.ps1xmlwriting import write_views
from psbridge.modules.utility import files
from psbridge.modules.utility.datafiles import meant, read_xml
from psbridge.modules.utility.formatdefinitions import ExtendedTypeDefinition
from psbridge.objects import Version, unwrap
from psbridge.objects.wildcard import compile_wildcard

_A = "System.Management.Automation."


@cmdlet("Get-FormatData", output=(_A + "ExtendedTypeDefinition",))
class GetFormatData(Cmdlet):
    """Gives the views of the session."""

    type_name = parameter("TypeName", "string[]", position=0, validate=(NotNullOrEmpty(),), wildcard=True)
    power_shell_version = parameter("PowerShellVersion", "version")

    def process(self) -> None:
        patterns = [compile_wildcard(name) for name in self.type_name or ("*",)]
        old = self.power_shell_version is None or unwrap(self.power_shell_version) < _KNOWS_ALL
        groups: dict[tuple[str, ...], list[View]] = {}
        for view in views_of(self.runspace):
            if any(matches(name) for matches in patterns for name in view.types) and not (old and is_beyond_old(view)):
                groups.setdefault(view.types, []).append(view)
        for types, views in groups.items():
            for one in [(name,) for name in types] if old else [types]:
                self.write(ExtendedTypeDefinition(one, views))


def is_beyond_old(view: View) -> bool:
    """Whether a view has what PowerShell before 5.1 does not know: free text, groups, formats, or entries with conditions."""
    body = view.body
    if view.group_by is not None or isinstance(body, CustomBody):
        return True
    if isinstance(body, TableBody):
        return any(row.selected is not None or any(cell.format for cell in row.cells) for row in body.rows)
    if any(entry.selected is not None and entry.selected.when is not None for entry in body.entries):
        return True
    if isinstance(body, ListBody):
        return any(item.format or item.when is not None for entry in body.entries for item in entry.items)
    return any(entry.cell.format for entry in body.entries)


_KNOWS_ALL = Version(5, 1)


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
