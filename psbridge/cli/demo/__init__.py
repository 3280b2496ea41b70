"""`psbridge demo`: what the project is for, shown on an emulated estate: nothing of it leaves this computer."""

from __future__ import annotations

import argparse
import sys

_LAST = """
[bold]What to type next[/]

  psbridge shell             a PowerShell prompt, right here
  psbridge run script.ps1    a script, with no pwsh
  psbridge serve             a Windows host of your own, for any WinRM client

On your own Windows hosts, in Python:

  import psbridge as psb
  with psb.Session("server01", username="corp\\\\me", password=...) as s:
      print(s.invoke("Get-Service W3SVC").output)

More: docs/tutorial.md; Kerberos, certificates, many hosts: docs/howto/"""


def main(arguments: list[str]) -> int:
    """Show it all; the exit code is 0 when everything did what it says."""
    made = argparse.ArgumentParser(prog="psbridge demo", description="A tour in half a minute, on emulated Windows hosts.")
    made.add_argument("--svg", metavar="FILE", help="write the screen as a picture, too")
    told = made.parse_args(arguments)
    from rich.console import Console

    from psbridge.cli.demo.story import Story

    # a picture is always as wide as its place in the documents
    console = Console(record=bool(told.svg), width=100 if told.svg else None, highlight=False)
    try:
        passed = Story(console).tell()
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    console.print(_LAST)
    if told.svg:
        console.save_svg(told.svg, title="psbridge demo")
    return 0 if passed else 1
