"""The text of a module whose functions stand for commands of a session.

Decides how a proxy hands its arguments on (by place or by name, as they were given; what it does not know goes along too), which parameters
work here instead of over there, and where the module gets a session from: the one it was made with, a former one that is connected again, a
new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from psbridge.engine.commonparameters import COMMON
from psbridge.sessions.remotemetadata import RemoteCommand, RemoteParameter

NO_SESSION = "No session has been associated with this implicit remoting module."


def quoted(text: str) -> str:
    """A text in single quotes."""
    doubled = "".join(mark * 2 if mark in "'\u2018\u2019\u201a\u201b" else mark for mark in text)
    return f"'{doubled}'"


def listed(texts: Iterable[str]) -> str:
    return f"@({', '.join(map(quoted, texts))})"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a proxy module comes from and how it finds a session.

    ``renew``: an expression that makes a new session, "" where there is none; ``option``: one that gives its PSSessionOption.
    ``modules``: what a new session must import.  ``stamp``: what the host called the set of its commands, or "".
    """

    instance_id: str
    renew: str
    option: str
    modules: tuple[str, ...] = ()
    stamp: str = ""


def script_module(heading: str, origin: Origin, commands: Sequence[RemoteCommand], aliases: Mapping[str, str]) -> str:
    """The text of the .psm1."""
    common = listed(one.name for one in COMMON)
    parts = [heading, _HEAD, _option(origin), _session(origin), _CLIENT_SIDE.replace("COMMON", common)]
    parts += [proxy(one) for one in commands]
    parts += [_ALIAS.format(alias=quoted(alias), target=quoted(target)) for alias, target in aliases.items()]
    parts.append(_EXPORT.format(functions=listed(one.name for one in commands), aliases=listed(aliases)))
    return "\n".join(parts)


def manifest(heading: str, guid: str, description: str, name: str) -> str:
    """The text of the .psd1."""
    return _MANIFEST.format(
        heading=heading,
        guid=quoted(guid),
        description=quoted(description),
        module=quoted(f"{name}.psm1"),
        views=quoted(f"{name}.format.ps1xml"),
    )


def proxy(command: RemoteCommand) -> str:
    """A function that stands for a command."""
    parameters = [one for one in command.parameters if one.name.lower() != "asjob"]
    declared = ",\n".join(_declared(one) for one in (*parameters, RemoteParameter("AsJob", True)))
    help_name = "".join(mark for mark in command.name if mark not in "\"'`$" and mark.isprintable() and not mark.isspace())
    return _PROXY.format(
        place=quoted(f"function:script:{command.name}"),
        name=quoted(command.name),
        parameters=declared,
        common="$true" if command.is_like_cmdlet else "$false",
        help_name=help_name,
        category=_CATEGORIES.get(command.kind, "Cmdlet"),
    )


def _declared(one: RemoteParameter) -> str:
    aliases = f"[Alias({', '.join(map(quoted, one.aliases))})] " if one.aliases else ""
    return f"        {aliases}[{'switch' if one.is_switch else 'object'}] ${{{one.name}}}"


def _option(origin: Origin) -> str:
    return _OPTION.format(option=origin.option)


def _session(origin: Origin) -> str:
    again = "\n".join(_REIMPORT.format(module=quoted(name)) for name in origin.modules)
    stamp = _STAMP.format(stamp=quoted(origin.stamp)) if origin.stamp else ""
    renew = _RENEW.format(renew=origin.renew, again=again, stamp=stamp) if origin.renew else ""
    return _SESSION.format(instance=quoted(origin.instance_id), renew=renew, none=quoted(NO_SESSION))


_CATEGORIES = {1: "Alias", 2: "Function", 4: "Filter", 8: "Cmdlet", 16: "ExternalScript", 32: "Application", 64: "Script", 128: "Workflow"}

_HEAD = """
param(
    <# a session that the module shall use #>
    [System.Management.Automation.Runspaces.PSSession] $PSSessionOverride,
    [System.Management.Automation.Remoting.PSSessionOption] $PSSessionOptionOverride
)

$script:PSSession = $PSSessionOverride
$script:OwnModule = $MyInvocation.MyCommand.ScriptBlock.Module
"""

_OPTION = """
function Get-PSImplicitRemotingSessionOption
{{
    if ($null -ne $PSSessionOptionOverride) {{ return $PSSessionOptionOverride }}
    {option}
}}
"""

_SESSION = """
function Test-PSImplicitRemotingSession([string] $State)
{{
    $null -ne $script:PSSession -and "$($script:PSSession.State)" -eq $State
}}

function Get-PSImplicitRemotingSession
{{
    param([Parameter(Mandatory, Position = 0)] [string] $CommandName)

    if (-not (Test-PSImplicitRemotingSession 'Opened'))
    {{
        $known = Microsoft.PowerShell.Core\\Get-PSSession -InstanceId {instance} -ErrorAction SilentlyContinue
        if ($null -ne $known) {{ $script:PSSession = $known }}
    }}
    if (Test-PSImplicitRemotingSession 'Disconnected')
    {{
        $null = Microsoft.PowerShell.Core\\Connect-PSSession -Session $script:PSSession -ErrorAction SilentlyContinue
    }}
{renew}
    if (-not (Test-PSImplicitRemotingSession 'Opened')) {{ throw {none} }}
    $script:PSSession
}}
"""

_RENEW = """
    if (-not (Test-PSImplicitRemotingSession 'Opened'))
    {{
        $told = "Creating a new session for implicit remoting of `"$CommandName`" command..."
        try {{ Microsoft.PowerShell.Utility\\Write-Host $told }} catch {{ }}
        $script:PSSession = {renew}
        if ($null -ne $script:PSSession)
        {{
            $script:PSSession.Name = "Session for implicit remoting module at $PSCommandPath"
            $made = $script:PSSession
            $before = $script:OwnModule.OnRemove
            $script:OwnModule.OnRemove = {{
                Microsoft.PowerShell.Core\\Remove-PSSession -Session $made -ErrorAction SilentlyContinue
                if ($before) {{ & $before $args }}
            }}.GetNewClosure()
{stamp}{again}
        }}
    }}
"""

_STAMP = """            if ("$($script:PSSession.ApplicationPrivateData.ImplicitRemoting.Hash)" -ne {stamp})
            {{
                $told = 'Commands that are available in the new remote session are different than those available when the implicit ' +
                    'remoting module was created.  Consider creating the module again by using the Export-PSSession cmdlet.'
                Microsoft.PowerShell.Utility\\Write-Warning $told
            }}
"""

_REIMPORT = """            $again = {{ Get-Module -ListAvailable -Name {module} | Import-Module }}
            $null = Microsoft.PowerShell.Core\\Invoke-Command -Session $script:PSSession -ScriptBlock $again -ErrorAction Ignore"""

_CLIENT_SIDE = """
function Get-PSImplicitRemotingClientSideParameters($Bound, [bool] $Common)
{
    $here = @{}
    $names = @('AsJob')
    if ($Common) { $names += COMMON }
    foreach ($name in $names)
    {
        if (-not $Bound.ContainsKey($name)) { continue }
        $here[$name] = $Bound[$name]
        if ($name -notin 'ErrorAction', 'WarningAction', 'InformationAction') { $null = $Bound.Remove($name) }
    }
    $here
}
"""

_PROXY = """
Microsoft.PowerShell.Management\\Set-Item -Path {place} -Value {{
    param(
{parameters}
    )

    begin
    {{
        try
        {{
            $psi_byPlace = [System.Collections.ArrayList]::new()
            foreach ($psi_name in @($PSBoundParameters.BoundPositionally))
            {{
                $null = $psi_byPlace.Add($PSBoundParameters[$psi_name])
                $null = $PSBoundParameters.Remove($psi_name)
            }}
            $psi_byPlace.AddRange($args)
            $psi_here = Get-PSImplicitRemotingClientSideParameters $PSBoundParameters {common}
            $psi_call = {{
                Microsoft.PowerShell.Core\\Invoke-Command @psi_here -HideComputerName -Session (Get-PSImplicitRemotingSession {name}) `
                    -ArgumentList {name}, $PSBoundParameters, $psi_byPlace -ScriptBlock {{
                        param($name, $named, $others)
                        & $name @named @others
                    }}
            }}
            $psi_steps = $psi_call.GetSteppablePipeline($MyInvocation.CommandOrigin)
            $psi_steps.Begin($MyInvocation.ExpectingInput, $ExecutionContext)
        }}
        catch {{ throw }}
    }}

    process {{ try {{ $psi_steps.Process($_) }} catch {{ throw }} }}

    end {{ try {{ $psi_steps.End() }} catch {{ throw }} }}

    # .ForwardHelpTargetName {help_name}
    # .ForwardHelpCategory {category}
    # .RemoteHelpRunspace PSSession
}}
"""

_ALIAS = "Microsoft.PowerShell.Utility\\Set-Alias -Name {alias} -Value {target} -Force -Scope script"

_EXPORT = """
Microsoft.PowerShell.Core\\Export-ModuleMember -Function {functions} -Alias {aliases}
"""

_MANIFEST = """{heading}
@{{
    GUID = {guid}
    Description = {description}
    RootModule = {module}
    FormatsToProcess = @({views})
    FunctionsToExport = '*'
    AliasesToExport = '*'
    ModuleVersion = '1.0'
    PrivateData = @{{ ImplicitRemoting = $true }}
}}
"""


def heading_of(command: str, line: str, moment: str) -> str:
    """The comment at the top of a file: what it is, and what made it."""
    lines = (
        "Implicit remoting module",
        f"generated on {moment}",
        f"by {command} cmdlet",
        f"Invoked with the following command line: {line}",
    )
    told = "\n".join(f" # {one}" for one in lines).replace("#>", "# >").replace("<#", "< #")
    return f"<#\n{told}\n #>"
