"""Programs of the system: curl, winrmcp, a Go program over masterzen/winrm, Kerberos with a real KDC. What is not installed is skipped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from psbridge.emulator.host import Emulator
from psbridge.server.winrmconfig import WinRMConfig
from psbridge.wsman import Client, requests
from tests.interop.conftest import PASSWORD, USER
from tests.loopback import kerberos, program

pytestmark = pytest.mark.slow
IDENTIFY = Client("http://localhost/wsman").request(requests.Identify()).data.decode()


def _run(*words, env=None, text="", timeout=500):
    return subprocess.run(words, env={**os.environ, **(env or {})}, input=text, capture_output=True, text=True, timeout=timeout)


def _curl(url, *words, env=None):
    done = _run(program("curl"), "-sk", *words, "-H", "Content-Type: application/soap+xml", "-d", IDENTIFY, url, env=env)
    return done.stdout


@pytest.mark.parametrize("scheme", ["--ntlm", "--basic"])
def test_curl(windows, scheme):
    assert "OS: 10.0.20348 SP: 0.0 Stack: 3.0" in _curl(windows.https_url, scheme, "-u", f"{USER}:{PASSWORD}")


def test_winrmcp_copies_a_file(windows, tmp_path):
    (tmp_path / "x.txt").write_text("hello from linux\n")
    address = ("-addr", f"127.0.0.1:{windows.https_port}", "-https", "-insecure", "-user", USER, "-pass", PASSWORD)
    done = _run(program("winrmcp"), *address, str(tmp_path / "x.txt"), "C:\\winrmcp\\x.txt")
    assert done.returncode == 0, done.stdout + done.stderr
    with windows.machine.files.open("C:\\winrmcp\\x.txt", "r") as file:
        assert file.read() == b"hello from linux\n"


GO = """package main
import ("fmt"; "os"; "strconv"; "github.com/masterzen/winrm")
func main() {
    port, _ := strconv.Atoi(os.Args[1])
    endpoint := winrm.NewEndpoint("127.0.0.1", port, true, true, nil, nil, nil, 0)
    client, err := winrm.NewClient(endpoint, os.Args[2], os.Args[3])
    if err != nil { panic(err) }
    code, err := client.Run("echo from cmd & hostname", os.Stdout, os.Stderr)
    fmt.Println(code, err)
    code, err = client.Run(winrm.Powershell("1..3; $env:COMPUTERNAME; exit 4"), os.Stdout, os.Stderr)
    fmt.Println(code, err)
}
"""


def test_goprogram(windows, tmp_path, cache):
    go = program("go")
    if not Path("/usr/share/gocode/src/github.com/masterzen/winrm").is_dir():
        pytest.skip("Go's winrm package is not installed")
    (tmp_path / "main.go").write_text(GO)
    env = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(cache / "go"), "GOFLAGS": ""}
    built = _run(go, "build", "-o", str(tmp_path / "main"), str(tmp_path / "main.go"), env=env, timeout=240)
    assert built.returncode == 0, built.stderr
    done = _run(str(tmp_path / "main"), str(windows.https_port), USER, PASSWORD)
    assert done.stdout.split() == ["from", "cmd", "WEB01", "0", "<nil>", "1", "2", "3", "WEB01", "4", "<nil>"]


# -- Kerberos


@pytest.fixture(scope="module")
def realm(tmp_path_factory):
    """A KDC with a user who is logged on; gives the environment for clients, the keytab beside it."""
    with kerberos(tmp_path_factory.mktemp("kdc"), USER, PASSWORD) as made:
        yield made.log_on(USER, PASSWORD), made.keytab


@pytest.fixture(scope="module")
def kerberized(realm):
    pytest.importorskip("gssapi")
    with Emulator("WEB02", user=USER, password="another one", config=WinRMConfig(keytab=realm[1])) as host:
        yield host


def test_curl_negotiates_kerberos(realm, kerberized):
    url = kerberized.https_url.replace("127.0.0.1", "localhost")
    answer = _curl(url, "--negotiate", "-u", ":", env=realm[0])
    assert "Stack: 3.0" in answer


CLIENT = """import sys
from pypsrp.client import Client
for auth in ("kerberos", "negotiate"):
    for ssl, port in ((False, int(sys.argv[1])), (True, int(sys.argv[2]))):
        with Client("localhost", auth=auth, ssl=ssl, port=port, cert_validation=False) as client:
            print(client.execute_ps("$PSSenderInfo.UserInfo.Identity.AuthenticationType; whoami")[0].split())
"""


def test_pypsrp_with_kerberos(realm, kerberized):
    command = [sys.executable, "-W", "ignore", "-c", CLIENT, str(kerberized.port), str(kerberized.https_port)]
    done = _run(*command, env=realm[0])
    assert done.stdout.splitlines() == ["['Kerberos', 'web02\\\\vagrant']"] * 4, done.stderr[-2000:]


PYWINRM = """import sys, winrm
for url in sys.argv[1:]:
    session = winrm.Session(url, auth=("vagrant@CORP.EXAMPLE", ""), transport="kerberos", server_cert_validation="ignore")
    print(session.run_cmd("whoami").std_out.decode().strip())
"""


def test_pywinrm_with_kerberos(realm, kerberized):
    pytest.importorskip("kerberos")
    urls = [url.replace("127.0.0.1", "localhost") for url in (kerberized.url, kerberized.https_url)]
    done = _run(sys.executable, "-W", "ignore", "-c", PYWINRM, *urls, env=realm[0])
    assert done.stdout.splitlines() == ["web02\\vagrant"] * 2, done.stderr[-2000:]
