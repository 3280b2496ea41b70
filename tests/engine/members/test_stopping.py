"""Stopping a pipeline ends what it waits for in .NET's methods, and what it held there is given back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from psbridge.concurrency import CancelToken
from psbridge.engine.powershell import PowerShell
from psbridge.engine.runspace import Runspace
from psbridge.objects.streams import Stream

LIMIT = 60  # of what comes at once: only a wait that is not ended takes so long


class Telling(CancelToken):
    """A token that tells when somebody has begun to listen to it."""

    __slots__ = ("heard",)

    def __init__(self) -> None:
        super().__init__()
        self.heard = threading.Event()

    def on_cancel(self, callback: Callable[[], object]) -> Callable[[], None]:
        unhook = super().on_cancel(callback)
        self.heard.set()
        return unhook

    def wait(self, timeout: float | None = None) -> bool:
        self.heard.set()
        return super().wait(timeout)


@pytest.fixture
def runspace() -> Iterator[Runspace]:
    with Runspace() as made:
        yield made


def begun(runspace: Runspace, script: str) -> PowerShell:
    """A pipeline that waits."""
    shell = PowerShell(runspace).add_script(script)
    token = shell.stop_token = Telling()
    shell.begin_invoke()
    assert token.heard.wait(LIMIT)
    return shell


def stopped(runspace: Runspace, script: str) -> list[Any]:
    """Have it wait, stop it, and see that nothing came after the wait."""
    shell = begun(runspace, script + "; 'after'")
    assert shell.stop(LIMIT)
    assert (shell.state, shell.streams.values(Stream.ERROR)) == ("Stopped", [])
    return shell.end_invoke()


@pytest.fixture
def holder() -> Iterator[Callable[[Callable[[], Any], Callable[[], Any]], None]]:
    """Another thread that does something now and something else at the end of the test."""
    release = threading.Event()
    threads = []

    def start(take: Callable[[], Any], give: Callable[[], Any]) -> None:
        taken = threading.Event()

        def work() -> None:
            take()
            taken.set()
            release.wait(LIMIT)
            give()

        threads.append(threading.Thread(target=work))
        threads[-1].start()
        assert taken.wait(LIMIT)

    yield start
    release.set()
    for thread in threads:
        thread.join(LIMIT)


@pytest.mark.parametrize(
    "script",
    [
        "[Threading.ManualResetEvent]::new($false).WaitOne()",
        "[Threading.AutoResetEvent]::new($false).WaitOne(-1)",
        "[Threading.ManualResetEvent]::new($false).WaitOne([TimeSpan]::FromDays(1))",
        "[Threading.EventWaitHandle]::new($false, 'AutoReset').WaitOne(100000000, $false)",
        "[Threading.Semaphore]::new(0, 1).WaitOne()",
        "[Threading.SemaphoreSlim]::new(0).Wait()",
        "[Threading.SemaphoreSlim]::new(0).AvailableWaitHandle.WaitOne()",
        "[Threading.SemaphoreSlim]::new(0).WaitAsync().Wait()",
        "[Threading.ManualResetEventSlim]::new($false).Wait()",
        "[Threading.CountdownEvent]::new(1).Wait()",
        "[Threading.WaitHandle]::WaitAny(@([Threading.ManualResetEvent]::new($false), [Threading.Semaphore]::new(0, 1)))",
        "[Threading.WaitHandle]::WaitAll(@([Threading.ManualResetEvent]::new($true), [Threading.AutoResetEvent]::new($false)))",
        "[Threading.Tasks.Task]::Delay(-1).Wait()",
        "[Threading.Tasks.Task]::Delay(-1).Wait(100000000)",
        "[Threading.Tasks.Task]::Delay(-1).GetAwaiter().GetResult()",
        "[Threading.Tasks.Task]::Delay(-1).AsyncWaitHandle.WaitOne()",
        "[Threading.Tasks.Task]::WaitAll(@([Threading.Tasks.Task]::CompletedTask, [Threading.Tasks.Task]::Delay(-1)))",
        "[Threading.Tasks.Task]::WaitAny(@([Threading.Tasks.Task]::Delay(-1), [Threading.Tasks.Task]::Delay(-1)))",
        "[Threading.Tasks.Task]::WhenAll(@([Threading.Tasks.Task]::Delay(-1))).Wait()",
        "[Threading.Tasks.TaskCompletionSource[int]]::new().Task.Result",
        "[Threading.CancellationTokenSource]::new().Token.WaitHandle.WaitOne()",
        "[Collections.Concurrent.BlockingCollection[int]]::new().Take()",
        "$x = 0; [Collections.Concurrent.BlockingCollection[int]]::new().TryTake([ref] $x, 100000000)",
        "$c = [Collections.Concurrent.BlockingCollection[int]]::new(1); $c.Add(1); $c.Add(2)",
        "foreach ($one in [Collections.Concurrent.BlockingCollection[int]]::new().GetConsumingEnumerable()) { $one }",
        "[Collections.Concurrent.BlockingCollection[int]]::new().GetConsumingEnumerable() | & { process { $_ } }",
        "[Collections.Concurrent.BlockingCollection[int]]::new().GetConsumingEnumerable().MoveNext()",
        "foreach ($one in [Management.Automation.PSDataCollection[int]]::new()) { $one }",
        "[Threading.Monitor]::Enter(($o = [object]::new())); [Threading.Monitor]::Wait($o)",
        "[Threading.Thread]::Sleep(-1)",
        "[Threading.Thread]::Sleep([TimeSpan]::FromDays(1))",
        "[Threading.Thread]::CurrentThread.Join()",
        "$null = [Threading.Thread]::CurrentThread.Join(100000000)",
        "$ps = [powershell]::Create().AddScript('while ($true) { }'); $null = $ps.EndInvoke($ps.BeginInvoke())",
        "$ps = [powershell]::Create().AddScript('while ($true) { }'); $null = $ps.BeginInvoke().AsyncWaitHandle.WaitOne()",
        "$null = [powershell]::Create().AddScript('[Threading.Thread]::Sleep(-1)').Invoke()",
        "$null = [powershell]::Create('CurrentRunspace').AddScript('while ($true) { }').Invoke()",
        "$null = [Diagnostics.Process]::GetCurrentProcess().WaitForExit()",
        "$null = [Diagnostics.Process]::GetCurrentProcess().WaitForExit(100000000)",
    ],
)
def test_waits_end_with_the_pipeline(runspace, script):
    assert stopped(runspace, script) == []


@pytest.mark.parametrize("script", ["[Threading.ManualResetEvent]::new($false).WaitOne()", "[Threading.Thread]::Sleep(-1)"])
def test_nothing_catches_a_stop_and_finally_may_wait(runspace, script):
    text = f"try {{ {script} }} catch {{ 'caught' }} finally {{ [Threading.Tasks.Task]::Delay(1).Wait(); [Threading.Thread]::Sleep(1); 'last' }}"
    assert stopped(runspace, text) == ["last"]


def test_a_method_of_a_property_that_is_read_by_name_hears_it_too(runspace):
    assert stopped(runspace, "$t = [Threading.Tasks.TaskCompletionSource[int]]::new().Task; $t.('Res' + 'ult')") == []


def test_an_action_of_an_event_hears_the_stop_of_the_pipeline_that_runs_it(runspace):
    runspace.events.subscribe(None, None, "wanted", action=runspace.invoke("{ [Threading.ManualResetEvent]::new($false).WaitOne() }")[0])
    (runs,) = runspace.invoke("($global:runs = [Threading.ManualResetEvent]::new($false))")
    shell = PowerShell(runspace).add_script("$null = $runs.Set(); while ($true) { 1 | & { process { } } }")
    token = shell.stop_token = Telling()
    shell.begin_invoke()
    assert runs.wait(LIMIT)
    runspace.events.generate("wanted")
    assert token.heard.wait(LIMIT)
    assert shell.stop(LIMIT)
    assert shell.state == "Stopped"


def test_a_collection_gives_what_comes_after_a_stop_to_the_next_one(runspace):
    runspace.invoke("$global:c = [Collections.Concurrent.BlockingCollection[int]]::new()")
    assert stopped(runspace, "$c.Take()") == []
    assert runspace.invoke("$c.Add(5); $c.Count; $c.Take()") == [1, 5]


def test_all_or_none_of_the_handles_are_taken(runspace):
    runspace.invoke("$global:a = [Threading.AutoResetEvent]::new($true); $global:b = [Threading.Semaphore]::new(0, 1)")
    assert stopped(runspace, "[Threading.WaitHandle]::WaitAll(@($a, $b))") == []
    assert runspace.invoke("$a.WaitOne(0); $b.WaitOne(0)") == [True, False]


def test_a_semaphore_keeps_its_count(runspace):
    runspace.invoke("$global:s = [Threading.SemaphoreSlim]::new(0)")
    assert stopped(runspace, "$s.Wait()") == []
    assert runspace.invoke("$null = $s.Release(); $s.CurrentCount; $s.Wait(0)") == [1, True]


def test_who_waits_for_several_goes_on_with_the_one_that_comes(runspace):
    runspace.invoke("$global:a = [Threading.ManualResetEvent]::new($false); $global:b = [Threading.Mutex]::new($true)")
    shell = begun(runspace, "[Threading.WaitHandle]::WaitAny(@($b, $a))")
    runspace.invoke("$null = $a.Set()")
    assert shell.end_invoke(LIMIT) == [1]


def test_who_waits_for_all_goes_on_with_the_last_one(runspace):
    runspace.invoke("$global:a = [Threading.AutoResetEvent]::new($false); $global:b = [Threading.CountdownEvent]::new(2)")
    shell = begun(runspace, "[Threading.WaitHandle]::WaitAll(@($b.WaitHandle, $a)); $a.WaitOne(0)")
    runspace.invoke("$null = $a.Set(); $null = $b.Signal(); $null = $b.Signal()")
    assert shell.end_invoke(LIMIT) == [True, False]


def test_a_handle_that_stands_twice_among_all_is_refused(runspace):
    script = "$e = [Threading.ManualResetEvent]::new($true); try { [Threading.WaitHandle]::WaitAll(@($e, $e)) } catch { $_.Exception.InnerException.Message }"
    assert runspace.invoke(script) == ["Duplicate objects in argument. (Parameter 'waitHandles[1]')"]


@pytest.mark.parametrize(
    ("make", "take", "give"),
    [
        ("[Threading.Mutex]::new()", "$lock.WaitOne()", "$lock.ReleaseMutex()"),
        ("[object]::new()", "[Threading.Monitor]::Enter($lock)", "[Threading.Monitor]::Exit($lock)"),
        ("[object]::new()", "[Threading.Monitor]::TryEnter($lock, 100000000)", "[Threading.Monitor]::Exit($lock)"),
        ("[Threading.ReaderWriterLockSlim]::new()", "$lock.EnterWriteLock()", "$lock.ExitWriteLock()"),
        ("[Threading.ReaderWriterLockSlim]::new()", "$lock.TryEnterWriteLock(100000000)", "$lock.ExitWriteLock()"),
    ],
)
def test_waits_for_what_another_thread_holds_end(runspace, holder, make, take, give):
    (lock,) = runspace.invoke(f"($global:lock = {make})")
    with Runspace() as other:
        other.global_scope.variables["lock"] = lock
        holder(lambda: other.invoke(take), lambda: other.invoke(give))
        assert stopped(runspace, take) == []


def test_readers_wait_for_the_writer_until_they_are_stopped(runspace, holder):
    (lock,) = runspace.invoke("($global:lock = [Threading.ReaderWriterLockSlim]::new())")
    holder(lock.enter_write, lock.exit_write)
    assert stopped(runspace, "$lock.EnterReadLock()") == []
    assert runspace.invoke("$lock.CurrentReadCount") == [0]


def test_a_pipeline_of_a_pool_waits_for_its_turn_until_it_is_stopped(runspace):
    runspace.invoke(
        "$global:pool = [runspacefactory]::CreateRunspacePool(1, 1); $pool.Open(); $global:go = [Threading.ManualResetEvent]::new($false);"
        "$global:there = [Threading.ManualResetEvent]::new($false);"
        "$global:first = [powershell]::Create().AddScript('$args[0].Set(); $args[1].WaitOne()').AddArgument($there).AddArgument($go);"
        "$first.RunspacePool = $pool; $global:ticket = $first.BeginInvoke(); $null = $there.WaitOne()"
    )
    assert stopped(runspace, "$ps = [powershell]::Create().AddScript('1'); $ps.RunspacePool = $pool; $ps.Invoke()") == []
    assert runspace.invoke("$null = $go.Set(); $first.EndInvoke($ticket); $pool.GetAvailableRunspaces()") == [True, True, 1]


# -- Monitor


def test_who_is_stopped_while_it_waits_for_a_pulse_has_the_lock_again(runspace):
    script = """
        $global:o = [object]::new()
        [Threading.Monitor]::Enter($o); [Threading.Monitor]::Enter($o)
        try { [Threading.Monitor]::Wait($o) }
        finally { [Threading.Monitor]::Exit($o); [Threading.Monitor]::IsEntered($o); [Threading.Monitor]::Exit($o); [Threading.Monitor]::IsEntered($o) }
    """
    assert stopped(runspace, script) == [True, False]
    assert runspace.invoke("[Threading.Monitor]::TryEnter($o); [Threading.Monitor]::Exit($o)") == [True]


def test_a_stop_does_not_wait_for_who_has_the_lock_meanwhile(runspace, holder):
    script = "[Threading.Monitor]::Enter($o); try { [Threading.Monitor]::Wait($o) } finally { [Threading.Monitor]::IsEntered($o) }"
    (target,) = runspace.invoke("($global:o = [object]::new())")
    shell = begun(runspace, script)
    with Runspace() as other:
        other.global_scope.variables["o"] = target
        holder(lambda: other.invoke("[Threading.Monitor]::Enter($o)"), lambda: other.invoke("[Threading.Monitor]::Exit($o)"))
        assert shell.stop(LIMIT)
        assert shell.end_invoke() == [False]


def test_a_pulse_wakes_who_waits_longest_and_all_wake_everybody(runspace):
    (target,) = runspace.invoke("($global:o = [object]::new())")
    script = "[Threading.Monitor]::Enter($o); try { [Threading.Monitor]::Wait($o) } finally { [Threading.Monitor]::Exit($o) }"
    shells = []
    with Runspace() as second, Runspace() as third:
        for one in (runspace, second, third):
            one.global_scope.variables["o"] = target
            shells.append(begun(one, script))
            runspace.invoke("[Threading.Monitor]::Enter($o); [Threading.Monitor]::Exit($o)")  # it has let go of the lock
        runspace.invoke("[Threading.Monitor]::Enter($o); [Threading.Monitor]::Pulse($o); [Threading.Monitor]::Exit($o)")
        assert shells[0].end_invoke(LIMIT) == [True]
        assert [one.state for one in shells[1:]] == ["Running", "Running"]
        runspace.invoke("[Threading.Monitor]::Enter($o); [Threading.Monitor]::PulseAll($o); [Threading.Monitor]::Exit($o)")
        assert [one.end_invoke(LIMIT) for one in shells[1:]] == [[True], [True]]


def test_locks_of_objects_are_forgotten_with_their_last_use(runspace):
    from psbridge.engine.members.threads import _LOCKS

    before = len(_LOCKS)
    script = """
        $o = [object]::new()
        [Threading.Monitor]::Enter($o); [Threading.Monitor]::TryEnter($o); [Threading.Monitor]::Wait($o, 0)
        [Threading.Monitor]::Exit($o); [Threading.Monitor]::Exit($o); [Threading.Monitor]::IsEntered($o)
        try { [Threading.Monitor]::Pulse($o) } catch { $_.FullyQualifiedErrorId }
    """
    assert runspace.invoke(script) == [True, False, False, "SynchronizationLockException"]
    assert len(_LOCKS) == before


# -- what runs within a pipeline


def test_a_session_that_a_pipeline_runs_gives_the_thread_back(runspace):
    script = """
        Update-TypeData -TypeName System.Int32 -MemberName Foo -MemberType NoteProperty -Value 7
        (5).Foo; $null = [powershell]::Create().AddScript('1').Invoke(); (6).Foo
    """
    from psbridge.modules.defaults import default_modules

    with Runspace(modules=default_modules()) as full:
        assert full.invoke(script) == [7, 7]
        assert PowerShell(full).add_script(script.replace("Foo", "Bar")).invoke() == [7, 7]
