"""Programs of the emulated machine that WinRM tools call: small ones here, PowerShell in `powershellexe`."""

from __future__ import annotations

import re

from psbridge.machine.networks import ADAPTER
from psbridge.server.cmd.interpreter import run_interpreter
from psbridge.server.cmd.process import CODE_PAGES, Process
from psbridge.server.cmd.syntax import argv_of
from psbridge.server.cmd.tables import PROGRAMS, SYSTEM, find_program

_ADDRESS, _MASK, _GATEWAY, _MAC = ADAPTER.address, ADAPTER.mask, ADAPTER.gateway, ADAPTER.mac


def _hostname(process: Process, rest: str) -> int:
    process.line(process.machine.name)
    return 0


def _whoami(process: Process, rest: str) -> int:
    words = [word.lower() for word in argv_of(rest)]
    domain = (process.machine.domain.partition(".")[0] or process.machine.name).lower()
    name = f"{domain}\\{process.console.user.lower()}"
    if not words:
        process.line(name)
    elif "/groups" in words:
        for group in process.machine.accounts.groups_of(process.console.user):
            process.line(f"BUILTIN\\{group.name:<40} Alias            {group.sid}")
    elif "/upn" in words:
        process.line(f"{process.console.user}@{process.machine.domain or process.machine.name}")
    elif "/user" in words or "/all" in words:
        user = process.machine.accounts.find(process.console.user)
        process.line("\r\nUSER INFORMATION\r\n----------------\r\n")
        process.line(f"User Name{' ' * max(1, len(name) - 8)}SID\r\n{'=' * len(name)} {'=' * len(user.sid if user else '')}")
        process.line(f"{name} {user.sid if user else ''}")
    else:
        return process.complain(f"ERROR: Invalid argument/option - '{words[0]}'.\r\nType \"WHOAMI /?\" for usage.")
    return 0


def _ipconfig(process: Process, rest: str) -> int:
    whole = "/all" in rest.lower()
    process.line("\r\nWindows IP Configuration\r\n")
    if whole:
        process.line(f"   Host Name . . . . . . . . . . . . : {process.machine.name}")
        process.line(f"   Primary Dns Suffix  . . . . . . . : {process.machine.domain}")
        process.line("   Node Type . . . . . . . . . . . . : Hybrid\r\n   IP Routing Enabled. . . . . . . . : No")
        process.line("   WINS Proxy Enabled. . . . . . . . : No")
    process.line("\r\nEthernet adapter Ethernet:\r\n\r\n   Connection-specific DNS Suffix  . : " + process.machine.domain)
    if whole:
        process.line("   Description . . . . . . . . . . . : Microsoft Hyper-V Network Adapter")
        process.line(f"   Physical Address. . . . . . . . . : {_MAC}\r\n   DHCP Enabled. . . . . . . . . . . : No")
    process.line(f"   IPv4 Address. . . . . . . . . . . : {_ADDRESS}")
    process.line(f"   Subnet Mask . . . . . . . . . . . : {_MASK}\r\n   Default Gateway . . . . . . . . . : {_GATEWAY}")
    return 0


def _cmd(process: Process, rest: str) -> int:
    """cmd.exe: /c runs a line, without it lines come from standard input."""
    found = re.search(r"/[ck](?:\s|$|(?=\S))", rest, re.IGNORECASE)
    if found is not None:
        return run_interpreter(process, _unquoted(rest[found.end() :].lstrip()))
    code = 0
    while (line := process.stdin.line()) is not None:
        text = line.decode(process.console.encoding, "replace").strip()
        if text.lower() == "exit":
            break
        code = run_interpreter(process, text)
    return code


def _unquoted(text: str) -> str:
    """The outer quotes of /c "..." go, unless the text is one quoted program name."""
    if text.startswith('"') and text.rstrip().endswith('"') and len(text) > 1 and (text.count('"') > 2 or " " in text):
        return text.rstrip()[1:-1]
    return text


def _chcp(process: Process, rest: str) -> int:
    word = rest.strip()
    if not word:
        process.line(f"Active code page: {process.console.code_page}")
        return 0
    if not word.isdigit() or int(word) not in CODE_PAGES:
        return process.complain("Invalid code page")
    process.console.code_page = int(word)
    process.line(f"Active code page: {word}")
    return 0


def _find(process: Process, rest: str) -> int:
    found = re.match(r'\s*((?:/\w\s*)*)"([^"]*)"\s*(.*)', rest)
    if found is None:
        return process.complain("FIND: Parameter format not correct", 2)
    switches, needle = found[1].lower(), found[2]
    lines = _text_of(process, found[3].strip()).splitlines()
    wanted = [line for line in lines if ((needle.lower() in line.lower()) if "/i" in switches else needle in line) != ("/v" in switches)]
    if "/c" in switches:
        process.line(str(len(wanted)))
    else:
        for line in wanted:
            process.line(line)
    return 0 if wanted else 1


def _findstr(process: Process, rest: str) -> int:
    words = argv_of(rest)
    switches = {word.lower() for word in words if word.startswith("/") and not word.lower().startswith("/c:")}
    literal = next((word[3:] for word in words if word.lower().startswith("/c:")), None)
    plain = [word for word in words if not word.startswith("/")]
    patterns = [re.escape(literal)] if literal is not None else (plain.pop(0).split() if plain else [])
    if not patterns:
        return process.complain("FINDSTR: Bad command line", 2)
    flags = re.IGNORECASE if "/i" in switches else 0
    lines = _text_of(process, plain[0] if plain else "").splitlines()
    wanted = [line for line in lines if any(re.search(pattern, line, flags) for pattern in patterns) != ("/v" in switches)]
    for line in wanted:
        process.line(line)
    return 0 if wanted else 1


def _text_of(process: Process, name: str) -> str:
    if not name:
        return process.stdin.rest().decode(process.console.encoding, "replace")
    with process.files.open(process.path(name), "r") as file:
        return str(file.read().decode(process.console.encoding, "replace"))


def _more(process: Process, rest: str) -> int:
    process.stdout(process.stdin.rest())
    return 0


def _sort(process: Process, rest: str) -> int:
    for line in sorted(_text_of(process, "").splitlines(), key=str.lower, reverse="/r" in rest.lower()):
        process.line(line)
    return 0


def _where(process: Process, rest: str) -> int:
    name = rest.strip()
    if find_program(process, name) is None:
        return process.complain("INFO: Could not find files for the given pattern(s).")
    base = name.lower().removesuffix(".exe")
    process.line(f"{SYSTEM}\\WindowsPowerShell\\v1.0\\powershell.exe" if base == "powershell" else f"{SYSTEM}\\{base}.exe")
    return 0


def _timeout(process: Process, rest: str) -> int:
    seconds = next((int(word) for word in argv_of(rest) if word.lstrip("-").isdigit()), 0)
    process.console.token.wait(max(0, seconds))
    process.check()
    return 0


def _ping(process: Process, rest: str) -> int:
    """Only the machine itself answers."""
    words = argv_of(rest)
    count = next((int(words[i + 1]) for i, word in enumerate(words[:-1]) if word.lower() == "-n"), 4)
    target = next((w for i, w in enumerate(words) if not w.startswith("-") and (i == 0 or words[i - 1].lower() not in {"-n", "-w"})), "")
    if target.lower() not in process.machine.own_names | {"127.0.0.1"}:
        return process.complain(f"Ping request could not find host {target}. Please check the name and try again.")
    process.line(f"\r\nPinging {target} with 32 bytes of data:")
    for i in range(count):
        if i:
            process.console.token.wait(1)
            process.check()
        process.line("Reply from 127.0.0.1: bytes=32 time<1ms TTL=128")
    return 0


def _tasklist(process: Process, rest: str) -> int:
    process.line(f"\r\n{'Image Name':<25} {'PID':>8} Session Name        Session#    Mem Usage")
    process.line(f"{'=' * 25} {'=' * 8} {'=' * 16} {'=' * 11} {'=' * 12}")
    for one in process.machine.processes.all():
        process.line(f"{one.name + '.exe':<25} {one.id:>8} Services                   0     10,240 K")
    return 0


def _systeminfo(process: Process, rest: str) -> int:
    told = process.machine.definition
    process.line(f"\r\nHost Name:                 {told.name}\r\nOS Name:                   {told.os_caption}")
    process.line(f"OS Version:                {told.os_version} N/A Build {told.os_version.split('.')[-1]}")
    process.line(f"Domain:                    {told.domain or 'WORKGROUP'}")
    return 0


def _powershell(process: Process, rest: str) -> int:
    from psbridge.server.cmd.powershellexe import run_powershell

    return run_powershell(process, argv_of(rest))


PROGRAMS |= {
    "hostname": _hostname,
    "whoami": _whoami,
    "ipconfig": _ipconfig,
    "cmd": _cmd,
    "chcp": _chcp,
    "find": _find,
    "findstr": _findstr,
    "more": _more,
    "sort": _sort,
    "where": _where,
    "timeout": _timeout,
    "ping": _ping,
    "tasklist": _tasklist,
    "systeminfo": _systeminfo,
    "powershell": _powershell,
    "pwsh": _powershell,
}
