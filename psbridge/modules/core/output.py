"""Where output ends: nowhere, the host, or the default."""

from __future__ import annotations

import time
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, cmdlet, parameter


@cmdlet("Out-Null", remoting="None", net_class="Microsoft.PowerShell.Commands.OutNullCommand")
class OutNull(Cmdlet):
    """Discards its input."""

    input_object = parameter("InputObject", "psobject", pipeline=True)


class _ToHost(Cmdlet):
    """Formats to the host's lines."""

    def begin(self) -> None:
        self.lines: Any = None

    def process(self) -> None:
        value = self.input_object  # type: ignore[attr-defined]
        if value is None and not self.input_is_expected:
            return
        if self.lines is None:
            from psbridge.engine.rendering import text_formatter

            size = self.host.ui.raw.size
            self.lines = text_formatter(self.ctx, self.host.ui.write_line, size.width, time.monotonic, rows=size.height)
        self.lines.write(value)

    def end(self) -> None:
        if self.lines is not None:
            self.lines.end()


@cmdlet("Out-Host", aliases=("oh",), remoting="None", net_class="Microsoft.PowerShell.Commands.OutHostCommand")
class OutHost(_ToHost):
    """Shows objects on the host."""

    paging = parameter("Paging", "switch")
    input_object = parameter("InputObject", "psobject", pipeline=True)


@cmdlet("Out-Default", remoting="None", net_class="Microsoft.PowerShell.Commands.OutDefaultCommand")
class OutDefault(_ToHost):
    """Shows objects where objects are shown by default."""

    transcript = parameter("Transcript", "switch")
    input_object = parameter("InputObject", "psobject", pipeline=True)


@cmdlet("Out-LineOutput", remoting="None", net_class="Microsoft.PowerShell.Commands.OutLineOutputCommand")
class OutLineOutput(_ToHost):
    """Writes format objects to a line output (the host's)."""

    line_output = parameter("LineOutput", "object", position=0)
    input_object = parameter("InputObject", "psobject", pipeline=True)
