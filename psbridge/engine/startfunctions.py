"""The functions that every session starts with; their text is compiled when one is first used."""

from __future__ import annotations

from typing import Any

from psbridge.engine.commands import FunctionInfo
from psbridge.objects.psobject import PSObject

_BOTH = {
    "prompt": "\"PS $($executionContext.SessionState.Path.CurrentLocation)$('>' * ($nestedPromptLevel + 1)) \";\n"
    "# .Link\n# https://go.microsoft.com/fwlink/?LinkID=225750\n# .ExternalHelp System.Management.Automation.dll-help.xml\n",
    "cd..": "Set-Location ..",
    "cd\\": "Set-Location \\",
    "oss": "\n[CmdletBinding()]\nparam(\n    [ValidateRange(2, 2147483647)]\n    [int]\n    ${Width},\n\n    "
    "[Parameter(ValueFromPipeline=$true)]\n"
    "    [psobject]\n    ${InputObject})\n\nbegin {\n    $items = [System.Collections.ArrayList]::new()\n}\n\nprocess {\n"
    "    $null = $items.Add($InputObject)\n}\n\nend {\n    $null = $PSBoundParameters.Remove('InputObject')\n"
    "    $items | Out-String -Stream @PSBoundParameters\n}\n",
    "TabExpansion2": "\n[CmdletBinding(DefaultParameterSetName = 'ScriptInputSet')]\n"
    "[OutputType([System.Management.Automation.CommandCompletion])]\n"
    "param(\n    [Parameter(ParameterSetName = 'ScriptInputSet', Mandatory, Position = 0)] [AllowEmptyString()] [string] $inputScript,\n"
    "    [Parameter(ParameterSetName = 'ScriptInputSet', Mandatory, Position = 1)] [int] $cursorColumn,\n"
    "    [Parameter(ParameterSetName = 'AstInputSet', Mandatory, Position = 0)] [System.Management.Automation.Language.Ast] $ast,\n"
    "    [Parameter(ParameterSetName = 'AstInputSet', Mandatory, Position = 1)] [System.Management.Automation.Language.Token[]] $tokens,\n"
    "    [Parameter(ParameterSetName = 'AstInputSet', Mandatory, Position = 2)] "
    "[System.Management.Automation.Language.IScriptPosition] $positionOfCursor,\n"
    "    [Parameter(ParameterSetName = 'ScriptInputSet', Position = 2)] [Parameter(ParameterSetName = 'AstInputSet', Position = 3)] "
    "[hashtable] $options)\n$how = [System.Management.Automation.CommandCompletion]\n"
    "if ($PSBoundParameters.ContainsKey('ast')) { $how::CompleteInput($ast, $tokens, $positionOfCursor, $options) }\n"
    "else { $how::CompleteInput($inputScript, $cursorColumn, $options) }\n",
    "Pause": "$null = Read-Host 'Press Enter to continue...'",
    "help": "\n[CmdletBinding(DefaultParameterSetName = 'AllUsersView')]\nparam(\n    [Parameter(Position = 0)] [string] $Name,\n"
    "    [string[]] $Category,\n    [Parameter(ParameterSetName = 'DetailedView', Mandatory)] [switch] $Detailed,\n"
    "    [Parameter(ParameterSetName = 'AllUsersView')] [switch] $Full,\n"
    "    [Parameter(ParameterSetName = 'Examples', Mandatory)] [switch] $Examples,\n"
    "    [Parameter(ParameterSetName = 'Parameters', Mandatory)] [string[]] $Parameter)\nGet-Help @PSBoundParameters | Out-Host -Paging\n",
}
_WINDOWS = {
    "mkdir": "\n[CmdletBinding(SupportsShouldProcess)]\nparam([Parameter(Position = 0, ValueFromPipeline, "
    "ValueFromPipelineByPropertyName)] "
    "[string[]] $Path, [string] $Name, [switch] $Force)\nprocess { New-Item -ItemType Directory @PSBoundParameters }\n",
    "more": "param([string[]] $paths)\nif ($paths) { $paths | ForEach-Object { Get-Content $_ } } else { $input }",
}


class StartFunction(FunctionInfo):
    """A function whose block is made when it is first asked for."""

    __slots__ = ("_made", "_text", "runspace")
    net_type = FunctionInfo.net_type

    def __init__(self, name: str, text: str, runspace: Any) -> None:
        self._made: Any = None
        self._text, self.runspace = text, runspace
        super().__init__(name, None)

    @property
    def block(self) -> Any:
        if self._made is None:
            self._made = self.runspace.script_block(self._text)
        return self._made

    @block.setter
    def block(self, value: Any) -> None:
        self._made = value


def start_functions(runspace: Any) -> dict[str, PSObject]:
    """Lower-case name -> function."""
    texts = _BOTH | _WINDOWS if runspace.is_windows else _BOTH
    if runspace.is_windows:
        texts |= {f"{letter}:": "Set-Location $MyInvocation.MyCommand.Name" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    return {name.lower(): StartFunction(name, text, runspace) for name, text in texts.items()}
