"""`psbridge`: which subcommand an argument means.  Nothing is imported before it is known what is needed."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    args = sys.argv[1:] if arguments is None else arguments
    word = args[0] if args else ""
    if word.startswith("-") and any(one.lower() in _SERVERS for one in args):
        from psbridge.server.console import main as serve_stdio

        return serve_stdio(args)
    if word == "run":
        from psbridge.cli.run import main as run

        return run(args[1:])
    if word == "conformance":
        return _conformance(args[1:])
    if word in ("-h", "--help", ""):
        print(_USAGE)
        return 0 if word else 2
    from psbridge.cli.run import main as run

    return run(args)


def _conformance(args: list[str]) -> int:
    if args[:1] == ["record"]:
        from psbridge.cli.record import main as record

        return record(args[1:])
    print("usage: psbridge conformance record IN OUT [-j N] [--timeout S] [--target engine]", file=sys.stderr)
    return 2


_SERVERS = frozenset(("-s", "-servermode", "-sshs", "-sshservermode"))  # a PSRP server on stdin and stdout, as with pwsh
_USAGE = """usage: psbridge COMMAND ...

  run FILE.ps1 [arguments]     run a script
  run -c TEXT                  run text
  conformance record IN OUT    run recorded cases and write down what happened

Options of pwsh (-NoProfile, -File, -Command ...) are understood as well."""
