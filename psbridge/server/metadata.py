"""GET_COMMAND_METADATA: a count, then a description of each command, as PowerShell composes them for implicit remoting."""

from __future__ import annotations

from typing import Any

from psbridge.psrp import MetadataQuery

_ALL = 383  # clients of 5.1 ask for 511, which has workflows in it
_SCRIPT = """param($Name, $CommandType, $Module, $ArgumentList, $FullyQualifiedModule)
$asked = @{ Name = $Name; CommandType = $CommandType; ErrorAction = 'SilentlyContinue' }
if ($Module) { $asked.Module = $Module }
if ($FullyQualifiedModule) { $asked.FullyQualifiedModule = $FullyQualifiedModule }
if ($ArgumentList) { $asked.ArgumentList = $ArgumentList }
$found = @(Get-Command @asked)
$found | Measure-Object | Select-Object -Property Count
$namespace = @{ Name = 'Namespace'; Expression = { $_.ModuleName } }
$found | Select-Object -Property Name, $namespace, HelpUri, CommandType, ResolvedCommandName, OutputType, Parameters
"""


def metadata_script(query: MetadataQuery) -> tuple[str, list[Any]]:
    """The script that answers a query, and its arguments."""
    kinds = query.command_type & _ALL
    return _SCRIPT, [list(query.names), kinds, list(query.modules), list(query.arguments), list(query.specifications)]
