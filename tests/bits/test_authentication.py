"""Answers to challenges: which scheme is taken, and what the answer is."""

from __future__ import annotations

import base64

import pytest

from psbridge.bits.authentication import Conversation, Login, challenges

RFC = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)


def test_several_challenges_in_one_header_are_told_apart():
    found = challenges(['Negotiate, NTLM, Basic realm="a, b"', RFC])
    assert set(found) == {"negotiate", "ntlm", "basic", "digest"}
    assert found["basic"] == 'realm="a, b"'
    assert challenges(["NTLM TlRMTVNTUAAC"])["ntlm"] == "TlRMTVNTUAAC"


def test_basic():
    talk = Conversation(Login("user", "pass", "Basic"), "h")
    assert talk.first("GET", "/") is None
    expected = "Basic " + base64.b64encode(b"user:pass").decode()
    assert talk.answer({"basic": ""}, "GET", "/") == expected
    assert talk.first("GET", "/") == expected
    assert talk.answer({"basic": ""}, "GET", "/") is None


def test_digest_of_rfc_7616(monkeypatch):
    monkeypatch.setattr("os.urandom", lambda count: b"\0" * count)
    talk = Conversation(Login("Mufasa", "Circle of Life", "Digest"), "h")
    made = talk.answer(challenges([RFC]), "GET", "/dir/index.html")
    assert made is not None
    assert 'username="Mufasa"' in made
    assert "nc=00000001" in made
    from hashlib import md5

    one = md5(b"Mufasa:http-auth@example.org:Circle of Life").hexdigest()
    two = md5(b"GET:/dir/index.html").hexdigest()
    whole = md5(f"{one}:7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v:00000001:0000000000000000:auth:{two}".encode()).hexdigest()
    assert f'response="{whole}"' in made
    assert talk.answer(challenges([RFC]), "GET", "/") is None
    again = talk.first("GET", "/")
    assert again is not None
    assert "nc=00000002" in again


def test_a_stale_nonce_is_answered_anew():
    talk = Conversation(Login("u", "p", "Digest"), "h")
    assert talk.answer(challenges([RFC]), "GET", "/")
    assert talk.answer(challenges([RFC.replace("7ypf", "new1") + ", stale=true"]), "GET", "/")


@pytest.mark.parametrize("scheme", ["Ntlm", "Negotiate"])
def test_ntlm_starts_a_conversation_with_a_real_acceptor(scheme, monkeypatch, tmp_path):
    import spnego

    users = tmp_path / "users"
    users.write_text("DOM:user:secret\n")
    monkeypatch.setenv("NTLM_USER_FILE", str(users))
    talk = Conversation(Login("DOM\\user", "secret", scheme), "h")
    word = scheme.lower()
    first = talk.answer({word: ""}, "GET", "/")
    assert first is not None
    acceptor = spnego.server(protocol=word)
    challenge = acceptor.step(base64.b64decode(first.split(" ")[1]))
    second = talk.answer({word: base64.b64encode(challenge or b"").decode()}, "GET", "/")
    assert second is not None
    acceptor.step(base64.b64decode(second.split(" ")[1]))
    assert acceptor.complete


def test_only_the_named_scheme_is_answered_negotiate_takes_what_is_offered():
    assert Conversation(Login("u", "p", "Basic"), "h").answer({"digest": "", "ntlm": ""}, "GET", "/") is None
    assert Conversation(Login("u", "p", "Negotiate"), "h").answer({"basic": ""}, "GET", "/") is not None
    assert Conversation(None, "h").answer({"basic": ""}, "GET", "/") is None


def test_a_password_is_not_shown():
    assert "secret" not in repr(Login("u", "secret"))
