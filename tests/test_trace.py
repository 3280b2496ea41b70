"""Tracing costs nothing while off and never shows a secret."""

from __future__ import annotations

import copy
import json
import logging
import os
import pickle
import subprocess
import sys

import pytest

from psbridge import trace


@pytest.fixture
def spans():
    found: list[trace.Span] = []
    remove = trace.add_sink(found.append)
    yield found
    remove()
    trace.forget_secrets()


def test_off_by_default():
    assert not trace.enabled()
    with trace.span("work", size=1) as span:
        span.set(more=2)
        assert span.attributes == {}


def test_nested_spans(spans):
    with trace.span("outer", size=3) as outer, trace.span("inner"):
        outer.set(more="text")
        trace.event("moment", where="here")
    assert [span.name for span in spans] == ["moment", "inner", "outer"]
    assert spans[0].parent.name == "inner"
    assert spans[1].parent is spans[2]
    assert spans[2].attributes == {"size": 3, "more": "text"}
    assert spans[2].seconds >= 0


def test_errors_are_noted_and_go_on(spans):
    with pytest.raises(ValueError, match="bad"), trace.span("work"):
        raise ValueError("bad password=hunter22")
    assert spans[0].error == "ValueError: bad password=***"


def test_attributes_are_redacted(spans):
    trace.register_secret("hunter22")
    with trace.span("connect", password="x", url="http://h/hunter22", body=["hunter22"]):
        pass
    assert spans[0].attributes == {"password": "***", "url": "http://h/***", "body": "['***']"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ***"),
        ("authorization: Negotiate TlRMTVNTUAAB==", "authorization: Negotiate ***"),
        ('<SS N="p">AAECAw==</SS>', '<SS N="p">***</SS>'),
        ("<p:Password>pw</p:Password>", "<p:Password>***</p:Password>"),
        ('{"password": "pw", "user": "me"}', '{"password": ***, "user": "me"}'),
        ("https://me:pw@host/x", "https://me:***@host/x"),
        ("ConvertTo-SecureString 'pw' -AsPlainText -Force", "ConvertTo-SecureString *** -AsPlainText -Force"),
        ("--api-key=abc", "--api-key=***"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----",
        ),
        ("Get-Process -Name pwsh", "Get-Process -Name pwsh"),
    ],
)
def test_redact(text, kept):
    assert trace.redact(text) == kept


def test_secret_does_not_show():
    secret = trace.Secret("hunter22")
    assert secret.reveal() == "hunter22"
    assert "hunter22" not in f"{secret} {secret!r} {[secret]}"
    assert secret == trace.Secret("hunter22")
    assert secret != trace.Secret("other")
    assert secret != "hunter22"
    assert hash(secret) == hash(trace.Secret("hunter22"))
    assert not trace.Secret("")
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        copy.copy(secret)


def test_registered_secrets_are_hidden_everywhere(spans):
    trace.register_secret(trace.Secret("s3cr3t-value"))
    trace.register_secret("ab")  # too short: would blank out ordinary text
    assert trace.redact("x s3cr3t-value ab") == "x *** ab"


def test_a_file_gets_a_line_of_json_for_each(tmp_path):
    path = tmp_path / "trace.jsonl"
    remove = trace.to_file(str(path))
    try:
        with pytest.raises(ValueError, match="no"), trace.span("work", host="web01", password="x", none=None):
            raise ValueError("no")
        trace.event("moment", text="é")
    finally:
        remove()
    work, moment = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert {"name": "work", "host": "web01", "password": "***", "error": "ValueError: no"}.items() <= work.items()
    assert work["at"].endswith("Z")
    assert "none" not in work
    assert (moment["name"], moment["text"], "seconds" in moment) == ("moment", "é", False)
    assert not trace.enabled()


def test_a_file_that_cannot_be_written_is_told_once(tmp_path, capsys):
    trace.to_file(str(tmp_path / "nowhere" / "trace.jsonl"))
    trace.event("one")
    trace.event("two")
    assert capsys.readouterr().err.count("nothing is traced") == 1
    assert not trace.enabled()


def test_standard_error_and_logging(capsys, caplog):
    ends = [trace.to_file("-"), trace.to_logging()]
    with caplog.at_level(logging.DEBUG, "psbridge"):
        trace.event("moment", where="here", why=None)
    for end in ends:
        end()
    assert '"where": "here"' in capsys.readouterr().err
    assert caplog.messages == ["moment where=here"]


def test_the_environment_names_a_file(tmp_path):
    code = "from psbridge import trace; trace.event('moment')"
    path = tmp_path / "trace.jsonl"
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "PSBRIDGE_TRACE": str(path)}, check=True, timeout=500)
    assert json.loads(path.read_text())["name"] == "moment"
