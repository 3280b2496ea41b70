"""What outlives a process: jobs with their records, sessions left on hosts, transfers; in one SQLite file (WAL) per user.

A change is on disk before the call that made it returns: `kill -9` at any moment loses nothing that was acknowledged.
"""

from __future__ import annotations

from psbridge.store.database import Database, default_path
from psbridge.store.jobs import JobRow, JobStore, RecordRow
from psbridge.store.sessions import SessionRow, SessionStore
from psbridge.store.transfers import Sums, Transfer, TransferFile, TransferStore

__all__ = [
    "Database",
    "JobRow",
    "JobStore",
    "RecordRow",
    "SessionRow",
    "SessionStore",
    "Sums",
    "Transfer",
    "TransferFile",
    "TransferStore",
    "default_path",
]
