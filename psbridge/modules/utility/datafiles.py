"""The .ps1xml files that Update-FormatData and Update-TypeData read: which are meant, and that they are XML at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from psbridge.engine.errors import ScriptError
from psbridge.engine.textfile import decode
from psbridge.modules.utility import files
from psbridge.objects import NetError

if TYPE_CHECKING:
    from psbridge.engine.cmdlet import Cmdlet

_A = "System.Management.Automation."


def meant(cmd: Cmdlet, paths: Iterable[str] | None, error_id: str) -> list[str]:
    """The full names behind paths, in their order; what is not there or of another kind is an error each."""
    found: list[str] = []
    for path in paths or ():
        try:
            names = files.resolve_all(cmd, path)
        except (NetError, ScriptError) as problem:
            cmd.write_error(cmd.error(_A + "ItemNotFoundException", _message(problem), error_id, "InvalidOperation", path))
            continue
        for name in names:
            if name.lower().endswith(".ps1xml"):
                found.append(name)
                continue
            text = f"The file name \"{name}\" must end in '.ps1xml'."
            cmd.write_error(cmd.error(_A + "PSInvalidOperationException", text, "WrongExtension", "InvalidArgument"))
    return found


def _message(problem: NetError | ScriptError) -> str:
    return problem.record.message if isinstance(problem, ScriptError) else problem.exception.message


def read_xml(cmd: Cmdlet, full: str) -> tuple[bytes, str | None]:
    """The bytes of a file, and what .NET's reader says of them when they are no XML."""
    from psbridge.engine.members.xmldom import XmlDocument, load

    data = files.read_file(cmd, full)
    try:
        load(XmlDocument(), decode(data))
    except NetError as problem:
        return data, _message(problem)
    return data, None
