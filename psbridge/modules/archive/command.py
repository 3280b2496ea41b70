"""What both commands share: their errors, paths of the file system, progress.

Decides in whose name an error is told: terminating ones in the command's own, others in that of the function of the script module that
writes them there.
"""

from __future__ import annotations

from typing import Any, NoReturn

from psbridge.engine.errors import ScriptError
from psbridge.engine.providers.paths import ProviderPath
from psbridge.machine import Files, files_of
from psbridge.modules.management.targets import ItemCommand
from psbridge.objects.records import ErrorRecord, ProgressRecord, ProgressRecordType

IO = "System.IO.IOException"


class ArchiveCommand(ItemCommand):
    """Base of Compress-Archive and Expand-Archive."""

    @property
    def files(self) -> Files:
        return files_of(self.machine)

    def refuse(self, error_id: str, text: str, target: Any, category: str = "InvalidArgument") -> NoReturn:
        """End the command."""
        self.fail(self.error(IO, text, error_id, category, target))

    def tell(self, record: ErrorRecord, function: str) -> None:
        """Write an error in the name of a function inside of the module."""
        record.qualifier, record.category_info.activity = function, "Write-Error"
        self.write_error(record)

    def resolved(self, given: list[str], literal: bool) -> list[ProviderPath]:
        """The items that the paths mean."""
        found: list[ProviderPath] = []
        for path in given:
            try:
                found += self.paths.resolve(path, literal)
            except ScriptError as problem:
                text = f"The path '{path}' either does not exist or is not a valid file system path."
                inner = problem.record.exception
                kind = "System.InvalidOperationException"
                self.fail(self.error(kind, text, "ArchiveCmdletPathNotFound", "InvalidArgument", path, inner))
        return found

    def on_disk(self, found: list[ProviderPath]) -> None:
        """Refuse what no file system holds."""
        for one in found:
            if one.provider.NAME != "FileSystem":
                text = f"The path '{one.path}' either does not exist or is not a valid file system path."
                self.refuse("PathNotFound", text, one.path)

    def base_name(self, path: str) -> str:
        """The name of a file without what follows the last dot."""
        name = path.rpartition(self.files.separator)[2]
        return name.rpartition(".")[0] if "." in name else name

    def progress(self, status: str, percent: float, done: bool = False) -> None:
        record = ProgressRecord(0, self.DECLARATION.name, "Processing" if done else status)
        if done:
            record.record_type = ProgressRecordType(1)
        else:
            record.percent_complete = min(round(percent), 100)
        self.write_progress(record)

    def announce(self, word: str, status: str) -> None:
        """What is said before anything happens, unless nothing will."""
        if not self.is_bound("WhatIf") and "whatif" not in self.runtime.common:
            self.write_verbose(f"Preparing to {word}...")
            self.progress(status, 1)
