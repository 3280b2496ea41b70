"""Every parameter of every cmdlet, once as an argument of its function and once in a script: both bind the same.

The cmdlets do not run: what they were given is taken down instead.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from psbridge.engine.errors import ScriptError
from psbridge.engine.parameters import ALL_SETS
from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace
from psbridge.objects import PSObject, unwrap
from psbridge.objects.convert import to_text
from psbridge.objects.enums import PSEnum
from psbridge.objects.natural import from_python
from psbridge.ps.errors import CommandError
from psbridge.ps.functions import command_names, function_for, function_name
from psbridge.ps.sessions import use_runspace

ROOT = Path(__file__).resolve().parents[2]
_A = "System.Management.Automation."
# what a Python program would write for a type
VALUES: dict[str, Any] = {
    "System.String": "one",
    "System.Int16": 3,
    "System.Int32": 3,
    "System.Int64": 3,
    "System.UInt16": 3,
    "System.UInt32": 3,
    "System.UInt64": 3,
    "System.Byte": 3,
    "System.Double": 2.5,
    "System.Boolean": True,
    "System.Char": ";",
    "System.Guid": uuid.UUID(int=5),
    "System.Uri": "http://h/x",
    "System.Version": "7.0",
    "System.DateTime": dt.datetime(2020, 1, 2, 3, 4, 5),
    "System.TimeSpan": dt.timedelta(seconds=5),
    "System.Globalization.CultureInfo": "en-GB",
    "System.Text.Encoding": "utf8",
    "System.Type": "int",
    "System.Collections.Hashtable": {"Key": "value"},
    "System.Collections.IDictionary": {"Key": "value"},
    "System.Object": 5,
    _A + "PSObject": 5,
    _A + "ScriptBlock": "'code'",
}
# scripts that make what only PowerShell has
MADE = {
    _A + "PSCredential": "[pscredential]::new('user', (ConvertTo-SecureString 'secret' -AsPlainText -Force))",
    "System.Security.SecureString": "ConvertTo-SecureString 'secret' -AsPlainText -Force",
    _A + "Job": "Start-ThreadJob { 1 } | Wait-Job",
    _A + "Remoting.PSSessionOption": "New-PSSessionOption",
    "System.Diagnostics.Process": "Get-Process | Select-Object -First 1",
    _A + "PSModuleInfo": "Get-Module | Select-Object -First 1",
    _A + "Breakpoint": "Set-PSBreakpoint -Variable watched",
    _A + "ErrorRecord": "[System.Management.Automation.ErrorRecord]::new([exception]::new('x'), 'Id', 'NotSpecified', $null)",
    "Microsoft.BackgroundIntelligentTransfer.Management.BitsJob": "Start-BitsTransfer http://h/x C:\\x -Suspended",
    "System.Exception": "[exception]::new('x')",
}
NAMED = {"Charset": "utf-8", "Encoding": "utf8"}  # where not every value of the type will do
# the function and the script are refused alike: what these need comes from elsewhere (a pipeline, dynamic parameters), or leaves sets open
REFUSED = {
    "Set-ScheduledJobOption": None,  # None: all
    "Set-ScheduledJob": ("PassThru",),
    "Invoke-Command": ("InDisconnectedSession", "SessionOption", "Authentication", "EnableNetworkAccess", "CertificateThumbprint"),
}


@pytest.fixture(scope="module")
def sessions():
    """Sessions of a Windows computer, of this one, and of Windows PowerShell: a command is in one of them."""
    machine = Machine.windows("web01")
    on_windows = {"machine": machine, "profile": "windows", "environment": machine.environment, "directory": "C:\\"}
    made = [Runspace(**on_windows), Runspace(), Runspace(**on_windows, version="5.1.20348.2849")]
    for one in made:
        one.open()
    yield made
    for one in made:
        one.close()


def session_with(sessions, command):
    return next(one for one in sessions if one.invoke(f"Get-Command {command} -ErrorAction SilentlyContinue"))


def element_sample(session, parameter, kind):
    """A value of a kind; None when nobody here can make one."""
    if parameter.name in NAMED:
        return NAMED[parameter.name]
    if kind.full_name == "System.String" and parameter.name.endswith(("Color", "Code")):
        return "[31;1m"
    for one in parameter.validators:
        if getattr(one, "valid_values", None):
            return one.valid_values[0]
        if getattr(one, "min_range", None) is not None:
            return unwrap(one.min_range)
    if kind.full_name in VALUES:
        return VALUES[kind.full_name]
    if kind.python is not None and issubclass(kind.python, PSEnum):
        return next(iter(kind.python.MEMBERS))
    if kind.full_name in MADE:
        return session.invoke(MADE[kind.full_name])[0]
    return None


def sample(session, parameter):
    if parameter.is_switch:
        return True
    if parameter.net.full_name == "System.Byte[]":
        return b"\x01\x02"
    found = element_sample(session, parameter, parameter.net.element or parameter.net)
    return (found,) if parameter.net.element is not None and found is not None else found


def given_for(session, function, parameter):
    """The parameter and those that must be there with it, in the first of its sets for which there are values."""
    everybody = list(function.parameters.values())
    names = [use.name for use in parameter.uses]
    if ALL_SETS in names:
        default = function._class.DECLARATION.default_set
        names = sorted({use.name for one in everybody for use in one.uses}, key=lambda name: (name != default, name))
    for name in names:
        mandatory = [one for one in everybody if any(use.mandatory and use.name in (name, ALL_SETS) for use in one.uses)]
        values = {one.name: sample(session, one) for one in (parameter, *mandatory)}
        if None not in values.values():
            yield values


def shown(value):
    """A bound value as text that tells types apart."""
    bare = unwrap(value)
    if isinstance(bare, list | tuple):
        return [shown(one) for one in bare]
    kind = bare.net_type.full_name if isinstance(bare, PSObject) else type(bare).__name__
    return f"{kind} {to_text(bare)}"


class Taken:
    """What a cmdlet was given, instead of what it does."""

    def __init__(self, monkeypatch, declared):
        self.bound: Any = None
        taken = self

        def note(command):
            taken.bound = (command.set_name, {name: shown(value) for name, value in command.bound.items()})

        for name in ("begin", "process", "end"):
            monkeypatch.setattr(declared, name, note)


def by_function(taken, function, values):
    keys = {parameter.name: key for key, parameter in function.parameters.items()}
    taken.bound = None
    try:
        function(**{keys[name]: value for name, value in values.items()})
    except CommandError as error:
        return error.record.fully_qualified_error_id
    return taken.bound


def by_script(session, taken, function, values):
    """The same written as a script, with values of PowerShell in variables."""
    words = []
    taken.bound = None
    kinds = {parameter.name: parameter for parameter in function.parameters.values()}
    for number, (name, value) in enumerate(values.items()):
        if kinds[name].is_switch:
            words.append(f"-{name}")
        elif "ScriptBlock" in kinds[name].net.full_name:
            words.append(f"-{name} {{{value if isinstance(value, str) else value[0]}}}")
        else:
            session.context().set_variable(f"value{number}", from_python(value))
            words.append(f"-{name} $value{number}")
    try:
        session.invoke(f"{function.command} {' '.join(words)}")
    except ScriptError as error:
        return error.record.fully_qualified_error_id
    return taken.bound if taken.bound is not None else session.execution.errors[0].fully_qualified_error_id


@pytest.mark.parametrize("name", command_names())
def test_a_function_binds_as_a_script_does(sessions, monkeypatch, name):
    function = function_for(name)
    session = session_with(sessions, function.command)
    refused = REFUSED.get(function.command, ())
    with use_runspace(session):
        for parameter in function.parameters.values():
            found: Any = ()
            tried = list(given_for(session, function, parameter))
            with monkeypatch.context() as patch:
                taken = Taken(patch, function._class)
                for values in tried:
                    found = by_function(taken, function, values)
                    assert found == by_script(session, taken, function, values), parameter.name
                    if isinstance(found, tuple):
                        break
            assert isinstance(found, tuple) or refused is None or parameter.name in refused, (parameter.name, found)


def test_there_are_values_for_nearly_all_of_the_documented_parameters(sessions):
    documented = json.loads((ROOT / "conformance" / "commands.json").read_text(encoding="utf-8"))
    without = []
    for command in documented:
        function = function_for(function_name(command))
        session = session_with(sessions, command)
        with use_runspace(session):
            without += [f"{command} {one.name}" for one in function.parameters.values() if not any(given_for(session, function, one))]
    assert len(without) < 0.1 * sum(map(len, documented.values())), without
