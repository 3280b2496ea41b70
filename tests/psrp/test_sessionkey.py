"""The session key: both blobs, secrets, and what is refused."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.errors import CryptoError
from psbridge.psrp.sessionkey import KeyPair, NoKey, OpenSecrets, SessionKey, wrap


@pytest.fixture(scope="module")
def pair() -> KeyPair:
    return KeyPair()


def test_a_key_travels(pair):
    key = SessionKey()
    assert pair.unwrap(wrap(pair.public_text, key)).raw == key.raw
    blob = base64.b64decode(pair.public_text)
    assert len(blob) == 276
    assert blob[:16].hex() == "0602000000a400005253413100080000"


@given(st.text(st.characters(codec="utf-16-le")))
def test_secrets_round_trip(text):
    key = SessionKey(bytes(range(32)))
    assert key.decrypt(key.encrypt(text)) == text
    assert OpenSecrets().decrypt(OpenSecrets().encrypt(text)) == text


def test_hexadecimal_secrets_are_read_without_a_key():
    assert OpenSecrets().decrypt("70007700") == "pw"


def test_secrets_do_not_show():
    key = SessionKey()
    assert key.raw.hex() not in repr(key)
    with pytest.raises(CryptoError, match="Session key not available"):
        NoKey().encrypt("x")


@pytest.mark.parametrize("text", ["", "AAAA", "****", base64.b64encode(bytes(32)).decode()])
def test_bad_secrets(text):
    with pytest.raises(CryptoError):
        SessionKey(bytes(32)).decrypt(text)


def test_bad_keys(pair):
    with pytest.raises(CryptoError, match="32 bytes"):
        SessionKey(b"short")
    with pytest.raises(CryptoError, match="PUBLICKEYBLOB"):
        wrap(base64.b64encode(b"x" * 276).decode(), SessionKey())
    with pytest.raises(CryptoError, match="base64"):
        wrap("*", SessionKey())
    with pytest.raises(CryptoError, match="SIMPLEBLOB"):
        pair.unwrap(base64.b64encode(b"x" * 268).decode())
    other = wrap(KeyPair().public_text, SessionKey())
    try:
        unwrapped = pair.unwrap(other).raw
    except CryptoError:
        return
    assert len(unwrapped) == 32  # a library with implicit rejection gives a random key instead of an error
