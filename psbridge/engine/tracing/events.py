"""Which calls of the engine's functions are events of which trace source, and how they read."""

from __future__ import annotations

from typing import Any

from psbridge.engine import discovery, elements, fastcalls
from psbridge.engine.binder import coerce, commandline, frompipeline, recipes, sets
from psbridge.engine.builtinfunctions import BuiltinFunctionInfo
from psbridge.engine.commands import AliasInfo, CmdletInfo, FunctionInfo
from psbridge.engine.invoke import calls, reading, writing
from psbridge.engine.providers import paths
from psbridge.engine.scopes import UNSET, Variable
from psbridge.engine.tracing.watching import Watcher, watch
from psbridge.objects.access import find_member
from psbridge.objects.adapted import Property
from psbridge.objects.convert import casting, to_text
from psbridge.objects.members import PSMemberInfo
from psbridge.objects.nettypes import type_of
from psbridge.objects.psobject import EMPTY, PSObject, unwrap

Locals = dict[str, Any]
_SHOWN = 256


def shown(value: Any) -> str:
    """A value as events name it."""
    if value is UNSET:
        return ""
    text = "null" if value is None else to_text(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


def _type(value: Any) -> str:
    return "null" if value is None else type_of(unwrap(value)).full_name


# -- ParameterBinding


def _binding(watcher: Watcher, here: Locals) -> bool:
    return watcher.enter(f"BIND NAMED cmd line args [{here['self'].blame.name}]")


def _positional(watcher: Watcher, here: Locals) -> bool:
    return watcher.enter(f"BIND POSITIONAL cmd line args [{here['self'].blame.name}]")


def _dynamic(watcher: Watcher, here: Locals) -> bool:
    return watcher.enter("BIND cmd line args to DYNAMIC parameters.")


def _remaining(watcher: Watcher, here: Locals) -> bool:
    return bool(here["rest"]) and watcher.enter(f"BIND REMAININGARGUMENTS cmd line args to param: [{here['self'].blame.name}]")


def _put(watcher: Watcher, here: Locals) -> bool:
    return watcher.enter(f"BIND arg [{shown(here['value'])}] to parameter [{here['one'].name}]")


def _has_put(watcher: Watcher, here: Locals, result: Any) -> None:
    """`result`: whether it was bound; None when an error was raised."""
    one = here["one"]
    if result:
        bound = here["self"].values.get(one.name.lower(), here["value"])
        watcher.say(f"BIND arg [{shown(bound)}] to param [{one.name}] SUCCESSFUL")
    elif result is not None:
        watcher.say(f"BIND arg [{shown(here['value'])}] to param [{one.name}] SKIPPED")


def _coerce(watcher: Watcher, here: Locals) -> bool:
    watcher.enter(f"COERCE arg to [{here['net'].full_name}]")
    watcher.depth += 1
    value, net = unwrap(here["value"]), here["net"]
    if value is not None and type_of(value) is net:
        watcher.say("Parameter and arg types the same, no coercion is needed.")
    else:
        watcher.say(f"Trying to convert argument value from {_type(value)} to {net.full_name}")
        watcher.say("CONVERT arg type to param type using LanguagePrimitives.ConvertTo")
    watcher.depth -= 1
    return True


def _coerced(watcher: Watcher, here: Locals, result: Any) -> None:
    value, net = unwrap(here["value"]), here["net"]
    if value is not None and type_of(value) is net:
        return
    if result is None and value is not None:
        watcher.say(f"ERROR: ERROR: COERCE FAILED: arg [{shown(value)}] could not be converted to the parameter type [{net.full_name}]")
    else:
        watcher.say(f"CONVERT SUCCESSFUL using LanguagePrimitives.ConvertTo: [{shown(result)}]")


def _transform(watcher: Watcher, here: Locals) -> bool:
    kind = here["transform"]
    watcher.say(f"Executing DATA GENERATION metadata: [{getattr(kind, '__qualname__', type(kind).__name__)}]")
    return False


def _transformed(watcher: Watcher, here: Locals, result: Any) -> None:
    watcher.say(f"result returned from DATA GENERATION: {shown(result)}")


def _validate(watcher: Watcher, here: Locals) -> bool:
    for validator in here["one"].validators:
        watcher.say(f"Executing VALIDATION metadata: [{type_of(validator).full_name}]")
    return False


def _mandatory(watcher: Watcher, here: Locals) -> bool:
    return watcher.enter(f"MANDATORY PARAMETER CHECK on cmdlet [{here['self'].blame.name}]")


def _nothing(watcher: Watcher, here: Locals) -> bool:
    return False


def _replayed(watcher: Watcher, here: Locals, result: Any) -> None:
    """A binding that was known: the same events, from its steps."""
    if not result:
        return
    binder, recipe, args = here["binder"], here["self"], here["args"]
    for named, words in ((True, "NAMED"), (False, "POSITIONAL")):
        watcher.enter(f"BIND {words} cmd line args [{binder.blame.name}]")
        for at, index, one, key, _, _ in recipe.steps:
            if (args[index].name is not None) is named:
                watcher.depth += 1
                watcher.enter(f"BIND arg [{shown(args[at].value if at >= 0 else True)}] to parameter [{one.name}]")
                watcher.depth += 1
                watcher.say(f"BIND arg [{shown(binder.values.get(key))}] to param [{one.name}] SUCCESSFUL")
                watcher.depth -= 2
    watcher.enter(f"MANDATORY PARAMETER CHECK on cmdlet [{binder.blame.name}]")


def _quick(watcher: Watcher, here: Locals) -> bool:
    watcher.enter(f"BIND NAMED cmd line args [{here['name']}]")
    return False


def _quickly(watcher: Watcher, here: Locals, result: Any) -> None:
    """A plain call of a function: what its parameters hold now."""
    call, vars_ = here["call"], here["inner"].vars
    watcher.enter(f"BIND POSITIONAL cmd line args [{here['name']}]")
    for index, _ in call.slots:
        one = call.shape.params[index]
        watcher.depth += 1
        held = vars_.get(one.name.lower(), UNSET)
        watcher.say(f"BIND arg [{shown(held.value if held.__class__ is Variable else held)}] to param [{one.name}] SUCCESSFUL")
        watcher.depth -= 1
    watcher.enter(f"MANDATORY PARAMETER CHECK on cmdlet [{here['name']}]")


def _pipeline(watcher: Watcher, here: Locals) -> bool:
    watcher.enter(f"BIND PIPELINE object to parameters: [{here['self'].binder.blame.name}]")
    watcher.depth += 1
    watcher.say(f"PIPELINE object TYPE = [{_type(here['value'])}]")
    watcher.say("RESTORING pipeline parameter's original values")
    watcher.depth -= 1
    return True


def _piped(watcher: Watcher, here: Locals) -> bool:
    how = "ValueFromPipeline" if here["how"] == frompipeline.BY_VALUE else "ValueFromPipelineByPropertyName"
    coercing = "WITH COERCION" if here["coerce"] else "NO COERCION"
    return watcher.enter(f"Parameter [{here['one'].name}] PIPELINE INPUT {how} {coercing}")


def _has_piped(watcher: Watcher, here: Locals, result: Any) -> None:
    if result is UNSET:
        watcher.say(f"BIND arg [{shown(here['value'])}] to param [{here['one'].name}] SKIPPED")
    elif result is not None:
        watcher.say(f"BIND arg [{shown(result)}] to param [{here['one'].name}] SUCCESSFUL")


def _piped_whole(watcher: Watcher, here: Locals) -> bool:
    """An object for the one parameter that takes any."""
    element, value = here["self"], here["value"]
    name = element.table[element.simple_key].name
    watcher.enter(f"BIND PIPELINE object to parameters: [{element.command.DECLARATION.name}]")
    watcher.depth += 1
    watcher.say(f"PIPELINE object TYPE = [{_type(value)}]")
    watcher.say(f"Parameter [{name}] PIPELINE INPUT ValueFromPipeline NO COERCION")
    watcher.say(f"BIND arg [{shown(value)}] to param [{name}] SUCCESSFUL")
    watcher.depth -= 1
    watcher.say("CALLING ProcessRecord")
    return False


def _begin(watcher: Watcher, here: Locals) -> bool:
    watcher.say("CALLING BeginProcessing")
    return False


def _process(watcher: Watcher, here: Locals, result: Any) -> None:
    if result:
        watcher.say("CALLING ProcessRecord")


def _end(watcher: Watcher, here: Locals) -> bool:
    watcher.say("CALLING EndProcessing" if here["self"].expecting else "CALLING ProcessRecord")
    return False


def _ended(watcher: Watcher, here: Locals, result: Any) -> None:
    if not here["self"].expecting:
        watcher.say("CALLING EndProcessing")


# -- CommandDiscovery


def _look_up(watcher: Watcher, here: Locals) -> bool:
    return watcher.enter(f"Looking up command: {here['name']}")


def _looked_up(watcher: Watcher, here: Locals, result: Any) -> None:
    if result is None:
        watcher.say(f"The command [{here['name']}] was not found")
    elif isinstance(result, AliasInfo):
        watcher.say(f"Alias found: {result.name}  {result.target}")
    elif result.__class__ is CmdletInfo:
        watcher.say(f"Cmdlet found: {result.name}  {result.cls.DECLARATION.net_class}")
    else:
        kind = "Function" if isinstance(result, FunctionInfo | BuiltinFunctionInfo) else str(result.command_type)
        watcher.say(f"{kind} found: {result.name}")


def _quick_look_up(watcher: Watcher, here: Locals) -> bool:
    if here["info"] is not None:
        watcher.enter(f"Looking up command: {here['name']}")
        watcher.depth += 1
        watcher.say(f"Function found: {here['info'].name}")
        watcher.depth -= 1
    return False


# -- TypeConversion


def _convert(watcher: Watcher, here: Locals) -> bool:
    return watcher.enter(f'Converting "{shown(here["value"])}" to "{here["net"].full_name}".')


def _converted(watcher: Watcher, here: Locals, result: Any) -> None:
    value = here["value"]
    if result is None and unwrap(value) is not None:
        watcher.say(f'The value of type "{_type(value)}" cannot be converted.')
    elif result is value:
        watcher.say("The value is of the type already.")
    else:
        watcher.say(f'Result: "{shown(result)}" of type "{_type(result)}".')


# -- MemberResolution


def _lookup(watcher: Watcher, here: Locals) -> bool:
    """Where a member of that name is found: on the object, in the type table, on the .NET type."""
    obj, name = here["obj"], here["name"]
    watcher.enter("Lookup")
    watcher.depth += 1
    if obj is None:
        watcher.say(f'"{name}" of a null value.')
    elif isinstance(obj, PSObject) and obj.shape is not EMPTY and name.lower() in obj.shape.index:
        watcher.say(f"Found PSObject instance member: {name}.")
    else:
        member = find_member(obj, name)
        in_table = isinstance(member, PSMemberInfo)
        watcher.say(f'"{name}" {"present" if in_table else "NOT present"} in type table.')
        if member is None:
            watcher.say(f"Adapted member not found: {name}.")
        elif not in_table:
            what = "property" if isinstance(member, Property) else "method"
            watcher.say(f"Adapted {what} found: {member.name} of {_type(obj)}.")
    watcher.depth -= 1
    return False


# -- PathResolution


def _resolve(watcher: Watcher, here: Locals) -> bool:
    return watcher.enter(f'Resolving MSH path "{here["path"]}" to MSH path(s)')


def _resolved(watcher: Watcher, here: Locals, result: Any) -> None:
    if result is None:
        watcher.say(f"PATH not found: {here['path']}")
    for found in result or ():
        watcher.say(f"RESOLVED PATH: {found.shown}")


def _unresolved(watcher: Watcher, here: Locals, result: Any) -> None:
    if result is not None:
        drive = "" if result.drive is None else f" DRIVE: {result.drive.name}"
        watcher.say(f'"{here["path"]}" means {result.provider.NAME}::{result.path}{drive}')


_LOADED = False


def load() -> None:
    """Fill the table of calls; the first who traces pays for it."""
    global _LOADED
    if _LOADED:
        return
    _LOADED = True
    bound = "ParameterBinding"
    watch(bound, commandline.Binder._pair, _binding)
    watch(bound, commandline.Binder._bind_named, lambda watcher, here: True)
    watch(bound, commandline.Binder._positional, _positional)
    watch(bound, commandline.Binder._dynamic, _dynamic)
    watch(bound, commandline.Binder._remaining, _remaining)
    watch(bound, commandline.Binder.put, _put, _has_put)
    watch(bound, sets.Sets.require_mandatory, _mandatory)
    watch(bound, recipes.Recipe.replay, _nothing, _replayed)
    watch(bound, coerce._convert, _coerce, _coerced)
    watch(bound, coerce._transform, _transform, _transformed)
    watch(bound, coerce.validate, _validate)
    watch(bound, fastcalls._fill, _quick, _quickly)
    watch(bound, frompipeline.InputBinder.bind, _pipeline)
    watch(bound, frompipeline.InputBinder._try, _piped, _has_piped)
    watch(bound, elements.CmdletElement._process_simple, _piped_whole)
    watch(bound, elements.CmdletElement.begin, _begin)
    watch(bound, elements.CmdletElement._bind, _nothing, _process)
    watch(bound, elements.CmdletElement.end, _end, _ended)
    watch("CommandDiscovery", discovery.Discovery.find, _look_up, _looked_up)
    watch("CommandDiscovery", fastcalls._call, _quick_look_up)
    watch("TypeConversion", casting.convert, _convert, _converted)
    for function in (reading.get_member, calls.invoke_method, writing.set_member):
        watch("MemberResolution", function, _lookup)
    watch("PathResolution", paths.Paths.resolve, _resolve, _resolved)
    watch("PathResolution", paths.Paths.unresolved, _nothing, _unresolved)
