"""The console of an emulated machine: cmd.exe's language and commands, and the programs that WinRM tools call.

Everything works on the virtual machine; no process is started and no real file is touched.
"""

from __future__ import annotations

from psbridge.server.cmd import builtins, programs
from psbridge.server.cmd.process import Console, Process

__all__ = ["Console", "Process", "builtins", "programs"]  # the modules enter their commands in the tables
