"""Estates: from a file, names that the bridge resolves, one loop."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from psbridge.emulator import Estate
from psbridge.errors import ConfigurationError
from psbridge.transports.names import Place, add_resolver, place_of
from psbridge.wsman import Client, requests
from psbridge.wsman.names import RESOURCE_CONFIG

FILE = """
[estate]
domain = "corp.example"
user = "op"
password = "Secret-1"

[[hosts]]
name = "web{:02}"
count = 3

[[hosts]]
name = "db01"
[hosts.files]
'C:\\data\\x.txt' = "hello"
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "estate.toml"
    path.write_text(FILE)
    return path


def test_from_toml(file):
    before = threading.active_count()
    with Estate.from_toml(file, https=False) as estate:
        assert estate.names == ["web01", "web02", "web03", "db01"]
        assert estate["WEB02.corp.example"].machine.name == "web02"
        assert [host.machine.name for host in estate.matching("web*")] == ["web01", "web02", "web03"]
        assert estate["db01"].machine.files.stat("C:\\data\\x.txt").size == 5
        assert {host.password for host in estate} == {"Secret-1"}
        assert threading.active_count() <= before + 1
        with pytest.raises(KeyError):
            estate["nope"]


def test_names_are_known_while_it_runs(file):
    with Estate.from_toml(file) as estate:
        host = estate["web01"]
        assert place_of("web01.corp.example", 5985, False) == Place("127.0.0.1", host.port)
        secure = place_of("WEB01", 5986, True)
        assert secure.port == host.https_port
        assert Path(secure.authority).read_bytes() == estate.authority.certificate
    assert place_of("web01.corp.example", 5985, False) == Place("web01.corp.example", 5985)


def test_the_bridge_reaches_hosts_by_name(file):
    import psbridge as psb

    with Estate.from_toml(file):
        for ssl in (False, True):
            with psb.Session("db01", username="op", password="Secret-1", auth="negotiate", ssl=ssl) as session:
                output = session.invoke("hostname; (Get-Content C:\\data\\x.txt).Length").output
                assert output == ["db01", 5]


def test_the_latest_resolver_is_asked_first():
    first = add_resolver(lambda host, port, secure: Place("1", 1) if host == "h" else None)
    second = add_resolver(lambda host, port, secure: Place("2", 2) if host == "h" else None)
    assert place_of("h", 1, False).host == "2"
    second()
    assert place_of("h", 1, False).host == "1"
    first()
    assert place_of("h", 1, False).host == "h"


@pytest.mark.parametrize("text", ["[nope]", "[[hosts]]\nname='a'\ncount=2", "[[hosts]]\ncount=0", "not toml"])
def test_mistakes_are_named(tmp_path, text):
    path = tmp_path / "e.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError):
        Estate.from_toml(path)
    with pytest.raises(ConfigurationError):
        Estate.from_toml(tmp_path / "missing.toml")


def test_one_record_of_all_hosts(tmp_path):
    with Estate(["web01", "db01"], listen=False) as estate:
        recorder = estate.record()
        for name in ("db01", "web01", "db01"):
            client = Client(f"http://{name}:5985/wsman")
            estate[name].exchange(client.request(requests.Get(), RESOURCE_CONFIG).data)
    assert [name for name, _ in recorder.exchanges()] == ["db01", "web01", "db01"]
    assert recorder["db01"].actions() == ["Get", "Get"]
    page = recorder.save(tmp_path / "all.html").read_text()
    assert "2 hosts: 3 exchanges" in page
    assert page.count("<details") == 3
    assert page.index("db01 ") < page.index("web01 ")
