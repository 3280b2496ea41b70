"""Names and numbers of what there is: services, processes, jobs, modules, drives, commands, hosts."""

from __future__ import annotations

from typing import Any

from psbridge.engine.completion.names import bound_so_far
from psbridge.engine.completion.words import Offer, fitting, modules, quietly, starting, values
from psbridge.engine.context import Context
from psbridge.objects.convert import to_text

# noun of a command -> text that lists what there is; its Name (or the text itself) is offered for -Name
_LISTS = {
    "service": "Get-Service",
    "process": "Get-Process | Sort-Object Name -Unique",
    "job": "Get-Job",
    "scheduledjob": "Get-ScheduledJob",
    "variable": "Get-Variable",
    "alias": "Get-Alias",
    "psdrive": "Get-PSDrive",
    "psprovider": "Get-PSProvider",
    "pssession": "Get-PSSession",
    "pssessionconfiguration": "Get-PSSessionConfiguration",
    "runspace": "Get-Runspace",
    "localuser": "Get-LocalUser",
    "localgroup": "Get-LocalGroup",
    "eventlog": "Get-EventLog -List | ForEach-Object Log",
    "winevent": "Get-WinEvent -ListLog * | ForEach-Object LogName",
    "psrepository": "Get-PSRepository",
    "netfirewallrule": "Get-NetFirewallRule",
    "culture": "Get-Culture -ListAvailable",
}
_IDS = {
    "job": "Get-Job",
    "process": "Get-Process",
    "pssession": "Get-PSSession",
    "history": "Get-History",
    "psbreakpoint": "Get-PSBreakpoint",
    "runspace": "Get-Runspace",
    "scheduledjob": "Get-ScheduledJob",
}
_NAMES = {
    "name": "Name",
    "processname": "Name",
    "logname": "Name",
    "displayname": "DisplayName",
    "instanceid": "InstanceId",
    "listlog": "Name",
}
_COMMANDS = frozenset(("get-help", "get-command", "help", "show-command"))
_MODULES = frozenset(("import-module", "get-module", "remove-module", "test-modulemanifest"))


def existing(ctx: Context, wanted: Any) -> list[Offer] | None:
    """The offers for a parameter that names something; None when it does not."""
    name, command = wanted.parameter.name.lower(), wanted.info.name.lower()
    noun = command.partition("-")[2]
    special = _SPECIAL.get((command, name)) or _SPECIAL.get(("", name))
    if special is not None:
        offers: list[Offer] = special(ctx, wanted)
        return offers
    if name == "name" and command in _COMMANDS:
        infos = ctx.runspace.discovery.matching(ctx, f"{wanted.typed}*", 1 | 2 | 8)
        return values((info.name for info in infos), wanted.typed, wanted.quote)
    if name in ("name", "module") and (command in _MODULES or name == "module"):
        return values(modules(ctx, command == "remove-module"), wanted.typed, wanted.quote)
    if name in _NAMES and noun in _LISTS:
        return _listed(ctx, wanted, _LISTS[noun], _NAMES[name])
    if name == "id" and noun in _IDS:
        found = quietly(ctx, f"{_IDS[noun]} | Sort-Object Id | ForEach-Object {{ '{{0}}|{{1}}' -f $_.Id, $_.Name }}")
        pairs = [to_text(one).partition("|") for one in found]
        return [Offer(number, number, tip=f"{number} {title}".strip()) for number, _, title in pairs if number.startswith(wanted.typed)]
    return None


def _listed(ctx: Context, wanted: Any, text: str, prop: str) -> list[Offer]:
    found = quietly(ctx, f"{text} | ForEach-Object {{ if ($_.{prop}) {{ $_.{prop} }} else {{ $_ }} }}")
    return values(map(to_text, found), wanted.typed, wanted.quote)


def _hosts(ctx: Context, wanted: Any) -> list[Offer]:
    """The hosts that are known, and this one."""
    known = ctx.runspace.extras.get("known_hosts")
    return values([*(known() if known is not None else ()), "localhost"], wanted.typed, wanted.quote)


def _verbs(ctx: Context, wanted: Any) -> list[Offer]:
    return values(map(to_text, quietly(ctx, "Get-Verb | ForEach-Object Verb")), wanted.typed, wanted.quote)


def _drives(ctx: Context, wanted: Any) -> list[Offer]:
    return values(map(to_text, quietly(ctx, "Get-PSDrive | ForEach-Object Name")), wanted.typed, wanted.quote)


def _providers(ctx: Context, wanted: Any) -> list[Offer]:
    return values(map(to_text, quietly(ctx, "Get-PSProvider | ForEach-Object Name")), wanted.typed, wanted.quote)


def _scopes(ctx: Context, wanted: Any) -> list[Offer]:
    return values(("Global", "Local", "Script"), wanted.typed, wanted.quote)


def _parameter_names(ctx: Context, wanted: Any) -> list[Offer]:
    """Get-Help -Parameter, Register-ArgumentCompleter -ParameterName: of the command that is named before."""
    bound = bound_so_far(wanted.info, wanted.command)
    name = to_text(bound.get("Name") or bound.get("CommandName") or "")
    info = ctx.runspace.discovery.find(ctx, name) if name else None
    meta = info.metadata() if info is not None else None
    names = [one.name for one in meta.own] if meta is not None else []
    return values(names, wanted.typed, wanted.quote)


def _any_command(ctx: Context, wanted: Any) -> list[Offer]:
    infos = ctx.runspace.discovery.matching(ctx, f"{wanted.typed}*", 1 | 2 | 8)
    return values((info.name for info in infos), wanted.typed, wanted.quote)


def _cim_classes(ctx: Context, wanted: Any) -> list[Offer]:
    found = quietly(ctx, "Get-CimClass -ErrorAction Ignore | ForEach-Object CimClassName")
    return values(map(to_text, found), wanted.typed, wanted.quote)


def _event_names(ctx: Context, wanted: Any) -> list[Offer]:
    fits = fitting(wanted.typed)
    found = quietly(ctx, "Get-EventSubscriber | ForEach-Object SourceIdentifier; 'PowerShell.Exiting', 'PowerShell.OnIdle'")
    return [Offer(one, one) for one in starting(map(to_text, found), "") if fits(one)]


# (command or "" for all, parameter) -> what is offered
_SPECIAL: dict[tuple[str, str], Any] = {
    ("", "computername"): _hosts,
    ("", "psdrive"): _drives,
    ("", "psprovider"): _providers,
    ("", "scope"): _scopes,
    ("", "verb"): _verbs,
    ("get-help", "parameter"): _parameter_names,
    ("register-argumentcompleter", "commandname"): _any_command,
    ("register-argumentcompleter", "parametername"): _parameter_names,
    ("set-psbreakpoint", "command"): _any_command,
    ("trace-command", "command"): _any_command,
    ("set-alias", "value"): _any_command,
    ("new-alias", "value"): _any_command,
    ("get-alias", "definition"): _any_command,
    ("get-ciminstance", "classname"): _cim_classes,
    ("get-cimclass", "classname"): _cim_classes,
    ("get-wmiobject", "class"): _cim_classes,
    ("unregister-event", "sourceidentifier"): _event_names,
    ("wait-event", "sourceidentifier"): _event_names,
    ("get-event", "sourceidentifier"): _event_names,
    ("register-engineevent", "sourceidentifier"): _event_names,
}
