"""Lists that come in parts."""

from __future__ import annotations

from typing import Any

from psbridge.transports.wsmanlists import enumerate_all
from psbridge.wsman.replies import Listed


def test_all_parts_are_read() -> None:
    parts = iter([Listed((b"1",), "ctx", end=False), Listed((b"2", b"3"), "ctx", end=False), Listed((b"4",))])
    asked: list[str] = []

    def asking(body: Any, uri: str) -> Listed:
        asked.append(type(body).__name__)
        return next(parts)

    assert enumerate_all(asking, "uri") == [b"1", b"2", b"3", b"4"]
    assert asked == ["Enumerate", "Pull", "Pull"]
