"""From the compiled text of a function to what the binder needs of it: `FunctionShape`, made once per body.

Decides what the attributes of parameters and of the body mean.  Attributes that this module does not know are objects of their class
(custom validation and transformation).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from psbridge.engine import validation as v
from psbridge.engine.attributechecks import checked, converted
from psbridge.engine.limits import out_of_range
from psbridge.engine.metadata import CommandMetadata
from psbridge.engine.parameternames import refuse_clashes
from psbridge.engine.parameters import ALL_SETS, OBJECT, SWITCH, Parameter, SetUse
from psbridge.engine.scopes import Scope
from psbridge.objects.convert import convert, to_text, truth
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, find_type
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import SwitchParameter

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.engine.members.obsolete import ObsoleteAttribute
    from psbridge.engine.obsolete import ObsoleteParts
    from psbridge.engine.plan import AttributePlan, Body, ParameterPlan

STRING, BOOLEAN, INT = find_type("System.String"), find_type("System.Boolean"), find_type("System.Int32")
_PREFIX = "system.management.automation."
_SHORT_PREFIX = _PREFIX.removeprefix("system.")  # System is used without a word


class FunctionShape:
    """Parameters and manners of a function.

    ``keys``: variable name of each parameter; ``typed``: what a variable of a typed parameter converts with; ``defaults``: (key, parameter,
    closure or None); ``plain``: no types, no attributes: values need no preparation;
    ``calls``: plans of engine.fastcalls by the number of positional arguments;
    ``light``: nothing but code, which does not ask how it was called.
    """

    __slots__ = (
        "advanced",
        "body",
        "calls",
        "collects",
        "default_set",
        "defaults",
        "keys",
        "has_spelling",
        "light",
        "makes_steppable",
        "meta",
        "obsolete",
        "output_types",
        "params",
        "plain",
        "positions",
        "reads_bound",
        "reads_input",
        "reads_invocation",
        "should_process",
        "spelled",
        "statics",
        "typed",
    )

    def __init__(self, body: Body, ctx: Context | None, name: str = "") -> None:
        self.body = body
        _check_attributes(body.attributes, ctx)
        binding = _arguments(_named(body.attributes, "cmdletbinding"), ctx)
        self.params = [_parameter(one, ctx) for one in body.parameters]
        self.advanced = body.advanced
        self.keys = [one.name.lower() for one in self.params]
        self.spelled = [one.name for one in self.params]
        self.has_spelling = self.keys != self.spelled
        self.should_process = truth(binding.get("supportsshouldprocess", False))
        self.output_types = output_types(body.attributes, ctx)
        automatic = truth(binding.get("positionalbinding", True))
        explicit = any(use.position is not None or use.name != ALL_SETS for one in self.params for use in one.uses)
        if automatic and not explicit:
            _number(self.params)
        self.meta = CommandMetadata(
            name,
            self.params,
            _text(binding.get("defaultparametersetname")),
            positional_binding=automatic,
            should_process=self.should_process,
            impact=str(binding.get("confirmimpact", "Medium")),
            paging=truth(binding.get("supportspaging", False)),
            has_common=body.advanced,
        )
        refuse_clashes(self.meta.all)
        self.obsolete = _obsolete_parts(_named(body.attributes, "obsolete"), self.params, ctx)
        self.typed = [None if _untyped(one) else one for one in self.params]
        self.defaults = [(key, one, plan.default) for key, one, plan in zip(self.keys, self.params, body.parameters, strict=True)]
        self.plain = not self.advanced and all(one is None for one in self.typed) and not any(one.aliases for one in self.params)
        self.statics = [static_default(one.net) for one in self.params]
        self.collects = body.process is None
        lower = body.text.lower()
        self.reads_invocation = "myinvocation" in lower or "write-error" in lower  # whose errors are in the name of their caller
        self.reads_bound = "psboundparameters" in lower
        self.reads_input = "input" in lower
        self.makes_steppable = "steppablepipeline" in lower
        watched = self.reads_invocation or self.reads_bound or self.reads_input
        self.light = not (self.advanced or self.params or watched or body.dynamic is not None or body.clean is not None or self.obsolete)
        self.positions = list(range(len(self.params)))
        self.calls: dict[int, Any] = {}


def _untyped(one: Parameter) -> bool:
    return one.net is OBJECT and not one.validators and not one.transforms and not one.ps_type_name


_MARKS = frozenset(("suppressmessage", "debuggerhidden", "debuggernonusercode", "debuggerstepthrough"))  # nothing to check
_BODY_ATTRIBUTES = frozenset(("cmdletbinding", "outputtype", "alias", "experimental", "hidden", "obsolete")) | _MARKS


def _check_attributes(attributes: tuple[AttributePlan, ...], ctx: Any) -> None:
    """An attribute of the whole function must be a type that there is."""
    for one in attributes:
        key = attribute_key(one.name)
        if key.rpartition(".")[2] not in _BODY_ATTRIBUTES:
            from psbridge.engine.customattributes import attribute_type

            attribute_type(ctx, one.name, one.ast)
        checked(key, one, lambda: None)


def shape_of_block(block: Any) -> FunctionShape:
    """The shape of a script block's body; made at first use."""
    found = block.body.cache
    if found.__class__ is FunctionShape:
        return found
    state = block.session_state
    return shape_of(block.body, block.home or (None if state is None else state.runspace.context()))


def shape_of(body: Body, ctx: Context | None) -> FunctionShape:
    found = body.cache
    if found.__class__ is FunctionShape:
        return found
    made = body.cache = FunctionShape(body, _at_home(body, ctx))
    return made


def _at_home(body: Body, ctx: Context | None) -> Context | None:
    """Where names of types and values of attributes count: where the function was defined, whoever calls it."""
    state = body.state
    if ctx is None or state is None or ctx.session_state is state:
        return ctx
    return ctx.child(Scope(ctx.scope_in(state)), session_state=state)


def static_default(net: NetType) -> Any:
    """What an unbound parameter without a default holds: zero, the empty text, false or null."""
    if net is OBJECT:
        return None
    if net is STRING:
        return ""
    if net is BOOLEAN:
        return False
    if net is SWITCH:
        return SwitchParameter(False)
    if net.full_name in _NUMBERS:
        from psbridge.objects.convert import convert

        return convert(0, net)
    return None


_NUMBERS = frozenset(
    f"System.{name}" for name in ["Byte", "SByte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double", "Decimal"]
)


def _number(params: list[Parameter]) -> None:
    """Positions in order of declaration for all but switches."""
    position = 0
    for one in params:
        if one.net is SWITCH:
            continue
        one.uses = tuple(
            SetUse(use.name, use.mandatory, position, use.pipeline, use.by_property, use.remaining, use.help) for use in one.uses
        )
        position += 1


# -- attributes


def attribute_key(name: str) -> str:
    """The name of an attribute class as one finds it in a table: lower case, without namespace and without "Attribute"."""
    key = name.lower()
    key = key.removeprefix(_PREFIX).removeprefix(_SHORT_PREFIX)
    return key.removesuffix("attribute") if key != "attribute" else key


def _named(attributes: tuple[AttributePlan, ...], wanted: str) -> AttributePlan | None:
    return next((one for one in attributes if attribute_key(one.name).rpartition(".")[2] == wanted), None)


def _arguments(plan: AttributePlan | None, ctx: Any) -> dict[str, Any]:
    return {} if plan is None else {name.lower(): unwrap(closure(ctx)) for name, closure in plan.named}


def _text(value: Any) -> str | None:
    return None if value is None else to_text(value)


def output_types(attributes: tuple[AttributePlan, ...], ctx: Any) -> list[str]:
    found: list[str] = []
    for one in attributes:
        if attribute_key(one.name) == "outputtype":
            for closure in one.positional:
                value = unwrap(closure(ctx))
                listed = value if isinstance(value, list) else [value]
                found += [item.full_name if isinstance(item, NetType) else to_text(item) for item in listed]
    return found


def _parameter(plan: ParameterPlan, ctx: Any) -> Parameter:
    made = Parameter(plan.name)
    if plan.type is not None:
        found = unwrap(plan.type(ctx))
        made._net = getattr(found, "net", found)
        made.type_name = plan.type_text
    else:
        made._net = OBJECT
    uses: list[SetUse] = []
    for one in plan.attributes:
        _read(made, one, ctx, uses)
    if uses:
        made.uses = tuple(uses)
    made.default_block = plan.default
    return made


def _read(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
    """What one attribute says about the parameter."""
    key = attribute_key(plan.name)
    if key.rpartition(".")[2] not in _MARKS:
        checked(key, plan, partial(_ATTRIBUTES.get(key, _custom), made, plan, ctx, uses))


Reader = Callable[[Parameter, "AttributePlan", Any, list[SetUse]], None]


def _read_parameter(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
    given = _arguments(plan, ctx)
    position = given.get("position")
    if isinstance(position, str):
        position = convert(position, INT)
    for name in ("helpmessage", "helpmessagebasename", "helpmessageresourceid"):
        if name in given and not _text(given[name]):
            raise _refused_value()
    uses.append(
        SetUse(
            _text(given.get("parametersetname")) or ALL_SETS,
            truth(given.get("mandatory", False)),
            None if position is None or int(position) < 0 else int(position),
            truth(given.get("valuefrompipeline", False)),
            truth(given.get("valuefrompipelinebypropertyname", False)),
            truth(given.get("valuefromremainingarguments", False)),
            _text(given.get("helpmessage")),
        )
    )
    made.dont_show = made.dont_show or truth(given.get("dontshow", False))


def _refused_value() -> NetError:
    text = (
        'Cannot process argument because the value of argument "value" is not valid. Change the value of the "value" argument and run the '
        "operation again. (Parameter 'value')"
    )
    return NetError.of("System.Management.Automation.PSArgumentException", text)


def _positional(plan: AttributePlan, ctx: Any) -> list[Any]:
    values: list[Any] = []
    for closure in plan.positional:
        value = closure(ctx)
        bare = unwrap(value)
        values.extend(bare) if isinstance(bare, list) else values.append(bare if isinstance(bare, str | int | float) else value)
    return values


def _read_alias(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
    made.aliases += tuple(to_text(value) for value in _positional(plan, ctx))


def _flag(name: str) -> Reader:
    def read(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
        setattr(made, name, True)

    return read


def _add(made: Parameter, validator: v.Validator) -> None:
    made.validators += (validator,)


def _read_set(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
    given = _arguments(plan, ctx)
    values = _positional(plan, ctx)
    if len(values) == 1 and isinstance(values[0], NetType):
        _custom(made, plan, ctx, uses)
        return
    if not values:
        raise out_of_range("validValues", "System.String[]")
    ignore = truth(given.get("ignorecase", True))
    _add(made, v.ValidateSet(*map(to_text, values), ignore_case=ignore, error_message=_text(given.get("errormessage"))))


def _read_range(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
    values = converted("validaterange", _positional(plan, ctx))
    _add(made, v.ValidateRange(values[0], values[1]) if len(values) > 1 else v.ValidateRange(to_text(values[0])))


def _sized(make: Callable[[int, int], v.Validator]) -> Reader:
    def read(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
        _add(made, make(*converted("validatelength", _positional(plan, ctx))))

    return read


def _read_pattern(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
    given = _arguments(plan, ctx)
    pattern = to_text(_positional(plan, ctx)[0])
    _add(made, v.ValidatePattern(pattern, given.get("options", "IgnoreCase"), _text(given.get("errormessage"))))


def _read_script(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
    given = _arguments(plan, ctx)
    (block,) = converted("validatescript", [plan.positional[0](ctx)])
    _add(made, v.ValidateScript(block, _text(given.get("errormessage"))))


def _read_drive(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
    _add(made, v.ValidateDrive(*map(to_text, _positional(plan, ctx))))


def _simple(make: Callable[[], v.Validator]) -> Reader:
    def read(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
        _add(made, make())

    return read


def _obsolete_parts(plan: AttributePlan | None, params: list[Parameter], ctx: Any) -> ObsoleteParts | None:
    """What the function's attribute and those of its parameters say."""
    if plan is None and not any(one.attributes for one in params):
        return None
    from psbridge.engine.obsolete import obsolete_parts

    return obsolete_parts(_obsolete(plan, ctx) if plan is not None else None, params)


def _obsolete(plan: AttributePlan, ctx: Any) -> ObsoleteAttribute:
    from psbridge.engine.members.obsolete import ObsoleteAttribute

    values = _positional(plan, ctx)
    return ObsoleteAttribute(_text(values[0]) if values else None, truth(values[1]) if len(values) > 1 else False)


def _read_obsolete(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
    made.attributes += (_obsolete(plan, ctx),)


def _read_completer(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
    made.completer = plan.positional[0](ctx) if plan.positional else None


def _read_completions(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
    made.completer = tuple(to_text(value) for value in _positional(plan, ctx))


def _read_type_name(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
    made.ps_type_name = to_text(_positional(plan, ctx)[0])


def _read_help(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
    return


def _custom(made: Parameter, plan: AttributePlan, ctx: Any, uses: list[SetUse]) -> None:
    """An attribute class of a script: an object whose Validate or Transform is called."""
    from psbridge.engine.customattributes import attach

    attach(made, plan, ctx)


_ATTRIBUTES: dict[str, Reader] = {
    "parameter": _read_parameter,
    "alias": _read_alias,
    "allownull": _flag("allow_null"),
    "allowemptystring": _flag("allow_empty_string"),
    "allowemptycollection": _flag("allow_empty_collection"),
    "supportswildcards": _flag("wildcard"),
    "validateset": _read_set,
    "validaterange": _read_range,
    "validatelength": _sized(v.ValidateLength),
    "validatecount": _sized(v.ValidateCount),
    "validatepattern": _read_pattern,
    "validatescript": _read_script,
    "validatedrive": _read_drive,
    "validatenotnull": _simple(v.NotNull),
    "validatenotnullorempty": _simple(v.NotNullOrEmpty),
    "validatetrusteddata": _simple(v.TrustedData),
    "argumentcompleter": _read_completer,
    "argumentcompletions": _read_completions,
    "psdefaultvalue": _read_help,
    "obsolete": _read_obsolete,
    "system.obsolete": _read_obsolete,
    "pstypename": _read_type_name,
}
