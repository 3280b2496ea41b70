"""The WinRM service of one host: HTTP requests in, HTTP responses out.

Decides what needs a log-on, what must be sealed, which status a fault travels with, and which resource answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from lxml import etree

from psbridge.errors import PsBridgeError, WSManFault
from psbridge.machine.computer import Machine
from psbridge.server import wmi
from psbridge.server.auth import Authenticator, Caller
from psbridge.server.auth.contexts import Contexts
from psbridge.server.configuration import Configuration
from psbridge.server.disturbances import Disturbances, Interrupted
from psbridge.server.endpoints import Endpoints
from psbridge.server.httpserver import HttpRequest, HttpResponse, Link
from psbridge.server.launching import Launcher
from psbridge.server.shelltable import CURRENT, SHELL_RESOURCES, ShellTable
from psbridge.server.webdirectories import UPLOAD_BODY, WebDirectories
from psbridge.server.winrmconfig import WinRMConfig
from psbridge.wsman import Dialogue, FaultKind, Request, fault, replies, requests
from psbridge.wsman import sealing as encryption
from psbridge.wsman.names import CFG, RESOURCE_CONFIG, Action

_SOAP = (("Content-Type", "application/soap+xml;charset=UTF-8"),)
_WORKERS = 8
_NTLM = "TlRMTVNT"  # how its tokens begin; Kerberos and CredSSP compute longer and may ask others
_PATH = "/wsman"
_ANONYMOUS = "/wsman-anon/identify"
Observer = Callable[[Link, Caller | None, bytes, int, bytes], None]


class WinRMService:
    """One host's service. `respond` answers HTTP; `exchange` answers envelopes of a caller that is known already."""

    def __init__(self, machine: Machine, config: WinRMConfig | None = None, *, binding: bytes = b"", address: str = "127.0.0.1") -> None:
        self.machine = machine
        self.config = config or WinRMConfig(
            allow_unencrypted=machine.definition.allow_unencrypted, network_timeout=machine.definition.network_timeout
        )
        self.address = address
        self.workers = ThreadPoolExecutor(_WORKERS, "winrm")
        self.dialogue = Dialogue(machine.name, self.config.limits.envelope)
        self.ports = (0, 0)
        self.endpoints = Endpoints(machine, self.config, self.workers, self)
        self.shells = ShellTable(self.config, self.endpoints.shell, self._own_address)
        self.configuration = Configuration(machine.wsman)
        self.directories = WebDirectories(machine)
        if self.directories:
            self.config = replace(self.config, limits=replace(self.config.limits, upload=UPLOAD_BODY))
        self.observer: Observer | None = None
        machine.presences.append(self._is_present)
        self.launcher = machine.launcher = Launcher(machine, self.endpoints.console_profile)
        self.disturbances = Disturbances()
        self._contexts = {secure: Contexts(machine.accounts, self.config, binding if secure else b"") for secure in (False, True)}

    def _is_present(self, user: str) -> bool:
        """Whether an account has a session here; a disconnected one counts."""
        name = self.machine.accounts.bare(user).lower()
        return any(shell.caller.user.name.lower() == name for shell in list(self.shells.shells.values()))

    def _own_address(self, request: Request) -> str:
        return request.header.to

    async def close(self) -> None:
        """End all shells."""
        if self._is_present in self.machine.presences:
            self.machine.presences.remove(self._is_present)
        self.launcher.close()
        await self.shells.close()
        self.workers.shutdown(wait=False, cancel_futures=True)

    # -- HTTP

    async def respond(self, request: HttpRequest, link: Link) -> HttpResponse:
        """The answer to a request."""
        try:
            return await self._route(request, link)
        except Interrupted as instead:
            return instead.response

    async def _route(self, request: HttpRequest, link: Link) -> HttpResponse:
        path = request.path.lower().rstrip("/")
        if path not in {_PATH, _ANONYMOUS}:
            return await self._elsewhere(request)
        if request.method != "POST":
            return HttpResponse(405, (("Allow", "POST"),))
        if path == _ANONYMOUS or request.headers.get("wsmanidentify", "").lower() == "unauthenticated":
            return await self._anonymous(request, link)
        return await self._authenticated(request, link)

    async def _elsewhere(self, request: HttpRequest) -> HttpResponse:
        """A path that is not WinRM's: one of the machine's web directories, or nothing."""
        if not self.directories:
            return HttpResponse(404)
        found = await asyncio.get_running_loop().run_in_executor(self.workers, self.directories.answer, request)
        return found or HttpResponse(404)

    async def _anonymous(self, request: HttpRequest, link: Link) -> HttpResponse:
        try:
            asked = self.dialogue.receive(request.body)
            if asked.action is not Action.IDENTIFY:
                raise fault(FaultKind.ACCESS_DENIED)
        except WSManFault as error:
            return self._finish(link, None, request.body, error.http_status, self.dialogue.fault(error))
        return self._finish(link, None, request.body, 200, self.dialogue.reply(asked, self._identity(False)))

    def _authenticator(self, link: Link) -> Authenticator:
        found = link.memory.get("auth")
        if found is None:
            accounts = self.machine.accounts
            found = Authenticator(accounts, self.config, self._contexts[link.secure], link.secure, link.address)
            found.clock_refuses = self.disturbances.clock_refuses
            link.memory["auth"] = found
        return found

    async def _authenticated(self, request: HttpRequest, link: Link) -> HttpResponse:
        auth = self._authenticator(link)
        header = request.headers.get("authorization", "")
        if header[:6].lower() == "basic " or header.partition(" ")[2].startswith(_NTLM):
            verdict = auth.check(header, link.certificate)  # short and without waiting: a thread would cost as much
        elif header or link.certificate is not None:
            verdict = await asyncio.get_running_loop().run_in_executor(self.workers, auth.check, header, link.certificate)
        else:
            verdict = auth.check("")
        headers = tuple(("WWW-Authenticate", challenge) for challenge in verdict.challenges)
        if verdict.caller is None:
            return HttpResponse(401, headers, close=verdict.drop)
        if not request.body:
            return HttpResponse(200, headers)
        response = await self._opened(request, link, auth, verdict.caller)
        return HttpResponse(response.status, (*response.headers, *headers), response.body, response.close)

    async def _opened(self, request: HttpRequest, link: Link, auth: Authenticator, caller: Caller) -> HttpResponse:
        """Unseal, answer, seal."""
        kind = request.headers.get("content-type", "")
        if not encryption.is_sealed(kind):
            if not link.secure and not self.config.allow_unencrypted:
                return HttpResponse(500, _SOAP)
            return await self._envelope(request.body, link, caller)
        if auth.sealer is None:
            return HttpResponse(400, close=True)
        try:
            protocol = encryption.protocol_of(kind)
            body = encryption.unseal(auth.sealer, kind, request.body)
        except Exception:  # noqa: BLE001 - what the context cannot open was tampered with, repeated or is not ours
            return HttpResponse(400, close=True)
        response = await self._envelope(body, link, caller)
        sealed_kind, sealed = encryption.seal(auth.sealer, protocol, response.body)
        return HttpResponse(response.status, (("Content-Type", sealed_kind),), sealed)

    async def _envelope(self, body: bytes, link: Link, caller: Caller) -> HttpResponse:
        CURRENT.set(link)
        status, answer = await self.exchange(body, caller)
        return self._finish(link, caller, body, status, answer)

    def _finish(self, link: Link, caller: Caller | None, body: bytes, status: int, answer: bytes) -> HttpResponse:
        if self.observer is not None:
            self.observer(link, caller, body, status, answer)
        return HttpResponse(status, _SOAP, answer)

    # -- envelopes

    async def exchange(self, body: bytes, caller: Caller) -> tuple[int, bytes]:
        """HTTP status and envelope for an envelope."""
        request: Request | None = None
        try:
            request = self.dialogue.receive(body)
            await self.disturbances.before(request)
            reply = await self.perform(request, caller)
            await self.disturbances.after(request)
            return 200, self.dialogue.reply(request, reply)
        except WSManFault as error:
            return error.http_status, self.dialogue.fault(error, request)
        except Interrupted:
            raise
        except PsBridgeError as error:
            return 500, self.dialogue.fault(fault(FaultKind.PROVIDER_FAILURE, str(error)), request)

    async def perform(self, request: Request, caller: Caller) -> Any:
        """The reply to a request of anybody who is logged on."""
        if request.action is Action.IDENTIFY:
            return self._identity(True)
        uri = request.header.resource_uri
        if request.action is Action.GET:
            return await self._get(request, caller, uri)
        if request.action is Action.ENUMERATE:
            return await self._enumerate(request, caller, uri)
        if request.action is Action.PUT and uri.startswith(RESOURCE_CONFIG):
            return self._put(request, caller, uri)
        return await self.shells.perform(request, caller)

    async def _enumerate(self, request: Request, caller: Caller, uri: str) -> Any:
        if uri in SHELL_RESOURCES:
            return await self.shells.enumerate(request, caller)
        if not wmi.is_wmi(uri):
            raise fault(FaultKind.RESOURCE_NOT_FOUND)
        self._only_administrators(caller)
        body: requests.Enumerate = request.body  # type: ignore[assignment]
        return self.shells.listed(wmi.enumerate_instances(self.machine, request), body, caller)

    def _only_administrators(self, caller: Caller) -> None:
        if not self.machine.accounts.is_administrator(caller.user.name):
            raise fault(FaultKind.ACCESS_DENIED)

    def _put(self, request: Request, caller: Caller, uri: str) -> replies.Written:
        """Change the service's configuration, and follow it."""
        self._only_administrators(caller)
        body: requests.Put = request.body  # type: ignore[assignment]
        path = uri[len(RESOURCE_CONFIG) :].strip("/")
        self._follow(self.configuration.write(self.config, self.ports, path, replies.config_values(body.xml)))
        return replies.Written(xml=self._configuration(path))

    def _follow(self, config: WinRMConfig) -> None:
        """Another configuration for all that comes; connections that are there keep their log-on."""
        self.config = self.endpoints.config = self.shells.config = config
        self.dialogue = Dialogue(self.machine.name, config.limits.envelope)
        for contexts in self._contexts.values():
            contexts.config = config

    async def _get(self, request: Request, caller: Caller, uri: str) -> Any:
        if uri in SHELL_RESOURCES:
            return await self.shells.get_shell(request, caller)
        if wmi.is_wmi(uri):
            self._only_administrators(caller)
            return replies.Got(xml=wmi.get(self.machine, request))
        if not uri.startswith(RESOURCE_CONFIG):
            raise fault(FaultKind.RESOURCE_NOT_FOUND)
        return replies.Got(xml=self._configuration(uri[len(RESOURCE_CONFIG) :].strip("/")))

    def _configuration(self, path: str) -> bytes:
        """winrm/config or a part of it."""
        name, values = self.configuration.part(self.configuration.values(self.config, self.ports), path)
        root = etree.Element(f"{{{CFG}}}{name}", nsmap={"cfg": CFG})
        _nested(root, values)
        return etree.tostring(root)

    def _identity(self, known: bool) -> replies.Identified:
        version = self.machine.definition.os_version if known else "0.0.0"
        return replies.Identified(product_version=f"OS: {version} SP: 0.0 Stack: 3.0")


def _nested(parent: Any, values: Any) -> None:
    """A nested table of texts as elements."""
    if not isinstance(values, dict):
        parent.text = str(values)
        return
    for name, value in values.items():
        _nested(etree.SubElement(parent, f"{{{CFG}}}{name}"), value)
