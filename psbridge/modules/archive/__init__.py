"""Microsoft.PowerShell.Archive: ZIP archives of the session's machine."""

from __future__ import annotations

COMMANDS = {
    "Compress-Archive": "compressing:CompressArchive",
    "Expand-Archive": "expanding:ExpandArchive",
}
