"""-OutputFormat XML: all streams as one CLIXML document on standard output, as another PowerShell reads it."""

from __future__ import annotations

import re
import sys
from typing import Any

_ELEMENT = re.compile(r"<([A-Za-z0-9]+)")


def write_document(entries: list[tuple[str, Any]]) -> None:
    """Write `#< CLIXML` and the objects, each marked with the stream that it came from."""
    from psbridge.clixml import write_element

    parts = []
    for stream, value in entries:
        element = write_element(value)
        text = element.decode()
        parts.append(_ELEMENT.sub(lambda match, stream=stream: f'<{match[1]} S="{stream}"', text, count=1))  # type: ignore[misc]
    body = "".join(parts)
    sys.stdout.write(f'#< CLIXML\n<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">{body}</Objs>')
