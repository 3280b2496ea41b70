"""Session options and enumerations: defaults, units, names."""

from __future__ import annotations

from psbridge.sessions.enums import OutputBufferingMode, RunspaceAvailability, RunspaceState
from psbridge.sessions.options import PSSessionOption, buffer_mode, idle_seconds, milliseconds, seconds


def test_defaults_are_those_of_powershell():
    option = PSSessionOption()
    assert (seconds(option.open_timeout), seconds(option.operation_timeout), seconds(option.cancel_timeout)) == (180, 180, 60)
    assert (option.max_redirections, option.max_connection_retries, option.max_object_size) == (5, 5, 209715200)
    assert (str(option.proxy_access), str(option.proxy_authentication), str(option.buffering)) == ("None", "Negotiate", "None")


def test_what_the_configuration_decides_is_left_to_it():
    option = PSSessionOption()
    assert (buffer_mode(None), buffer_mode(option), idle_seconds(None), idle_seconds(option)) == ("", "", None, None)
    option.buffering, option.idle_timeout = OutputBufferingMode.parse("Drop"), milliseconds(90_000)
    assert (buffer_mode(option), idle_seconds(option)) == ("Drop", 90.0)


def test_numbers_of_the_states():
    assert [int(RunspaceState.parse(name)) for name in ("BeforeOpen", "Opened", "Disconnected")] == [0, 2, 7]
    assert int(RunspaceAvailability.parse("Busy")) == 3


def test_scripts_make_one_from_a_table_or_from_nothing():
    from psbridge.modules.shell import Runspace

    script = """$type = [System.Management.Automation.Remoting.PSSessionOption]
        $made = $type::new(); $made.SkipCACheck = 1; $made.SkipCACheck
        ([System.Management.Automation.Remoting.PSSessionOption] @{ OperationTimeout = 1000; Culture = 'de-DE' }).OperationTimeout.Ticks
        try { [System.Management.Automation.Remoting.PSSessionOption] @{ Nope = 1 } } catch { $_.FullyQualifiedErrorId }"""
    with Runspace() as runspace:
        assert runspace.invoke(script) == [True, 1000, "ObjectCreationError"]
