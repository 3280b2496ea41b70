"""Runs trees of cmd.exe's language on a machine."""

from __future__ import annotations

import contextlib
import fnmatch
import re
from collections.abc import Callable, Iterator
from typing import Any

from psbridge.server.cmd.process import Process, StdIn
from psbridge.server.cmd.syntax import Block, Chain, CmdSyntaxError, For, If, Node, Pipe, Redirection, Simple, expand, parse, words_of
from psbridge.server.cmd.tables import BUILTINS, find_program

_NOT_FOUND = "'{}' is not recognized as an internal or external command,\r\noperable program or batch file."
Command = Callable[[Process, str], int]


class Exit(Exception):
    """`exit`: ends the interpreter."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def run_line(process: Process, text: str) -> int:
    """Run a line in a process; its exit code."""
    try:
        node = parse(expand(text, process.environment))
    except CmdSyntaxError as error:
        return process.complain(str(error), 1)
    if node is not None:
        process.code = execute(process, node)
    return process.code


def run_interpreter(process: Process, text: str) -> int:
    """cmd.exe /c: a line in an interpreter of its own."""
    try:
        return run_line(process, text)
    except Exit as request:
        return request.code


def execute(process: Process, node: Node) -> int:
    """Run a tree; the exit code, which becomes the error level."""
    process.check()
    code = _RUNNERS[type(node)](process, node)
    process.code = code
    return code


def _simple(process: Process, node: Simple) -> int:
    with_files = _redirected(process, node.redirections)
    if isinstance(with_files, int):
        return with_files
    target, close = with_files
    try:
        return _call(target, node.name, node.rest)
    finally:
        close()
        process.directory, process.drives, process.stack = target.directory, target.drives, target.stack


def _call(process: Process, name: str, rest: str) -> int:
    if not name:
        return process.code
    if re.fullmatch(r"[A-Za-z]:", name) and not rest.strip():
        return BUILTINS["cd"](process, f"/d {name}")
    command = BUILTINS.get(name.lower())
    if command is not None:
        return command(process, rest)
    program = find_program(process, name)
    if program is not None:
        return program(process.child(), rest)
    if name.lower().endswith((".bat", ".cmd")) or find_batch(process, name):
        return _batch(process, find_batch(process, name), rest, name)
    return process.complain(_NOT_FOUND.format(name))


def find_batch(process: Process, name: str) -> str:
    """The batch file that a name means, or ""."""
    names = [name] if name.lower().endswith((".bat", ".cmd")) else [f"{name}.bat", f"{name}.cmd"]
    roots = [""] if "\\" in name or ":" in name else ["", *(p for p in process.environment.get("PATH", "").split(";") if p)]
    for root in roots:
        for one in names:
            path = process.path(f"{root}\\{one}" if root else one)
            found = process.files.stat(path)
            if found is not None and not found.is_dir:
                return path
    return ""


def _batch(process: Process, path: str, rest: str, name: str) -> int:
    """The lines of a batch file, without labels and jumps."""
    if not path:
        return process.complain(_NOT_FOUND.format(name))
    with process.files.open(path, "r") as file:
        text = file.read().decode(process.console.encoding, "replace")
    arguments = [path, *words_of(rest)]
    for line in text.splitlines():
        filled = re.sub(r"%([0-9*])", lambda m: " ".join(arguments[1:]) if m[1] == "*" else _nth(arguments, int(m[1])), line)
        try:
            run_line(process, filled)
        except Exit as request:
            return request.code
    return process.code


def _nth(values: list[str], n: int) -> str:
    return values[n] if n < len(values) else ""


def _block(process: Process, node: Block) -> int:
    with_files = _redirected(process, node.redirections)
    if isinstance(with_files, int):
        return with_files
    target, close = with_files
    try:
        return execute(target, node.body)
    finally:
        close()
        process.directory, process.drives, process.stack = target.directory, target.drives, target.stack


def _pipe(process: Process, node: Pipe) -> int:
    """Each part runs to its end before the next one starts; cmd runs both in processes of their own."""
    data: bytes | None = None
    code = 0
    for i, part in enumerate(node.parts):
        collected: list[bytes] = []
        last = i == len(node.parts) - 1
        stdin = process.stdin if data is None else StdIn(process.console.token, data)
        target = process.child().with_streams(stdin, None if last else collected.append)
        try:
            code = execute(target, part)
        except Exit as request:
            code = request.code
        data = b"".join(collected)
    return code


def _chain(process: Process, node: Chain) -> int:
    code = execute(process, node.left)
    if (node.operator == "&&" and code != 0) or (node.operator == "||" and code == 0):
        return code
    return execute(process, node.right)


def _if(process: Process, node: If) -> int:
    holds = _TESTS.get(node.test, _compared)(process, node) != node.negated
    if holds:
        return execute(process, node.then)
    return execute(process, node.otherwise) if node.otherwise is not None else process.code


def _exists(process: Process, node: If) -> bool:
    return (
        bool(expand_files(process, node.left))
        if any(c in node.left for c in "*?")
        else process.files.stat(process.path(node.left)) is not None
    )


def _compared(process: Process, node: If) -> bool:
    left, right = (node.left.lower(), node.right.lower()) if node.ignore_case else (node.left, node.right)
    if node.test == "==":
        return left == right
    pair: tuple[Any, Any] = (left.strip('"'), right.strip('"'))
    with contextlib.suppress(ValueError):
        pair = int(pair[0], 0), int(pair[1], 0)
    order = (pair[0] > pair[1]) - (pair[0] < pair[1])
    return bool(_ORDERS[node.test](order))


_ORDERS: dict[str, Callable[[int], bool]] = {
    "equ": lambda order: order == 0,
    "neq": lambda order: order != 0,
    "lss": lambda order: order < 0,
    "leq": lambda order: order <= 0,
    "gtr": lambda order: order > 0,
    "geq": lambda order: order >= 0,
}
_TESTS: dict[str, Callable[[Process, If], bool]] = {
    "exist": _exists,
    "defined": lambda process, node: process.environment.get(node.left) is not None,
    "errorlevel": lambda process, node: process.code >= int(node.left or 0),
}


def _for(process: Process, node: For) -> int:
    for values in _values(process, node):
        process.check()
        text = node.body
        for i, value in enumerate(values):
            letter = chr(ord(node.variable) + i)
            text = re.sub(r"%%?(~[a-z]*)?" + letter, lambda m, value=value: value.strip('"') if m[1] else value, text)  # type: ignore[misc]
        run_line(process, text)
    return process.code


def _values(process: Process, node: For) -> Iterator[list[str]]:
    if node.kind == "L":
        start, step, end = (int(word) for word in words_of(node.items)[:3])
        yield from ([str(n)] for n in range(start, end + (1 if step > 0 else -1), step or 1))
    elif node.kind == "F":
        yield from _fields(process, node)
    else:
        for word in words_of(node.items):
            found = expand_files(process, word) if any(c in word for c in "*?") else [word]
            yield from ([one] for one in found)


def _fields(process: Process, node: For) -> Iterator[list[str]]:
    """The tokens of lines of a file, of a text in quotes, or of a command's output in apostrophes."""
    told = dict(re.findall(r"(tokens|delims|skip|eol)=(\S*)", node.options, re.IGNORECASE))
    delimiters = told.get("delims", " \t") if "delims=" in node.options else " \t"
    wanted = told.get("tokens", "1")
    for line in _lines(process, node.items.strip())[int(told.get("skip", 0)) :]:
        pieces = [piece for piece in re.split(f"[{re.escape(delimiters)}]+", line) if piece] if delimiters else [line]
        if not pieces:
            continue
        if wanted.startswith("*"):
            yield [line]
            continue
        chosen: list[str] = []
        for token in wanted.split(","):
            first, _, last = token.rstrip("*").partition("-")
            chosen += [_nth(["", *pieces], n) for n in range(int(first or 1), int(last or first or 1) + 1)]
        yield chosen


def _lines(process: Process, items: str) -> list[str]:
    if items.startswith("'"):
        collected: list[bytes] = []
        run_interpreter(process.child().with_streams(stdout=collected.append), items.strip("'"))
        return b"".join(collected).decode(process.console.encoding, "replace").splitlines()
    if items.startswith('"'):
        return [items.strip('"')]
    with process.files.open(process.path(items), "r") as file:
        return str(file.read().decode(process.console.encoding, "replace")).splitlines()


def expand_files(process: Process, pattern: str) -> list[str]:
    """The files that a pattern means, with the directory as it was written."""
    head, slash, last = pattern.replace("/", "\\").rpartition("\\")
    directory = process.path(head + slash) if head or slash else process.directory
    try:
        names = process.files.list(directory)
    except OSError:
        return []
    wanted = "*" if last == "*.*" else last
    return [head + slash + name for name in names if fnmatch.fnmatchcase(name.lower(), wanted.lower())]


def _redirected(process: Process, redirections: tuple[Redirection, ...]) -> tuple[Process, Callable[[], None]] | int:
    """The process with its streams redirected and what closes the files; an exit code when a file cannot be opened."""
    streams: dict[int, Any] = {0: process.stdin, 1: process.stdout, 2: process.stderr}
    opened: list[Any] = []
    for one in redirections:
        if one.target.startswith("&"):
            streams[one.handle] = streams.get(int(one.target[1]), process.stdout)
        elif one.target.lower() == "nul":
            streams[one.handle] = StdIn(process.console.token, b"") if one.operator == "<" else _nowhere
        else:
            try:
                file = process.files.open(process.path(one.target), _MODES[one.operator])
            except OSError as error:
                return process.complain(_reason(error), 1)
            opened.append(file)
            streams[one.handle] = StdIn(process.console.token, file.read()) if one.operator == "<" else file.write
    return process.with_streams(streams[0], streams[1], streams[2]), lambda: [file.close() for file in opened] and None  # type: ignore[return-value]


_MODES = {"<": "r", ">": "w", ">>": "a"}


def _nowhere(data: bytes) -> None:
    """NUL."""


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "Access is denied."
    return (
        "The system cannot find the path specified."
        if isinstance(error, NotADirectoryError)
        else "The system cannot find the file specified."
    )


_RUNNERS: dict[type, Callable[[Process, Any], int]] = {Simple: _simple, Block: _block, Pipe: _pipe, Chain: _chain, If: _if, For: _for}
