"""`python -m psbridge.agent`: Python code on behalf of PowerShell.

Decides what Python code that PowerShell starts sees and says.  One line is one frame, in ASCII: a word and a value as CLIXML.  To the
agent come `run` (a table: Code, FilePath, Module or Function, ArgumentList, HasInput, PrintAs, LogLevel), then `input` for each piped
object, which may come while the code runs, and `end`: standard input that ends before it was cut off.  From the agent come `output`,
`error`, `warning`, `verbose`, `debug`, `information`, `progress` and, last, `done`; an agent that ends without `done` has crashed.

    python -m psbridge.agent                 one request on standard input
    python -m psbridge.agent --start PID     a lasting interpreter for process PID; prints its address
    python -m psbridge.agent --to ADDRESS    one request, passed on to a lasting interpreter
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import io
import json
import logging
import os
import queue
import secrets
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from psbridge.clixml.frames import decode, encode, frames, plain
from psbridge.errors import LocalProtocolError

__all__ = ["decode", "emit", "encode", "main", "plain", "progress", "warn"]

END = "."  # the line behind the input of a request to a lasting interpreter
_SIGN = "\ufeff"  # what a PowerShell may write before anything else, once or twice
_GRACE = 2.0  # what code may take to end when nobody hears it any more
TOKEN = "PSBRIDGE_AGENT_TOKEN"  # noqa: S105 - the name of a variable
_NAMESPACE_NAMES = ("emit", "progress", "warn")
_LEVELS = ((logging.ERROR, "error"), (logging.WARNING, "warning"), (logging.INFO, "verbose"), (logging.NOTSET, "debug"))


# -- what the code sees


class Speaker:
    """Writes frames; safe for threads.  `write` takes one line."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._lock = threading.Lock()

    def say(self, kind: str, value: Any) -> None:
        line = encode(kind, value)
        with self._lock:
            self._write(line)


class _Printed(io.TextIOBase):
    """sys.stdout of the code: every line is a record."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say, self._rest = say, ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._say(line)
        return len(text)

    def flush(self) -> None:
        """Keep an unfinished line: a record is a whole one."""

    def finish(self) -> None:
        if self._rest:
            self._say(self._rest)
            self._rest = ""


class _Logged(logging.Handler):
    """Log records as PowerShell's streams."""

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker

    def emit(self, record: logging.LogRecord) -> None:
        kind = next(kind for level, kind in _LEVELS if record.levelno >= level)
        text = self.format(record)
        said = {"Message": text, "Id": f"Python.{record.name}", "Type": "", "Traceback": ""} if kind == "error" else text
        self._speaker.say(kind, said)


_here = threading.local()


def _speaker() -> Speaker:
    found: Speaker | None = getattr(_here, "speaker", None) or _Current.speaker
    if found is None:
        raise LocalProtocolError(
            "There is no PowerShell to tell", hint="This function is for code that Start-PythonJob or Invoke-Python runs."
        )
    return found


class _Current:
    speaker: Speaker | None = None


def emit(value: Any) -> None:
    """Send one object down PowerShell's pipeline."""
    _speaker().say("output", value)


def warn(text: str) -> None:
    """Write a warning."""
    _speaker().say("warning", text)


def progress(items: Iterable[Any], description: str = "Python", total: int | None = None) -> Iterator[Any]:
    """Go through items and show how far: as tqdm does, but as PowerShell's progress."""
    if total is None:
        with contextlib.suppress(TypeError):
            total = len(items)  # type: ignore[arg-type]
    description = description or "Python"  # PowerShell shows no activity without a name
    speaker, last = _speaker(), -1
    for number, item in enumerate(items):
        percent = number * 100 // total if total else -1
        if percent != last:
            _say_progress(speaker, description, f"{number} of {total}" if total else str(number), percent)
            last = percent
        yield item
    _say_progress(speaker, description, "done", 100, completed=True)


def _say_progress(speaker: Speaker, activity: str, status: str, percent: int, *, completed: bool = False) -> None:
    speaker.say("progress", {"Activity": activity, "Status": status, "PercentComplete": percent, "Completed": completed})


# -- running a request


class Interpreter:
    """Runs requests, one at a time; names stay from one to the next."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"__name__": "__psbridge__", "__builtins__": __builtins__}
        self.names.update({name: globals()[name] for name in _NAMESPACE_NAMES})

    def run(self, request: dict[str, Any], given: Iterable[Any], speaker: Speaker) -> None:
        """Run; everything that is said ends with `done`."""
        arguments = request.get("ArgumentList")
        arguments = [] if arguments is None else arguments if isinstance(arguments, list) else [arguments]
        say_print = "information" if request.get("PrintAs") == "Information" else "output"
        printed, _Current.speaker = _Printed(lambda line: speaker.say(say_print, line)), speaker
        self.names.update(args=arguments, input_objects=given)
        try:
            with _logging(speaker, request.get("LogLevel")), contextlib.redirect_stdout(printed):
                self._spread(self._value(request, arguments, given), speaker)
            printed.finish()
            speaker.say("done", {"State": "Completed"})
        except BaseException as error:  # noqa: BLE001 - whatever the code raises is its result
            printed.finish()
            self._failed(error, speaker)
        finally:
            _Current.speaker = None

    def _value(self, request: dict[str, Any], arguments: list[Any], given: Iterable[Any]) -> Any:
        if request.get("Code"):
            return self._code(str(request["Code"]), "<code>")
        if request.get("FilePath"):
            path = Path(str(request["FilePath"]))
            self.names["__file__"] = str(path)
            return self._code(path.read_text(encoding="utf-8"), str(path))
        if request.get("Module"):
            return self._module(str(request["Module"]), arguments)
        function = self._function(str(request.get("Function", "")))
        return function(*arguments, given) if request.get("HasInput") else function(*arguments)

    def _code(self, text: str, name: str) -> Any:
        """Statements, and the value of the last when it is an expression."""
        tree = ast.parse(text, name)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), self.names)  # noqa: S102 - running code is what this is for
        if last is None:
            return None
        assert isinstance(last, ast.Expr)
        return eval(compile(ast.Expression(last.value), name, "eval"), self.names)  # noqa: S307 - as above

    @staticmethod
    def _module(name: str, arguments: list[Any]) -> None:
        import runpy

        old = sys.argv
        sys.argv = [name, *(str(one) for one in arguments)]
        try:
            runpy.run_module(name, run_name="__main__", alter_sys=True)
        finally:
            sys.argv = old

    def _function(self, name: str) -> Callable[..., Any]:
        """A name of the interpreter, or package.module:name (a dot will do)."""
        if name in self.names:
            found = self.names[name]
        else:
            module, _, inner = name.rpartition(":" if ":" in name else ".")
            if not module:
                raise NameError(f"There is no function '{name}'. Give it as module:function.")
            found = getattr(importlib.import_module(module), inner)
        if not callable(found):
            raise TypeError(f"'{name}' is not a function.")
        return found  # type: ignore[no-any-return]

    @staticmethod
    def _spread(value: Any, speaker: Speaker) -> None:
        """A value as records: sequences, generators and tables one by one, None not at all."""
        value = plain(value)
        many = isinstance(value, list | tuple | set | frozenset | range) or (hasattr(value, "__next__") and hasattr(value, "__iter__"))
        for one in value if many else () if value is None else (value,):
            speaker.say("output", one)

    @staticmethod
    def _failed(error: BaseException, speaker: Speaker) -> None:
        if isinstance(error, SystemExit) and error.code in (None, 0):
            speaker.say("done", {"State": "Completed"})
            return
        where = error.__traceback__
        while where is not None and where.tb_frame.f_code.co_filename == __file__:
            where = where.tb_next  # our own frames are nobody's business
        kind, lines = type(error).__name__, traceback.format_exception(type(error), error, where)
        told = {"Message": str(error) or kind, "Id": f"Python.{kind}", "Type": _full_name(type(error)), "Traceback": "".join(lines)}
        speaker.say("done", {"State": "Failed", **told})


def _full_name(kind: type) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


@contextlib.contextmanager
def _logging(speaker: Speaker, level: Any) -> Iterator[None]:
    root, handler = logging.getLogger(), _Logged(speaker)
    old = root.level
    root.addHandler(handler)
    root.setLevel(logging.getLevelName(str(level).upper()) if level else logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(old)


def _serve(lines: Iterable[str], interpreter: Interpreter, speaker: Speaker) -> None:
    """One request."""
    told = frames(lines)
    try:
        kind, request = next(told)
    except StopIteration:
        raise LocalProtocolError("There is no request on standard input") from None
    if kind != "run" or not isinstance(request, dict):
        raise LocalProtocolError(f"A request begins with `run`, not `{kind}`")
    interpreter.run(request, _input(told), speaker)


def _input(told: Iterable[tuple[str, Any]]) -> Iterator[Any]:
    """The piped objects.  Input that was cut off is not taken for all of it."""
    for kind, value in told:
        if kind == "end":
            return
        if kind == "input":
            yield value
    raise EOFError("The input was cut off: whoever sent it has gone.")


# -- as a program


def _own_output() -> TextIO:
    """Standard output for frames alone: what programs write there that the code starts goes to standard error."""
    frames_to = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
    os.dup2(2, 1)
    return frames_to


def _watch(out: TextIO, gone: Callable[[], object]) -> None:
    """Have `gone` called when nobody reads our output any more: the pipeline that wanted it was stopped, or ended early."""
    if sys.platform == "win32":
        return  # there whoever stops us ends us
    poll = select.poll()
    poll.register(out.fileno(), 0)  # its end is told without being asked for

    def wait() -> None:
        if any(what & (select.POLLERR | select.POLLHUP) for _, what in poll.poll()):
            gone()
            time.sleep(_GRACE)
            os._exit(1)

    threading.Thread(target=wait, name="output", daemon=True).start()


def _flushing(out: TextIO) -> Callable[[str], None]:
    def write(line: str) -> None:
        out.write(line)
        out.flush()

    return write


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m psbridge.agent", description="Run Python code for PowerShell.")
    parser.add_argument("--start", type=int, metavar="PID", help="start a lasting interpreter that ends with that process")
    parser.add_argument("--to", metavar="ADDRESS", help="pass the request on to a lasting interpreter")
    parser.add_argument("--end", metavar="ADDRESS", help="end a lasting interpreter")
    parser.add_argument("--lasting", type=int, metavar="PID", help=argparse.SUPPRESS)
    told = parser.parse_args(arguments)
    if told.start is not None:
        print(json.dumps(start_lasting(told.start)))  # noqa: T201 - the address is the output
        return 0
    if told.lasting is not None:
        Lasting(told.lasting).serve()
        return 0
    if told.to or told.end:
        return relay(told.to or told.end, end=bool(told.end))
    out = _own_output()
    _watch(out, _interrupt)
    lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    _serve((line.lstrip(_SIGN) for line in lines), Interpreter(), Speaker(_flushing(out)))
    return 0


# -- lasting interpreters


def start_lasting(owner: int) -> dict[str, Any]:
    """Start one; its address, process id and secret.  The secret goes through its environment, not through arguments."""
    token = secrets.token_urlsafe(16)
    environment = {**os.environ, TOKEN: token}
    command = [sys.executable, "-m", "psbridge.agent", "--lasting", str(owner)]
    nowhere = subprocess.DEVNULL
    made = subprocess.Popen(
        command, env=environment, stdin=nowhere, stdout=subprocess.PIPE, stderr=nowhere, text=True, start_new_session=True
    )
    assert made.stdout is not None
    return {"Address": f"127.0.0.1:{made.stdout.readline().strip()}", "ProcessId": made.pid, "Token": token}


class Lasting:
    """An interpreter behind a loopback socket.  It ends when it is told to or when its owner is gone."""

    def __init__(self, owner: int) -> None:
        self._owner, self._token = owner, os.environ.pop(TOKEN)
        self._interpreter = Interpreter()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(1.0)

    def serve(self) -> None:
        print(self._listener.getsockname()[1], flush=True)  # noqa: T201 - the port is the output
        os.dup2(2, 1)
        while self._owner_lives():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            with connection:
                if not self._talk(connection):
                    return

    def _owner_lives(self) -> bool:
        return _is_alive(self._owner)

    def _talk(self, connection: socket.socket) -> bool:
        """Serve one request; False when it was to end."""
        connection.settimeout(None)
        with connection.makefile("r", encoding="ascii", errors="replace") as lines, connection.makefile("w", encoding="ascii") as out:
            if not secrets.compare_digest(lines.readline().strip(), self._token):
                return True
            if lines.readline().strip() == "end":
                return False
            given = _Given(lines)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
                _serve(given, self._interpreter, Speaker(_flushing(out)))
                given.settle()
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            given.join()
        return True


class _Given:
    """The lines of one request, up to the mark that ends them; a client that goes away before its answer interrupts the code."""

    def __init__(self, lines: TextIO) -> None:
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._lock, self._settled = threading.Lock(), False
        self._reader = threading.Thread(target=self._read, args=(lines,), daemon=True)
        self._reader.start()
        self.join = self._reader.join

    def _read(self, lines: TextIO) -> None:
        over = False
        with contextlib.suppress(OSError, ValueError):
            for line in lines:
                over = over or line.strip() == END
                self._lines.put(None if over else line)
        self._lines.put(None)
        with self._lock:
            if not self._settled:
                _interrupt()

    def settle(self) -> None:
        """The request is answered: nobody is interrupted any more."""
        with self._lock:
            self._settled = True

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines.get, None)


def _interrupt() -> None:
    """KeyboardInterrupt in the main thread, which runs the code, also while it sleeps or waits."""
    if sys.platform == "win32":
        import _thread

        _thread.interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


def _is_alive(pid: int) -> bool:
    """Whether that process lives.  On Windows os.kill would not ask but act."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x100000, False, pid)  # SYNCHRONIZE
        if not handle:
            return False
        try:
            return bool(kernel.WaitForSingleObject(handle, 0) == 0x102)  # WAIT_TIMEOUT: it has not ended
        finally:
            kernel.CloseHandle(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def relay(address: str, *, end: bool = False) -> int:
    """Standard input to a lasting interpreter, and back.  The first line of the input is its token: arguments can be seen by everybody."""
    host, _, port = address.rpartition(":")
    out = _own_output()
    _watch(out, lambda: os._exit(1))  # the connection ends with us, and with it the request
    with socket.create_connection((host, int(port))) as connection:
        token = sys.stdin.buffer.readline().decode("utf-8", "replace").lstrip(_SIGN).strip()
        connection.sendall(f"{token}\n{'end' if end else 'run'}\n".encode())
        if end:
            return 0
        threading.Thread(target=_send_input, args=(connection,), daemon=True).start()
        with connection.makefile("r", encoding="ascii") as lines:
            write = _flushing(out)
            for line in lines:
                write(line)
    return 0


def _send_input(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        for line in sys.stdin.buffer:
            connection.sendall(line)
        connection.sendall(f"{END}\n".encode())  # the connection stays: its end would say that we are gone


if __name__ == "__main__":
    from psbridge import agent  # the code that we run imports us by that name: one module, not two

    sys.exit(agent.main())
