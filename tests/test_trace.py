"""Tracing costs nothing while off and never shows a secret."""

from __future__ import annotations

import copy
import pickle

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
