"""The commands that are part of cmd.exe."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from psbridge.machine.files import HIDDEN, TICKS_AT_1970, Stat
from psbridge.server.cmd.interpreter import Exit, expand_files, run_line
from psbridge.server.cmd.process import Process
from psbridge.server.cmd.syntax import words_of
from psbridge.server.cmd.tables import BUILTINS

_PATH = "The system cannot find the path specified."
_FILE = "The system cannot find the file specified."
_SYNTAX = "The syntax of the command is incorrect."
_DENIED = "Access is denied."


def _split(rest: str) -> tuple[set[str], list[str]]:
    """Switches in lower case, and the other words."""
    switches: set[str] = set()
    words: list[str] = []
    for word in words_of(rest):
        if word.startswith("/") and len(word) > 1:
            switches.update(part.lower() for part in re.findall(r"/([^/]+)", word))
        else:
            words.append(word)
    return switches, words


def _echo(process: Process, rest: str) -> int:
    if rest[:1] in (".", ":", "(", "+", "[", "]", "\\"):
        process.line(rest[1:])
    elif not rest.strip():
        process.line("ECHO is on.")
    elif rest.strip().lower() not in {"on", "off"}:
        process.line(rest[1:] if rest[0] in " \t,;=" else rest)
    return process.code if rest.strip().lower() in {"on", "off"} else 0


def _set(process: Process, rest: str) -> int:
    text = rest.strip()
    if text.lower().startswith("/a"):
        return _arithmetic(process, text[2:].strip().strip('"'))
    if text.lower().startswith("/p"):
        name, _, prompt = rest.lstrip()[2:].lstrip().strip('"').partition("=")
        process.write(prompt)
        line = process.stdin.line()
        process.environment[name.strip()] = (line or b"").decode(process.console.encoding, "replace").rstrip("\r\n")
        return 0 if line is not None else 1
    text = _assigned(text) if text.startswith('"') else rest.lstrip()
    name, equals, value = text.partition("=")
    if equals:
        if value:
            process.environment[name] = value
        elif process.environment.get(name) is not None:
            del process.environment[name]
        return 0
    return _show_variables(process, name.strip())


def _assigned(text: str) -> str:
    """What stands between the quotes of set "name=value"."""
    return text[1 : text.rfind('"')] if text.count('"') > 1 else text[1:]


def _show_variables(process: Process, prefix: str) -> int:
    shown = sorted((item for item in process.environment.items() if item[0].lower().startswith(prefix.lower())), key=lambda i: i[0].lower())
    for name, value in shown:
        process.line(f"{name}={value}")
    return 0 if shown or not prefix else process.complain(f"Environment variable {prefix} not defined")


def _arithmetic(process: Process, text: str) -> int:
    """set /a: sums of whole numbers and variables, no more than that."""
    name, equals, expression = text.partition("=")
    if not equals:
        name, expression = "", text
    filled = re.sub(r"[A-Za-z_]\w*", lambda m: str(process.environment.get(m[0]) or 0), expression)
    value = _calculated(filled)
    if value is None:
        return process.complain("Missing operand.", 1073750988)
    if name.strip():
        process.environment[name.strip()] = str(value)
    return 0


def _calculated(text: str) -> int | None:
    tokens = re.findall(r"\d+|[-+*/%()]", text)
    if "".join(tokens) != re.sub(r"\s", "", text) or not tokens:
        return None
    try:
        value, rest = _sum(tokens)
    except (IndexError, ValueError, ZeroDivisionError):
        return None
    return value if not rest else None


def _sum(tokens: list[str]) -> tuple[int, list[str]]:
    value, rest = _product(tokens)
    while rest and rest[0] in "+-":
        more, after = _product(rest[1:])
        value, rest = (value + more if rest[0] == "+" else value - more), after
    return value, rest


def _product(tokens: list[str]) -> tuple[int, list[str]]:
    value, rest = _factor(tokens)
    while rest and rest[0] in "*/%":
        more, after = _factor(rest[1:])
        quotient = abs(value) // abs(more) * (1 if (value < 0) == (more < 0) else -1) if rest[0] != "*" else 0
        value, rest = (value * more if rest[0] == "*" else quotient if rest[0] == "/" else value - quotient * more), after
    return value, rest


def _factor(tokens: list[str]) -> tuple[int, list[str]]:
    if tokens[0] == "-":
        value, rest = _factor(tokens[1:])
        return -value, rest
    if tokens[0] == "(":
        value, rest = _sum(tokens[1:])
        return value, rest[1:]
    return int(tokens[0]), tokens[1:]


def _cd(process: Process, rest: str) -> int:
    text = rest.strip()
    across = text.lower().startswith("/d")
    text = (text[2:] if across else text).strip().strip('"')
    if not text:
        process.line(process.directory)
        return 0
    if re.fullmatch(r"[A-Za-z]:", text) and not across:
        process.line(
            process.directory
            if text[0].upper() == process.directory[0].upper()
            else process.drives.get(text[0].upper(), text.upper() + "\\")
        )
        return 0
    path = process.path(text)
    found = process.files.stat(path)
    if found is None or not found.is_dir:
        return process.complain("The directory name is invalid." if found is not None else _PATH)
    if path[0].upper() == process.directory[0].upper() or across:
        process.drives = {**process.drives, process.directory[0].upper(): process.directory}
        process.directory = process.files.spelled(path)
    else:
        process.drives = {**process.drives, path[0].upper(): path}
    return 0


def _pushd(process: Process, rest: str) -> int:
    before = process.directory
    code = _cd(process, f"/d {rest}") if rest.strip() else 0
    if code == 0 and rest.strip():
        process.stack = [*process.stack, before]
    return code


def _popd(process: Process, rest: str) -> int:
    if not process.stack:
        return 1
    *process.stack, process.directory = process.stack
    return 0


def _type(process: Process, rest: str) -> int:
    words = _split(rest)[1]
    code = 0
    for word in words:
        names = expand_files(process, word) if any(c in word for c in "*?") else [word]
        for name in names:
            if name.lower() == "nul":
                continue
            try:
                with process.files.open(process.path(name), "r") as file:
                    process.stdout(file.read())
            except PermissionError:
                code = process.complain(_DENIED)
            except OSError:
                code = process.complain(_FILE)
    return code if words else process.complain(_SYNTAX)


def _copy(process: Process, rest: str) -> int:
    words = [word for word in _split(rest)[1] if word]
    if not words:
        return process.complain(_SYNTAX)
    sources = expand_files(process, words[0]) if any(c in words[0] for c in "*?") else words[0].split("+")
    target = process.path(words[1] if len(words) > 1 else ".")
    found = process.files.stat(target)
    into = found is not None and found.is_dir
    parts: list[bytes] = []
    for name in sources:
        try:
            with process.files.open(process.path(name), "r") as file:
                data = file.read()
            parts = [data] if into else [*parts, data]
            place = f"{target}\\{name.rpartition(chr(92))[2]}" if into else target
            with process.files.open(place, "w") as file:
                file.write(b"".join(parts))
        except PermissionError:
            return process.complain(_DENIED)
        except OSError:
            return process.complain(_FILE)
    process.line(f"        {len(sources) if into else 1} file(s) copied.")
    return 0


def _move(process: Process, rest: str) -> int:
    words = _split(rest)[1]
    if len(words) != 2:
        return process.complain(_SYNTAX)
    source, target = process.path(words[0]), process.path(words[1])
    into = process.files.stat(target)
    if into is not None and into.is_dir:
        target = f"{target}\\{source.rpartition(chr(92))[2]}"
    elif into is not None:
        process.files.remove_file(target)
    try:
        process.files.rename(source, target)
    except OSError:
        return process.complain(_FILE)
    process.line("        1 file(s) moved.")
    return 0


def _ren(process: Process, rest: str) -> int:
    words = _split(rest)[1]
    if len(words) != 2:
        return process.complain(_SYNTAX)
    source = process.path(words[0])
    try:
        process.files.rename(source, f"{source.rpartition(chr(92))[0]}\\{words[1]}")
    except FileExistsError:
        return process.complain("A duplicate file name exists, or the file\r\ncannot be found.")
    except OSError:
        return process.complain(_FILE)
    return 0


def _del(process: Process, rest: str) -> int:
    _, words = _split(rest)
    if not words:
        return process.complain(_SYNTAX)
    for word in words:
        found = process.files.stat(process.path(word)) if not any(c in word for c in "*?") else None
        pattern = f"{word}\\*" if found is not None and found.is_dir else word
        names = expand_files(process, pattern) if any(c in pattern for c in "*?") else [word] if found else []
        files = [path for path in map(process.path, names) if (one := process.files.stat(path)) is not None and not one.is_dir]
        for path in files:
            try:
                process.files.remove_file(path)
            except OSError:
                process.complain(f"{path}\r\n{_DENIED}")
        if not files:
            process.complain(f"Could Not Find {process.path(word)}")
    return 0


def _md(process: Process, rest: str) -> int:
    words = _split(rest)[1]
    if not words:
        return process.complain(_SYNTAX)
    for word in words:
        path = process.path(word)
        if process.files.stat(path) is not None:
            return process.complain(f"A subdirectory or file {word} already exists.")
        parts = path.split("\\")
        for i in range(2, len(parts) + 1):
            step = "\\".join(parts[:i])
            if process.files.stat(step) is None:
                process.files.make_directory(step)
    return 0


def _rd(process: Process, rest: str) -> int:
    switches, words = _split(rest)
    for word in words:
        path = process.path(word)
        found = process.files.stat(path)
        if found is None:
            return process.complain(_FILE, 2)
        if not found.is_dir:
            return process.complain("The directory name is invalid.", 267)
        if process.files.list(path) and "s" not in switches:
            return process.complain("The directory is not empty.", 145)
        _remove(process.files, path)
    return 0 if words else process.complain(_SYNTAX)


def _remove(files: Any, path: str) -> None:
    for name in files.list(path):
        inner = f"{path}\\{name}"
        found = files.stat(inner)
        if found is not None and found.is_dir and found.link is None:
            _remove(files, inner)
        else:
            files.remove_file(inner)
    files.remove_directory(path)


def _dir(process: Process, rest: str) -> int:
    switches, words = _split(rest)
    target = words[0] if words else "."
    path = process.path(target)
    found = process.files.stat(path) if not any(c in target for c in "*?") else None
    if found is not None and found.is_dir:
        directory, names = path, list(process.files.list(path))
    else:
        directory = path.rpartition("\\")[0] or path
        names = [name.rpartition("\\")[2] for name in (expand_files(process, target) if found is None else [target])]
    rows = [(name, stat) for name in names if (stat := process.files.stat(f"{directory}\\{name}")) is not None]
    shown = [(name, stat) for name, stat in rows if _shown(stat, switches)]
    if not shown and (found is None or not found.is_dir):
        return process.complain("File Not Found")
    if "b" in switches:
        for name, _ in shown:
            process.line(f"{directory.rstrip(chr(92))}\\{name}" if "s" in switches else name)
        return 0
    _listing(process, directory, shown)
    return 0


def _shown(stat: Stat, switches: set[str]) -> bool:
    if any(one.startswith("a") for one in switches):
        wanted = next(one for one in switches if one.startswith("a"))
        return stat.is_dir if wanted in {"ad", "a:d"} else not stat.is_dir if wanted in {"a-d", "a:-d"} else True
    return not stat.attributes & HIDDEN


def _listing(process: Process, directory: str, rows: list[tuple[str, Stat]]) -> None:
    process.line(
        f" Volume in drive {directory[0]} has no label.\r\n Volume Serial Number is 5C0A-11D2\r\n\r\n Directory of {directory}\r\n"
    )
    count, size = 0, 0
    for name, stat in rows:
        when = dt.datetime.fromtimestamp((stat.written - TICKS_AT_1970) / 1e7, dt.UTC)
        kind = "    <DIR>         " if stat.is_dir else f"{stat.size:>18,}"
        count, size = count + (not stat.is_dir), size + (0 if stat.is_dir else stat.size)
        process.line(f"{when:%m/%d/%Y  %I:%M %p} {kind} {name}")
    process.line(f"{count:>16} File(s) {size:>14,} bytes")
    process.line(f"{sum(stat.is_dir for _, stat in rows):>16} Dir(s) {process.files.usage(directory)[1]:>15,} bytes free")


def _ver(process: Process, rest: str) -> int:
    process.line(f"\r\nMicrosoft Windows [Version {process.machine.definition.os_version}.2849]")
    return 0


def _exit(process: Process, rest: str) -> int:
    words = [word for word in words_of(rest) if word.lower() != "/b"]
    try:
        raise Exit(int(words[0]) if words else process.code)
    except ValueError as error:
        raise Exit(process.code) from error


def _call(process: Process, rest: str) -> int:
    return run_line(process, rest.strip())


def _vol(process: Process, rest: str) -> int:
    process.line(f" Volume in drive {process.directory[0]} has no label.\r\n Volume Serial Number is 5C0A-11D2")
    return 0


def _quiet(process: Process, rest: str) -> int:
    return process.code


def _date(process: Process, rest: str) -> int:
    process.line(f"{dt.datetime.now(dt.UTC):%a %m/%d/%Y}")
    return 0


def _time(process: Process, rest: str) -> int:
    process.line(f"{dt.datetime.now(dt.UTC):%I:%M %p}")
    return 0


BUILTINS |= {
    "echo": _echo,
    "set": _set,
    "cd": _cd,
    "chdir": _cd,
    "pushd": _pushd,
    "popd": _popd,
    "type": _type,
    "copy": _copy,
    "move": _move,
    "ren": _ren,
    "rename": _ren,
    "del": _del,
    "erase": _del,
    "md": _md,
    "mkdir": _md,
    "rd": _rd,
    "rmdir": _rd,
    "dir": _dir,
    "ver": _ver,
    "exit": _exit,
    "call": _call,
    "vol": _vol,
    "rem": _quiet,
    "cls": _quiet,
    "title": _quiet,
    "color": _quiet,
    "setlocal": _quiet,
    "endlocal": _quiet,
    "pause": _quiet,
    "verify": _quiet,
    "date": _date,
    "time": _time,
}
