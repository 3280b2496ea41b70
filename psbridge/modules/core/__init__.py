"""Microsoft.PowerShell.Core: what belongs to the engine itself."""

from __future__ import annotations

COMMANDS: dict[str, str] = {}
