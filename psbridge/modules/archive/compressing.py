"""Compress-Archive."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from psbridge.engine.cmdlet import In, NotNullOrEmpty, ValidateSet, cmdlet, parameter
from psbridge.engine.providers.fileoperations import exception_of
from psbridge.engine.providers.paths import ProviderPath
from psbridge.machine.files import READ_ONLY
from psbridge.machine.zipping import BROKEN, EARLIEST, LEVELS, Archive, Entry, moment, replace
from psbridge.modules.archive.command import IO, ArchiveCommand
from psbridge.objects.exceptions import NetException
from psbridge.objects.records import ErrorCategory, ErrorRecord
from psbridge.objects.scalars import DateTime

_PATH_SETS = ("Path", "PathWithForce", "PathWithUpdate")
_LITERAL_SETS = ("LiteralPath", "LiteralPathWithForce", "LiteralPathWithUpdate")


@cmdlet(
    "Compress-Archive", default_set="Path", should_process=True, net_class="Compress-Archive", output=("System.IO.File",),
    help_uri="https://go.microsoft.com/fwlink/?linkid=2096473",
)  # fmt: skip
class CompressArchive(ArchiveCommand):
    """Creates a compressed archive, or zipped file, from specified files and directories."""

    path = parameter(
        "Path", "string[]", sets=tuple(In(one, mandatory=True, position=0, pipeline=True, by_property=True) for one in _PATH_SETS),
        validate=(NotNullOrEmpty(),),
    )  # fmt: skip
    literal_path = parameter(
        "LiteralPath", "string[]", sets=tuple(In(one, mandatory=True, by_property=True) for one in _LITERAL_SETS),
        aliases=("PSPath",), validate=(NotNullOrEmpty(),),
    )  # fmt: skip
    destination_path = parameter("DestinationPath", "string", position=1, mandatory=True, validate=(NotNullOrEmpty(),))
    level = parameter("CompressionLevel", "string", default="Optimal", validate=(ValidateSet("Optimal", "NoCompression", "Fastest"),))
    update = parameter("Update", "switch", sets=tuple(In(one, mandatory=True) for one in (_PATH_SETS[2], _LITERAL_SETS[2])))
    force = parameter("Force", "switch", sets=tuple(In(one, mandatory=True) for one in (_PATH_SETS[1], _LITERAL_SETS[1])))
    pass_thru = parameter("PassThru", "switch")

    def begin(self) -> None:
        self.inputs: list[str] = []
        self.target = self._place()
        known = self.files.stat(self.target)
        self.there = known is not None and not known.is_dir
        if self.there and not self.update and not self.force:
            text = (
                f"The archive file {self.target} already exists. Use the -Update parameter to update the existing archive file or use "
                "the -Force parameter to overwrite the existing archive file."
            )
            self.refuse("ArchiveFileExists", text, self.target)
        if known is not None and self.there and self.update and known.attributes & READ_ONLY:
            text = (
                f"The attributes of the archive file {self.target} is set to 'ReadOnly' hence it cannot be updated. If you intend to "
                "update the existing archive file, remove the 'ReadOnly' attribute on the archive file else use -Force parameter to "
                "override and create a new archive file."
            )
            self.refuse("ArchiveFileIsReadOnly", text, self.target, "InvalidOperation")
        self.status = f"The archive file '{self.target}' creation is in progress..."
        self.announce("compress", self.status)

    def _place(self) -> str:
        """Where the archive is to be; its folder has to be there, and a name without an ending gets one."""
        where = self.paths.unresolved(self.destination_path)
        mark = self.files.separator
        parent, name = where.provider.parent(where.path), where.path.rpartition(mark)[2]
        if not name:
            text = f"The destination path '{where.path}' does not contain a valid archive file name."
            self.refuse("InvalidArchiveFilePath", text, where.path)
        folders = self.resolved([parent or "."], False)
        if len(folders) > 1:
            text = (
                f"The archive file path '{where.path}' specified as input to the DestinationPath parameter is resolving to multiple file "
                "system paths. Provide a unique path to the DestinationPath parameter where the archive file has to be created."
            )
            self.refuse("InvalidArchiveFilePath", text, where.path)
        self.on_disk(folders)
        full: str = folders[0].path.rstrip(mark) + mark + name
        if name.rpartition(".")[2] not in ("", name):
            return full
        self.write_verbose(
            f"The archive file path '{full}' supplied to the DestinationPath parameter does not include .zip extension. Hence .zip is "
            f"appended to the supplied DestinationPath path and the archive file would be created at '{full}.zip'."
        )
        return full + ".zip"

    def process(self) -> None:
        self.inputs += self.given

    def end(self) -> None:
        where = self.paths.unresolved(self.target)
        if self.force and self.there:
            self.operate(where, where.provider.remove, False, show=False)
        self._refuse_twins()
        sources = self.resolved(self.inputs, self.set_name in _LITERAL_SETS)
        self.on_disk(sources)
        names = [one.path for one in sources]
        if not self.should_process("\n" + "\n".join(names) if len(names) > 1 else "".join(names)):
            return
        if not self._pack(list(self._groups(sources))):
            self.write_verbose(f"The partially created archive file '{self.target}' is deleted as it is not usable.")
        elif self.pass_thru:
            self.write(self.paths.item(where))

    def _refuse_twins(self) -> None:
        seen: set[str] = set()
        for path in self.inputs:
            if path.upper() in seen:
                text = (
                    f"The input to {self.set_name} parameter contains a duplicate path '{path}'. Provide a unique set of paths as input "
                    f"to {self.set_name} parameter."
                )
                self.refuse("DuplicatePathFound", text, path)
            seen.add(path.upper())

    # -- what goes into it

    def _groups(self, sources: list[ProviderPath]) -> Iterator[list[tuple[str, str]]]:
        """Paths with their names in the archive: those of each directory, then the files that were named themselves."""
        leaves = [one for one in sources if not one.provider.is_container(self.ctx, one.path)]
        for one in sources:
            if one not in leaves:
                start = len(one.provider.parent(one.path).rstrip(self.files.separator)) + 1
                yield [(path, path[start:]) for path in self._below(one)]
        if leaves:
            yield [(one.path, one.provider.leaf(one.path)) for one in leaves]

    def _below(self, top: ProviderPath) -> Iterator[str]:
        """The files in a directory and below it, and directories without files; hidden ones stay away."""
        provider, folders = top.provider, []
        for child in provider.children(self.ctx, top.path, False):
            if provider.is_container(self.ctx, child):
                folders.append(child)
                if all(provider.is_container(self.ctx, inner) for inner in provider.children(self.ctx, child, True)):
                    yield child + self.files.separator
            else:
                yield child
        for folder in folders:
            yield from self._below(top.child(folder))

    def _pack(self, groups: list[list[tuple[str, str]]]) -> int:
        archive = self._old()
        weight = 100 / max(len(groups), 1)
        share: dict[int, float] = {}
        try:
            for number, group in enumerate(groups):
                for position, (path, name) in enumerate(group, 1):
                    entry = self._entry(path, name.replace(self.files.separator, "/"))
                    if self.update:
                        archive.entries = [one for one in archive.entries if one.name.lower() != entry.name.lower()]
                    archive.entries.append(entry)
                    share[id(entry)] = weight * number + weight * position / len(group)
            return self._save(archive, share)
        finally:
            archive.close()
            self.progress(self.status, 100, done=True)

    def _old(self) -> Archive:
        """What is to be kept of an archive that is there."""
        if not self.update or self.files.stat(self.target) is None:
            return Archive()
        try:
            return Archive.read(self.files.open(self.target, "r"))
        except BROKEN:
            text = "End of Central Directory record could not be found."
            self.fail(self.error("System.IO.InvalidDataException", text, "ConstructorInvokedThrowException", "InvalidOperation"))

    def _entry(self, path: str, name: str) -> Entry:
        known = self.files.stat(path.rstrip(self.files.separator))
        level = next(one for one in LEVELS if one.lower() == self.level.lower())
        written = EARLIEST if known is None else moment(DateTime(known.written, 1).to_local().ticks)
        if name.endswith("/"):
            return Entry(name, moment(DateTime.now().ticks), io.BytesIO, level, origin=path)
        if written < EARLIEST:
            self.write_warning(
                f"'{path}' has LastWriteTime earlier than 1980. Compress-Archive will store any files with LastWriteTime values earlier "
                "than 1980 as 1/1/1980 00:00."
            )
        return Entry(name, written, lambda: self.files.open(path, "r"), level, 0 if known is None else known.size, origin=path)

    def _save(self, archive: Archive, share: dict[int, float]) -> int:
        def added(entry: Entry) -> None:
            self.write_verbose(f"Adding '{entry.origin}'.")
            self.progress(self.status, share[id(entry)])

        def failed(entry: Entry, problem: OSError) -> None:
            kind, text = exception_of(problem, entry.origin)
            number = int(ErrorCategory.parse("PermissionDenied"))
            record = ErrorRecord(NetException(kind, text), "CompressArchiveUnauthorizedAccessError", number, entry.origin)
            self.tell(record, "ZipArchiveHelper")

        def write(file: Any) -> int:
            return archive.save(file, added, failed, self.runtime.check_stop)

        try:
            return replace(self.files, self.target, write)
        except OSError as problem:
            kind, text = exception_of(problem, self.target)
            self.fail(self.error(kind or IO, text, "ConstructorInvokedThrowException", "InvalidOperation", self.target))
