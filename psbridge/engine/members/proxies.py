"""CommandMetadata and ProxyCommand: what a command says of itself, and the text of a function that stands before it.

Decides the layout of that text: attributes, parameters in their order, a steppable pipeline around the command.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.cmdlet import Cmdlet
from psbridge.engine.commandfaces import parameter_table
from psbridge.engine.commands import (
    AliasInfo,
    ApplicationInfo,
    CmdletInfo,
    CommandInfo,
    CommandTypes,
    ExternalScriptInfo,
    FunctionInfo,
    RemotingCapability,
)
from psbridge.engine.commonparameters import COMMON_NAMES
from psbridge.engine.members.arguments import invalid_operation, null_argument
from psbridge.engine.members.table import fill, register_types
from psbridge.engine.parametermetadata import (
    ALL_SETS,
    AllowEmptyCollection,
    AllowEmptyString,
    AllowNull,
    ParameterMetadata,
    ParameterSetMetadata,
)
from psbridge.engine.types import type_from_text
from psbridge.engine.validation import (
    NotNull,
    NotNullOrEmpty,
    ValidateCount,
    ValidateLength,
    ValidatePattern,
    ValidateRange,
    ValidateScript,
    ValidateSet,
)
from psbridge.objects.adapted import Method, declare
from psbridge.objects.containers import GenericDictionary
from psbridge.objects.convert import to_text
from psbridge.objects.convert.typenames import type_display_name
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import SMA, define, find_type, type_of
from psbridge.objects.psobject import NetObject, unwrap

_A = "System.Management.Automation."
_SCRIPTS = (FunctionInfo, ExternalScriptInfo)
_NOT_PROXIED = COMMON_NAMES | {"whatif", "confirm"}
_PAGING = frozenset(("includetotalcount", "skip", "first"))
# cmdlets whose providers may add parameters: their proxies ask the command for them
_ASKING = frozenset(
    [
        "add-content",
        "clear-content",
        "clear-item",
        "clear-itemproperty",
        "convert-path",
        "copy-item",
        "copy-itemproperty",
        "get-childitem",
        "get-command",
        "get-content",
        "get-item",
        "get-itemproperty",
        "get-itempropertyvalue",
        "get-location",
        "get-psdrive",
        "get-psprovider",
        "invoke-item",
        "join-path",
        "move-item",
        "move-itemproperty",
        "new-item",
        "new-itemproperty",
        "new-psdrive",
        "pop-location",
        "push-location",
        "remove-item",
        "remove-itemproperty",
        "remove-psdrive",
        "rename-item",
        "rename-itemproperty",
        "resolve-path",
        "set-content",
        "set-item",
        "set-itemproperty",
        "set-location",
        "split-path",
        "test-path",
    ]
)


class CommandMetadata(NetObject):
    """What a command says of itself; scripts may change it before they make a proxy of it."""

    __slots__ = (
        "asks",
        "command_type",
        "default_set",
        "help_uri",
        "impact",
        "kind",
        "like_cmdlet",
        "name",
        "paging",
        "parameters",
        "positional_binding",
        "remoting",
        "should_process",
        "transactions",
        "wrapped",
    )
    net_type = define(_A + "CommandMetadata", assembly=SMA)
    PROPERTIES = {
        "Name": "name",
        "CommandType": "command_type",
        "DefaultParameterSetName": "default_set",
        "SupportsShouldProcess": "should_process",
        "SupportsPaging": "paging",
        "PositionalBinding": "positional_binding",
        "SupportsTransactions": "transactions",
        "HelpUri": "help_uri",
        "RemotingCapability": "remoting",
        "ConfirmImpact": "impact",
        "Parameters": "parameters",
    }

    def __init__(self, info: CommandInfo, common: bool = False) -> None:
        super().__init__()
        meta = info.metadata()
        assert meta is not None
        self.name = info.name
        self.wrapped = f"{info.module_name}\\{info.name}" if isinstance(info, CmdletInfo) and info.module_name else info.name
        self.kind = CommandTypes(info.TYPE)
        self.command_type = info.implementing_type if info.__class__ is CmdletInfo else None
        self.like_cmdlet = meta.has_common
        self.default_set = meta.default_set or (ALL_SETS if isinstance(info, CmdletInfo) else None)
        self.should_process, self.paging, self.transactions = meta.should_process, meta.paging, False
        self.positional_binding = meta.positional_binding
        self.help_uri = info.cls.DECLARATION.help_uri if isinstance(info, CmdletInfo) else ""
        self.remoting = info.remoting if isinstance(info, CmdletInfo) else RemotingCapability(1)
        self.impact = _impact(meta.impact)
        self.asks = _asks(info)
        self.parameters = GenericDictionary(find_type("System.String"), ParameterMetadata.net_type, ignore_case=True)
        for key, one in parameter_table(info).pairs():
            low = key.lower()
            engines = (low in _NOT_PROXIED and meta.has_common) or (low in _PAGING and meta.paging)
            if (common or not engines) and not one.is_dynamic:
                self.parameters[key] = one


def _impact(name: str) -> Any:
    enum: Any = type_from_text(_A + "ConfirmImpact")
    return enum.python.parse(name)


def _asks(info: CommandInfo) -> bool:
    """Whether a command has parameters that depend on others."""
    if isinstance(info, _SCRIPTS):
        return info.block.body.dynamic is not None
    assert isinstance(info, CmdletInfo)
    return info.name.lower() in _ASKING or info.cls.dynamic_parameters is not Cmdlet.dynamic_parameters


def _metadata(first: Any, common: bool = False) -> CommandMetadata:
    """[CommandMetadata]::new(command), (command, with common parameters), (other metadata)."""
    told = unwrap(first)
    if told is None:
        raise null_argument("commandInfo")
    if isinstance(told, CommandMetadata):
        return _copied(told)
    while isinstance(told, AliasInfo):
        told = told.resolved
    if not isinstance(told, CommandInfo) or isinstance(told, ApplicationInfo) or told.metadata() is None:
        raise NetError.of("System.NotSupportedException", "Specified method is not supported.")
    return CommandMetadata(told, common)


def _copied(other: CommandMetadata) -> CommandMetadata:
    made: Any = other.copy()
    made.parameters = GenericDictionary(find_type("System.String"), ParameterMetadata.net_type, ignore_case=True)
    for key, one in other.parameters.pairs():
        made.parameters[key] = one
    return made  # type: ignore[no-any-return]


declare(CommandMetadata.net_type).constructor = Method(
    "new",
    _metadata,
    (
        f"CommandMetadata({_A}CommandInfo commandInfo)",
        f"CommandMetadata({_A}CommandInfo commandInfo, bool shouldGenerateCommonParameters)",
        f"CommandMetadata({_A}CommandMetadata other)",
    ),
)


# -- the text of a proxy


def _single(text: str) -> str:
    """The inside of a text in single quotes."""
    return "".join(mark * 2 if mark in "'\u2018\u2019\u201a\u201b" else mark for mark in text)


def _binding(told: CommandMetadata) -> str:
    if not told.like_cmdlet:
        return ""
    words = []
    if told.default_set:
        words.append(f"DefaultParameterSetName='{_single(told.default_set)}'")
    if told.should_process:
        words += ["SupportsShouldProcess=$true", f"ConfirmImpact='{to_text(told.impact)}'"]
    if told.paging:
        words.append("SupportsPaging=$true")
    if told.transactions:
        words.append("SupportsTransactions=$true")
    if not told.positional_binding:
        words.append("PositionalBinding=$false")
    if told.help_uri:
        words.append(f"HelpUri='{_single(told.help_uri)}'")
    if int(told.remoting) != 1:
        words.append(f"RemotingCapability='{to_text(told.remoting)}'")
    return f"[CmdletBinding({', '.join(words)})]"


def _parameters(told: CommandMetadata) -> str:
    return ",\n".join(_parameter(name, unwrap(one), told.like_cmdlet) for name, one in told.parameters.pairs())


def _parameter(name: str, one: ParameterMetadata, with_sets: bool) -> str:
    lines = []
    if with_sets:
        for key, use in one.parameter_sets.pairs():
            words = [] if key == ALL_SETS else [f"ParameterSetName='{_single(key)}'"]
            words += _use(use)
            if words:
                lines.append(f"[Parameter({', '.join(words)})]")
    if one.aliases:
        lines.append(f"[Alias({_quoted(one.aliases)})]")
    for attribute in one.attributes:
        write = _WRITTEN.get(unwrap(attribute).__class__)
        if write is not None:
            lines.append(f"[{write(unwrap(attribute))}]")
    if one.parameter.ps_type_name:
        lines.append(f"[PSTypeName('{_single(one.parameter.ps_type_name)}')]")
    if one.is_switch:
        lines.append("[switch]")
    elif one.parameter_type is not None:
        lines.append(f"[{type_display_name(one.parameter_type)}]")
    escaped = name.replace("`", "``").replace("{", "`{").replace("}", "`}")
    lines.append(f"${{{escaped}}}")
    return "".join(f"\n    {line}" for line in lines)


def _use(use: ParameterSetMetadata) -> list[str]:
    words = []
    if use.mandatory:
        words.append("Mandatory=$true")
    if use.position != -2147483648:
        words.append(f"Position={use.position}")
    if use.pipeline:
        words.append("ValueFromPipeline=$true")
    if use.by_property:
        words.append("ValueFromPipelineByPropertyName=$true")
    if use.remaining:
        words.append("ValueFromRemainingArguments=$true")
    if use.help_message:
        words.append(f"HelpMessage='{_single(use.help_message)}'")
    return words


def _quoted(texts: Any) -> str:
    return ",".join(f"'{_single(to_text(one))}'" for one in texts)


def _range(one: ValidateRange) -> str:
    if one.kind is not None:
        return f"ValidateRange([{_A}ValidateRangeKind]::{one.kind})"
    low, high = to_text(one.min_range), to_text(one.max_range)
    if isinstance(one.min_range, PSEnum):
        kind = type_of(one.min_range).full_name
        low, high = f"[{kind}]::{low}", f"[{kind}]::{high}"
    return f"ValidateRange({low}, {high})"


_WRITTEN: dict[type, Callable[[Any], str]] = {
    ValidateLength: lambda one: f"ValidateLength({one.min_length}, {one.max_length})",
    ValidateRange: _range,
    AllowNull: lambda one: "AllowNull()",
    AllowEmptyString: lambda one: "AllowEmptyString()",
    AllowEmptyCollection: lambda one: "AllowEmptyCollection()",
    ValidatePattern: lambda one: f"ValidatePattern('{_single(one.regex_pattern)}')",
    ValidateCount: lambda one: f"ValidateCount({one.min_length}, {one.max_length})",
    NotNull: lambda one: "ValidateNotNull()",
    NotNullOrEmpty: lambda one: "ValidateNotNullOrEmpty()",
    ValidateSet: lambda one: f"ValidateSet({_quoted(one.valid_values)})",
    ValidateScript: lambda one: f"ValidateScript({{ {one.script_block} }})",
}


def _guarded(*lines: str) -> str:
    body = "".join(f"        {line}\n" if line else "\n" for line in lines)
    return f"\n    try {{\n{body}    }} catch {{\n        throw\n    }}\n"


def _get_command(told: CommandMetadata, more: str = "") -> str:
    kind = f"[{_A}CommandTypes]::{to_text(told.kind)}"
    return f"$ExecutionContext.InvokeCommand.GetCommand('{_single(told.wrapped)}', {kind}{more})"


def _begin(told: CommandMetadata) -> str:
    if not told.wrapped:
        raise invalid_operation("The command metadata has no name of a command.")
    origin = "" if int(told.kind) == FunctionInfo.TYPE else "$myInvocation.CommandOrigin"
    head, argument = ["$PSBoundParameters.Add('$args', $args)"], "$myInvocation.ExpectingInput, $ExecutionContext"
    before: list[str] = []
    if told.like_cmdlet:
        before = ["$outBuffer = $null", "if ($PSBoundParameters.TryGetValue('OutBuffer', [ref]$outBuffer))", "{"]
        before += ["    $PSBoundParameters['OutBuffer'] = 1", "}", ""]
        head, argument = [], "$PSCmdlet"
    return _guarded(
        *before,
        f"$wrappedCmd = {_get_command(told)}",
        *head,
        "$scriptCmd = {& $wrappedCmd @PSBoundParameters }",
        "",
        f"$steppablePipeline = $scriptCmd.GetSteppablePipeline({origin})",
        f"$steppablePipeline.Begin({argument})",
    )


def _process(told: CommandMetadata) -> str:
    return _guarded("$steppablePipeline.Process($_)")


def _end(told: CommandMetadata) -> str:
    return _guarded("$steppablePipeline.End()")


def _dynamic(told: CommandMetadata) -> str:
    return _guarded(
        f"$targetCmd = {_get_command(told, ', $PSBoundParameters')}",
        "$dynamicParams = @($targetCmd.Parameters.GetEnumerator() | Microsoft.PowerShell.Core\\Where-Object { $_.Value.IsDynamic })",
        "if ($dynamicParams.Length -gt 0)",
        "{",
        "    $paramDictionary = [Management.Automation.RuntimeDefinedParameterDictionary]::new()",
        "    foreach ($param in $dynamicParams)",
        "    {",
        "        $param = $param.Value",
        "",
        "        if(-not $MyInvocation.MyCommand.Parameters.ContainsKey($param.Name))",
        "        {",
        "            $dynParam = [Management.Automation.RuntimeDefinedParameter]::new($param.Name, $param.ParameterType, $param.Attributes)",
        "            $paramDictionary.Add($param.Name, $dynParam)",
        "        }",
        "    }",
        "",
        "    return $paramDictionary",
        "}",
    )


def create(told: CommandMetadata, help_comment: str = "", dynamic: bool = True) -> str:
    """The whole text of the function's body."""
    comment = help_comment or f"\n.ForwardHelpTargetName {told.wrapped}\n.ForwardHelpCategory {to_text(told.kind)}\n"
    blocks = [("dynamicparam", _dynamic)] if dynamic and told.asks else []
    blocks += [("begin", _begin), ("process", _process), ("end", _end)]
    text = "\n\n".join(f"{name}\n{{{write(told)}}}" for name, write in blocks)
    return f"{_binding(told)}\nparam({_parameters(told)})\n\n{text}\n<#\n{comment.replace('#>', '#`>')}\n#>\n"


def _of_metadata(write: Callable[..., str]) -> Callable[..., str]:
    def run(told: Any, *rest: Any) -> str:
        if told is None:
            raise null_argument("commandMetaData")
        return write(unwrap(told), *rest)

    return run


register_types(f"{_A}ProxyCommand", SMA)
_PARTS: dict[str, Callable[..., str]] = {
    "GetCmdletBindingAttribute": _binding,
    "GetParamBlock": _parameters,
    "GetBegin": _begin,
    "GetProcess": _process,
    "GetDynamicParam": _dynamic,
    "GetEnd": _end,
}
_ONE = f"{_A}CommandMetadata commandMetadata"
fill(
    _A + "ProxyCommand",
    "\n".join(
        [
            f"static string Create({_ONE})",
            f"static string Create({_ONE}, string helpComment)",
            f"static string Create({_ONE}, string helpComment, bool generateDynamicParameters)",
            *(f"static string {name}({_ONE})" for name in _PARTS),
        ]
    ),
    {"::Create": _of_metadata(create), **{f"::{name}": _of_metadata(write) for name, write in _PARTS.items()}},
)
