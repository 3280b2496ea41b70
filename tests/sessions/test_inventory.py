"""Inventories and host patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from psbridge.errors import ConfigurationError
from psbridge.sessions.inventory import Inventory, load, read
from psbridge.sessions.patterns import expand, select

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("pattern", "hosts"),
    [
        ("web01", ["web01"]),
        ("web[08-11]", ["web08", "web09", "web10", "web11"]),
        ("n[1-3].x", ["n1.x", "n2.x", "n3.x"]),
        ("r[a-c]", ["ra", "rb", "rc"]),
        ("h[1,5]", ["h1", "h5"]),
        ("a[1-2]b[1:2]", ["a1b1", "a1b2", "a2b1", "a2b2"]),
        ("w[9-11]", ["w9", "w10", "w11"]),
    ],
)
def test_ranges(pattern: str, hosts: list[str]) -> None:
    assert expand(pattern) == hosts


@pytest.mark.parametrize("pattern", ["w[5-1]", "w[a-9]", "w[1-99999999]", "w[01-", "w01]"])
def test_bad_ranges_are_named(pattern: str) -> None:
    with pytest.raises(ConfigurationError):
        expand(pattern)


def test_select_keeps_order_and_takes_away() -> None:
    groups = {"web": ["w1", "w2", "w3"]}
    assert select(["db01,@web", "!w2", "W1"], groups.__getitem__) == ["db01", "w1", "w3"]
    assert select(["w*", "x[1,2]"], groups.__getitem__, known=["w1", "w2", "db"]) == ["w1", "w2", "x1", "x2"]
    with pytest.raises(ConfigurationError, match="No known host"):
        select(["q*"], groups.__getitem__, known=["w1"])


TOML = """
[defaults]
auth = "negotiate"
port = 5985
[groups.Web]
hosts = ["web[01-02]"]
ssl = true
port = 5986
[hosts.web02]
port = 1234
password_env = "WEB2"
"""


def test_toml_precedence(tmp_path: Path) -> None:
    path = tmp_path / "psbridge.toml"
    path.write_text(TOML)
    inventory = load(path)
    assert inventory.select(["@web"]) == ["web01", "web02"]
    assert inventory.options("WEB01") == {"auth": "negotiate", "port": 5986, "ssl": True}
    assert inventory.options("web02")["port"] == 1234
    assert inventory.options("elsewhere") == {"auth": "negotiate", "port": 5985}
    with pytest.raises(ConfigurationError, match="Known: web"):
        inventory.select(["@db"])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('[defaults]\npassword = "x"', "password_env"),
        ("[defaults]\nport = true", "port"),
        ("[hosts.a]\ncolour = 1", "colour"),
        ("[colour]\n", "colour"),
        ("[defaults", "TOML"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "psbridge.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        read(path)
    assert word in str(caught.value)
    assert str(path) in str(caught.value)


INI = """
lonely ansible_host=10.0.0.9
[web]
web[1:2] ansible_port=5986 ansible_winrm_scheme=https
[db]
db1
[site:children]
web
db
[site:vars]
ansible_user=corp\\admin
ansible_psrp_cert_validation=ignore
[all:vars]
ansible_connection=psrp
"""


def test_ansible_ini(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_text(INI)
    inventory = read(path)
    assert inventory.select(["@site"]) == ["web1", "web2", "db1"]
    told = {"transport": "wsman", "username": "corp\\admin", "verify": False, "port": 5986, "ssl": True}
    assert inventory.options("web1") == told
    assert inventory.options("lonely") == {"transport": "wsman", "address": "10.0.0.9"}


def test_ansible_yaml(tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    path = tmp_path / "hosts.yml"
    path.write_text(
        "all:\n  vars: {ansible_user: u}\n  children:\n    web:\n      hosts:\n        w[1:2]: {ansible_port: 1}\n"
        "    site:\n      children: {web: {}}\n"
    )
    inventory = read(path)
    assert inventory.select(["@site"]) == ["w1", "w2"]
    assert inventory.options("w2") == {"username": "u", "port": 1}


def test_a_group_within_itself(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_text("[a:children]\nb\n[b:children]\na\n")
    with pytest.raises(ConfigurationError, match="contains itself"):
        read(path)


def test_project_before_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user = tmp_path / "config" / "psbridge"
    user.mkdir(parents=True)
    (user / "psbridge.toml").write_text('[defaults]\nauth = "basic"\nport = 1\n')
    project = tmp_path / "project" / "deep"
    project.mkdir(parents=True)
    (tmp_path / "project" / "psbridge.toml").write_text("[defaults]\nport = 2\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(project)
    inventory = load()
    assert inventory.defaults == {"auth": "basic", "port": 2}
    assert len(inventory.sources) == 2


def test_without_any_file_hosts_are_what_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert load().select(["web01"]) == ["web01"]
    assert Inventory().options("web01") == {}


WRONG = [
    ("a.toml", "[defaults]\nport = 1\nport = 2\n", "line 3", "Texts are quoted"),
    ("a.toml", "[defaults]\nport = " + "9" * 5000, "no TOML", "Texts are quoted"),
    ("a.toml", "[defaults]\nauth = 'ntlm'\nport = \"5986\"\n", "line 3, [defaults]", "port = 30"),
    ("a.toml", "[hosts.'db01.corp']\nverify = 1\n", "line 2, [hosts.db01.corp]", "verify = true"),
    ("a.toml", "\n[groups.web]\nhosts = 'web01'\n", "line 3, [groups.web]", 'hosts = ["web01"]'),
    ("a.toml", "[groups.web]\nhosts = ['web[9-1]']\n", "line 2, [groups.web]", "[01-20]"),
    ("a.toml", "[groups.web]\nhosts = [3]\n", "line 2, [groups.web]", "web[02-20]"),
    ("a.toml", "[hosts]\nweb01 = 'here'\n", "a.toml, ", "options below it"),
    ("a.toml", "groups = 3\n", "line 1, [groups]", "[groups.NAME]"),
    ("a.toml", "[grops.web]\nhosts = []\n", "[grops]", "[groups.NAME]"),
    ("a.toml", "[defaults]\npassword = 'x'\n", "line 2", "password_env"),
    ("inv", "[web]\nw1 ansible_port=many\n", "line 2", "ansible_port=5986"),
    ("inv", "[web]\nw1 'x\n", "line 2", "quotes"),
    ("inv.yml", "web:\n  hosts: [a]\n", "inv.yml", "indented"),
    ("inv.yml", "web:\n  hosts:\n    a: {ansible_port: x}\n", "web, a", "5986"),
    ("inv.yml", "- web\n", "inv.yml", "indented"),
]


@pytest.mark.parametrize(("name", "text", "place", "way_out"), WRONG, ids=range(len(WRONG)))
def test_mistakes_name_file_line_and_way_out(tmp_path: Path, name: str, text: str, place: str, way_out: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    told = str(caught.value)
    assert str(path) in told
    assert place in told
    assert way_out in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[hosts.a]\nprot = 5985", "There is no option 'prot' .*Did you mean 'port'"),
        ("[hosts.a]\nport = 99999", "There is no port 99999 .*line 2"),
    ],
)
def test_what_was_meant(tmp_path, text, told):
    (tmp_path / "p.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=told):
        load(tmp_path / "p.toml")
