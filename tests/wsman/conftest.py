"""The recorded conversations, loaded once."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "data" / "windows"
FILES = sorted(FOLDER.glob("*.jsonl.gz"))


@dataclass(frozen=True)
class Exchange:
    """One recorded request and its answer."""

    request: bytes
    response: bytes


def load(path: Path) -> list[Exchange]:
    rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().split("\n") if line]
    return [Exchange(row["request"].encode(), row["response"].encode()) for row in rows if row.get("response")]


@pytest.fixture(params=FILES, ids=lambda path: path.name.removesuffix(".jsonl.gz"))
def conversation(request) -> list[Exchange]:
    """Each recorded conversation in turn."""
    return load(request.param)


@pytest.fixture(scope="session")
def all_exchanges() -> list[Exchange]:
    """All of them in one list."""
    return [exchange for path in FILES for exchange in load(path)]
