"""Session: a PowerShell session on a host, for Python.

Decides what a command is made of (script, file, arguments, `$using:` values from Python), what its records become, and how a session
is left and taken up again.  Below it is a `ClientSession` over the transport that the connection means.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, Unpack, overload
from uuid import UUID

from psbridge.engine.host import Host
from psbridge.engine.textfile import read_own_script
from psbridge.errors import LocalProtocolError, UnknownEndpoint
from psbridge.jobs.remoting import RemotingJob
from psbridge.objects.natural import from_python
from psbridge.objects.showing import Shown
from psbridge.psrp import Command, Pipeline, PoolState
from psbridge.sessions.arguments import joined, parameters_of
from psbridge.sessions.client import ClientSession, RunningPipeline
from psbridge.sessions.connection import Connection, wsman_target
from psbridge.sessions.debugging import working
from psbridge.sessions.hosting import describe_host
from psbridge.sessions.invokewords import InvokeWords
from psbridge.sessions.limits import too_slow
from psbridge.sessions.results import Result, note_end
from psbridge.sessions.using import caller_names, python_values

Rows = list  # the class has a method of that name
OnRecord = Callable[[int, Any], object]
_STOPPING = 10.0  # seconds that a command may take to stop


class Session(Shown):
    """A session on a host.  Open it, or use it in a with block.

    ``transport``: wsman, winrs (a console: text, errors and an exit code), ssh or process.  The other keywords are those of the transport;
    for wsman port, username, password, auth (basic, certificate, credssp, kerberos, negotiate, ntlm), ssl, verify, proxy,
    configuration_name, connect_timeout, operation_timeout, retries, certificate, certificate_key, idle_timeout, buffer_mode, encryption,
    negotiate, credssp, max_redirections (how often the host may send us elsewhere; 0), skip_ca_check, skip_cn_check, include_port_in_spn,
    proxy_username, proxy_password, max_object_size and max_data_per_command (bytes that are taken), cancel_timeout (seconds that a stop may
    take).
    """

    def __init__(
        self,
        host: str = "localhost",
        *,
        transport: str = "wsman",
        name: str | None = None,
        ui: Host | None = None,
        application_arguments: Mapping[str, Any] | None = None,
        max_runspaces: int = 1,
        connection: Connection | None = None,
        client: ClientSession | None = None,
        **words: Any,
    ) -> None:
        self.connection = connection or Connection.of(host, transport, **words)
        if name and self.connection.can_disconnect:
            self.connection = self.connection.with_words(name=name)  # lists of the host's sessions show it
        self.name = name or f"Session on {self.connection.host}"
        self._ui = ui
        self._arguments = dict(application_arguments or {})
        self._max = max_runspaces
        self._client = client
        self.pending: Rows[tuple[RunningPipeline, Result]] = []  # commands whose results nobody has had yet

    # -- facts

    @property
    def client(self) -> ClientSession:
        """The session below; raises when it was never opened."""
        if self._client is None:
            raise LocalProtocolError("The session is not open", where=self.name, hint="Call open(), or use it in a with block.")
        return self._client

    @property
    def host(self) -> str:
        return self.connection.host

    computer_name = host

    @property
    def instance_id(self) -> UUID:
        """The id by which any process finds the session on its host."""
        return self.client.pool.rpid

    @property
    def state(self) -> str:
        """BeforeOpen, Opening, Opened, Disconnected, Closed, Broken ..."""
        return "BeforeOpen" if self._client is None else self._client.state.runspace_state

    @property
    def availability(self) -> str:
        """Available, Busy, or None when it cannot be used."""
        if self._client is None or self._client.state is not PoolState.OPENED:
            return "None"
        return "Busy" if working(self._client) >= self._max else "Available"

    @property
    def application_private_data(self) -> Any:
        return self.client.private_data

    def __repr__(self) -> str:
        return f"<Session {self.name!r} {self.state}>"

    def _table(self) -> tuple[list[dict[str, Any]], str, str]:
        row = {"Name": self.name, "Host": self.host, "State": self.state, "Availability": self.availability}
        return [row | {"Transport": self.connection.transport}], "", ""

    # -- life

    def open(self, timeout: float | None = 180.0) -> Self:
        """Open it; raises what went wrong."""
        if self._client is None or self._client.state in (PoolState.CLOSED, PoolState.BROKEN):
            self._client = ClientSession(
                self.connection.make(),
                host=self._ui,
                application_arguments=self._arguments,
                max_runspaces=self._max,
                **self.connection.client_options(),
            )
            try:
                self._client.open(timeout)
            except UnknownEndpoint as error:
                from psbridge.sessions.endpoints import explained

                raise explained(error, self.connection) from None
        return self

    def close(self) -> None:
        """End it, on both sides; commands that run are stopped.  A session that is disconnected lives on: use remove() for it."""
        if self._client is not None and self.state != "Disconnected":
            self._client.close()

    def remove(self) -> None:
        """End it even when it is disconnected."""
        if self._client is not None:
            self._client.close()

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # -- commands

    def pipeline(self, script: Any, args: Iterable[Any] = (), using: Mapping[str, Any] | None = None, **options: Any) -> Pipeline:
        """The pipeline of a script text, a Path of a file, or a script block."""
        text = read_own_script(script) if isinstance(script, Path) else str(getattr(script, "source", script))
        command = Command(text, is_script=True, parameters=parameters_of(args))
        values = python_values(text, using or {})
        if values is not None:
            command.add("--%", values)
        return Pipeline([command], **options)

    def begin(
        self,
        script: Any,
        *args: Any,
        parameters: Mapping[str, Any] | None = None,
        input: Iterable[Any] | None = None,  # noqa: A002 - the name that PowerShell has
        using: Mapping[str, Any] | None = None,
        raw: bool = False,
        on_record: OnRecord | None = None,
        ui: Host | None = None,
        end_input: bool = True,
        result: Result | None = None,
    ) -> tuple[RunningPipeline, Result]:
        """Start a command and come back at once: its pipeline, and the result (a new one, or ``result``) that fills while it runs.

        Without ``end_input`` it waits for more after ``input``.
        """
        result = Result(self.host) if result is None else result

        def sink(stream: int, value: Any) -> None:
            kept = result.add(stream, value, raw)
            if on_record is not None:
                on_record(stream, kept)

        description = self.pipeline(script, joined(args, parameters), using)
        description.no_input = input is None and end_input
        if ui is not None:
            description.host = describe_host(ui)

        def prepare(made: RunningPipeline) -> None:
            made.on_end(lambda ended: note_end(result, ended))
            if on_record is None:
                made.nobody_counts()

        running = self.client.run(description, sink=sink, host=ui, prepare=prepare)
        self.pending.append((running, result))
        if input is not None:
            running.feed(map(from_python, input), end=end_input)
        return running, result

    @overload
    def invoke(self, script: Any, *args: Any, as_job: Literal[False] = False, **words: Unpack[InvokeWords]) -> Result: ...

    @overload
    def invoke(self, script: Any, *args: Any, as_job: Literal[True], **words: Unpack[InvokeWords]) -> RemotingJob: ...

    @overload
    def invoke(self, script: Any, *args: Any, as_job: bool, **words: Unpack[InvokeWords]) -> Result | RemotingJob: ...

    def invoke(
        self,
        script: Any,
        *args: Any,
        parameters: Mapping[str, Any] | None = None,
        input: Iterable[Any] | None = None,  # noqa: A002
        using: Mapping[str, Any] | None = None,
        as_job: bool = False,
        name: str | None = None,
        raw: bool = False,
        timeout: float | None = None,
        on_record: OnRecord | None = None,
        ui: Host | None = None,
        **callbacks: Callable[[Any], object],
    ) -> Any:
        """Run a script (text, Path, block) and give its Result; with ``as_job`` a job that fills while it runs.

        Arguments count by place, ``parameters`` by name (``parameters={"Version": 5, "Force": True}``).
        ``input`` is sent while the command runs.  `$using:name` takes `name` from ``using``, else from the caller's Python variables.
        ``on_output``, ``on_error``, ``on_warning`` ... are called with each record as it comes; ``on_record`` with stream and record.
        """
        names = caller_names(using, 2)
        hook = _hook(callbacks, on_record)
        if as_job:
            return self._as_job(script, joined(args, parameters), input, names, name)
        running, result = self.begin(script, *args, parameters=parameters, input=input, using=names, raw=raw, on_record=hook, ui=ui)
        self.finish(running, result, timeout)
        return result

    def _as_job(
        self, script: Any, args: Iterable[Any], given: Iterable[Any] | None, using: Mapping[str, Any], name: str | None
    ) -> RemotingJob:
        from psbridge.sessions.remotejobs import Share, sendable, start_remote_job

        description = self.pipeline(script, args, using)
        share = Share(self.host, description, session=self.client, input=sendable(given), host=self._ui)
        return start_remote_job(description.commands[0].text, name, [share])

    def finish(self, running: RunningPipeline, result: Result, timeout: float | None = None) -> None:
        """Wait for what `begin` has started, or until the session is disconnected; a time-out and Ctrl-C stop it.

        Whoever presses Ctrl-C while the line is cut does not wait for it: the session is disconnected then.
        """
        over = threading.Event()
        running.on_end(lambda _: over.set())
        listener = _until_left(self.client, over)
        self.client.listeners.append(listener)
        try:
            listener(self.client)
            if not over.wait(timeout):
                self._cut_short(running, over)
                raise too_slow(self.host, timeout or 0.0, running)
        except KeyboardInterrupt:
            self._cut_short(running, over)
            raise
        finally:
            self.client.listeners.remove(listener)
        if running.is_finished:
            self.pending = [pair for pair in self.pending if pair[0] is not running]
        else:
            result.state, result.failure = "Disconnected", self.client.interruption

    def _cut_short(self, running: RunningPipeline, over: threading.Event) -> None:
        self.client.lose_patience()
        running.stop()
        over.wait(_STOPPING)

    # -- files

    def copy_to(self, source: str | Path, target: str, *, recurse: bool = False, on_progress: Any = None) -> Any:
        """Copy a file or directory to the host: in chunks, resumable, checked; see psbridge.sessions.copy."""
        from psbridge.sessions.copy import copy_to

        return copy_to(self, source, target, recurse=recurse, on_progress=on_progress)

    def copy_from(self, source: str, target: str | Path, *, recurse: bool = False, on_progress: Any = None) -> Any:
        """Copy files of the host here."""
        from psbridge.sessions.copy import copy_from

        return copy_from(self, source, target, recurse=recurse, on_progress=on_progress)

    # -- modules and jobs of the host

    def install_module(self, module: str | Path = "PSBridge", *, force: bool = False) -> Any:
        """Copy a PowerShell module to the user's modules on the host, hash-checked; nothing is done when the same files are there."""
        from psbridge.sessions.installing import install_module

        return install_module(self, module, force=force)

    def start_job(
        self,
        script: Any,
        *args: Any,
        parameters: Mapping[str, Any] | None = None,
        name: str | None = None,
        store: str | Path | None = None,
    ) -> Any:
        """Start a job that outlives this session and this process; its records are received exactly once (see `KeptJob`).

        The host keeps it when the PSBridge module is there (`install_module`), otherwise a session of its own is left there.
        """
        return _kept_jobs().start(self, script, joined(args, parameters), name, store)

    def find_job(self, job: int | str, *, store: str | Path | None = None) -> Any:
        """A job that was started on this host, by number or name; another process may have started it."""
        return _kept_jobs().find(self, job, store)

    # -- leaving and coming back

    def disconnect(self, *, idle_timeout: float | None = None, buffer_mode: str = "") -> Self:
        """Leave it: commands go on, their output waits on the host.  ``idle_timeout``: seconds after which the host ends it."""
        self.client.disconnect(idle_timeout, buffer_mode)
        return self

    def reconnect(self, *, buffer_mode: str = "") -> Self:
        """Come back to a session that this process left, or was cut off from."""
        self.client.reconnect(buffer_mode)
        return self

    @classmethod
    def connect(cls, host: str, *, instance_id: UUID | str, timeout: float | None = 60.0, **words: Any) -> Self:
        """Take over a session that another process has left."""
        made = cls(host, **words)
        wanted = UUID(str(instance_id))
        found = next((one for one in cls.shells(made.connection) if UUID(one.shell_id) == wanted), None)
        if found is None:
            raise LocalProtocolError(f"There is no session {wanted} on {host}", hint="Session.list(host) shows those that are there.")
        connection = made.connection.with_words(configuration_name=found.resource_uri)
        name = words.get("name") or found.name
        return cls(host, name=name, ui=made._ui, connection=connection, client=take_over(connection, wanted, made._ui, timeout))

    @classmethod
    def list(cls, host: str, **words: Any) -> Rows[SessionInfo]:
        """The sessions of our user that live on a host: all of them, whoever made them, whatever their endpoint."""
        connection = Connection.of(host, words.pop("transport", "wsman"), **words)
        return [SessionInfo(host, one) for one in cls.shells(connection)]

    @staticmethod
    def shells(connection: Connection) -> Rows[Any]:
        """The PowerShell shells of our user on a host, as the service describes them."""
        from psbridge.transports.wsmanlists import find_shells
        from psbridge.wsman.names import POWERSHELL

        if not connection.can_disconnect:
            raise LocalProtocolError(f"Sessions over {connection.transport} cannot be listed", hint="Use WSMan.")
        return [one for one in find_shells(wsman_target(connection)) if one.resource_uri.startswith(POWERSHELL)]

    def resume(self, pipeline: UUID, mark: int) -> None:
        """Before `receive`: of that pipeline we have everything up to an object number (see `marks` of the transport) and want the rest."""
        self.client.transport.resume(pipeline, mark)  # type: ignore[attr-defined]

    @overload
    def receive(self, out_target: Literal["host"] = "host", *, raw: bool = False, timeout: float | None = None) -> Result: ...

    @overload
    def receive(self, out_target: Literal["job"], *, name: str | None = None) -> RemotingJob: ...

    def receive(self, out_target: str = "host", *, name: str | None = None, raw: bool = False, timeout: float | None = None) -> Any:
        """What the commands of the session have given since we left (or somebody else did); it is connected first.

        ``out_target`` "host" waits for the end and gives a Result, "job" gives a job at once.
        """
        if self.state == "Disconnected":
            self.reconnect()
        if out_target == "job":
            return self._receive_job(name)
        merged = Result(self.host, "Completed")
        for running, result in self._take_pending() + self._adopted(raw):
            self.finish(running, result, timeout)
            _merge(merged, result)
        return merged

    def _take_pending(self) -> Rows[tuple[RunningPipeline, Result]]:
        taken, self.pending = self.pending, []
        return taken

    def _adopted(self, raw: bool) -> Rows[tuple[RunningPipeline, Result]]:
        found = []
        for pid in self.client.waiting_pipelines():
            result = Result(self.host)

            def sink(stream: int, value: Any, result: Result = result) -> None:
                result.add(stream, value, raw)

            def prepare(made: RunningPipeline, result: Result = result) -> None:
                made.on_end(lambda ended: note_end(result, ended))

            found.append((self.client.adopt(pid, sink, prepare=prepare), result))
        return found

    def _receive_job(self, name: str | None) -> RemotingJob:
        from psbridge.sessions.remotejobs import adopting_job

        return adopting_job(self.client, self.host, name, self._ui)


def _kept_jobs() -> Any:
    """The class of kept jobs, by its name: it stands above us, as it opens sessions when one is lost."""
    return import_module("psbridge.sessions.keptjobs").KeptJob


class SessionInfo:
    """A session that lives on a host, as the host describes it."""

    def __init__(self, host: str, shell: Any) -> None:
        self.host, self.shell = host, shell

    @property
    def instance_id(self) -> UUID:
        return UUID(self.shell.shell_id)

    @property
    def name(self) -> str:
        return str(self.shell.name)

    @property
    def state(self) -> str:
        """As any other client sees it: Disconnected."""
        return "Disconnected"

    @property
    def availability(self) -> str:
        """Busy while a client is connected to it, None when it can be taken over."""
        return "Busy" if self.shell.state == "Connected" else "None"

    @property
    def configuration_name(self) -> str:
        return str(self.shell.resource_uri.rpartition("/")[2])

    def __repr__(self) -> str:
        busy = ", busy" if self.availability == "Busy" else ""
        return f"<SessionInfo {self.name!r} {self.instance_id} on {self.host}: {self.state}{busy}>"


def take_over(connection: Connection, instance_id: UUID, ui: Host | None = None, timeout: float | None = 60.0) -> ClientSession:
    """A connected client of a session that another process has left."""
    from psbridge.psrp import ClientPool

    options = connection.client_options()
    limits = {name: options.pop(name) for name in ("limits",) if name in options}
    pool = ClientPool(instance_id, host=describe_host(ui), tolerant=True, **limits)
    client = ClientSession(connection.make(), host=ui, pool=pool, **options)
    return client.connect(instance_id, timeout)


def _until_left(client: ClientSession, over: threading.Event) -> Callable[[ClientSession], None]:
    def look(_: ClientSession) -> None:
        if client.state is PoolState.DISCONNECTED:
            over.set()

    return look


def _merge(whole: Result, part: Result) -> None:
    for name in ("output", "errors", "warnings", "verbose", "debug", "information", "progress"):
        getattr(whole, name).extend(getattr(part, name))
    if part.state != "Completed":
        whole.state, whole.reason, whole.failure = part.state, part.reason, part.failure


_STREAMS = {"on_output": 1, "on_error": 2, "on_warning": 3, "on_verbose": 4, "on_debug": 5, "on_information": 6, "on_progress": 7}


def _hook(callbacks: Mapping[str, Callable[[Any], object]], on_record: OnRecord | None) -> OnRecord | None:
    if not callbacks:
        return on_record
    unknown = set(callbacks) - set(_STREAMS)
    if unknown:
        raise TypeError(f"invoke() has no argument {min(unknown)!r}")
    table = {_STREAMS[name]: call for name, call in callbacks.items()}

    def tell(stream: int, value: Any) -> None:
        if stream in table:
            table[stream](value)
        if on_record is not None:
            on_record(stream, value)

    return tell


__all__ = ["Session", "SessionInfo", "take_over"]
