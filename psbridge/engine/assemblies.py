"""`using assembly`: which assemblies a script may name.

Windows PowerShell finds names in the global assembly cache.  PowerShell 7 takes files only; a file of .NET code cannot be loaded here.
"""

from __future__ import annotations

import re
from typing import Any

from psbridge.engine.parsefailures import parse_failure
from psbridge.language.errors import ParseError

# what the global assembly cache of Windows has and scripts name
_CACHE = frozenset((
    "mscorlib", "netstandard", "microsoft.csharp", "microsoft.visualbasic", "microsoft.powershell.commands.management",
    "microsoft.powershell.commands.utility", "microsoft.powershell.consolehost", "microsoft.powershell.security",
    "presentationcore", "presentationframework", "system", "system.configuration", "system.core", "system.data",
    "system.data.datasetextensions", "system.directoryservices", "system.directoryservices.accountmanagement",
    "system.directoryservices.protocols", "system.drawing", "system.io.compression", "system.io.compression.filesystem",
    "system.management", "system.management.automation", "system.messaging", "system.net", "system.net.http",
    "system.numerics", "system.runtime.serialization", "system.security", "system.servicemodel",
    "system.serviceprocess", "system.speech", "system.transactions", "system.web", "system.web.extensions",
    "system.web.services", "system.windows", "system.windows.forms", "system.xaml", "system.xml", "system.xml.linq",
    "uiautomationclient", "uiautomationtypes", "windowsbase", "windowsformsintegration",
))  # fmt: skip
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(?!\\)")


def use(ctx: Any, name: str, extent: Any) -> None:
    """Nothing happens for an assembly that is there, its types being known anyway; for another one the script does not begin."""
    fault = refusal(ctx, name, extent)
    if fault is not None:
        raise parse_failure([fault])


def refusal(ctx: Any, name: str, extent: Any) -> ParseError | None:
    """Why a script cannot use an assembly; None when it can."""
    scheme = _SCHEME.match(name)
    if scheme is not None and scheme[1].lower() != "file":
        return ParseError(extent, "CannotLoadAssemblyWithUriSchema", f"Cannot use assembly with uri schema '{scheme[1]}'.")
    if name.startswith(("\\\\", "//")):
        return ParseError(extent, "CannotLoadAssemblyFromUncPath", f"Cannot use assembly with an UNC path: '{name}'.")
    is_desktop = ctx.runspace.is_windows and str(ctx.runspace.version).startswith("5.")
    if is_desktop and name.partition(",")[0].strip().lower() in _CACHE:
        return None
    return ParseError(extent, "ErrorLoadingAssembly", f"Cannot load assembly '{name}'.")
