"""A client of WSMan without any library: messages of this project, sent as they are or broken on purpose."""

from __future__ import annotations

import base64
import http.client
import uuid
from typing import Any

from psbridge.emulator.host import Emulator
from psbridge.psrp import ClientPool, Pipeline
from psbridge.wsman import Client, requests
from psbridge.wsman.names import RESOURCE_POWERSHELL


class SoapClient:
    """One connection with Basic."""

    def __init__(self, host: Emulator) -> None:
        self.host, self.client, self.shell_id = host, Client(host.url), ""
        token = base64.b64encode(f"{host.username}:{host.password}".encode()).decode()
        self.headers = {"Authorization": f"Basic {token}", "Content-Type": "application/soap+xml;charset=UTF-8"}
        self.http = http.client.HTTPConnection("127.0.0.1", host.port, timeout=120)
        self.pool = ClientPool()

    def post(self, data: bytes, **headers: str) -> tuple[int, bytes]:
        self.http.request("POST", "/wsman", data, {**self.headers, **headers})
        answer = self.http.getresponse()
        return answer.status, answer.read()

    def ask(self, body: Any, uri: str = RESOURCE_POWERSHELL, **options: Any) -> Any:
        """The reply; a fault is raised."""
        pending = self.client.request(body, uri, shell_id=options.pop("shell_id", self.shell_id), **options)
        return self.client.reply(pending, self.post(pending.data)[1])

    def open(self, uri: str = RESOURCE_POWERSHELL, **fields: Any) -> Any:
        self.pool.open()
        data = b"".join(data for _, data, _ in self.pool.take_all())
        create = requests.Create(
            str(self.pool.rpid).upper(), input_streams=("stdin", "pr"), output_streams=("stdout",), creation_xml=data, **fields
        )
        created = self.ask(create, uri)
        self.shell_id = created.shell_id
        while self.pool.state.name != "OPENED":
            self.receive()
        return created

    def receive(self, pid: str = "", timeout: float = 60.0) -> Any:
        answer = self.ask(requests.Receive(("stdout",), pid), timeout=timeout)
        for stream in answer.streams:
            self.pool.receive(stream.data, uuid.UUID(pid) if pid else None)
        return answer

    def start(self, text: str) -> str:
        made = self.pool.pipeline(Pipeline.script(text))
        made.start()
        pid = str(made.pid).upper()
        self.ask(requests.Command.with_payload(b"".join(data for _, data, _ in self.pool.take_all()), pid))
        return pid

    def run(self, text: str) -> None:
        pid = self.start(text)
        while not self.receive(pid).state.endswith("Done"):
            pass
