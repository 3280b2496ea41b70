"""The debugger in the shell: what is typed at its prompt runs in the frame that has stopped."""

from __future__ import annotations

from psbridge.cli.prompt import debugging
from psbridge.cli.prompt.session import ShellSession


def typed(monkeypatch, *lines):
    left = list(lines)
    monkeypatch.setattr(debugging.terminal, "read_line", lambda cancelled=None: left.pop(0) if left else None)


def test_a_stop_in_the_shell(monkeypatch, capsys):
    session = ShellSession(asks=False)
    typed(monkeypatch, "$inner", "1/0", "$inner = 8", "k", "c")
    try:
        session.run("function Get-It { $inner = 7; $inner }; Set-PSBreakpoint -Variable inner -Mode Read | Out-Null")
        session.run("Get-It; 'done'")
    finally:
        session.close()
    out, err = capsys.readouterr()
    assert "Entering debug mode. Use h or ? for help.\n\nHit Variable breakpoint on '$inner' (Read access)\n" in out
    assert "[DBG]: PS " in out
    assert ">> 7\n" in out
    assert "divide by zero" in err
    assert out.rstrip().endswith("8\ndone")
    assert "Get-It" in out


def test_the_end_of_the_input_goes_on(monkeypatch, capsys):
    session = ShellSession(asks=False)
    typed(monkeypatch)
    try:
        session.run("Wait-Debugger; 'went on'")
    finally:
        session.close()
    assert capsys.readouterr().out.rstrip().endswith("went on")


def test_a_job_that_is_debugged(monkeypatch, capsys):
    """DBG-006, DBG-007, DBG-008: the prompt names the job, its output is shown as it comes, `q` stops it."""
    session = ShellSession(asks=False)
    typed(monkeypatch, "$n", "s", "s", "q")
    try:
        session.run("$j = Start-ThreadJob -Name Job1 { $n = 7; Wait-Debugger; 'live'; 'more'; 'never' }")
        session.run("while ($j.State -ne 'AtBreakpoint') { Start-Sleep -Milliseconds 5 }; Debug-Job $j; $j.State")
    finally:
        session.close()
    out = capsys.readouterr().out
    assert out.count("[DBG]: [Job1]: PS ") == 4
    assert "\nnever\n" not in out
    assert out.rstrip().endswith("Stopped")
    assert [out.index(f">> {word}\n") for word in ("7", "live", "more", "Stopped")] == sorted(
        out.index(f">> {word}\n") for word in ("7", "live", "more", "Stopped")
    )


def test_a_job_that_is_left_alone(monkeypatch, capsys):
    """DBG-006"""
    session = ShellSession(asks=False)
    typed(monkeypatch, "d")
    try:
        session.run("$j = Start-ThreadJob { Wait-Debugger; while ($true) { Start-Sleep -Milliseconds 5 } }")
        session.run("while ($j.State -ne 'AtBreakpoint') { Start-Sleep -Milliseconds 5 }; Debug-Job $j; $j.State; Stop-Job $j")
    finally:
        session.close()
    assert capsys.readouterr().out.rstrip().endswith("Running")


def test_a_job_in_a_process_is_debugged_with_the_same_commands(monkeypatch, capsys):
    """DBG-006, DBG-007, DBG-008: what is typed runs over there, the prompt says where that is."""
    session = ShellSession(asks=False)
    typed(monkeypatch, "$n", "l", "k", "1/0", "s", "", "q")
    try:
        session.run("$j = Start-Job -Name Job1 -WorkingDirectory / { $n = 7; Wait-Debugger\n'live'\n'more'\n'never' }")
        session.run("while ($j.State -ne 'AtBreakpoint') { Start-Sleep -Milliseconds 5 }; Debug-Job $j; $j.State")
    finally:
        session.close()
    out, err = capsys.readouterr()
    assert out.count("[DBG]: [Job1]: PS />> ") == 7
    assert [out.index(text) for text in (">> 7\n", "    2:* 'live'\n", "Command", ">> live\n", ">> more\n", "Stopped\n")] == sorted(
        out.index(text) for text in (">> 7\n", "    2:* 'live'\n", "Command", ">> live\n", ">> more\n", "Stopped\n")
    )
    assert "\nnever\n" not in out
    assert "divide by zero" in out + err


def test_a_runspace_that_waits_to_be_debugged(monkeypatch, capsys):
    session = ShellSession(asks=False)
    typed(monkeypatch, "$n", "s", "d")
    try:
        session.run("$r = [runspacefactory]::CreateRunspace(); $r.Name = 'other'; $r.Open(); Enable-RunspaceDebug other")
        session.run("$p = [powershell]::Create().AddScript({ $n = 7; Wait-Debugger; 'live'; 'more' }); $p.Runspace = $r")
        session.run("$t = $p.BeginInvoke(); Debug-Runspace -Name other; Disable-RunspaceDebug other; $p.EndInvoke($t)")
    finally:
        session.close()
    out = capsys.readouterr().out
    assert out.startswith("Debugging Runspace: other\nTo end the debugging session type the 'Detach' command")
    assert out.count("[DBG]: [other]: PS ") == 3
    assert ">> 7\n" in out
    assert out.endswith("live\nmore\n")


def test_the_name_of_a_job_stands_in_the_prompt():
    shown = debugging.ShellFront(None, "Job3")
    assert (debugging.debug_handler(None)("Job3").front.name, shown.name) == ("Job3", "Job3")
