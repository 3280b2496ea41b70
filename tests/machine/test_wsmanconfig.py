"""Settings of WS-Management and session configurations: what there is, what is refused."""

from __future__ import annotations

import pytest

from psbridge.errors import ConfigurationError
from psbridge.machine.configurations import SessionConfiguration, SessionConfigurations, standard
from psbridge.machine.wsmanconfig import QUOTAS, WSManConfig


def test_settings_have_no_case_and_keep_their_kind():
    config = WSManConfig()
    config.set("service\\auth\\BASIC", "TRUE")
    assert config.get("Service\\Auth\\Basic") == "true"
    for path, value in (("Service\\Auth\\Basic", "perhaps"), ("MaxTimeoutms", "long"), ("Nope", "1")):
        with pytest.raises(ConfigurationError):
            config.set(path, value)


def test_containers_have_children():
    config = WSManConfig()
    assert "Client" in config.children("")
    assert "TrustedHosts" in config.children("Client")
    assert config.is_container("Client\\Auth")
    assert not config.is_container("Client\\TrustedHosts")
    assert config.exists("Client\\TrustedHosts")
    assert not config.exists("Client\\None")


def test_a_plugin_comes_and_goes_with_its_quotas():
    config = WSManConfig()
    config.add_plugin("mine")
    assert config.get("Plugin\\Mine\\Quotas\\MaxShells") == QUOTAS["MaxShells"]
    config.remove("Plugin\\mine")
    assert not config.exists("Plugin\\mine")


def test_configurations_are_found_by_name():
    known = SessionConfigurations(standard("5.1.20348.1"))
    found = known.find("Microsoft.PowerShell")
    assert found is not None
    assert (found.version, found.uri) == ("5.1", "http://schemas.microsoft.com/powershell/microsoft.powershell")
    known.add(SessionConfiguration("mine"))
    with pytest.raises(ConfigurationError):
        known.add(SessionConfiguration("MINE"))
    known.remove("Mine")
    with pytest.raises(ConfigurationError):
        known.remove("mine")
    assert "mine" not in [one.name for one in known]
