"""Web directories beside the WinRM service: files, and uploads with BITS."""

from __future__ import annotations

import base64
import http.client
import os

import pytest

from psbridge.bits.bell import Lock
from psbridge.emulator.host import Emulator
from psbridge.engine.runspace import Runspace
from psbridge.errors import ConfigurationError
from psbridge.machine.computer import Machine
from psbridge.modules.defaults import default_modules
from psbridge.server.webdirectories import WebDirectories

FILE = """
name = "WEB07"
[files]
'C:\\site\\a.txt' = "hello"
[[sites]]
path = "/upload"
directory = 'C:\\inetpub\\upload'
[[sites]]
path = "/upload/closed"
directory = 'C:\\site'
anonymous = false
"""


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    file = tmp_path_factory.mktemp("machine") / "m.toml"
    file.write_text(FILE)
    with Emulator(Machine.from_toml(file), user="vagrant", password="secret-1", https_port=None) as made:
        yield made


def ask(host, method, path, body=b"", **headers):
    link = http.client.HTTPConnection("127.0.0.1", host.port, timeout=60)
    link.request(method, path, body, headers)
    answer = link.getresponse()
    return answer, answer.read()


def read(host, path):
    with host.machine.files.open(path, "r") as file:
        return file.read()


@pytest.fixture
def session(tmp_path, monkeypatch):
    """A session on this computer with a queue of transfers of its own."""
    store = tmp_path / "queue" / "store.sqlite3"
    monkeypatch.setenv("PSBRIDGE_STORE", str(store))
    monkeypatch.setenv("PSBRIDGE_BITS_IDLE", "1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Runspace(modules=default_modules(), directory=str(tmp_path)) as made:
        yield made
    pid = Lock(store).holder()
    if pid is not None:
        os.kill(pid, 15)


def test_start_bitstransfer_uploads(host, tmp_path, session):
    data = os.urandom(5 << 20)  # more than one fragment
    (tmp_path / "big.bin").write_bytes(data)
    session.invoke(f"Start-BitsTransfer ./big.bin http://127.0.0.1:{host.port}/upload/big.bin -TransferType Upload -ErrorAction Stop")
    assert not session.execution.errors
    assert read(host, "C:\\inetpub\\upload\\big.bin") == data


def test_files_are_put_and_got(host):
    assert ask(host, "PUT", "/Upload/b.txt", b"0123456789")[0].status == 201
    answer, body = ask(host, "GET", "/upload/b.txt", Range="bytes=2-4")
    assert (answer.status, body, answer.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    answer, body = ask(host, "HEAD", "/upload/b.txt")
    assert (answer.status, body, answer.headers["Content-Length"]) == (200, b"", "10")
    assert ask(host, "GET", "/upload/../../Windows/win.ini")[0].status == 404


def test_a_closed_directory_asks_who_it_is(host):
    assert ask(host, "GET", "/upload/closed/a.txt")[0].status == 401
    for password, status in (("secret-1", 200), ("secret-2", 401)):
        word = base64.b64encode(f"vagrant:{password}".encode()).decode()
        assert ask(host, "GET", "/upload/closed/a.txt", Authorization=f"Basic {word}")[0].status == status


def test_the_rest_is_as_before(host):
    assert ask(host, "GET", "/elsewhere")[0].status == 404
    assert ask(host, "GET", "/wsman")[0].status == 405
    with Emulator("WEB08", https_port=None) as plain:
        assert not WebDirectories(plain.machine)
        assert ask(plain, "PUT", "/upload/x", b"1")[0].status == 404


@pytest.mark.parametrize(
    "table", [{"path": "x", "directory": "C:\\x"}, {"path": "/x", "directory": "x"}, {"path": "/x", "directory": "C:\\x", "y": 1}]
)
def test_mistakes(table):
    with pytest.raises(ConfigurationError, match="cannot be"):
        WebDirectories(Machine.windows("WEB09", sites=(table,)))
