"""A small file server on 127.0.0.1 that can begin anywhere in a file, and remembers where it was asked to."""

from __future__ import annotations

import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

_RANGE = re.compile(r"bytes=(\d+)-(\d*)\Z")


class FileServer:
    """Serves `files`: path -> content."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.starts: list[int] = []  # first byte of each answer
        self._server = _Quiet(("127.0.0.1", 0), _handler(self))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> FileServer:
        threading.Thread(target=self._server.serve_forever, name="file server", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Quiet(ThreadingHTTPServer):
    """A client that goes away in the middle, as a killed one does, is nothing to talk about."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _handler(owner: FileServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._answer(False)

        def do_GET(self) -> None:
            self._answer(True)

        def _answer(self, body: bool) -> None:
            content = owner.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            first, last, partial = _asked(self.headers.get("Range", ""), len(content))
            if body:
                owner.starts.append(first)
            self.send_response(206 if partial else 200)
            self.send_header("Content-Length", str(last - first + 1))
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("ETag", '"demo"')
            self.send_header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
            if partial:
                self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
            self.end_headers()
            if body:
                self._send(memoryview(content)[first : last + 1])

        def _send(self, content: memoryview) -> None:
            try:
                self.wfile.write(content)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """The demo speaks for itself."""

    return Handler


def _asked(header: str, size: int) -> tuple[int, int, bool]:
    """First and last byte that a Range header wants, and whether it is one."""
    match = _RANGE.match(header)
    if match is None:
        return 0, size - 1, False
    first = int(match[1])
    last = min(int(match[2]) if match[2] else size - 1, size - 1)
    return (first, last, True) if first <= last else (0, size - 1, False)
