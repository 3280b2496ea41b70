"""Values with an element of their own that is no primitive: enums, script blocks, secrets, progress records.

Decides how each is laid out; the writer has the parts of an object that they are made of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psbridge.clixml.escapes import escape
from psbridge.clixml.primitives import progress_parts, write_string
from psbridge.objects.enums import PSEnum
from psbridge.objects.records import ProgressRecord
from psbridge.objects.scalars import SecureString
from psbridge.objects.scriptblock import ScriptBlock

if TYPE_CHECKING:
    from psbridge.clixml.writer import Writer


def enum(writer: Writer, value: PSEnum, attribute: str, level: int, depth: int) -> None:
    """An enum value as its number and its label; it never is the target of a reference."""
    if depth <= 0:
        writer.out.append(writer.pads[level] + write_string(attribute, value.label))
        return
    start = writer.unnamed(attribute, level)
    writer.type_names(value.net_type.type_names, level + 1)
    writer.to_string(value.label, level + 1)
    writer.write(value.UNDERLYING(int(value)), "", level + 1, depth)
    writer.close(start, level)


def script(writer: Writer, value: ScriptBlock, attribute: str, level: int, depth: int) -> None:
    if value.shape.names:
        start = writer.unnamed(attribute, level)
        writer.out.append(f"{writer.pads[level + 1]}<SBK>{escape(value.source)}</SBK>")
        writer.stored(value, level + 1, depth)
        writer.close(start, level)
    else:
        writer.out.append(f"{writer.pads[level]}<SBK{attribute}>{escape(value.source)}</SBK>")


def secret(writer: Writer, value: SecureString, attribute: str, level: int, depth: int) -> None:
    if writer.encrypt is not None:
        text = writer.encrypt(value.reveal())
    else:
        text = value.encrypted if value.encrypted is not None else value.reveal().encode("utf-16-le", "surrogatepass").hex()
    writer.out.append(f"{writer.pads[level]}<SS{attribute}>{text}</SS>")


def progress(writer: Writer, value: ProgressRecord, attribute: str, level: int, depth: int) -> None:
    pad, inner = writer.pads[level], writer.pads[level + 1]
    writer.out.append(f"{pad}<PR{attribute}>{inner}{inner.join(progress_parts(value))}{pad}</PR>")
