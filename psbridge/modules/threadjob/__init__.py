"""ThreadJob: Start-ThreadJob."""

from __future__ import annotations

COMMANDS: dict[str, str] = {"Start-ThreadJob": "starting:StartThreadJob"}
