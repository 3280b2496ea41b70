"""`psbridge bits`: transfer jobs on the command line."""

from __future__ import annotations

import json
import os
import re

from psbridge.cli.bits import main
from tests.bits.servers import store, web

__all__ = ["store", "web"]
DATA = os.urandom(200_000)


def run(capsys, store, *words) -> tuple[int, str, str]:
    code = main(["--store", str(store), *words])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_command_line(capsys, store, web, tmp_path):
    url = web.put("a", DATA)
    code, _, err = run(capsys, store, "start", url, str(tmp_path / "out"))
    assert (code, "?" in err) == (0, False)
    assert re.search(r"\d [kM]?B/s", err)  # over before there were two measurements
    assert (tmp_path / "out").read_bytes() == DATA
    code, out, _ = run(capsys, store, "start", url, str(tmp_path / "two"), "--suspended", "-n", "mine")
    job = out.strip()
    assert (code, len(job)) == (0, 36)
    assert "mine" in run(capsys, store, "list")[1]
    assert json.loads(run(capsys, store, "list", "--json")[1])["JobState"] == "Suspended"
    assert json.loads(run(capsys, store, "show", job[:8], "--json")[1])["JobId"] == job
    assert "JobState" in run(capsys, store, "show", "mine")[1]
    assert run(capsys, store, "resume", job)[0] == 0
    assert '"Transferred"' in run(capsys, store, "watch", job, "--json")[1]
    assert run(capsys, store, "complete", job)[0] == 0
    assert (tmp_path / "two").read_bytes() == DATA
    assert run(capsys, store, "remove", job)[0] == 1


def test_the_command_line_says_what_failed(capsys, store, web, tmp_path):
    code, _, err = run(capsys, store, "start", f"{web.url}/none", str(tmp_path / "out"))
    assert code == 1
    assert "404" in err
    assert run(capsys, store, "list")[1] == ""
    code, out, _ = run(capsys, store, "start", "-b", web.put("a", DATA), str(tmp_path / "out"))
    assert code == 0
    assert run(capsys, store, "watch", out.strip())[0] == 0
    assert run(capsys, store, "suspend", out.strip())[0] == 0
    assert run(capsys, store, "remove", out.strip())[0] == 0
    assert main([]) == 2


def test_an_upload_from_the_command_line(capsys, store, web, tmp_path, monkeypatch):
    web.user = ("me", "secret")
    monkeypatch.setenv("PSBRIDGE_PASSWORD", "secret")
    (tmp_path / "up").write_bytes(DATA)
    code, _, err = run(capsys, store, "start", "-u", str(tmp_path / "up"), f"{web.url}/up", "--user", "me", "--method", "PUT")
    assert (code, err.count("psbridge bits:")) == (0, 0)
    assert web.uploads["/up"] == DATA
