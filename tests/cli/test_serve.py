"""psbridge serve: the ready line, passwords, the end."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys

import pytest

from psbridge.cli.serve import main


def test_serves_until_told_to_stop(tmp_path):
    ready, page, authority = tmp_path / "ready.json", tmp_path / "page.html", tmp_path / "ca.pem"
    command = [sys.executable, "-m", "psbridge", "serve", "--name", "SRV01", "--user", "op", "--password-env", "SECRET_1"]
    command += ["--ready-file", str(ready), "--record", str(page), "--ca-file", str(authority), "--auth", "basic,negotiate"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "SECRET_1": "Hidden-9"}
    )
    try:
        told = json.loads(process.stdout.readline())
        assert told == json.loads(ready.read_text())
        assert (told["name"], told["user"], told["pid"]) == ("SRV01", "op", process.pid)
        assert "password" not in told
        link = http.client.HTTPConnection("127.0.0.1", told["port"], timeout=60)
        link.request("POST", "/wsman", b"")
        answer = link.getresponse()
        assert (answer.status, answer.headers.get_all("WWW-Authenticate")) == (401, ["Negotiate"])
        assert b"BEGIN CERTIFICATE" in authority.read_bytes()
    finally:
        process.send_signal(signal.SIGTERM)
        out, error = process.communicate(timeout=500)
    assert (process.returncode, out) == (0, "")
    assert "Hidden-9" not in error
    assert page.exists()


@pytest.mark.parametrize(
    "arguments",
    [["--auth", "magic"], ["--password-env", "NOT_SET_ANYWHERE"], ["--keytab", "/nonexistent"], ["--machine", "/nonexistent.toml"],
     ["--password-file", "/"], ["--machine", "x.toml", "--name", "y"]],
)  # fmt: skip
def test_mistakes(arguments, capsys):
    assert main(arguments) == 2
    assert "psbridge serve:" in capsys.readouterr().err


def test_what_an_estate_cannot_do_is_refused(tmp_path, capsys):
    file = tmp_path / "estate.toml"
    file.write_text("[[hosts]]\nname = 'web'\n")
    assert main(["--machine", str(file), "--port", "5985"]) == 2
    assert "The hosts of an estate take free ports" in capsys.readouterr().err


def test_the_command_line_names_the_user_of_an_estate(tmp_path):
    file = tmp_path / "estate.toml"
    file.write_text("[estate]\nuser = 'op'\n[[hosts]]\nname = 'web'\n")
    command = [sys.executable, "-m", "psbridge", "serve", "--machine", str(file), "--https-port", "-1", "--user", "me"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert [one["user"] for one in json.loads(process.stdout.readline())["hosts"]] == ["me"]
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_serves_an_estate(tmp_path):
    file = tmp_path / "estate.toml"
    file.write_text("[estate]\nuser = 'op'\n[[hosts]]\nname = 'web{}'\ncount = 2\n")
    page = tmp_path / "page.html"
    command = [sys.executable, "-m", "psbridge", "serve", "--machine", str(file), "--https-port", "-1", "--record", str(page)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        told = json.loads(process.stdout.readline())
        assert [(one["name"], one["user"], "https_url" in one) for one in told["hosts"]] == [("web1", "op", False), ("web2", "op", False)]
        assert len({one["port"] for one in told["hosts"]}) == 2
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert "2 hosts: 0 exchanges" in page.read_text()
