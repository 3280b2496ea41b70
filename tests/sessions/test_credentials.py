"""Where passwords come from."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from psbridge.errors import ConfigurationError
from psbridge.sessions import credentials
from psbridge.sessions.credentials import DEFAULT_VARIABLE, password_of


def test_the_named_variable_comes_first(monkeypatch):
    monkeypatch.setenv(DEFAULT_VARIABLE, "general")
    monkeypatch.setenv("GATE_SECRET", "special")
    named = password_of({"password_env": "GATE_SECRET"})
    general = password_of({})
    assert named is not None
    assert general is not None
    assert (named.reveal(), general.reveal()) == ("special", "general")
    assert "special" not in repr(named)


def test_a_variable_that_is_not_set_is_an_error_that_names_it(monkeypatch):
    monkeypatch.delenv("GATE_SECRET", raising=False)
    with pytest.raises(ConfigurationError, match="GATE_SECRET"):
        password_of({"password_env": "GATE_SECRET"})


def test_nothing_named_is_no_password(monkeypatch):
    monkeypatch.delenv(DEFAULT_VARIABLE, raising=False)
    assert password_of({}) is None


def test_the_keyring_is_asked_and_told_how_to_fill(monkeypatch):
    known = {("web", "ann"): "kept"}
    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=lambda service, user: known.get((service, user))))
    found = password_of({"password_keyring": "web", "username": "ann"})
    assert found is not None
    assert found.reveal() == "kept"
    with pytest.raises(ConfigurationError, match="keyring set web bob"):
        password_of({"password_keyring": "web", "username": "bob"})


def test_without_a_keyring_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigurationError, match="pip install keyring"):
        password_of({"password_keyring": "web"})


def test_nobody_is_asked_without_a_terminal(monkeypatch):
    monkeypatch.setattr(credentials.sys, "stdin", SimpleNamespace(isatty=lambda: False))
    assert credentials.ask("ann", "web01") is None
