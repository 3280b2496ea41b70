"""The variables that a session starts with."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from psbridge.engine.encodings import is_desktop
from psbridge.engine.preferences import CONTINUE, SILENT, constrain, typed
from psbridge.engine.scopes import ALL_SCOPE, CONSTANT, READ_ONLY, Scope, Variable
from psbridge.objects.containers import Hashtable, TypedArray
from psbridge.objects.defaultkeys import DefaultParameterDictionary
from psbridge.objects.nettypes import SMA, find_type
from psbridge.objects.records import ActionPreference
from psbridge.objects.scalars import SemanticVersion, Version

if TYPE_CHECKING:
    from collections.abc import Callable

_FIXED = CONSTANT | ALL_SCOPE


def fill(scope: Scope, runspace: Any) -> None:
    """Put preference and automatic variables into the global scope."""
    go, quiet = ActionPreference(CONTINUE), ActionPreference(SILENT)
    plain: dict[str, Any] = {
        "ErrorActionPreference": go,
        "WarningPreference": go,
        "VerbosePreference": quiet,
        "DebugPreference": quiet,
        "InformationPreference": quiet,
        "ProgressPreference": go,
        "ConfirmPreference": _impact(),
        "WhatIfPreference": False,
        "ErrorView": _error_view(0 if str(runspace.version).startswith("5.") else 2),
        "FormatEnumerationLimit": 4,
        "MaximumHistoryCount": 4096,
        "NestedPromptLevel": 0,
        "PSDefaultParameterValues": DefaultParameterDictionary(),
        "PSEmailServer": "",
        "PSSessionApplicationName": "wsman",
        "PSSessionConfigurationName": "http://schemas.microsoft.com/powershell/Microsoft.PowerShell",
        "$": None,
        "^": None,
        "StackTrace": None,
        "ConsoleFileName": "",
        "LASTEXITCODE": None,
        "args": [],
        "input": None,
        "PSBoundParameters": Hashtable(),
    }
    for name, value in plain.items():
        scope.variables[name.lower()] = value
        scope.spell(name.lower(), name)
    scope.variables.pop("lastexitcode")
    constrain(scope)
    _lazily(scope, "OutputEncoding", lambda: _output_encoding(is_desktop(runspace)), typed("System.Text.Encoding"))
    _lazily(scope, "PSSessionOption", lambda: runspace.extras.get("session_option", lambda: None)())
    _protected(scope, runspace)


def _lazily(scope: Scope, name: str, make: Callable[[], Any], *transforms: Callable[[Any, Any], Any]) -> None:
    """A variable whose first value is made when somebody reads it."""
    held: list[Any] = []

    def read() -> Any:
        if not held:
            held.append(make())
        return held[0]

    def write(value: Any) -> None:
        held[:] = [value]

    scope.put(Variable(name, None, getter=read, setter=write, transforms=transforms))


def _output_encoding(desktop: bool) -> Any:
    from psbridge.engine.members.texts import KINDS, Encoding

    codec, name, page, kind, mark, shown = KINDS["ASCII" if desktop else "UTF8"]
    return Encoding(codec, name, page, kind, mark if desktop else b"", shown)


@cache
def _error_view(number: int) -> Any:
    from psbridge.objects.enums import define_enum

    return define_enum("System.Management.Automation.ErrorView", "NormalView CategoryView ConciseView", assembly=SMA)(number)


def _impact() -> Any:
    from psbridge.objects.enums import define_enum

    return define_enum("System.Management.Automation.ConfirmImpact", "None Low Medium High")(3)


def _experiments(runspace: Any) -> Any:
    from psbridge.engine.userconfig import enabled_experiments

    return enabled_experiments(runspace)


def _protected(scope: Scope, runspace: Any) -> None:
    """What scripts may read but not replace; some are computed when they are read."""
    windows = runspace.is_windows
    fixed: dict[str, tuple[Any, int]] = {
        "PSVersionTable": (None, _FIXED),
        "PSEdition": ("Desktop" if is_desktop(runspace) else "Core", _FIXED),
        "PSHOME": (runspace.ps_home, _FIXED),
        "PID": (runspace.extras.get("process_id") or os.getpid(), _FIXED),
        "ShellId": ("Microsoft.PowerShell", _FIXED),
        "PSCulture": (runspace.culture_name, READ_ONLY | ALL_SCOPE),
        "PSUICulture": (runspace.culture_name, READ_ONLY | ALL_SCOPE),
        "HOME": (runspace.home, READ_ONLY | ALL_SCOPE),
        "true": (True, _FIXED),
        "false": (False, _FIXED),
        "null": (None, 0),
    }
    if not is_desktop(runspace):  # Windows PowerShell knows none of these
        fixed |= {name: (value, _FIXED) for name, value in (("IsLinux", not windows), ("IsMacOS", False), ("IsWindows", windows))}
        fixed["IsCoreCLR"] = (True, _FIXED)
    for name, (value, options) in fixed.items():
        scope.put(Variable(name, value, options))
    computed: dict[str, tuple[Callable[[], Any], int]] = {
        "Host": (lambda: runspace.host, _FIXED),
        "ExecutionContext": (lambda: runspace.intrinsics, _FIXED),
        "PSVersionTable": (lambda: runspace.version_table, _FIXED),
        "Error": (lambda: runspace.execution.errors, CONSTANT),
        "PWD": (lambda: runspace.drives.location_object(), 0),
        "PROFILE": (lambda: runspace.profile_object, 0),
    }
    if not is_desktop(runspace):
        computed["EnabledExperimentalFeatures"] = (lambda: _experiments(runspace), _FIXED)
    for name, (getter, options) in computed.items():
        scope.put(Variable(name, None, options, getter=getter))
    for name, getter in (("?", lambda: runspace.execution.success),):
        scope.put(Variable(name, None, READ_ONLY | ALL_SCOPE, getter=getter))


def version_table(version: str, windows: bool, desktop: bool) -> Hashtable:
    """$PSVersionTable for a version of PowerShell."""
    parts = [int(part) for part in version.split(".")[: 4 if desktop else 3]]
    table = Hashtable()
    table["PSVersion"] = Version(*parts) if desktop else SemanticVersion(parts[0], parts[1], parts[2])
    table["PSEdition"] = "Desktop" if desktop else "Core"
    if not desktop:
        table["GitCommitId"] = version
        system = os.uname()
        table["OS"] = "Microsoft Windows 10.0.20348" if windows else f"{system.sysname} {system.release} {system.version}"
        table["Platform"] = "Win32NT" if windows else "Unix"
    compatible = [(1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (5, 1)] + ([] if desktop else [(6, 0), (7, 0)])
    versions = [Version(*pair) for pair in compatible]
    if not desktop:
        versions = [Version(*pair) for pair in compatible[:4]] + [Version(5, 0), Version(5, 1, 10032, 0), Version(6, 0), Version(*parts)]
    table["PSCompatibleVersions"] = TypedArray(find_type("System.Version"), versions)
    table["PSRemotingProtocolVersion"] = Version(2, 3)
    table["SerializationVersion"] = Version(1, 1, 0, 1)
    table["WSManStackVersion"] = Version(3, 0)
    if desktop:
        table["BuildVersion"] = Version(10, 0, 20348, 2400)
        table["CLRVersion"] = Version(4, 0, 30319, 42000)
    return table
