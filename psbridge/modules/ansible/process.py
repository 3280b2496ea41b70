"""Ansible.Process and Ansible.Windows.Process: programs that modules start and wait for.

Decides how a command line is taken apart (as CommandLineToArgvW does), where a program is looked for, and what its bytes are as text.  The
programs themselves are those of the machine (`extras["start_program"]`).
"""

from __future__ import annotations

import codecs
from typing import Any

from psbridge.engine.members.arguments import bad_argument
from psbridge.engine.members.table import WithContext, fill
from psbridge.objects.containers import NetDictionary, TypedArray
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, define, find_type
from psbridge.objects.numbers import UInt32
from psbridge.objects.psobject import NetObject, unwrap

_OBJECT, _STRING = find_type("System.Object"), find_type("System.String")
_ASSEMBLY = "Ansible.Process, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null"
WINDOWS_SPACE = "ansible_collections.ansible.windows.plugins.module_utils.Process."
_SYSTEM = "C:\\Windows\\System32"
_MISSING = 2
_TEXTS = {_MISSING: "The system cannot find the file specified", 267: "The directory name is invalid"}


class Result(NetObject):
    """What a program left behind."""

    __slots__ = ("code", "errors", "output")
    net_type = NetType("Ansible.Process.Result", _OBJECT, assembly=_ASSEMBLY)
    PROPERTIES = {"StandardOut": "output", "StandardError": "errors", "ExitCode": "code"}

    def __init__(self, output: str, errors: str, code: int) -> None:
        super().__init__()
        self.output, self.errors, self.code = output, errors, UInt32(code)


class WindowsResult(Result):
    """The same of the collection ansible.windows."""

    __slots__ = ()
    net_type = NetType(WINDOWS_SPACE + "Result", _OBJECT, assembly=_ASSEMBLY)
    PROPERTIES = Result.PROPERTIES


def split_line(text: str) -> list[str]:
    """A command line as CommandLineToArgvW takes it apart: in the first word quotes only group, later backslashes escape them."""
    head, rest = _first_word(text.lstrip())
    words, word, quoted, open_word, position = [head], "", False, False, 0
    while position < len(rest):
        char = rest[position]
        slashes = 0
        while position < len(rest) and rest[position] == "\\":
            slashes, position = slashes + 1, position + 1
        if slashes:
            quote = position < len(rest) and rest[position] == '"'
            word, open_word = word + "\\" * (slashes // 2 if quote else slashes), True
            if quote and slashes % 2:
                word, position = word + '"', position + 1
            continue
        position += 1
        if char == '"':
            doubled = quoted and rest[position : position + 1] == '"'
            word, position = (word + '"', position + 1) if doubled else (word, position)
            quoted, open_word = quoted if doubled else not quoted, True
        elif char in " \t" and not quoted:
            if open_word:
                words.append(word)
            word, open_word = "", False
        else:
            word, open_word = word + char, True
    return [*words, word] if open_word else words


def _first_word(text: str) -> tuple[str, str]:
    if text.startswith('"'):
        word, _, rest = text[1:].partition('"')
        return word, rest
    end = next((i for i, char in enumerate(text) if char in " \t"), len(text))
    return text[:end], text[end:]


def win32_error(kind: str, code: int, text: str) -> NetError:
    """The exception of these sources: what failed, then Windows' words and number."""
    define("System.ComponentModel.Win32Exception", "System.Runtime.InteropServices.ExternalException")
    define(kind, "System.ComponentModel.Win32Exception")
    suffix = f" - 0x{code:08X}" if kind.startswith(WINDOWS_SPACE) else ""
    return NetError.of(kind, f"{text} ({_TEXTS[code]}, Win32ErrorCode {code}{suffix})", NativeErrorCode=code)


def arguments_of(ctx: Any, text: str) -> TypedArray:
    return TypedArray(_STRING, split_line(text))


def search_path(ctx: Any, name: str) -> str:
    """Where a program is: as it stands, in the system directory, in the directories of PATH."""
    machine, environment = ctx.runspace.machine, ctx.runspace.environment
    candidates = [name] if "\\" in name else [f"{place.rstrip(chr(92))}\\{name}" for place in _places(environment)]
    for path in candidates:
        found = machine.files.stat(path) if machine is not None else None
        if found is not None and not found.is_dir:
            return str(machine.files.spelled(path))
    known = ctx.runspace.discovery.programs.find(ctx, name)
    if known is None:
        raise NetError.of("System.IO.FileNotFoundException", f"Could not find file '{name}'.", FileName=name)
    return str(known.path)


def _places(environment: Any) -> list[str]:
    return [_SYSTEM, "C:\\Windows", *filter(None, (environment.get("PATH") or "").split(";"))]


def _decoded(data: bytes, encoding: Any) -> str:
    try:
        return data.decode(codecs.lookup(str(encoding)).name if encoding else "utf-8", "replace")
    except LookupError as error:
        raise bad_argument(f"'{encoding}' is not a supported encoding name.", "name") from error


def start(
    ctx: Any, kind: type[Result], application: Any, line: str, directory: Any, environment: Any, given: bytes, encoding: Any
) -> Result:
    """Run a program to its end."""
    space = kind.net_type.namespace
    run = ctx.runspace.extras.get("start_program")
    variables = unwrap(environment)
    table = None
    if isinstance(variables, NetDictionary | dict) and len(variables):
        table = {str(name): str(unwrap(value)) for name, value in variables.items()}
    machine = ctx.runspace.machine
    place = machine.files.stat(directory) if directory and machine is not None else None
    if place is not None and not place.is_dir:
        raise win32_error(f"{space}.Win32Exception", 267, "CreateProcessW() failed")
    done = run(ctx, application or "", line, directory or "", table, given) if run is not None else None
    if done is None:
        raise win32_error(f"{space}.Win32Exception", _MISSING, "CreateProcessW() failed")
    return kind(_decoded(done.output, encoding), _decoded(done.errors, encoding), done.code)


def create_process(ctx: Any, first: str, *more: Any) -> Result:
    """CreateProcess(command) or (application, line, directory, environment[, stdin[, encoding]])."""
    if not more:
        return start(ctx, Result, None, first, None, None, b"", None)
    line, directory, environment, given, encoding = (*more, None, None)[:5]
    bare = unwrap(given)
    data = bytes(bare or b"") if not isinstance(bare, str) else (bare if not bare or bare.endswith("\r\n") else bare + "\r\n").encode()
    return start(ctx, Result, first, line, directory, environment, data, encoding)


def create_windows_process(
    ctx: Any, application: str, line: str, directory: Any, environment: Any, given: Any, encoding: Any, children: bool = False
) -> Result:
    """The same of ansible.windows; input is bytes, and children have ended with the program."""
    return start(ctx, WindowsResult, application, line, directory, environment, bytes(unwrap(given) or b""), encoding)


PROCESS = NetType("Ansible.Process.ProcessUtil", _OBJECT, assembly=_ASSEMBLY)
WINDOWS = NetType(WINDOWS_SPACE + "ProcessUtil", _OBJECT, assembly=_ASSEMBLY)
_HEAD = "static System.Object CreateProcess(string application, string commandLine, string currentDirectory, System.Object environment"
fill(
    PROCESS,
    f"""
    static string[] ParseCommandLine(string lpCommandLine)
    static string SearchPath(string lpFileName)
    static System.Object CreateProcess(string command)
    {_HEAD})
    {_HEAD}, System.Object stdin)
    {_HEAD}, System.Object stdin, string outputEncoding)
    """,
    {
        "::ParseCommandLine": WithContext(arguments_of),
        "::SearchPath": WithContext(search_path),
        "::CreateProcess": WithContext(create_process),
    },
)
fill(
    WINDOWS,
    f"static string[] CommandLineToArgv(string lpCommandLine)\n{_HEAD}, System.Object stdin, string outputEncoding, bool waitChildren)",
    {"::CommandLineToArgv": WithContext(arguments_of), "::CreateProcess": WithContext(create_windows_process)},
)
TYPES = {net.full_name: net for net in (PROCESS, WINDOWS, Result.net_type, WindowsResult.net_type)}
