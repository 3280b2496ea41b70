"""The zygote of this process: asked for servers, which it makes by forking (see psbridge.server.zygote).

There is one for each process and its forks.  Light on purpose: who knows early that there will be jobs starts it early.
"""

from __future__ import annotations

import array
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping

_PROGRAM = "psbridge.server.zygote"
CAN_FORK = sys.platform == "linux"  # where sockets keep the bounds of messages and forking is sound
_BUFFER = 1 << 21


class Zygote:
    """The client's end of a zygote; it lives as long as somebody holds this end."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", _PROGRAM, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._channel = ours
        self._owner = os.getpid()

    @property
    def is_alive(self) -> bool:
        return self._owner != os.getpid() or self.process.poll() is None

    def ask(self, request: Mapping[str, object], descriptors: list[int]) -> None:
        """Have a server forked that gets these descriptors."""
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
        self._channel.sendmsg([json.dumps(request).encode()], rights)


_lock = threading.Lock()
_zygote: Zygote | None = None


def zygote() -> Zygote:
    """The zygote of this process, made when first asked for; forks share the one of the process that they come from."""
    global _zygote
    with _lock:
        if _zygote is None or not _zygote.is_alive:
            _zygote = Zygote()
        return _zygote


def forget_zygote() -> None:
    """Have the next one who asks make a new one."""
    global _zygote
    with _lock:
        _zygote = None
