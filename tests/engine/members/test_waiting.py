"""Semaphores, locks, tasks and what cancels them."""

from __future__ import annotations

import pytest

from psbridge.engine.members import cancellations, semaphores, tasks


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "$s = [Threading.Semaphore]::new(1, 2); $s.WaitOne(); $s.WaitOne(0); $s.Release(); try { $s.Release(2) } catch { $_.FullyQualifiedErrorId }",
            ["True", "False", "0", "SemaphoreFullException"],
        ),
        (
            "$s = [Threading.SemaphoreSlim]::new(2, 2); $s.Wait(); $s.CurrentCount; $s.Wait(0); $s.Wait(0); $s.Release(2); $s.CurrentCount; $s.WaitAsync().Wait(); $s.CurrentCount",
            ["1", "True", "False", "0", "2", "1"],
        ),
        (
            "$e = [Threading.ManualResetEventSlim]::new($false); $e.IsSet; $e.Wait(0); $e.Set(); $e.Wait(0); $e.Reset(); $e.IsSet",
            ["False", "False", "True", "False"],
        ),
        (
            "$c = [Threading.CountdownEvent]::new(2); $c.Signal(); $c.CurrentCount; $c.Signal(); $c.IsSet; try { $c.Signal() } catch { $_.FullyQualifiedErrorId }; $c.Reset(1); $c.CurrentCount; $c.TryAddCount(2); $c.CurrentCount",
            ["False", "1", "True", "True", "InvalidOperationException", "1", "True", "3"],
        ),
        (
            "$l = [Threading.ReaderWriterLockSlim]::new(); $l.EnterReadLock(); $l.IsReadLockHeld; $l.CurrentReadCount; try { $l.TryEnterWriteLock(0) } catch { $_.FullyQualifiedErrorId }; $l.ExitReadLock(); try { $l.ExitReadLock() } catch { $_.FullyQualifiedErrorId }",
            ["True", "1", "LockRecursionException", "SynchronizationLockException"],
        ),
        (
            "$l = [Threading.ReaderWriterLockSlim]::new(); $l.EnterWriteLock(); $l.IsWriteLockHeld; $l.ExitWriteLock(); $l.TryEnterReadLock(0)",
            ["True", "True"],
        ),
        (
            "$a = [Threading.ManualResetEvent]::new($false); $b = [Threading.AutoResetEvent]::new($true); [Threading.WaitHandle]::WaitAny(@($a, $b)); [Threading.WaitHandle]::WaitAny(@($a, $b), 0); $a.Set(); [Threading.WaitHandle]::WaitAll(@($a), 0); $a.Close()",
            ["1", "258", "True", "True"],
        ),
        (
            "$t = [Threading.Tasks.Task]::CompletedTask; $t.IsCompleted; $t.Status; $t.GetType().Name; $t.Wait(); $t.AsyncWaitHandle.WaitOne(0)",
            ["True", "RanToCompletion", "Task", "True"],
        ),
        (
            "$t = [Threading.Tasks.Task]::FromResult(5); $t.Result; $t.GetType().Name; $t.GetAwaiter().GetResult(); $t.IsCompletedSuccessfully",
            ["5", "Task`1", "5", "True"],
        ),
        (
            "$t = [Threading.Tasks.Task]::Delay(1); $t.Wait(); $t.Status; [Threading.Tasks.Task]::WaitAll(@([Threading.Tasks.Task]::Delay(1), $t)); [Threading.Tasks.Task]::WaitAny(@($t)); [Threading.Tasks.Task]::Delay(-1).Wait(0)",
            ["RanToCompletion", "0", "False"],
        ),
        (
            "$t = [Threading.Tasks.Task]::FromException([InvalidOperationException]::new('bad')); $t.IsFaulted; $t.Exception.Message; try { $t.Wait() } catch { $_.FullyQualifiedErrorId }; try { $t.GetAwaiter().GetResult() } catch { $_.FullyQualifiedErrorId }",
            ["True", "One or more errors occurred. (bad)", "AggregateException", "InvalidOperationException"],
        ),
        (
            "$a = [Threading.Tasks.Task]::FromResult(1); [Threading.Tasks.Task]::WhenAll(@($a, $a)).Result -join ','; [Threading.Tasks.Task]::WhenAny(@($a)).Result.Result",
            ["1,1", "1"],
        ),
        (
            "$s = [Threading.Tasks.TaskCompletionSource[int]]::new(); $s.Task.IsCompleted; $s.SetResult(4); $s.Task.Result; $s.TrySetResult(5); try { $s.SetResult(1) } catch { $_.FullyQualifiedErrorId }",
            ["False", "4", "False", "InvalidOperationException"],
        ),
        (
            "$s = [Threading.Tasks.TaskCompletionSource[int]]::new(); $s.SetCanceled(); $s.Task.IsCanceled; try { $s.Task.Result } catch { 'never' }; try { $s.Task.Wait() } catch { $_.Exception.InnerException.InnerException.GetType().Name }",
            ["True", "null", "TaskCanceledException"],
        ),
        (
            "$c = [Threading.CancellationTokenSource]::new(); $c.IsCancellationRequested; $c.Token.CanBeCanceled; $c.Cancel(); $c.Token.IsCancellationRequested; try { $c.Token.ThrowIfCancellationRequested() } catch { $_.FullyQualifiedErrorId }; [Threading.CancellationToken]::None.CanBeCanceled",
            ["False", "True", "True", "OperationCanceledException", "False"],
        ),
        (
            "$c = [Threading.CancellationTokenSource]::new(1); $c.Token.WaitHandle.WaitOne(); $d = [Threading.CancellationTokenSource]::CreateLinkedTokenSource($c.Token, [Threading.CancellationToken]::None); $d.IsCancellationRequested; $c.Dispose()",
            ["True", "True"],
        ),
        (
            "$c = [Threading.CancellationTokenSource]::new(); $t = [Threading.Tasks.Task]::Delay(-1, $c.Token); $c.Cancel(); $t.IsCanceled",
            ["True"],
        ),
        (
            '$w = 0; $p = 0; [Threading.ThreadPool]::GetMaxThreads([ref]$w, [ref]$p); "$w $p"; $t = [Threading.ThreadLocal[int]]::new(); $t.Value; $t.Value = 5; $t.Value',
            ["32767 1000", "0", "5"],
        ),
        (
            "$m = [Threading.Mutex]::new($true); $m.WaitOne(0); $m.ReleaseMutex(); $m.ReleaseMutex(); try { $m.ReleaseMutex() } catch { $_.FullyQualifiedErrorId }; $m.Dispose()",
            ["True", "ApplicationException"],
        ),
        (
            "$o = [object]::new(); [Threading.Monitor]::Enter($o); [Threading.Monitor]::IsEntered($o); [Threading.Monitor]::Wait($o, 1); [Threading.Monitor]::PulseAll($o); [Threading.Monitor]::Exit($o); [Threading.Monitor]::IsEntered($o); try { [Threading.Monitor]::Pulse($o) } catch { $_.FullyQualifiedErrorId }",
            ["True", "False", "False", "SynchronizationLockException"],
        ),
        ("& { [long]$n = 5; [Threading.Interlocked]::Read([ref]$n) }", ["5"]),
    ],
)
def test_members(evaluate, script, expected):
    assert evaluate(script) == expected


@pytest.mark.parametrize("module", [cancellations, semaphores, tasks])
def test_listed_types_have_members(without_members, module):
    assert without_members(module) == []
