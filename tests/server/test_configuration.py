"""Where a setting of winrm/config goes."""

from __future__ import annotations

import pytest

from psbridge.machine.wsmanconfig import WSManConfig
from psbridge.server.configuration import Configuration
from psbridge.server.winrmconfig import WinRMConfig


@pytest.mark.parametrize(
    ("given", "read", "expected"),
    [
        ({"MaxEnvelopeSizekb": "150"}, lambda config: config.limits.envelope, 150 * 1024),
        ({"Service": {"Auth": {"CbtHardeningLevel": "Strict"}}}, lambda config: config.strict_bindings, True),
        ({"Service": {"MaxConcurrentOperationsPerUser": "7"}}, lambda config: config.quotas.operations_per_user, 7),
        ({"Winrs": {"IdleTimeout": "60000"}}, lambda config: config.idle_timeout, 60.0),
        ({"Service": {"Auth": {"Basic": "false"}}}, lambda config: "basic" in config.schemes, False),
    ],
)
def test_effects(given, read, expected):
    assert read(Configuration(WSManConfig()).write(WinRMConfig(), (0, 0), "", given)) == expected


def test_what_stays_the_same_changes_nothing():
    config = WinRMConfig()
    made = Configuration(WSManConfig())
    assert made.write(config, (0, 0), "", made.values(config, (0, 0))) is config
