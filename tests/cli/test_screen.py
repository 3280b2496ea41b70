"""The console of a terminal: colours, progress, questions, interruption."""

from __future__ import annotations

import io
import signal
import threading

import pytest

from psbridge.cli import colours, interruptible, terminal
from psbridge.cli.progress import ProgressView, bar
from psbridge.cli.screen import ScreenConsole, ScreenUI
from psbridge.engine.host import Host
from psbridge.modules.shell import Runspace
from psbridge.objects.records import ProgressRecord, ProgressRecordType


class Terminal(io.StringIO):
    def isatty(self):
        return True


def look(monkeypatch):
    """From here on standard output is a terminal; gives what it shows."""
    out = Terminal()
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return out


def run(text, typed="", monkeypatch=None):
    if monkeypatch is not None:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    console = ScreenConsole()
    runspace = Runspace(host=Host("ConsoleHost", ui=console.ui)).open()
    ctx = runspace.context(console)
    runspace.run(text, ctx, console.sink(ctx))
    console.end()


def test_colours_of_write_host(monkeypatch):
    screen = look(monkeypatch)
    run("Write-Host a -ForegroundColor Green; Write-Host b -BackgroundColor DarkBlue -NoNewline; Write-Warning c")
    assert screen.getvalue() == "\x1b[92ma\x1b[0m\n\x1b[44mb\x1b[0m\x1b[33;1mWARNING: c\x1b[0m\n"


def test_no_color(monkeypatch):
    screen = look(monkeypatch)
    monkeypatch.setenv("NO_COLOR", "1")
    run("Write-Host a -ForegroundColor Green; Write-Warning c")
    assert screen.getvalue() == "a\nWARNING: c\n"
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not colours.wanted()
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert colours.wanted(io.StringIO())


_CREDENTIAL = "\nPowerShell credential request\nEnter your credentials.\nUser: Password for user eve: eve\n"
_CHOICE = "$host.UI.PromptForChoice('C', 'M', ('&One', '&Two'), 1)"
_LINE = '[O] One  [T] Two  [?] Help (default is "T"): '


@pytest.mark.parametrize(
    ("script", "typed", "shown"),
    [
        ("Read-Host name", "bob\n", "name: bob\nbob\n"),
        ("(Get-Credential).UserName", "eve\nsecret\n", _CREDENTIAL),
        (_CHOICE, "?\no\n", f"\nC\nM\n{_LINE}O - One\nT - Two\n{_LINE}0\n"),
        (_CHOICE, "\n", f"\nC\nM\n{_LINE}1\n"),
    ],
)
def test_questions(monkeypatch, script, typed, shown):
    screen = look(monkeypatch)
    run(script, typed, monkeypatch)
    assert screen.getvalue() == shown


def record(percent, activity="Copy", **more):
    made = ProgressRecord(1, activity, "busy")
    made.percent_complete = percent
    for name, value in more.items():
        setattr(made, name, value)
    return made


def test_progress_comes_and_goes(monkeypatch):
    screen = look(monkeypatch)
    monkeypatch.setenv("NO_COLOR", "1")
    now = [0.0]
    view = ProgressView(40, clock=lambda: now[0])
    view.show(record(10))
    view.show(record(11))  # too soon
    now[0] = 1.0
    view.show(record(50))
    view.show(record(50, record_type=ProgressRecordType(1)))
    assert screen.getvalue() == "Copy   10%  busy\r\x1b[KCopy   50%  busy\r\x1b[K"


def test_progress_is_hidden_before_output(monkeypatch):
    screen = look(monkeypatch)
    monkeypatch.setenv("NO_COLOR", "1")
    run("Write-Progress Copy -Status busy -PercentComplete 3; 'out'")
    assert screen.getvalue() == "Copy    3%  busy\r\x1b[Kout\n"


def test_bar_fits():
    assert bar(record(5, seconds_remaining=61), 80) == "Copy    5%  busy  1:01 left"
    assert len(bar(record(5, "x" * 100), 40)) == 40


def test_labels_of_choices():
    assert terminal.split_label("Yes to &All", 0) == ("A", "Yes to All")
    assert terminal.split_label("Plain", 2) == ("2", "Plain")


def test_confirmation_by_name(monkeypatch):
    screen = look(monkeypatch)
    monkeypatch.setattr("sys.stdin", io.StringIO("l\n"))
    assert screen.getvalue() == ""
    assert ScreenUI().prompt_for_choice("", "", ("Yes", "YesToAll", "No", "NoToAll", "Suspend"), 0) == "NoToAll"


def ctrl_c():
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)


def test_interruption():
    assert interruptible.run_interruptibly(lambda token: 7) == (7, False)
    assert interruptible.run_interruptibly(lambda token: (ctrl_c(), token.wait(60))[1]) == (True, True)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with pytest.raises(ValueError, match="x"):
        interruptible.run_interruptibly(lambda token: int("x"))


def test_interruption_while_the_work_begins(monkeypatch):
    class Thread(threading.Thread):
        def start(self):
            super().start()
            ctrl_c()

    monkeypatch.setattr(interruptible.threading, "Thread", Thread)
    assert interruptible.run_interruptibly(lambda token: token.wait(60)) == (True, True)


def test_a_second_interruption_gives_up():
    ended = threading.Event()

    def work(token):
        ctrl_c()
        token.wait(60)
        ctrl_c()
        ended.wait(60)

    with pytest.raises(interruptible.Interrupted):
        interruptible.run_interruptibly(work)
    ended.set()
