"""The authority: who it vouches for, and that keys do not stay on disk."""

from __future__ import annotations

import contextlib
import ssl

import pytest

from psbridge.server.certificates import Authority, credssp_tls, end_point_binding, load_chain, server_context


@pytest.fixture(scope="module")
def authority():
    return Authority()


def test_host_names_and_addresses(authority):
    identity = authority.host(["web01.corp.example", "localhost", "127.0.0.1"])
    from cryptography import x509

    made = x509.load_pem_x509_certificate(identity.certificate)
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["web01.corp.example", "localhost"]
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]
    assert len(identity.thumbprint) == 40
    assert "BEGIN" not in repr(identity)


def test_client_and_host_trust_each_other(authority):
    server = server_context(authority.host(["localhost"]), [authority.certificate])
    client = ssl.create_default_context(cadata=authority.certificate.decode())
    client.verify_flags &= ~ssl.VERIFY_X509_STRICT if hasattr(ssl, "VERIFY_X509_STRICT") else client.verify_flags
    load_chain(client, authority.client("alice@corp.example"))
    ends = [(ssl.MemoryBIO(), ssl.MemoryBIO()) for _ in range(2)]
    left = client.wrap_bio(ends[0][0], ends[0][1], server_hostname="localhost")
    right = server.wrap_bio(ends[1][0], ends[1][1], server_side=True)
    for _ in range(6):
        for one, own, other in ((left, ends[0], ends[1]), (right, ends[1], ends[0])):
            with contextlib.suppress(ssl.SSLWantReadError):
                one.do_handshake()
            other[0].write(own[1].read())
    assert right.getpeercert()["subject"] == ((("commonName", "alice@corp.example"),),)


def test_no_key_stays_on_disk(authority, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    server_context(authority.host(["localhost"]))
    assert list(tmp_path.iterdir()) == []


def test_binding_is_the_hash_of_the_certificate(authority):
    import hashlib

    identity = authority.host(["localhost"])
    der = ssl.PEM_cert_to_DER_cert(identity.certificate.decode())
    assert end_point_binding(identity.certificate) == b"tls-server-end-point:" + hashlib.sha256(der).digest()


def test_credssp_has_one_context_and_says_nothing_of_this_computer():
    assert credssp_tls() is credssp_tls()
    assert credssp_tls().public_key
