"""Programs of the system: curl, winrmcp, a Go program over masterzen/winrm, Kerberos with a real KDC. What is not installed is skipped."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from psbridge.emulator.host import Emulator
from psbridge.server.winrmconfig import WinRMConfig
from psbridge.wsman import Client, requests
from tests.interop.conftest import PASSWORD, USER

pytestmark = pytest.mark.slow
IDENTIFY = Client("http://localhost/wsman").request(requests.Identify()).data.decode()


def _program(name):
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def _run(*words, env=None, text="", timeout=120):
    return subprocess.run(words, env={**os.environ, **(env or {})}, input=text, capture_output=True, text=True, timeout=timeout)


def _curl(url, *words, env=None):
    done = _run(_program("curl"), "-sk", *words, "-H", "Content-Type: application/soap+xml", "-d", IDENTIFY, url, env=env)
    return done.stdout


@pytest.mark.parametrize("scheme", ["--ntlm", "--basic"])
def test_curl(windows, scheme):
    assert "OS: 10.0.20348 SP: 0.0 Stack: 3.0" in _curl(windows.https_url, scheme, "-u", f"{USER}:{PASSWORD}")


def test_winrmcp_copies_a_file(windows, tmp_path):
    (tmp_path / "x.txt").write_text("hello from linux\n")
    address = ("-addr", f"127.0.0.1:{windows.https_port}", "-https", "-insecure", "-user", USER, "-pass", PASSWORD)
    done = _run(_program("winrmcp"), *address, str(tmp_path / "x.txt"), "C:\\winrmcp\\x.txt")
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


def test_go_program(windows, tmp_path, cache):
    go = _program("go")
    if not Path("/usr/share/gocode/src/github.com/masterzen/winrm").is_dir():
        pytest.skip("Go's winrm package is not installed")
    (tmp_path / "main.go").write_text(GO)
    env = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(cache / "go"), "GOFLAGS": ""}
    built = _run(go, "build", "-o", str(tmp_path / "main"), str(tmp_path / "main.go"), env=env, timeout=240)
    assert built.returncode == 0, built.stderr
    done = _run(str(tmp_path / "main"), str(windows.https_port), USER, PASSWORD)
    assert done.stdout.split() == ["from", "cmd", "WEB01", "0", "<nil>", "1", "2", "3", "WEB01", "4", "<nil>"]


# -- Kerberos

REALM = "CORP.EXAMPLE"


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def realm(tmp_path_factory):
    """A KDC of MIT with a user and the host's service; gives the environment for clients, the keytab beside it."""
    create, admin, server, init = (_program(name) for name in ("kdb5_util", "kadmin.local", "krb5kdc", "kinit"))
    folder, port = tmp_path_factory.mktemp("kdc"), _free_port()
    (folder / "krb5.conf").write_text(
        f"[libdefaults]\ndefault_realm={REALM}\ndns_lookup_kdc=false\ndns_lookup_realm=false\nrdns=false\n"
        "dns_canonicalize_hostname=false\nudp_preference_limit=1\n"
        f"[realms]\n{REALM}={{\nkdc=127.0.0.1:{port}\n}}\n[domain_realm]\nlocalhost={REALM}\n"
    )
    (folder / "kdc.conf").write_text(
        f"[kdcdefaults]\nkdc_listen=127.0.0.1:{port}\nkdc_tcp_listen=127.0.0.1:{port}\n"
        f"[realms]\n{REALM}={{\ndatabase_name={folder}/principal\nkey_stash_file={folder}/stash\n}}\n"
    )
    env = {"KRB5_CONFIG": f"{folder}/krb5.conf", "KRB5_KDC_PROFILE": f"{folder}/kdc.conf", "KRB5CCNAME": f"{folder}/cc"}
    assert _run(create, "create", "-s", "-P", "master", "-r", REALM, env=env).returncode == 0
    _run(admin, "-q", f"addprinc -pw {PASSWORD} {USER}", env=env)
    for service in ("HTTP", "WSMAN", "host"):  # clients ask for one of these
        _run(admin, "-q", f"addprinc -randkey {service}/localhost", env=env)
        _run(admin, "-q", f"ktadd -k {folder}/keytab {service}/localhost", env=env)
    kdc = subprocess.Popen([server, "-n"], env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until_listening(port)
        assert _run(init, USER, env=env, text=PASSWORD + "\n").returncode == 0
        yield env, f"{folder}/keytab"
    finally:
        kdc.terminate()
        kdc.wait(10)


def _until_listening(port):
    for _ in range(100):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the KDC does not answer")


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
