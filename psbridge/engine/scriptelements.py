"""Scripts in a pipeline: the text of a whole run, and script files.

Decides what `exit` ends, and what $? and $LASTEXITCODE say afterwards.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.errors import ExitRequest
from psbridge.engine.functions import FunctionElement


class TextElement(FunctionElement):
    """The text of a whole run; what `$?` says afterwards is what its last statement left."""

    __slots__ = ("succeeded",)

    def end(self) -> None:
        super().end()
        self.succeeded = self.caller.execution.success


class ScriptElement(FunctionElement):
    """A script file: `exit` ends it and sets $LASTEXITCODE."""

    __slots__ = ("ended",)

    def _run(self, code: Any) -> None:
        if getattr(self, "ended", False):
            return
        try:
            super()._run(code)
        except ExitRequest as request:
            self._exit(request)

    def process(self, value: Any) -> None:
        if getattr(self, "ended", False):
            return
        try:
            super().process(value)
        except ExitRequest as request:
            self._exit(request)

    def _exit(self, request: ExitRequest) -> None:
        self.ended = True
        self.caller.execution.global_scope.variables["lastexitcode"] = request.code

    @property
    def failed(self) -> bool:
        return bool(getattr(self, "ended", False) and self.caller.execution.global_scope.variables.get("lastexitcode"))
