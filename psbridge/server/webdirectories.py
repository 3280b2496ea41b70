"""Web directories of a machine beside its WinRM service: files over HTTP, and uploads with BITS.

The machine file declares them; `anonymous = false` asks for Basic with a user of the machine:

    [[sites]]
    path = "/upload"
    directory = 'C:\\inetpub\\upload'
    anonymous = true

Decides which directory a path belongs to (the longest that fits), and what of it is a file of the machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from psbridge.errors import ConfigurationError
from psbridge.server.httpserver import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from psbridge.machine.computer import Machine

UPLOAD_BODY = 8 << 20  # bytes of one request: fragments of BITS are larger than envelopes
_KEYS = {"path", "directory", "anonymous"}


class _Users(Mapping[str, str]):
    """The users of a machine with their passwords, as they are now."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def __getitem__(self, name: str) -> str:
        found = self._machine.accounts.find(name)
        if found is None or not found.enabled or found.locked:
            raise KeyError(name)
        return found.password

    def __iter__(self) -> Any:
        return iter(user.name for user in self._machine.accounts.users())

    def __len__(self) -> int:
        return len(self._machine.accounts.users())


class WebDirectories:
    """The directories of one machine; nothing is loaded for a machine that has none."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._sites: list[tuple[str, Any]] = []
        for table in machine.definition.sites:
            self._add(dict(table))
        self._sites.sort(key=lambda row: len(row[0]), reverse=True)

    def _add(self, table: dict[str, Any]) -> None:
        from psbridge.bits.estate import FileSite

        path, directory = str(table.get("path", "")).rstrip("/"), str(table.get("directory", ""))
        if set(table) - _KEYS or not path.startswith("/") or directory[1:3] != ":\\":
            raise ConfigurationError(
                f"The site {path!r} cannot be", hint=f"It has a path, a whole directory, and no more than {sorted(_KEYS)}."
            )
        files = self.machine.files
        parts = directory.rstrip("\\").split("\\")
        for i in range(2, len(parts) + 1):
            if files.stat("\\".join(parts[:i])) is None:
                files.make_directory("\\".join(parts[:i]))
        users = None if table.get("anonymous", True) else _Users(self.machine)
        self._sites.append((path.lower(), FileSite(lambda: self.machine.files, directory, users)))

    def __bool__(self) -> bool:
        return bool(self._sites)

    def answer(self, request: HttpRequest) -> HttpResponse | None:
        """The answer of the directory that a path is in; None: it is in none."""
        path = request.path.lower()
        for prefix, site in self._sites:
            if path == prefix or path.startswith(prefix + "/"):
                return self._ask(site, request, len(prefix))
        return None

    @staticmethod
    def _ask(site: Any, request: HttpRequest, cut: int) -> HttpResponse:
        from psbridge.bits.estate import WebRequest

        inside = request.target[cut:] or "/"
        reply = site(WebRequest(request.method, request.headers.get("host", ""), inside, request.headers, request.body))
        site.requests.clear()  # it keeps them for tests
        body = reply.body if isinstance(reply.body, bytes) else b"".join(reply.body)
        headers = tuple((name, value) for name, value in reply.headers if name.lower() != "content-length")
        length = next((value for name, value in reply.headers if name.lower() == "content-length"), None)
        made = HttpResponse(reply.status, headers, body)
        return replace(made, length=int(length)) if request.method == "HEAD" and length is not None else made
