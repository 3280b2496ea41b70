"""Certificate stores of a computer: what they keep, and how they are found."""

from __future__ import annotations

import pytest

from psbridge.machine.certificates import CertificateStores, X509Certificate2, load_certificate


class Paper(X509Certificate2):
    """A certificate of which only the thumbprint matters."""

    __slots__ = ("mark",)

    def __init__(self, mark, key=None):
        super().__init__(None, key)
        self.mark = mark

    @property
    def thumbprint(self):
        return self.mark


def test_a_key_is_not_lost_when_the_certificate_comes_again_without_it():
    stores = CertificateStores()
    store = stores.store("LocalMachine\\My")
    store.add(Paper("AA", key="k"))
    store.add(Paper("AA"))
    store.add(Paper("BB"))
    assert [one.has_private_key for one in stores.mine()] == [True, False]


@pytest.mark.parametrize(
    ("path", "name"), [("localmachine\\my", "My"), ("CurrentUser\\ROOT", "Root"), ("CurrentUser\\none", None), ("Nowhere\\My", None)]
)
def test_stores_are_found_whatever_the_case(path, name):
    found = CertificateStores().store(path)
    assert (found and found.name) == name


def test_what_is_no_certificate():
    with pytest.raises(ValueError):
        load_certificate(b"hello")
