"""GET_COMMAND_METADATA: a count, then a description of each command, as PowerShell composes them for implicit remoting."""

from __future__ import annotations

from typing import Any

from psbridge.psrp import MetadataQuery

_SCRIPT = """param($Name, $CommandType, $Module, $ArgumentList)
$asked = @{ Name = $Name; CommandType = $CommandType; ErrorAction = 'SilentlyContinue' }
if ($Module) { $asked.Module = $Module }
if ($ArgumentList) { $asked.ArgumentList = $ArgumentList }
$found = @(Get-Command @asked)
$found | Measure-Object | Select-Object -Property Count
$found | Select-Object -Property Name, Namespace, HelpUri, CommandType, ResolvedCommandName, OutputType, Parameters
"""


def metadata_script(query: MetadataQuery) -> tuple[str, list[Any]]:
    """The script that answers a query, and its arguments."""
    return _SCRIPT, [list(query.names), query.command_type, list(query.modules), list(query.arguments)]
