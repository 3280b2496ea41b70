"""The Cert: drive as a tree: locations hold stores, stores hold certificates, and nothing else is made or removed."""

from __future__ import annotations

import pytest

from psbridge.engine.providers.certificates import CertificateProvider
from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace


@pytest.fixture
def windows():
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", version="5.1.20348.2849", environment=machine.environment, directory="C:\\") as runspace:
        yield runspace


def test_the_tree(windows):
    provider = CertificateProvider(windows)
    ctx = windows.context()
    assert list(provider.children(ctx, "")) == ["CurrentUser", "LocalMachine"]
    assert "LocalMachine\\My" in list(provider.children(ctx, "LocalMachine"))
    assert [provider.exists(ctx, path) for path in ("", "localmachine", "LocalMachine\\My", "LocalMachine\\My\\AB", "X")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert [provider.is_container(ctx, path) for path in ("", "LocalMachine\\My", "X")] == [True, True, False]
    assert provider.shown("LocalMachine\\My", None) == "Cert:\\LocalMachine\\My"


def test_a_store_of_the_system_stays(windows):
    windows.invoke("Remove-Item Cert:\\LocalMachine\\My -ErrorAction SilentlyContinue; $script:id = $Error[0].FullyQualifiedErrorId")
    assert windows.invoke("$id; Test-Path Cert:\\LocalMachine\\My") == [
        "CannotDeleteStore,Microsoft.PowerShell.Commands.RemoveItemCommand",
        True,
    ]
