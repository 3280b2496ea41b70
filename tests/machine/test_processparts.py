"""Modules and threads of processes."""

from __future__ import annotations

import os
from pathlib import Path

from psbridge.emulator.sessions import Session
from psbridge.machine import localprocesses
from psbridge.machine.localprocesses import LOCAL_PROCESSES
from psbridge.machine.processparts import PartList, ProcessModule, ProcessThread, ThreadFacts


def test_the_program_of_a_process_is_its_first_module():
    own = LOCAL_PROCESSES.find(os.getpid())
    assert own is not None
    modules = PartList(ProcessModule, LOCAL_PROCESSES.modules(own))
    assert modules[0].file_name == own.path
    assert all(one.memory_size % 4096 == 0 and one.base_address for one in modules)
    assert len({one.base_address for one in modules}) == len(modules) > 1
    assert str(modules[0]) == f"System.Diagnostics.ProcessModule ({own.path.rpartition('/')[2]})"


def test_the_first_thread_has_the_number_of_the_process():
    own = LOCAL_PROCESSES.find(os.getpid())
    assert own is not None
    threads = PartList(ProcessThread, LOCAL_PROCESSES.thread_facts(own))
    assert threads[0].id == os.getpid()
    assert threads.net_type.full_name == "System.Diagnostics.ProcessThreadCollection"


def test_threads_may_have_smaller_numbers_than_their_process(tmp_path, monkeypatch):
    own = LOCAL_PROCESSES.find(os.getpid())
    for number in (own.id - 1, own.id, own.id + 1):
        folder = tmp_path / str(own.id) / "task" / str(number)
        folder.mkdir(parents=True)
        (folder / "stat").write_text(Path(f"/proc/{own.id}/stat").read_text())
    monkeypatch.setattr(localprocesses, "_PROC", tmp_path)
    assert LOCAL_PROCESSES.thread_facts(own)[0].id == own.id


def test_only_a_thread_that_waits_has_a_reason():
    assert [str(ProcessThread(ThreadFacts(1, state)).reason) for state in ("Wait", "Running")] == ["Unknown", "None"]


def test_scripts_see_modules_threads_and_versions():
    with Session.emulated("WEB01") as session:
        got = list(
            session.invoke(
                """$p = Get-Process lsass; $p.MainModule.ModuleName; $p.Modules.Count; $p.Threads[0].ThreadState.ToString(); $p.Company
                (Get-Process lsass -Module)[1].ModuleName; (Get-Process lsass -FileVersionInfo).ProductVersion
                @(Get-Process lsass -Module -FileVersionInfo)[2].InternalName; @((Get-Process System).Modules).Count
                $p.Modules.IndexOf($p.Modules[0]); [Diagnostics.FileVersionInfo]::GetVersionInfo($PSHOME).IsDebug"""
            )
        )
    assert got[:4] == ["lsass.exe", 4, "Wait", "Microsoft Corporation"]
    assert got[4:8] == ["ntdll.dll", "10.0.20348.1", "KERNEL32.DLL", 0]
    assert got[8:] == [0, False]
