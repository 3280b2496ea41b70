"""Commands about single files: Get-FileHash, New-TemporaryFile, Unblock-File, Import-PowerShellDataFile, Import-LocalizedData."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Iterator
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidateSet, cmdlet, parameter
from psbridge.engine.encodings import is_desktop, text_of
from psbridge.engine.errors import ScriptError
from psbridge.machine import files_of
from psbridge.machine.fileinfo import FileInfo
from psbridge.modules.utility import files
from psbridge.modules.utility.editions import refuse_newer
from psbridge.objects import Hashtable, NetError, NetObject, define, unwrap
from psbridge.objects.culture import culture_of
from psbridge.objects.wildcard import has_wildcards

_A = "System.Management.Automation."
_ALGORITHMS = ("SHA1", "SHA256", "SHA384", "SHA512", "MD5")
_BLOCK = 1 << 20
_UNREAD = (
    ("System.IO.FileNotFoundException", "FileNotFound", "ObjectNotFound"),
    ("System.UnauthorizedAccessException", "UnauthorizedAccessError", "InvalidData"),
    ("System.Exception", "FileReadError", "ReadError"),
)


def _existing(cmd: Cmdlet, path: str, literal: bool, error_id: str) -> Iterator[str]:
    """The files of a path; one that leads nowhere is reported under `error_id`."""
    try:
        yield from files.resolve_all(cmd, path, literal)
    except (ScriptError, NetError):
        if literal or not has_wildcards(path):
            full = files.unresolved(cmd, path)
            text = f"Cannot find path '{full}' because it does not exist."
            cmd.write_error(cmd.error(_A + "ItemNotFoundException", text, error_id, "ObjectNotFound", path))


@cmdlet("Get-FileHash", default_set="Path", output=("Microsoft.PowerShell.Commands.FileHashInfo",))
class GetFileHash(Cmdlet):
    """Computes the hash of a file or of a stream."""

    path = parameter("Path", "string[]", sets=(In("Path", mandatory=True, position=0, pipeline=True, by_property=True),))
    literal_path = parameter(
        "LiteralPath", "string[]", sets=(In("LiteralPath", mandatory=True, by_property=True),), aliases=("PSPath", "LP")
    )
    stream = parameter("InputStream", "System.IO.Stream", sets=(In("StreamParameterSet", mandatory=True, position=0),))
    algorithm = parameter("Algorithm", "string", position=1, default="SHA256", validate=(ValidateSet(*_ALGORITHMS),))

    def process(self) -> None:
        if self.set_name == "StreamParameterSet":
            return
        literal = self.set_name == "LiteralPath"
        for path in self.literal_path if literal else self.path:
            for full in [files.unresolved(self, path)] if literal else _existing(self, path, False, "FileNotFound"):
                self._file(full)

    def end(self) -> None:
        if self.set_name == "StreamParameterSet":
            digest = self._digest()
            digest.update(self.stream.live.read())
            self._write(digest, None)

    def _digest(self) -> Any:
        return hashlib.new(self.algorithm.lower(), usedforsecurity=False)

    def _file(self, full: str) -> None:
        table = files_of(self.machine)
        stat = table.stat(full)
        if stat is not None and stat.is_dir:
            self._refused(IsADirectoryError(21, "Is a directory", full), full)
            return
        digest = self._digest()
        try:
            with table.open(full, "r") as source:
                while block := source.read(_BLOCK):
                    digest.update(block)
        except OSError as problem:
            self._refused(problem, full)
            return
        self._write(digest, full)

    def _refused(self, problem: OSError, full: str) -> None:
        cause = files.exception_of(problem, full)
        error_id, category = next(found for kind, *found in _UNREAD if cause.is_a(kind))
        record = self.error(cause.kind.full_name, cause.message, error_id, category, full)
        record.exception = cause
        self.write_error(record)

    def _write(self, digest: Any, full: str | None) -> None:
        self.write(FileHash(self.algorithm.upper(), digest.hexdigest().upper(), full))


class FileHash(NetObject):
    """A hash and what it is of."""

    __slots__ = ("algorithm", "digest", "file")
    net_type = define("Microsoft.PowerShell.Commands.FileHashInfo")
    PROPERTIES = {"Algorithm": "algorithm", "Hash": "digest", "Path": "file"}

    def __init__(self, algorithm: str, digest: str, file: str | None) -> None:
        super().__init__()
        self.algorithm, self.digest, self.file = algorithm, digest, file


@cmdlet("New-TemporaryFile", should_process=True, impact="Low", output=("System.IO.FileInfo",))
class NewTemporaryFile(Cmdlet):
    """Creates an empty temporary file."""

    def end(self) -> None:
        windows = self.runspace.is_windows
        folder = self._folder(windows)
        if not self.should_process(folder, "New-TemporaryFile"):
            return
        table = files_of(self.machine)
        name = f"tmp{secrets.token_hex(2).upper()}.tmp" if windows else f"tmp{secrets.token_urlsafe(4)[:6]}.tmp"
        full = f"{folder.rstrip(table.separator)}{table.separator}{name}"
        with files.open_file(self, full, "w"):
            pass
        self.write(FileInfo(table, full))

    def _folder(self, windows: bool) -> str:
        environment = self.runspace.environment
        return str(environment.get("TEMP", "C:\\Windows\\Temp") if windows else environment.get("TMPDIR", "/tmp"))  # noqa: S108 - what .NET does


@cmdlet("Unblock-File", default_set="ByPath", should_process=True)
class UnblockFile(Cmdlet):
    """Takes away the mark of a file that came from the internet."""

    path = parameter("Path", "string[]", sets=(In("ByPath", mandatory=True, position=0, pipeline=True),))
    literal_path = parameter(
        "LiteralPath", "string[]", sets=(In("ByLiteralPath", mandatory=True, by_property=True),), aliases=("PSPath", "LP")
    )

    def process(self) -> None:
        literal = self.set_name == "ByLiteralPath"
        for path in self.literal_path if literal else self.path:
            for full in _existing(self, path, literal, "FileNotFound"):
                if self.should_process(full, "Unblock-File"):
                    self._unblock(full)

    def _unblock(self, full: str) -> None:
        """Files of this system carry no such mark; where streams are kept it is one."""
        remove = getattr(files_of(self.machine), "remove_stream", None)
        if remove is not None:
            with contextlib.suppress(OSError):
                remove(full, "Zone.Identifier")


# -- data files


@cmdlet("Import-PowerShellDataFile", default_set="ByPath", aliases=("ipdf",), output=("System.Collections.Hashtable",))
class ImportPowerShellDataFile(Cmdlet):
    """Reads the hashtable of a .psd1 file without running it as code."""

    path = parameter("Path", "string[]", sets=(In("ByPath", mandatory=True, position=0),), validate=(NotNullOrEmpty(),))
    literal_path = parameter(
        "LiteralPath",
        "string[]",
        sets=(In("ByLiteralPath", mandatory=True, by_property=True),),
        aliases=("PSPath", "LP"),
        validate=(NotNullOrEmpty(),),
    )
    skip_limit_check = parameter("SkipLimitCheck", "switch")

    def begin(self) -> None:
        refuse_newer(self, SkipLimitCheck=(7, 3))

    def process(self) -> None:
        literal = self.set_name == "ByLiteralPath"
        for path in self.literal_path if literal else self.path:
            try:
                found = files.resolve_all(self, path, literal)
            except (ScriptError, NetError):
                text = f"Cannot find path '{path}' because it does not exist."
                self.write_error(self.error("System.ArgumentException", text, "PathNotFound", "InvalidArgument", path))
                continue
            for full in found:
                self._file(full)

    def _file(self, full: str) -> None:
        from psbridge.engine.datafiles import NotData, read_data

        try:
            found = read_data(text_of(files.read_file(self, full)), full)
        except ScriptError:
            self._refuse(full, "CouldNotParseAsPowerShellDataFile")
        except NotData as problem:
            if "dynamic" in problem.exception.message:
                raise
            self._refuse(full, "CouldNotParseAsPowerShellDataFileNoHashtableRoot")
        else:
            if isinstance(unwrap(found), Hashtable):
                self.write(found)
            else:
                self._refuse(full, "CouldNotParseAsPowerShellDataFileNoHashtableRoot")

    def _refuse(self, full: str, error_id: str) -> None:
        text = f"The file '{full}' could not be parsed as a PowerShell Data File."
        self.write_error(self.error("System.InvalidOperationException", text, error_id, "InvalidData", full))


@cmdlet("Import-LocalizedData", output=(), net_class="Microsoft.PowerShell.Commands.ImportLocalizedData")
class ImportLocalizedData(Cmdlet):
    """Imports texts of the user's language into a variable."""

    binding_variable = parameter("BindingVariable", "string", position=0, aliases=("Variable",), validate=(NotNullOrEmpty(),))
    ui_culture = parameter("UICulture", "string", position=1)
    base_directory = parameter("BaseDirectory", "string")
    file_name = parameter("FileName", "string")
    supported_command = parameter("SupportedCommand", "string[]", default=())

    def process(self) -> None:
        full = self._find()
        if full is None:
            return
        found = self._evaluate(full)
        if self.binding_variable:
            self.ctx.set_variable(self.binding_variable, found)
        else:
            self.write(found)

    def _evaluate(self, full: str) -> Any:
        """The value of the file: restricted language, and the commands that are supported."""
        from psbridge.language.errors import PowerShellParseError
        from psbridge.language.parser import parse_or_raise
        from psbridge.language.semantics.restricted import check_restricted

        source = text_of(files.read_file(self, full))
        wrong: list[str] = []
        commands = {"convertfrom-stringdata", *(name.lower() for name in self.supported_command or ())}
        try:
            check_restricted(parse_or_raise(source), lambda start, end, error_id, *words: wrong.append(error_id), commands)
        except PowerShellParseError as problem:
            wrong.append(str(problem))
        if wrong:
            text = f"The following error occurred while script data was being loaded: {full}: {wrong[0]}"
            self.fail(self.error(_A + "PSInvalidOperationException", text, "ImportLocalizedData", "InvalidOperation"))
        found = self.invoke_block(self.runspace.script_block(source, self.ctx, full))
        return found[0] if len(found) == 1 else found or None

    def _find(self) -> str | None:
        """The file that is nearest to the culture; None, and an error, when there is none."""
        script = str(self.ctx.get_variable("PSCommandPath") or "")
        name = self._name(script)
        if not self.file_name and not script:
            text = (
                "The FileName parameter was not specified. The FileName parameter is required when Import-LocalizedData is not called from "
                "a script file."
            )
            self.fail(self.error(_A + "PSInvalidOperationException", text, "InvalidOperation", "InvalidOperation"))
        table = files_of(self.machine)
        root = files.unresolved(self, self.base_directory or str(self.ctx.get_variable("PSScriptRoot") or ".")).rstrip(table.separator)
        culture = self._culture()
        for one in (*_cultures(culture), ""):
            full = table.separator.join(filter(None, (root, one, name)))
            if table.stat(full) is not None:
                return full
        folder = table.separator.join(filter(None, (root, culture)))
        product = "Windows PowerShell" if is_desktop(self.runspace) else "PowerShell"
        text = f"Cannot find the {product} data file '{name}' in directory '{folder}', or in any parent culture directories."
        target = f"{folder}{table.separator}{name}"
        self.write_error(self.error(_A + "PSInvalidOperationException", text, "ImportLocalizedData", "ObjectNotFound", target))
        return None

    def _culture(self) -> str:
        if self.ui_culture is None:
            return str(self.runspace.culture_name)
        try:
            return culture_of(self.ui_culture).name
        except NetError:
            text = (
                'Cannot process argument because the value of argument "Culture" is not valid. Change the value of the "Culture" argument '
                "and run the operation again. (Parameter 'Culture')"
            )
            self.fail(self.error(_A + "PSArgumentException", text, "Argument", "InvalidArgument"))

    def _name(self, script: str) -> str:
        """The name of the file without folder and culture."""
        given = self.file_name or script.replace("\\", "/").rpartition("/")[2]
        if self.file_name and ("/" in given or (self.runspace.is_windows and "\\" in given)):
            text = "The argument for the FileName parameter should not contain a path."
            self.fail(self.error(_A + "PSInvalidOperationException", text, "InvalidOperation", "InvalidOperation"))
        stem, dot, _ = given.rpartition(".")
        return f"{stem if dot else given}.psd1"


def _cultures(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition("-")[0]
