"""What cases with needs find around them: an emulated host to reach, and a small web server.

Runs as a process of its own (`python -m psbridge.cli.conformance.world`), because the cases run in forks and a fork must not inherit
threads: one JSON line says where everything is, the end of standard input ends it.
"""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from types import TracebackType
from typing import Any

FILES = {"/small.txt": b"sixteen bytes...", "/large.bin": bytes(range(256)) * 4096}


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve(with_body=True)

    def do_HEAD(self) -> None:
        self._serve(with_body=False)

    def _serve(self, *, with_body: bool) -> None:
        data = FILES.get(self.path)
        if data is None:
            self.send_error(404)
            return
        first, last = self._range(len(data))
        whole = (first, last) == (0, len(data) - 1)
        self.send_response(200 if whole and "Range" not in self.headers else 206)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(last - first + 1))
        if "Range" in self.headers:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.end_headers()
        if with_body:
            self.wfile.write(data[first : last + 1])

    def _range(self, size: int) -> tuple[int, int]:
        asked = self.headers.get("Range", "").removeprefix("bytes=")
        first, _, last = asked.partition("-")
        if not asked or "," in asked:
            return 0, size - 1
        return (int(first), min(int(last or size - 1), size - 1)) if first else (size - int(last), size - 1)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the base class
        """Say nothing."""


class Web:
    """The web server; entering gives its address."""

    def __enter__(self) -> str:
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


def preamble(where: dict[str, Any], needs: frozenset[str]) -> str:
    """The lines that a script with these needs begins with."""
    lines = []
    if "remote" in needs:
        user, secret = (str(where[name]).replace("'", "''") for name in ("user", "password"))
        credential = f"[pscredential]::new('{user}', (ConvertTo-SecureString '{secret}' -AsPlainText -Force))"
        lines.append(f"$conn = @{{ ComputerName = '127.0.0.1'; Port = {where['port']}; Credential = {credential} }}")
    if "http" in needs:
        lines.append(f"$url = '{where['url']}'")
    return "".join(line + "\n" for line in lines)


def main() -> None:
    """Serve until standard input ends."""
    from psbridge.emulator.host import Emulator
    from psbridge.server.winrmconfig import Quotas, WinRMConfig

    config = WinRMConfig(quotas=Quotas(shells_per_user=1000, connections=1000))  # cases leave shells behind when they fail
    with Web() as url, Emulator("EMULATED", https_port=None, config=config) as host:
        where = {"port": host.port, "user": host.username, "password": host.password, "url": url}
        print(json.dumps(where), flush=True)
        sys.stdin.read()


class World:
    """The process, from its user's side."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self.where: dict[str, Any] = {}

    def __enter__(self) -> World:
        command = [sys.executable, "-m", "psbridge.cli.conformance.world"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.where = json.loads(self._process.stdout.readline())
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


if __name__ == "__main__":
    main()
