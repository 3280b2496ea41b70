"""What endpoints of a machine file say."""

from __future__ import annotations

import pytest

from psbridge.errors import ConfigurationError
from psbridge.machine.computer import Machine
from psbridge.machine.configurations import SessionConfiguration

MACHINE = """
name = "WEB01"
[[endpoints]]
name = "PowerShell.7.6"
version = "7.6"
[[endpoints]]
name = "Old"
version = "7.4"
protocol = "2.2"
"""


@pytest.mark.parametrize(
    ("name", "offered"), [("microsoft.powershell", "2.3"), ("PowerShell.7", "2.3"), ("powershell.7.6", "2.4"), ("Old", "2.2")]
)
def test_what_an_endpoint_offers_is_what_its_powershell_offers(tmp_path, name, offered):
    (tmp_path / "m.toml").write_text(MACHINE)
    machine = Machine.from_toml(tmp_path / "m.toml")
    assert str(machine.session_configurations.find(name).offers) == offered


def test_other_versions_are_refused():
    with pytest.raises(ConfigurationError, match="cannot offer the protocol '3.0'"):
        SessionConfiguration("x", protocol="3.0")
