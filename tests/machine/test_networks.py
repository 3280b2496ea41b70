"""The network of an emulated machine."""

from __future__ import annotations

import ipaddress

from psbridge.machine.networks import ADAPTER


def test_the_address_fits_its_mask_and_gateway():
    network = ipaddress.ip_network(f"{ADAPTER.address}/{ADAPTER.mask}", strict=False)
    assert network.prefixlen == ADAPTER.prefix
    assert ipaddress.ip_address(ADAPTER.gateway) in network
    assert network.is_private
