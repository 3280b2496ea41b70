"""Transfers against real servers on loopback: nginx over HTTP and HTTPS, a proxy that authenticates, Samba."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from pathlib import Path

import pytest

from psbridge.bits.codes import CODES
from psbridge.bits.manager import error_of
from psbridge.bits.settings import IGNORE_CA
from tests.bits.servers import Nginx, program

DATA = os.urandom(3_000_000)


def test_nginx_serves_files_and_ranges(engine, nginx, tmp_path):
    url = nginx.put("big.bin", DATA)
    assert engine.fetch(url, tmp_path / "out").state == "Transferred"
    assert (tmp_path / "out").read_bytes() == DATA


def test_nginx_resumes_at_the_byte(engine, nginx, tmp_path):
    url = nginx.put("slow/big.bin", DATA)
    job = engine.job([(url, str(tmp_path / "out"))])
    engine.manager.wait(job, until=lambda row: engine.manager.sums(job).bytes_done > 0 and row.state == "Transferring", timeout=60)
    engine.halt(job)
    part = next(Path(tmp_path).glob("BIT*.tmp")).stat().st_size
    assert 0 < part < len(DATA)
    (nginx.root / "hurry").touch()
    engine.manager.resume(job)
    assert engine.until(job, "Transferred", "Error").state == "Transferred"
    engine.manager.complete(job)
    assert (tmp_path / "out").read_bytes() == DATA


def test_nginx_asks_for_basic_authentication(engine, nginx, tmp_path):
    url = nginx.put("private/a", DATA)
    row = engine.fetch(url, tmp_path / "out")
    assert (row.state, error_of(row).code.number) == ("Error", 0x80190191)
    assert engine.fetch(url, tmp_path / "out", credential=("user", "secret"), authentication="Basic").state == "Transferred"
    assert engine.fetch(url, tmp_path / "out", credential=("user", "wrong")).state == "Error"
    assert (tmp_path / "out").read_bytes() == DATA


def test_nginx_many_files_share_a_connection(engine, nginx, tmp_path):
    pairs = [(nginx.put(f"{i}", str(i).encode() * 50), str(tmp_path / f"o{i}")) for i in range(200)]
    job = engine.job(pairs)
    assert engine.until(job, "Transferred", "Error").state == "Transferred"
    engine.manager.complete(job)
    assert all((tmp_path / f"o{i}").read_bytes() == str(i).encode() * 50 for i in range(200))


def _certificate(root: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (root / "server.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM) + pem)


def test_https_checks_certificates_unless_told_otherwise(engine, tmp_path):
    program("nginx")
    tmp_path.chmod(0o755)
    _certificate(tmp_path)
    server = Nginx(tmp_path, tls=True)
    try:
        url = server.put("a", DATA)
        row = engine.fetch(url, tmp_path / "out")
        assert (row.state, error_of(row).code) == ("Error", CODES["CERT_INVALID_CA"])
        assert engine.fetch(url, tmp_path / "out", security_flags=IGNORE_CA).state == "Transferred"
        assert (tmp_path / "out").read_bytes() == DATA
    finally:
        server.kill()


def test_a_proxy_that_authenticates(engine, nginx, proxy, tmp_path):
    address, log = proxy
    url = nginx.put("a", DATA)
    told = {"proxy_usage": "Override", "proxy_list": ("http://127.0.0.1:1", address)}
    row = engine.fetch(url, tmp_path / "out", **told)
    assert (row.state, error_of(row).code.number) == ("Error", 0x80190197)
    assert engine.fetch(url, tmp_path / "out", **told, proxy_credential=("pu", "pp")).state == "Transferred"
    assert (tmp_path / "out").read_bytes() == DATA
    before = log.read_text().count("Request")
    assert engine.fetch(url, tmp_path / "two", **told, proxy_bypass=("127.*",)).state == "Transferred"
    assert log.read_text().count("Request") == before


def test_https_through_the_proxy(engine, proxy, tmp_path):
    program("nginx")
    root = tmp_path / "secure"
    root.mkdir()
    for folder in (tmp_path, root):
        folder.chmod(0o755)
    _certificate(root)
    server = Nginx(root, tls=True)
    try:
        url = server.put("a", DATA)
        told = {"proxy_usage": "Override", "proxy_list": (proxy[0],), "security_flags": IGNORE_CA}
        assert engine.fetch(url, tmp_path / "out", **told, proxy_credential=("pu", "pp")).state == "Transferred"
        assert (tmp_path / "out").read_bytes() == DATA
        assert "CONNECT" in proxy[1].read_text()
    finally:
        server.kill()


def test_samba_both_ways(engine, samba, tmp_path):
    root, folder = samba
    (folder / "from.bin").write_bytes(DATA)
    login = {"credential": ("root", "secret")}
    assert engine.fetch(f"{root}\\from.bin", tmp_path / "out", **login).state == "Transferred"
    assert (tmp_path / "out").read_bytes() == DATA
    job = engine.job([(str(tmp_path / "out"), f"{root}\\to.bin")], transfer_type="Upload", **login)
    assert engine.until(job, "Transferred", "Error").state == "Transferred"
    assert hashlib.sha256((folder / "to.bin").read_bytes()).digest() == hashlib.sha256(DATA).digest()
    assert sorted(path.name for path in folder.iterdir()) == ["from.bin", "to.bin"]


@pytest.mark.parametrize(
    ("path", "login", "code"),
    [("missing.bin", ("root", "secret"), "NO_SUCH_FILE"), ("from.bin", ("root", "wrong"), "LOGON_FAILURE")],
)
def test_samba_says_no(engine, samba, tmp_path, path, login, code):
    root, folder = samba
    (folder / "from.bin").write_bytes(DATA)
    row = engine.fetch(f"{root}\\{path}", tmp_path / "out", credential=login)
    assert (row.state, error_of(row).code.name) == ("Error", code)
