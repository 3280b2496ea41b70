"""Alias commands: Get-, New-, Set-, Remove-, Export-, Import-Alias."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.commands import AliasInfo
from psbridge.engine.encodings import text_of
from psbridge.engine.members.runtime import machine_name, user_name
from psbridge.engine.scopes import Scope, is_protected
from psbridge.modules.utility import files
from psbridge.modules.utility.csvtext import CsvReader, quote_field
from psbridge.modules.utility.scoping import scope_named
from psbridge.objects import DateTime, define_enum
from psbridge.objects.convert import format_value
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

if TYPE_CHECKING:
    from collections.abc import Iterator

_A = "System.Management.Automation."
_ALL_SCOPE = 8
ExportAliasFormat: Any = define_enum("Microsoft.PowerShell.Commands.ExportAliasFormat", "Csv Script")


class _AliasCommand(Cmdlet):
    """What the alias commands share."""

    scope: Any = parameter("Scope", "string", validate=(NotNullOrEmpty(),))

    def target_scope(self) -> Scope:
        return scope_named(self, self.scope)

    def visible(self) -> Iterator[AliasInfo]:
        """Aliases that can be seen (or that -Scope holds), inner scopes first."""
        scopes = [self.target_scope()] if self.scope is not None else list(self.ctx.scope.chain())
        seen: set[str] = set()
        for scope in scopes:
            for key, alias in (scope.aliases or {}).items():
                if key not in seen:
                    seen.add(key)
                    yield alias

    def existing(self, name: str) -> tuple[Scope, AliasInfo] | None:
        """The alias that a new one of that name would replace."""
        scope = self.target_scope()
        own = (scope.aliases or {}).get(name.lower())
        if own is not None:
            return scope, own
        for outer in scope.chain():
            found = (outer.aliases or {}).get(name.lower())
            if found is not None and int(found.options) & _ALL_SCOPE:
                return outer, found
        return None

    def not_writable(self, name: str) -> None:
        text = f"Alias is not writeable because alias {name} is read-only or constant and cannot be written to."
        kind = _A + "SessionStateUnauthorizedAccessException"
        self.write_error(self.error(kind, text, "AliasNotWritable", "WriteError", name))

    def define(self, name: str, value: str, options: int, description: str, force: bool, exists_is_error: bool) -> AliasInfo | None:
        """Put an alias into its scope; None when it may not be replaced (the error is written)."""
        old = self.existing(name)
        if old is not None:
            if exists_is_error and not force:
                text = f"The alias is not allowed, because an alias with the name '{name}' already exists."
                self.write_error(self.error(_A + "SessionStateException", text, "AliasAlreadyExists", "ResourceExists", name))
                return None
            protected = int(old[1].options)
            if is_protected(protected, force):
                self.not_writable(name)
                return None
            if protected & _ALL_SCOPE and not options & _ALL_SCOPE and not force and options:
                text = f"The AllScope option cannot be removed from the alias '{name}'."
                kind = _A + "SessionStateUnauthorizedAccessException"
                self.write_error(self.error(kind, text, "AliasAllScopeOptionCannotBeRemoved", "WriteError", name))
                return None
        scope = old[0] if old is not None else self.target_scope()
        made = self.runspace.make_alias(name, value, options, description)
        scope.add_alias(name.lower(), made)
        return made  # type: ignore[no-any-return]


@cmdlet("Get-Alias", default_set="Default", aliases=("gal",), output=(_A + "AliasInfo",))
class GetAlias(_AliasCommand):
    """Gets the aliases of the current session."""

    name = parameter(
        "Name", "string[]", sets=(In("Default", position=0, pipeline=True, by_property=True),), wildcard=True, validate=(NotNullOrEmpty(),)
    )
    exclude = parameter("Exclude", "string[]")
    definition = parameter("Definition", "string[]", sets=(In("Definition"),), wildcard=True, validate=(NotNullOrEmpty(),))

    def process(self) -> None:
        excluded = [compile_wildcard(p) for p in self.exclude or ()]
        by_definition = self.set_name == "Definition"
        for name in (self.definition if by_definition else self.name) or ("*",):
            matches = compile_wildcard(name)
            found = [a for a in self.visible() if matches(a.definition if by_definition else a.name)]
            found = [a for a in found if not any(m(a.name) for m in excluded)]
            for alias in sorted(found, key=lambda one: one.name.lower()):
                self.write(alias)
            if not found and not has_wildcards(name):
                what = "definition" if by_definition else "name"
                text = f"This command cannot find a matching alias because an alias with the {what} '{name}' does not exist."
                self.write_error(self.error(_A + "ItemNotFoundException", text, "ItemNotFoundException", "ObjectNotFound", name))


class _DefineAlias(_AliasCommand):
    name = parameter("Name", "string", position=0, mandatory=True, by_property=True)
    value = parameter("Value", "string", position=1, mandatory=True, by_property=True)
    description = parameter("Description", "string", default="")
    option = parameter("Option", _A + "ScopedItemOptions", default=0)
    pass_thru = parameter("PassThru", "switch")
    force = parameter("Force", "switch")
    exists_is_error = False

    def process(self) -> None:
        if not self.should_process(f"Name: {self.name} Value: {self.value}", self.DECLARATION.name.replace("-", " ")):
            return
        made = self.define(self.name, self.value, int(self.option), self.description or "", bool(self.force), self.exists_is_error)
        if made is not None and self.pass_thru:
            self.write(made)


@cmdlet("New-Alias", aliases=("nal",), should_process=True, output=(_A + "AliasInfo",))
class NewAlias(_DefineAlias):
    """Creates a new alias."""

    exists_is_error = True


@cmdlet("Set-Alias", aliases=("sal",), should_process=True, output=(_A + "AliasInfo",))
class SetAlias(_DefineAlias):
    """Creates or changes an alias."""


@cmdlet("Remove-Alias", aliases=("ral",))
class RemoveAlias(_AliasCommand):
    """Removes an alias from the current session."""

    name = parameter("Name", "string[]", position=0, mandatory=True, pipeline=True, by_property=True)
    force = parameter("Force", "switch")

    def process(self) -> None:
        for name in self.name:
            self._remove(name)

    def _remove(self, name: str) -> None:
        for scope in [self.target_scope()] if self.scope is not None else list(self.ctx.scope.chain()):
            found = (scope.aliases or {}).get(name.lower())
            if found is None:
                continue
            options = int(found.options)
            if is_protected(options, bool(self.force)):
                text = f"Alias was not removed because alias {name} is constant or read-only."
                kind = _A + "SessionStateUnauthorizedAccessException"
                self.write_error(self.error(kind, text, "AliasNotRemovable", "WriteError", name))
                return
            (scope.aliases or {}).pop(name.lower())
            return
        text = f"This command cannot find a matching alias because an alias with the name '{name}' does not exist."
        self.write_error(self.error(_A + "ItemNotFoundException", text, "ItemNotFoundException", "ObjectNotFound", name))


@cmdlet("Export-Alias", default_set="ByPath", aliases=("epal",), should_process=True, output=(_A + "AliasInfo",))
class ExportAlias(_AliasCommand):
    """Exports information about currently defined aliases to a file."""

    path = parameter("Path", "string", sets=(In("ByPath", mandatory=True, position=0),))
    literal_path = parameter(
        "LiteralPath", "string", sets=(In("ByLiteralPath", mandatory=True, by_property=True),), aliases=("PSPath", "LP")
    )
    name = parameter("Name", "string[]", position=1, pipeline=True, by_property=True, wildcard=True)
    pass_thru = parameter("PassThru", "switch")
    as_format = parameter("As", "Microsoft.PowerShell.Commands.ExportAliasFormat", default=ExportAliasFormat(0))
    append = parameter("Append", "switch")
    force = parameter("Force", "switch")
    no_clobber = parameter("NoClobber", "switch", aliases=("NoOverwrite",))
    description = parameter("Description", "string")

    def begin(self) -> None:
        self._chosen: list[AliasInfo] = []

    def process(self) -> None:
        for name in self.name or ("*",):
            matches = compile_wildcard(name)
            self._chosen += sorted((a for a in self.visible() if matches(a.name)), key=lambda one: one.name.lower())

    def end(self) -> None:
        path = self.path or self.literal_path
        if path is None or not self.should_process(path, "Export aliases"):
            return
        script = int(self.as_format) == 1
        lines = [self._script_line(a) if script else self._csv_line(a) for a in self._chosen]
        writer = files.text_writer(
            self, path, append=bool(self.append), no_clobber=bool(self.no_clobber), force=bool(self.force), literal=self.path is None
        )
        with writer:
            for line in [*self._header(), *lines]:
                writer.write_line(line)
        for alias in self._chosen if self.pass_thru else ():
            self.write(alias)

    def _header(self) -> list[str]:
        """Who wrote the file, when and where."""
        user, computer = user_name(self.ctx), machine_name(self.ctx)
        now = format_value(DateTime.now(), "F")
        lines = ["# Alias File", f"# Exported by : {user}", f"# Date/Time : {now}", f"# Computer : {computer}"]
        return lines if self.description is None else [*lines, "#", "# " + self.description.replace("\n", "\n# ")]

    @staticmethod
    def _csv_line(alias: AliasInfo) -> str:
        fields = (alias.name, alias.definition, alias.description, str(alias.options))
        return ",".join(quote_field(field) for field in fields)

    @staticmethod
    def _script_line(alias: AliasInfo) -> str:
        return f'set-alias -Name:"{alias.name}" -Value:"{alias.definition}" -Description:"{alias.description}" -Option:"{alias.options}"'


@cmdlet("Import-Alias", default_set="ByPath", aliases=("ipal",), should_process=True, output=(_A + "AliasInfo",))
class ImportAlias(_AliasCommand):
    """Imports an alias list from a file."""

    path = parameter("Path", "string", sets=(In("ByPath", mandatory=True, position=0, pipeline=True, by_property=True),))
    literal_path = parameter(
        "LiteralPath",
        "string",
        sets=(In("ByLiteralPath", mandatory=True, by_property=True),),
        aliases=("PSPath", "LP"),
    )
    pass_thru = parameter("PassThru", "switch")
    force = parameter("Force", "switch")

    def process(self) -> None:
        for name, definition, description, options in self._read():
            if self.should_process(f"Name: {name} Value: {definition}", "Import Alias"):
                self._import(name, definition, description, options)

    def _import(self, name: str, definition: str, description: str, options: int) -> None:
        if not self.force and self._is_taken(name):
            return
        made = self.define(name, definition, options, description, bool(self.force), exists_is_error=False)
        if made is not None and self.pass_thru:
            self.write(made)

    def _is_taken(self, name: str) -> bool:
        """Whether an alias that can be seen, or another command, has the name already: then it says so."""
        if any(alias.name.lower() == name.lower() for alias in self.visible()):
            text = f"The alias is not allowed, because an alias with the name '{name}' already exists."
        else:
            found = self.runspace.discovery.find(self.ctx, name)
            if found is None:
                return False
            text = (
                f"The alias is not allowed because a command with the name '{name}' and command type '{found.command_type}' already exists."
            )
        self.write_error(self.error(_A + "SessionStateException", text, "AliasAlreadyExists", "ResourceExists", name))
        return True

    def _read(self) -> list[tuple[str, str, str, int]]:
        """What the lines of the file tell, all of them before the first alias is made."""
        full = self._file()
        reader, found = CsvReader(","), []
        for number, line in enumerate(text_of(files.read_file(self, full)).splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            fields = next(reader.rows(line), [])
            if len(fields) != 4:
                self.fail(self._bad_line("System.FormatException", "ImportAliasFileFormatError", _BAD_LINE, full, number))
            try:
                found.append((fields[0], fields[1], fields[2], int(type(AliasInfo("x", "y").options).parse(fields[3]))))
            except ValueError:
                self.write_error(self._bad_line("System.ArgumentException", "ImportAliasOptionsError", _BAD_OPTION, full, number))
        return found

    def _file(self) -> str:
        """The one file that the path means."""
        literal = self.path is None
        path = self.literal_path if literal else self.path
        found = [self.paths.unresolved(path)] if literal else self.paths.resolve(path)
        text = ""
        if found and found[0].provider is not self.runspace.drives.files:
            text = (
                f"Cannot import the alias because the specified path '{path}' referred to a '{found[0].provider.info.full_name}' provider "
                "path. Change the value of the Path parameter to a file system path."
            )
        elif len(found) != 1:
            text = (
                f"Cannot import alias because path '{path}' contains wildcard characters that resolve to multiple paths. Aliases can "
                "be imported from only one file. Change the value of the Path parameter to a path that resolves to a single file."
            )
        if text:
            self.fail(self.error(_A + "PSNotSupportedException", text, "NotSupported", "NotImplemented"))
        return str(found[0].path)

    def _bad_line(self, kind: str, error_id: str, text: str, full: str, number: int) -> Any:
        return self.error(kind, text.format(number, full), error_id, "ReadError", full)


_BAD_LINE = (
    "Cannot import an alias. Line number {0} in the file '{1}' is not a properly-formatted, comma-separated values (CSV) line for aliases. "
    "Change the line to contain four values separated by commas. If the value text itself contains a comma, then the value must be "
    "contained in quotation marks."
)
_BAD_OPTION = (
    "Cannot import the alias because line number {0} in the file '{1}' contains an option that is not recognized for aliases. Change the "
    "file to contain valid options."
)
