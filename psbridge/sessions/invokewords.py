"""The keywords of `Session.invoke`, for type checkers and editors.

Decides that the kind of result is known before the program runs: a `Result`, or with ``as_job=True`` a job.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from psbridge.engine.host import Host

Hear = Callable[[Any], object]


class InvokeWords(TypedDict, total=False):
    """Everything but ``as_job``."""

    parameters: Mapping[str, Any] | None
    input: Iterable[Any] | None
    using: Mapping[str, Any] | None
    name: str | None
    raw: bool
    timeout: float | None
    on_record: Callable[[int, Any], object] | None
    ui: Host | None
    on_output: Hear
    on_error: Hear
    on_warning: Hear
    on_verbose: Hear
    on_debug: Hear
    on_information: Hear
    on_progress: Hear


__all__ = ["InvokeWords"]
