"""What clients reach by reflection behind $Host."""

from __future__ import annotations

import pytest

from psbridge.engine.runspace import Runspace
from psbridge.modules.defaults import default_modules
from psbridge.psrp.hosttypes import HostInfo
from psbridge.server.remotehost import RemoteHost

CHAIN = """
$flags = [System.Reflection.BindingFlags]'NonPublic, Instance'
$transport = $outer.GetType().GetField('_transportManager', $flags).GetValue($outer)
$fragmentor = $transport.GetType().GetProperty('Fragmentor', $flags).GetValue($transport, $null)
$context = $fragmentor.GetType().GetProperty('DeserializationContext', $flags).GetValue($fragmentor, $null)
$limit = $context.GetType().GetProperty('MaximumAllowedMemory', $flags)
"""
OUTER = "$flags = 'NonPublic, Instance'; $outer = $Host.GetType().GetProperty('ExternalHost', $flags).GetValue($Host, $null);"


@pytest.fixture
def served():
    host = RemoteHost(HostInfo(), None)
    with Runspace(host=host, modules=default_modules()) as runspace:
        yield runspace


def test_the_limit_on_input_is_reached_and_set(served):
    assert list(served.invoke(OUTER + CHAIN + "$limit.SetValue($context, 5, $null); $limit.GetValue($context, $null)")) == [5]


def test_nothing_of_it_shows_without_reflection(served):
    assert list(served.invoke("@($Host | Get-Member -Name ExternalHost).Count; $null -eq $Host.ExternalHost")) == [0, True]
    assert list(served.invoke("$null -eq $Host.GetType().GetProperty('ExternalHost')")) == [True]
