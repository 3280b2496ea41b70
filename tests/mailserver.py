"""A mail server on the loopback that remembers what it was told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_ANSWERS = {"DATA": "354 go on", "QUIT": "221 bye", "AUTH": "235 welcome"}


class MailServer(socketserver.ThreadingTCPServer):
    """``said``: the commands, and the lines of the message.  ``offers``: what it says it can do beyond plain mail."""

    daemon_threads = True

    def __init__(self, offers: str) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.answers = {**_ANSWERS, "EHLO": f"250-here\r\n250 {offers}"}
        self.said: dict[str, list[str]] = {"lines": [], "data": []}


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        said, text = self.server.said, False
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            if text and line != ".":
                said["data"].append(line)
                continue
            text = line.upper() == "DATA"
            said["lines"].append(line)
            refused = line.upper().startswith("RCPT") and "refused" in line
            answer = "550 no such box" if refused else self.server.answers.get(line.split(" ")[0].upper(), "250 ok")
            self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def mail_server(offers: str) -> Iterator[MailServer]:
    """A server that answers while the block runs."""
    made = MailServer(offers)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        made.shutdown()
        thread.join()
        made.server_close()
