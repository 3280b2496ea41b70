"""Faults that answer the making of a session."""

from __future__ import annotations

import pytest

from psbridge.errors import UnknownEndpoint
from psbridge.transports.creation import of_create
from psbridge.wsman import FaultKind, fault, requests
from psbridge.wsman.names import POWERSHELL, RESOURCE_CMD

CREATE = requests.Create(creation_xml=b"x")


@pytest.mark.parametrize("kind", [FaultKind.INVALID_RESOURCE_URI, FaultKind.RESOURCE_NOT_FOUND])
def test_a_missing_endpoint_is_named(kind: FaultKind) -> None:
    found = of_create(fault(kind), CREATE, f"{POWERSHELL}/JEA", "web01")
    assert isinstance(found, UnknownEndpoint)
    assert (found.endpoint, found.host, found.code) == ("JEA", "web01", kind.value.code)


@pytest.mark.parametrize(
    ("kind", "body", "uri"),
    [
        (FaultKind.ACCESS_DENIED, CREATE, f"{POWERSHELL}/JEA"),
        (FaultKind.INVALID_RESOURCE_URI, requests.Delete(), f"{POWERSHELL}/JEA"),
        (FaultKind.RESOURCE_NOT_FOUND, CREATE, RESOURCE_CMD),
    ],
)
def test_other_faults_stay_as_they_are(kind: FaultKind, body: requests.Body, uri: str) -> None:
    given = fault(kind)
    assert of_create(given, body, uri, "web01") is given
