"""Where-Object: a script block, or a property with an operator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.context import Collector
from psbridge.engine.errors import ScriptError
from psbridge.engine.functions import leave
from psbridge.engine.inputs import reads_input, restore, with_input
from psbridge.engine.scopes import UNSET
from psbridge.objects import NetError
from psbridge.objects.convert import truth
from psbridge.objects.scalars import AutomationNull
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_SCRIPT = "ScriptBlockSet"
# parameter set: (switch, aliases, mandatory value)
_OPERATORS = (
    ("EqualSet", "EQ", ("IEQ",)),
    ("CaseSensitiveEqualSet", "CEQ", ()),
    ("NotEqualSet", "NE", ("INE",)),
    ("CaseSensitiveNotEqualSet", "CNE", ()),
    ("GreaterThanSet", "GT", ("IGT",)),
    ("CaseSensitiveGreaterThanSet", "CGT", ()),
    ("LessThanSet", "LT", ("ILT",)),
    ("CaseSensitiveLessThanSet", "CLT", ()),
    ("GreaterOrEqualSet", "GE", ("IGE",)),
    ("CaseSensitiveGreaterOrEqualSet", "CGE", ()),
    ("LessOrEqualSet", "LE", ("ILE",)),
    ("CaseSensitiveLessOrEqualSet", "CLE", ()),
    ("LikeSet", "Like", ("ILike",)),
    ("CaseSensitiveLikeSet", "CLike", ()),
    ("NotLikeSet", "NotLike", ("INotLike",)),
    ("CaseSensitiveNotLikeSet", "CNotLike", ()),
    ("MatchSet", "Match", ("IMatch",)),
    ("CaseSensitiveMatchSet", "CMatch", ()),
    ("NotMatchSet", "NotMatch", ("INotMatch",)),
    ("CaseSensitiveNotMatchSet", "CNotMatch", ()),
    ("ContainsSet", "Contains", ("IContains",)),
    ("CaseSensitiveContainsSet", "CContains", ()),
    ("NotContainsSet", "NotContains", ("INotContains",)),
    ("CaseSensitiveNotContainsSet", "CNotContains", ()),
    ("InSet", "In", ("IIn",)),
    ("CaseSensitiveInSet", "CIn", ()),
    ("NotInSet", "NotIn", ("INotIn",)),
    ("CaseSensitiveNotInSet", "CNotIn", ()),
    ("IsSet", "Is", ()),
    ("IsNotSet", "IsNot", ()),
)
_NAMES = ("EqualSet", *(name for name, _, _ in _OPERATORS if name != "EqualSet"), "Not")
_WORDS = {switch.lower(): switch for _, switch, _ in _OPERATORS}


def _switch(set_name: str, name: str, aliases: tuple[str, ...]) -> Any:
    return parameter(name, "switch", aliases=aliases, sets=(In(set_name, mandatory=set_name != "EqualSet"),))


@cmdlet(
    "Where-Object",
    default_set="EqualSet",
    aliases=("where", "?"),
    remoting="None",
    net_class="Microsoft.PowerShell.Commands.WhereObjectCommand",
)
class WhereObject(Cmdlet):
    """Lets through the objects for which a condition holds."""

    input_object = parameter("InputObject", "psobject", pipeline=True)
    filter_script = parameter("FilterScript", "scriptblock", sets=(In(_SCRIPT, mandatory=True, position=0),))
    property_name = parameter(
        "Property", "string", sets=tuple(In(name, mandatory=True, position=0) for name in _NAMES), validate=(NotNullOrEmpty(),)
    )
    value = parameter(
        "Value", "object", sets=tuple(In(name, position=1) for name in _NAMES if name != "Not"), allow_null=True, allow_empty=True
    )
    for _set, _name, _aliases in _OPERATORS:
        locals()[f"op_{_name.lower()}"] = _switch(_set, _name, _aliases)
    op_not = parameter("Not", "switch", sets=(In("Not", mandatory=True),))
    del _set, _name, _aliases

    def begin(self) -> None:
        self.test: Callable[[Any], Any] | None = None
        self.checked = False
        if self.set_name == _SCRIPT:
            self._choose()
            return
        self.operator = next((key for key in self.bound if key in _WORDS or key == "not"), None)
        self.test = self._comparison()

    def _check(self) -> None:
        """-Value without an operator and an operator without -Value are refused, as soon as there is something to compare."""
        operator = self.operator
        if operator is None and self.is_bound("Value"):
            self._refuse(_NO_OPERATOR, "OperatorNotSpecified")
        if operator is not None and operator != "not" and not self.is_bound("Value"):
            self._refuse(_NO_VALUE, "ValueNotSpecifiedForWhereObject")
        self.checked = True

    def _refuse(self, text: str, error_id: str) -> None:
        self.fail(self.error("System.Management.Automation.PSArgumentException", text, error_id, "InvalidArgument"))

    def _comparison(self) -> Callable[[Any], Any]:
        if self.operator is None:
            return truth
        if self.operator == "not":
            return lambda value: not truth(value)
        from psbridge.modules.core.comparison import comparison

        return comparison(self, _WORDS[self.operator], self.value)

    def _choose(self) -> None:
        """The fast way for a block without parameters that lives where we run."""
        block = self.filter_script
        body, state = block.body, block.session_state
        plain = not body.parameters and body.begin is None and body.process is None and body.end is not None and body.dynamic is None
        if plain and (state is None or state is self.ctx.session_state):
            self.body = body
            self.process = self._process_with_input if reads_input(block) else self._process_fast  # type: ignore[method-assign]

    def _process_with_input(self) -> None:
        with_input(self.ctx.vars, self.input_object, self._process_fast)

    def _process_fast(self) -> None:
        value = self.input_object
        if value is AutomationNull:
            return
        ctx, sink = self.ctx, Collector()
        vars_ = ctx.vars
        old = vars_.get("_", UNSET)
        vars_["_"] = value
        try:
            code = self.body.end(ctx, sink)
            if code:
                leave(code, ctx)
        finally:
            restore(vars_, old)
        found = sink.items
        if found and (found[0] is True or truth(found[0] if len(found) == 1 else found)):
            self.write(value)

    def process(self) -> None:
        value = self.input_object
        if value is AutomationNull or (value is None and not self.input_is_expected):
            return
        if self.test is None:
            found = self.invoke_block(self.filter_script, (), dollar_under=value)
            if truth(found[0] if len(found) == 1 else found):
                self.write(value)
            return
        if not self.checked:
            self._check()
        found = self._property(value)
        if found is not AutomationNull and self._holds(found):
            self.write(value)

    def _holds(self, found: Any) -> bool:
        """Whether the comparison says yes; what cannot be compared is an error of this object."""
        assert self.test is not None
        try:
            return bool(self.test(found))
        except (NetError, ScriptError) as problem:
            from psbridge.modules.core.comparison import failed

            failed(self, _WORDS[self.operator or "eq"], problem)
            return False

    def _property(self, value: Any) -> Any:
        from psbridge.modules.core.comparison import property_value

        name = self.property_name
        if has_wildcards(name):
            return property_value(self, value, compile_wildcard(name), name)
        return property_value(self, value, None, name)


_NO_OPERATOR = (
    "An operator is required to compare the two specified values. Include a valid operator in the command, and then try the command again. "
    "For example, Get-Process | Where-Object -Property Name -eq Idle"
)
_NO_VALUE = (
    "The specified operator requires both the -Property and -Value parameters. Provide values for both parameters, "
    "and then try the command again."
)
