"""What -Encoding accepts, and the text of files: names of PowerShell, code pages and Encoding objects.

Decides which encoding a name means in the edition that runs (`utf8` has a mark in 5.1 and none in 7), which names the edition knows, what
is written and read where nobody names one (`_DEFAULTS`), and how a mark at the start of a file counts.  The encodings themselves are those
of System.Text.
"""

from __future__ import annotations

import codecs
from functools import cache
from typing import Any

from psbridge.engine.members.table import WithContext, fill
from psbridge.engine.members.texts import Encoding, encoding, get_encoding
from psbridge.engine.parameters import ValidateSet
from psbridge.objects.enums import define_enum
from psbridge.objects.nettypes import SMA
from psbridge.objects.psobject import unwrap

UTF8_NO_MARK = Encoding("utf-8", "utf-8", 65001, "UTF8Encoding", b"", "Unicode (UTF-8)")
_BIG32 = Encoding("utf-32-be", "utf-32BE", 12001, "UTF32Encoding", codecs.BOM_UTF32_BE, "Unicode (UTF-32 Big-Endian)")
_NAMES = {
    "ascii": "ASCII",
    "bigendianunicode": "BigEndianUnicode",
    "unicode": "Unicode",
    "string": "Unicode",
    "unknown": "Unicode",
    "utf7": "UTF7",
    "utf8": "UTF8",
    "utf8bom": "UTF8",
    "utf32": "UTF32",
}
# a command, or a use of files: what it writes, and reads where there is no mark, unless told, in PowerShell 7 and in Windows PowerShell
_DEFAULTS = {
    "Source": ("utf8nobom", "default"),  # scripts
    "Content": ("utf8nobom", "default"),
    "Redirection": ("utf8nobom", "unicode"),
    "Export-Alias": ("unicode", "unicode"),
    "Export-Clixml": ("utf8nobom", "unicode"),
    "Export-Csv": ("utf8nobom", "ascii"),
    "Export-PSSession": ("utf8nobom", "utf8"),
    "Format-Hex": ("utf8nobom", "ascii"),
    "New-ModuleManifest": ("utf8nobom", "unicode"),
    "New-PSRoleCapabilityFile": ("utf8nobom", "unicode"),
    "New-PSSessionConfigurationFile": ("utf8nobom", "unicode"),
    "Out-File": ("utf8nobom", "unicode"),
    "Start-Transcript": ("utf8nobom", "utf8"),
    "System.Text.Encoding": ("utf8nobom", "default"),  # its Default
    "Tee-Object": ("utf8nobom", "unicode"),
}
_SYSTEM, _FACADE = ("Source", "Content"), "System.Management.Automation.ClrFacade"
FileSystemCmdletProviderEncoding: Any = define_enum(
    "Microsoft.PowerShell.Commands.FileSystemCmdletProviderEncoding",
    "Unknown String Unicode Byte BigEndianUnicode UTF8 UTF7 UTF32 Ascii Default Oem BigEndianUTF32",
    assembly=SMA,
)
"""What -Encoding of the content commands is in Windows PowerShell; String is as if nothing was told."""
TEXT_NAMES = ValidateSet("unknown", "string", "unicode", "bigendianunicode", "utf8", "utf7", "utf32", "ascii", "default", "oem")
"""What -Encoding of commands that write what a screen would show may be in Windows PowerShell."""
DATA_NAMES = ValidateSet("Unicode", "UTF7", "UTF8", "ASCII", "UTF32", "BigEndianUnicode", "Default", "OEM")
"""What -Encoding of commands that write or search data may be there."""
HEX_NAMES = ValidateSet("Ascii", "BigEndianUnicode", "Unicode", "UTF7", "UTF8", "UTF32")
_MARKS = (
    (codecs.BOM_UTF8, "UTF8"),
    (codecs.BOM_UTF32_LE, "UTF32"),
    (codecs.BOM_UTF16_LE, "Unicode"),
    (codecs.BOM_UTF16_BE, "BigEndianUnicode"),
)


def encoding_of(value: Any, *, desktop: bool = False, windows: bool = False) -> Encoding:
    """What -Encoding was given; NetError (ArgumentException, NotSupportedException) when that is no encoding."""
    bare = unwrap(value)
    if bare is None:
        return UTF8_NO_MARK
    if isinstance(bare, Encoding):
        return bare
    if isinstance(bare, int) and not isinstance(bare, bool):
        return get_encoding(int(bare))
    name = str(bare).lower()
    if name == "oem":
        return get_encoding(437) if desktop or windows else UTF8_NO_MARK
    if name == "default":
        return get_encoding(1252) if desktop else UTF8_NO_MARK
    if name == "utf8nobom" or (name == "utf8" and not desktop):
        return UTF8_NO_MARK
    if name == "bigendianutf32":
        return _BIG32
    return encoding(_NAMES[name]) if name in _NAMES else get_encoding(int(name) if name.isdigit() else str(bare))


def to_encoding(value: Any, ctx: Any) -> Encoding:
    """The transformation of -Encoding arguments."""
    runspace = ctx.runspace
    return encoding_of(value, desktop=is_desktop(runspace), windows=runspace.is_windows)


def default_for(runspace: Any, use: str) -> Encoding:
    """The encoding of a command, or of a use of files, that was told none.

    What is the system's own may have been set by reflection in Windows PowerShell, as tools do that send it scripts without a mark.
    """
    desktop = is_desktop(runspace)
    if desktop and use in _SYSTEM:
        told = runspace.extras.get("hidden_statics", {}).get((_FACADE, "default_encoding"))
        if isinstance(told, Encoding):
            return told
    return _default(use, desktop)


@cache
def _default(use: str, desktop: bool) -> Encoding:
    return encoding_of(_DEFAULTS.get(use, ("utf8nobom", "utf8nobom"))[desktop], desktop=desktop)


def is_desktop(runspace: Any) -> bool:
    """Whether the session is one of Windows PowerShell 5.1."""
    return str(runspace.version).startswith("5.")


def marked(data: bytes) -> Encoding | None:
    """The encoding whose mark stands at the start of the data."""
    if data.startswith(codecs.BOM_UTF32_BE):
        return _BIG32
    return next((encoding(name) for mark, name in _MARKS if data.startswith(mark)), None)


def text_of(data: bytes, told: Encoding | None = None) -> str:
    """The text of a file: a mark decides, then what was told, then UTF-8."""
    found = marked(data)
    if found is not None:
        return found.decode(data[len(found.preamble) :])
    return (told or UTF8_NO_MARK).decode(data)


fill(
    "System.Text.Encoding",
    "static System.Text.Encoding Default {get;}",
    {"::Default": WithContext(lambda ctx, net: default_for(ctx.runspace, "System.Text.Encoding"))},
)
