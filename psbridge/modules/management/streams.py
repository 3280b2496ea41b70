"""-Stream of the item and content commands: the streams of a file beside its contents.

Decides what a volume answers that keeps none but the contents (``:$DATA``), as the emulated ones do: every other stream cannot be opened.
Systems other than Windows have no such parameter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psbridge.engine.errors import ScriptError
from psbridge.engine.parameters import Parameter
from psbridge.objects import Int64, NetObject, define
from psbridge.objects.convert import enumerate_value, to_text
from psbridge.objects.nettypes import SMA
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

if TYPE_CHECKING:
    from psbridge.engine.providers.paths import ProviderPath
    from psbridge.modules.management.targets import ItemCommand
    from psbridge.objects import ErrorRecord

CONTENTS = ":$DATA"


class AlternateStreamData(NetObject):
    """A stream of a file, as Get-Item -Stream shows it."""

    __slots__ = ("file_name", "length", "stream")
    net_type = define("System.Management.Automation.Internal.AlternateStreamData", assembly=SMA)
    PROPERTIES = {"FileName": "file_name", "Stream": "stream", "Length": "length"}

    def __init__(self, file_name: str, stream: str, length: int) -> None:
        super().__init__()
        self.file_name, self.stream, self.length = file_name, stream, Int64(length)

    def __str__(self) -> str:
        return self.net_type.full_name


def parameters(command: ItemCommand, type_name: str) -> list[Parameter] | None:
    """-Stream, where the paths are those of files of Windows."""
    if not command.runspace.is_windows:
        return None
    try:
        provider = command.paths.unresolved((command.given or ["."])[0]).provider
    except ScriptError:
        return None
    return [Parameter("Stream", type_name)] if provider is command.runspace.drives.files else None


def wanted(command: ItemCommand) -> list[str] | None:
    """The streams that were asked for, None when -Stream was not given."""
    found = command.dynamic.get("stream")
    return None if found is None else [to_text(one) for one in enumerate_value(found) or (found,)]


def missing(command: ItemCommand, where: ProviderPath, name: str, error_id: str = "AlternateDataStreamNotFound") -> ErrorRecord:
    text = f"Could not open the alternate data stream '{name}' of the file '{where.path}'."
    return command.error("System.IO.FileNotFoundException", text, error_id, "ObjectNotFound", where.path)


def show(command: ItemCommand, where: ProviderPath, names: list[str]) -> None:
    """Write the streams of a file whose names fit; a name that none has is an error, a pattern is not."""
    known = command.runspace.drives.files.files.stat(where.path)
    for name in names:
        if known is not None and not known.is_dir and compile_wildcard(name)(CONTENTS):
            command.write(command.paths.dress(AlternateStreamData(where.path, CONTENTS, known.size), where))
        elif not has_wildcards(name):
            command.write_error(missing(command, where, name))
