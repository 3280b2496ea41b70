"""Expand-Archive."""

from __future__ import annotations

from psbridge.engine.cmdlet import In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.members.zipfiles import extract
from psbridge.engine.providers.fileoperations import exception_of
from psbridge.engine.providers.paths import ProviderPath
from psbridge.machine.zipping import BROKEN, Archive, Entry
from psbridge.modules.archive.command import IO, ArchiveCommand
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.records import ErrorCategory, ErrorRecord

_HELPER = "ExpandArchiveHelper"


@cmdlet(
    "Expand-Archive", default_set="Path", should_process=True, net_class="Expand-Archive", output=("System.IO.FileSystemInfo",),
    help_uri="https://go.microsoft.com/fwlink/?linkid=2096769",
)  # fmt: skip
class ExpandArchive(ArchiveCommand):
    """Extracts files from a specified archive (zipped) file."""

    path = parameter(
        "Path", "string", sets=(In("Path", mandatory=True, position=0, pipeline=True, by_property=True),), validate=(NotNullOrEmpty(),)
    )
    literal_path = parameter(
        "LiteralPath", "string", sets=(In("LiteralPath", mandatory=True, by_property=True),), aliases=("PSPath",),
        validate=(NotNullOrEmpty(),),
    )  # fmt: skip
    destination_path = parameter("DestinationPath", "string", position=1, validate=(NotNullOrEmpty(),))
    force = parameter("Force", "switch")
    pass_thru = parameter("PassThru", "switch")

    def begin(self) -> None:
        if self.destination_path is None:
            self.folder = self.paths.unresolved(self.paths.location.provider_path)
        else:
            self.folder = self._folder(self.destination_path)
        self.announce("expand", f"The archive file '{self.destination_path or ''}' expansion is in progress...")

    def _folder(self, given: str) -> ProviderPath:
        """The folder that was named, made if there is none."""
        if not self.paths.exists(given):
            where = self.paths.unresolved(given)
            if where.provider.NAME == "FileSystem":
                self.operate(where, where.provider.make, "directory", None, show=False)
            return self.resolved([given], True)[0]
        found = self.resolved([given], False)
        if len(found) > 1:
            text = (
                f"The directory path '{given}' specified as input to the DestinationPath parameter is resolving to multiple file system "
                "paths. Provide a unique path to the Destination parameter where the archive file contents have to be expanded."
            )
            self.refuse("InvalidDestinationPath", text, given)
        if found[0].provider.NAME != "FileSystem":
            self.refuse("InvalidDirectoryPath", f"The path '{given}' is not a valid file system directory path.", given)
        return found[0]

    def process(self) -> None:
        source = self._source()
        if not self.should_process(source.path):
            return
        if self.destination_path is None:  # a second archive goes into the folder of the first, as the module does it
            self.folder = self.folder.child(self.folder.provider.join(self.folder.path, self.base_name(source.path)))
            if not self.folder.provider.exists(self.ctx, self.folder.path):
                self._make(self.folder.path)
        made: list[str] = []
        try:
            self._expand(source.path, made)
        except BaseException:
            self._take_back(made)
            raise
        if self.pass_thru:
            for path in made:
                self.write(self.paths.item(self.paths.unresolved(path)))

    def _source(self) -> ProviderPath:
        word, given = ("LiteralPath", self.literal_path) if self.set_name == "LiteralPath" else ("Path", self.path)
        found = self.resolved([given], word == "LiteralPath")
        if len(found) > 1:
            text = (
                f"The archive file path '{given}' specified as input to the {word} parameter is resolving to multiple file system paths. "
                f"Provide a unique path to the {word} parameter where the archive file has to be created."
            )
            self.refuse("InvalidArchiveFilePath", text, given)
        known = self.files.stat(found[0].path) if found and found[0].provider.NAME == "FileSystem" else None
        if known is None or known.is_dir:
            shown = found[0].path if found else ""
            text = f"The path '{shown}' either does not exist or is not a valid file system path."
            self.refuse("PathNotFound", text, shown)
        return found[0]

    # -- what comes out of it

    def _expand(self, source: str, made: list[str]) -> None:
        archive = self._archive(source)
        try:
            if not archive.entries:
                self.write_verbose(f"The archive file {source} is empty.")
            status = f"The archive file '{source}' expansion is in progress..."
            for number, entry in enumerate(archive.entries, 1):
                self.runtime.check_stop()
                if self._entry(source, entry, made):
                    self.progress(status, 100 / len(archive.entries) * number)
        finally:
            archive.close()
            self.progress("", 100, done=True)

    def _archive(self, source: str) -> Archive:
        try:
            return Archive.read(self.files.open(source, "r"))
        except BROKEN as problem:
            text = f"File '{source}' does not appear to be a valid zip archive."
            inner = NetException("System.IO.InvalidDataException", "End of Central Directory record could not be found.")
            record = ErrorRecord(
                NetException("System.IO.FileFormatException", text, inner), text, int(ErrorCategory.parse("OperationStopped"))
            )
            raise ScriptError(record, from_throw=True) from problem
        except OSError as problem:
            kind, text = exception_of(problem, source)
            record = self.error(kind, text, "ConstructorInvokedThrowException,Microsoft.PowerShell.Commands.NewObjectCommand", 13)
            record.qualifier = ""
            raise ScriptError(record) from problem

    def _entry(self, source: str, entry: Entry, made: list[str]) -> bool:
        """Take one thing out; whether it counts as progress."""
        mark = self.files.separator
        below = self.folder.path.rstrip(mark) + mark
        where = self.folder.child(self.files.normalize(below + entry.name.replace("\\", "/").replace("/", mark)))
        inside = where.path.startswith(below) or where.path.rstrip(mark) + mark == below
        if not inside or "\0" in entry.name:
            text = f"Can not process invalid archive entry '{entry.name}'."
            exception = NetException("Microsoft.PowerShell.Commands.WriteErrorException", text)
            self.tell(ErrorRecord(exception, "Microsoft.PowerShell.Commands.WriteErrorException", 0), _HELPER)
            return False
        if entry.name.endswith(("/", "\\")):
            if self.files.stat(where.path) is None and self._make(where.path):
                self.write_verbose(f"Adding '{where.path}{mark}'.")
                made.append(where.path)
            return True
        return self._file(source, entry, where.path, made)

    def _file(self, source: str, entry: Entry, path: str, made: list[str]) -> bool:
        parent = self.folder.provider.parent(path)
        if self.files.stat(parent) is None:
            if not self._make(parent):
                return False
            made.append(parent)
        if self.files.stat(path) is not None:
            if not self.force:
                self._exists(path, source)
                return True
            self.operate(self.folder.child(path), self.folder.provider.remove, False, show=False)
            if self.files.stat(path) is not None:
                return False
        mark = self.files.separator
        path = mark.join(part.strip() for part in path.split(mark))
        try:
            extract(self.files, entry, path, False, self.runtime.check_stop)
        except NetError as problem:
            kind = problem.exception.net_type.name
            text = f'Exception calling "ExtractToFile" with "3" argument(s): "{problem.exception.message}"'
            outer = NetException("System.Management.Automation.MethodInvocationException", text, problem.exception)
            self.tell(ErrorRecord(outer, kind, 0), "")
            return True
        made.append(path)
        self.write_verbose(f"Created '{path}'.")
        return True

    def _exists(self, path: str, source: str) -> None:
        text = (
            f"Failed to create file '{path}' while expanding the archive file '{source}' contents as the file '{path}' already exists. "
            f"Use the -Force parameter if you want to overwrite the existing directory '{path}' contents when expanding the archive file."
        )
        number = int(ErrorCategory.parse("InvalidOperation"))
        self.tell(ErrorRecord(NetException(IO, text), "ExpandArchiveFileExists", number, path), _HELPER)

    def _make(self, path: str) -> bool:
        """A folder; whether it is there then."""
        self.operate(self.folder.child(path), self.folder.provider.make, "directory", None, show=False)
        return self.files.stat(path) is not None

    def _take_back(self, made: list[str]) -> None:
        """Nothing stays of an archive that was not expanded to its end."""
        for path in reversed(made):
            known = self.files.stat(path)
            if known is not None and not (known.is_dir and self.files.list(path)):
                (self.files.remove_directory if known.is_dir else self.files.remove_file)(path)


__all__ = ["ExpandArchive"]
