"""Transfers in the store: they survive kill -9, and an older store is brought up to date."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys

from psbridge.store import Database
from psbridge.store.transfers import TransferStore

WRITER = """
import sys, os, uuid
from psbridge.store import Database, TransferStore
store = TransferStore(Database(sys.argv[1]))
job = store.create("x", "me", 1, {})
store.add_files(job.id, [("a", "b")])
for done in range(1, 10_000_000):
    store.progress(job.id, 0, done=done)
    if done % 100 == 0:
        print(done, flush=True)
"""


def test_progress_survives_kill_9(tmp_path):
    path = tmp_path / "s.sqlite3"
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    said = 0
    for _ in range(5):
        said = int(writer.stdout.readline())
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    store = TransferStore(Database(path))
    job = store.jobs()[0]
    assert store.files(job.id)[0].done >= said


def test_an_older_store_is_brought_up_to_date(tmp_path):
    path = tmp_path / "s.sqlite3"
    Database(path).close()
    raw = sqlite3.connect(path)
    raw.execute("ALTER TABLE transfer_files DROP COLUMN synced")
    raw.execute("ALTER TABLE transfer_files DROP COLUMN boot")
    raw.execute("PRAGMA user_version = 2")
    raw.commit()
    raw.close()
    store = TransferStore(Database(path))
    job = store.create("x", "me", 1, {})
    store.add_files(job.id, [("a", "b")])
    assert store.progress(job.id, 0, synced=5, boot="x")
    assert store.files(job.id)[0].synced == 5
