"""A session over ssh: the system's ssh program runs the subsystem, as PowerShell does.

Agent, jump hosts and ~/.ssh/config work as they do for ssh itself.  Nothing is asked on the terminal: a host whose key or user it cannot
check is an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from psbridge.errors import ConnectionFailed, PsBridgeError
from psbridge.transports.carrier import Capabilities
from psbridge.transports.process import ProcessTransport


class SshTransport(ProcessTransport):
    """ssh with a subsystem at the other end."""

    name = "ssh"
    capabilities = Capabilities()

    def __init__(
        self,
        host: str,
        *,
        user: str | None = None,
        port: int | None = None,
        key_file: str | None = None,
        subsystem: str = "powershell",
        connecting_timeout: int | None = None,
        options: Mapping[str, str] | None = None,
        program: str = "ssh",
        extra: Sequence[str] = (),
    ) -> None:
        self.host = host
        command = [program, "-o", "BatchMode=yes"]
        if connecting_timeout is not None:
            command += ["-o", f"ConnectTimeout={max(1, connecting_timeout)}"]
        for name, value in (options or {}).items():
            command += ["-o", f"{name}={value}"]
        if key_file is not None:
            command += ["-i", key_file]
        if port is not None:
            command += ["-p", str(port)]
        if user is not None:
            command += ["-l", user]
        super().__init__([*command, *extra, "-s", "--", host, subsystem])

    def lost(self) -> PsBridgeError:
        """What ssh said, in the words of PowerShell."""
        said = self.said().splitlines()
        told = said[-1] if said else f"exit code {self.final_code()}"
        return ConnectionFailed(
            "The background process reported an error with the following message: "
            f"The SSH client session has ended with error message: {told}."
        )
