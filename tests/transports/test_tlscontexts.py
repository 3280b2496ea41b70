"""TLS contexts: shared, verified unless told otherwise, and the binding of a channel."""

from __future__ import annotations

import hashlib
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from psbridge.server.certificates import Authority
from psbridge.transports.tlscontexts import channel_binding, context_for


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    path.write_bytes(Authority().certificate)
    return path


def test_a_context_is_made_once_for_each_way_to_verify(bundle: Path) -> None:
    assert context_for(str(bundle)) is context_for(str(bundle))
    assert context_for(str(bundle)).verify_mode is ssl.CERT_REQUIRED
    assert context_for(str(bundle)).check_hostname
    assert context_for(False).verify_mode is ssl.CERT_NONE
    assert not context_for(False).check_hostname
    assert context_for(False) is not context_for(str(bundle))


def test_a_bundle_that_has_changed_is_read_again(bundle: Path) -> None:
    before = context_for(str(bundle))
    bundle.write_bytes(Authority().certificate)
    assert context_for(str(bundle)).get_ca_certs() != before.get_ca_certs()


def test_the_environment_names_the_authorities(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    assert context_for(True) is context_for(str(bundle))
    assert len(context_for(True).get_ca_certs()) == 1


def test_a_missing_bundle_is_told() -> None:
    with pytest.raises(ValueError, match="no bundle of authorities"):
        context_for("nowhere.pem")


def test_the_binding_is_the_hash_of_the_certificate(bundle: Path) -> None:
    der = x509.load_pem_x509_certificate(bundle.read_bytes()).public_bytes(Encoding.DER)
    assert channel_binding(der) == b"tls-server-end-point:" + hashlib.sha256(der).digest()
