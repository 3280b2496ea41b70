"""pypsrp's and pywinrm's own live tests, evil-winrm-py and Ansible."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.interop.conftest import PASSWORD, USER

pytestmark = pytest.mark.slow
LIVE = ("test_client", "test_powershell", "test_host", "test_shell")


def _pytest(folder, *words, env, paths):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:psbridge", "--no-header", "--tb=line", *words]
    told = {**os.environ, "PYTHONPATH": os.pathsep.join(str(path) for path in paths), **env}
    done = subprocess.run(command, cwd=folder, env=told, capture_output=True, text=True, timeout=500)
    tail = done.stdout[-4000:]
    assert done.returncode == 0, tail + done.stderr[-1000:]
    found = re.search(r"(\d+) passed", tail)
    assert found, tail
    return int(found[1])


@pytest.fixture
def pypsrp(source, packages, windows, certificates):
    folder = source("pypsrp", "0.9.1")
    env = {
        "PYPSRP_USERNAME": USER, "PYPSRP_PASSWORD": PASSWORD, "PYPSRP_SERVER": "127.0.0.1", "PYPSRP_AUTH": "ntlm",
        "PYPSRP_PORT": str(windows.https_port), "PYPSRP_HTTP_PORT": str(windows.port), "PYPSRP_HTTPS_PORT": str(windows.https_port),
        "PYPSRP_RUN_INTEGRATION": "1", "PYPSRP_CERT_DIR": str(certificates),
    }  # fmt: skip

    def run(*words):
        return _pytest(folder, *words, env=env, paths=[folder / "src", packages("xmldiff")])

    return run


def test_pypsrp_live(pypsrp):
    assert pypsrp(*(f"tests/tests_pypsrp/{name}.py" for name in LIVE)) >= 100


def test_pypsrp_with_every_log_on(pypsrp, windows):
    windows.machine.wsman.set("Service\\AllowUnencrypted", "true")  # that suite reads it from its host
    try:
        assert pypsrp("tests/tests_pypsrp/test_integration.py") == 3
    finally:
        windows.machine.wsman.set("Service\\AllowUnencrypted", "false")


@pytest.mark.parametrize("transport", ["ntlm", "credssp", "ssl"])
def test_pywinrm_live(source, packages, windows, certificates, transport):
    folder = source("pywinrm", "0.5.0")
    secure = transport == "ssl"
    env = {
        "WINRM_ENDPOINT": f"https://localhost:{windows.https_port}/wsman" if secure else windows.url,
        "WINRM_TRANSPORT": transport, "WINRM_USERNAME": USER, "WINRM_PASSWORD": PASSWORD,
        "REQUESTS_CA_BUNDLE": str(certificates / "ca.pem"), "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    words = ("winrm/tests/test_integration_protocol.py", "-k", "not more_than_operation_timeout") if secure else (
        "winrm/tests/test_integration_protocol.py",)  # fmt: skip
    assert _pytest(folder, *words, env=env, paths=[packages("mock")]) == (6 if secure else 7)


@pytest.mark.parametrize("transport", ["ntlm", "credssp", "basic", "ssl"])
def test_pywinrm_sessions(windows, transport):
    import winrm

    url = windows.url if transport in ("ntlm", "credssp") else windows.https_url
    session = winrm.Session(url, auth=(USER, PASSWORD), transport=transport, server_cert_validation="ignore")
    assert session.run_cmd("ipconfig", ["/all"]).status_code == 0
    answer = session.run_ps("Write-Error bad; 'ok'; exit 3")
    assert (answer.status_code, answer.std_out) == (3, b"ok\r\n")
    assert b"bad" in answer.std_err


def _ansible(packages, windows, tmp_path, connection, *words):
    """One of Ansible's programs; its settings come as extra variables."""
    folder = packages("ansible-core", "pywinrm", "pypsrp")
    (tmp_path / "inventory").write_text(f"[win]\nh1 ansible_host=127.0.0.1 ansible_port={windows.port} ansible_user={USER}\n")
    extra = {
        "ansible_connection": connection, "ansible_password": PASSWORD, "ansible_psrp_protocol": "http", "ansible_psrp_auth": "ntlm",
        "ansible_winrm_transport": "ntlm", "ansible_winrm_scheme": "http", "ansible_shell_type": "powershell",
    }  # fmt: skip
    told = [word for name, value in extra.items() for word in ("-e", f"{name}={value}")]
    command = [sys.executable, "-m", "ansible", *words, "-i", str(tmp_path / "inventory"), *told]
    env = {**os.environ, "PYTHONPATH": str(folder), "HOME": str(tmp_path), "ANSIBLE_NOCOLOR": "1", "PYTHONWARNINGS": "ignore",
           "LC_ALL": "C.UTF-8", "ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "collections")}  # fmt: skip
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=500)


@pytest.mark.parametrize("connection", ["psrp", "winrm"])
def test_ansible_raw(packages, windows, tmp_path, connection):
    done = _ansible(packages, windows, tmp_path, connection, "adhoc", "win", "-m", "raw", "-a", "hostname; 1+1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split() == ["h1", "|", "CHANGED", "|", "rc=0", ">>", "WEB01", "2"]


def test_ansible_script(packages, windows, tmp_path):
    """The whole of its exec wrapper: JSON over the pipeline's input, hashing, a PowerShell in PowerShell, exit codes."""
    (tmp_path / "s.ps1").write_text('Write-Output "ran $($args[0]) on $env:COMPUTERNAME"\nexit 3\n')
    done = _ansible(packages, windows, tmp_path, "psrp", "adhoc", "win", "-m", "script", "-a", f"{tmp_path}/s.ps1 one")
    assert "ran one on WEB01" in done.stdout, done.stdout + done.stderr
    assert '"rc": 3' in done.stdout


PLAYBOOK = """
- hosts: win
  gather_facts: false
  tasks:
    - ansible.windows.win_ping: { data: there }
      register: ping
    - ansible.windows.setup:
    - ansible.windows.win_shell: "$env:COMPUTERNAME; [Console]::Error.WriteLine('aside')"
      register: shell
    - ansible.windows.win_command: { argv: [powershell.exe, -Command, "exit 7"] }
      register: command
      failed_when: command.rc != 7
    - ansible.windows.win_file: { path: 'C:\\\\Deploy', state: directory }
    - ansible.windows.win_copy: { content: "hello\\n", dest: 'C:\\\\Deploy\\\\a.txt' }
      register: first
    - ansible.windows.win_copy: { content: "hello\\n", dest: 'C:\\\\Deploy\\\\a.txt' }
      register: second
    - ansible.windows.win_stat: { path: 'C:\\\\Deploy\\\\a.txt' }
      register: stat
    - ansible.windows.slurp: { src: 'C:\\\\Deploy\\\\a.txt' }
      register: slurp
    - ansible.builtin.fetch: { src: 'C:\\\\Deploy\\\\a.txt', dest: "FETCHED", flat: true }
    - ansible.builtin.assert:
        that:
          - ping.ping == "there"
          - ansible_facts.hostname == "WEB01" and ansible_facts.os_family == "Windows" and ansible_facts.ip_addresses == ["10.0.0.15"]
          - ansible_facts.machine_id.startswith("S-1-5-21-") and ansible_facts.processor_vcpus == 2
          - shell.stdout_lines == ["WEB01"] and shell.stderr_lines == ["aside"]
          - first is changed and second is not changed
          - stat.stat.size == 6 and stat.stat.checksum == first.checksum
          - slurp.content | b64decode == "hello\\n"
"""


@pytest.mark.parametrize("connection", ["psrp", "winrm"])
def test_ansible_modules(packages, collection, windows, tmp_path, connection):
    """Ansible's own modules and utilities; only what they compile is ours."""
    (tmp_path / "collections").symlink_to(collection("ansible.windows"))
    (tmp_path / "play.yml").write_text(PLAYBOOK.replace("FETCHED", str(tmp_path / "fetched.txt")).replace("Deploy", connection))
    done = _ansible(packages, windows, tmp_path, connection, "playbook", str(tmp_path / "play.yml"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "failed=0" in done.stdout
    assert "[WARNING]" not in done.stdout + done.stderr, done.stdout + done.stderr
    assert (tmp_path / "fetched.txt").read_text() == "hello\n"


def test_evil_winrm_py_opens_a_shell(packages, windows, tmp_path):
    """On a terminal of its own, as a person would use it."""
    folder = packages("evil-winrm-py")
    terminal = shutil.which("script")
    if terminal is None:
        pytest.skip("script (util-linux) is not installed")
    line = f"{sys.executable} {folder}/bin/evil-winrm-py -i 127.0.0.1 --port {windows.port} -u {USER} -p '{PASSWORD}'"
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONWARNINGS": "ignore", "HOME": str(tmp_path), "TERM": "xterm"}
    process = subprocess.Popen([terminal, "-qec", line, "/dev/null"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, cwd=tmp_path)
    out, _ = process.communicate(b"whoami\nhostname\nexit\n", timeout=500)
    assert b"web01\\vagrant" in out
    assert b"C:\\Users\\vagrant\\Documents>" in out


def test_the_page_about_playbooks_is_true(packages, collection, tmp_path):
    """Its server, its inventory and its playbook, with a port that is free; a second run changes nothing."""
    folder = packages("ansible-core", "pywinrm", "pypsrp")
    (tmp_path / "collections").symlink_to(collection("ansible.windows"))
    page = (Path(__file__).parents[2] / "docs" / "howto" / "ansible.md").read_text(encoding="utf-8")
    serve, inventory, play = (re.search(rf"```{kind}\n(.*?)```", page, re.DOTALL)[1] for kind in ("sh", "ini", "yaml"))
    export, command = serve.replace("55985", "0").splitlines()
    environment = {**os.environ, "PYTHONPATH": f"{folder}", "ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "collections"), "HOME": str(tmp_path)}
    environment |= {"ANSIBLE_NOCOLOR": "1", "PYTHONWARNINGS": "ignore", "LC_ALL": "C.UTF-8"}
    environment["PSBRIDGE_PASSWORD"] = export.partition("=")[2]
    root = str(Path(__file__).parents[2])
    server = subprocess.Popen(
        [sys.executable, "-m", *command.split()], stdout=subprocess.PIPE, text=True, env={**environment, "PYTHONPATH": root}
    )
    try:
        port = json.loads(server.stdout.readline())["port"]
        (tmp_path / "inventory.ini").write_text(inventory.replace("55985", str(port)))
        (tmp_path / "play.yml").write_text(play)
        told = ["-i", str(tmp_path / "inventory.ini")]
        playbook = [sys.executable, "-m", "ansible", "playbook", *told, str(tmp_path / "play.yml")]
        first, second = (subprocess.run(playbook, capture_output=True, text=True, timeout=500, env=environment, check=False) for _ in "12")
        ours = [sys.executable, "-m", "psbridge", "exec", *told, "-H", "@windows", "hostname"]
        asked = subprocess.run(ours, capture_output=True, text=True, timeout=500, env={**environment, "PYTHONPATH": root}, check=False)
    finally:
        server.terminate()
        server.wait(60)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "failed=0" in first.stdout
    assert "ok=5    changed=1 " in second.stdout, second.stdout  # win_shell cannot know that it changes nothing
    assert (asked.stdout, asked.stderr) == ("web01\n", "")
