"""Mistakes in machine files, as a newcomer makes them: each is told with its place and the way out."""

from __future__ import annotations

import pytest

from psbridge.errors import ConfigurationError
from psbridge.machine.computer import Machine
from psbridge.machine.definition import from_table, load_toml

MISTAKES = {
    "an unknown part": ('nme = "a"', "knows no 'nme' .*Did you mean 'name'"),
    "no row": ("services = ['a']", r"services has to be a list of tables.*\[\[services\]\]"),
    "a table for rows": ("[services]\nname = 'a'", r"Begin each one with \[\[services\]\]"),
    "an unknown field": ("[[users]]\nname = 'bob'\npasword = 'x'", r"\[\[users\]\] 'bob' knows no 'pasword' .*Did you mean 'password'"),
    "an unknown word": ("[[services]]\nname = 'a'\nstatus = 'Runing'", "status cannot be 'Runing' .*Did you mean 'Running'"),
    "a missing name": ("[[services]]\ndisplay_name = 'a'", r"\[\[services\]\] has no name"),
    "a misspelt message": ("[[events.Application]]\nsource = 'a'\nmesage = 'b'", "knows no 'mesage' .*'message'"),
    "a wrong kind": ("[[processes]]\nname = 'a'\nid = 'x'", "id has to be a number, and is 'x'"),
    "a number for a name": ("name = 5", "name has to be a text, and is 5"),
    "a name with a space": ("name = 'a b'", "letters, digits and hyphens"),
    "no version": ("version = 'newest'", "version cannot be 'newest' .*7.4.6"),
    "a fraction in the registry": ("[registry.'HKLM:\\A']\nx = 1.5", "x has to be a text, a whole number or a list"),
    "a text for a table": ("files = 'a'", r"\[files\] has to be a table, and is 'a'"),
}


@pytest.mark.parametrize(("text", "told"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes(tmp_path, text, told):
    (tmp_path / "m.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=told) as caught:
        load_toml(tmp_path / "m.toml")
    assert "m.toml" in str(caught.value)


def test_words_count_without_case():
    machine = Machine(from_table({"services": [{"name": "Shop", "status": "running", "start_type": "automatic"}]}))
    (found,) = [one for one in machine.services.all() if one.name == "Shop"]
    assert (found.status, found.start_type) == ("Running", "Automatic")


def test_whatever_python_gives_stays_possible():
    assert Machine(from_table({"name": "web01", "groups": [{"name": "Ops", "members": ("a",)}], "users": [{"name": "a"}]})).name == "web01"
