"""psbridge serve --inventory: a file with which the bridge finds the hosts."""

from __future__ import annotations

import tomllib

from psbridge.cli import serve
from psbridge.sessions.inventory import load
from psbridge.testing import emulated_estate


def test_inventory(tmp_path):
    path = tmp_path / "psbridge.toml"
    serve._write_inventory(None, [])
    with emulated_estate(["web01", "db01"], user="me", password="Not-a-secret-1", https=False) as estate:
        serve._write_inventory(str(path), list(estate))
        port = estate["db01"].port
    assert "Not-a-secret-1" not in path.read_text()
    assert set(tomllib.loads(path.read_text())["hosts"]) == {"web01", "db01"}
    assert load(path).options("db01") == {"username": "me", "address": "127.0.0.1", "port": port}
