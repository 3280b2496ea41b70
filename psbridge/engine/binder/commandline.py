"""Binding the arguments of a call: named, positional, dynamic, remaining, defaults, sets, mandatory - in PowerShell's order.

One `Binder` lives for one call.  Its state is what is bound (`values`), what is not (`unbound`), and the sets that are still possible
(`valid`, bits of `CommandMetadata`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine.binder.arguments import Arg, written
from psbridge.engine.binder.coerce import SCRIPT_BLOCK, prepare
from psbridge.engine.binder.failures import Blame
from psbridge.engine.binder.sets import Sets, count_bits
from psbridge.engine.commonparameters import ENGINE_NAMES
from psbridge.engine.errors import ScriptError
from psbridge.engine.metadata import CommandMetadata
from psbridge.engine.parameternames import refuse_clashes
from psbridge.engine.parameters import OBJECT, Parameter, SetUse
from psbridge.engine.scopes import UNSET
from psbridge.objects.containers import GenericList
from psbridge.objects.convert import enumerate_value, to_text
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import SwitchParameter
from psbridge.objects.scriptblock import ScriptBlock

if TYPE_CHECKING:
    from psbridge.engine.defaultvalues import DefaultValues

Dynamic = Callable[["Binder"], list[Parameter] | None]


class Binder(Sets):
    """One binding.  ``script``: of a function, whose unknown arguments may go to $args (``simple``)."""

    __slots__ = ("args_left", "evaluate", "gathered", "irregular", "script", "simple", "steps")

    def __init__(
        self,
        meta: CommandMetadata,
        blame: Blame,
        *,
        script: bool = False,
        simple: bool = False,
        expecting: bool = False,
        evaluate: Any = None,
    ) -> None:
        super().__init__(meta, blame, expecting)
        self.script, self.simple, self.evaluate = script, simple, evaluate
        self.args_left: list[Arg] = []
        self.steps: list[tuple[Parameter, Arg, bool]] = []  # what was bound from which argument, and whether with coercion
        self.gathered: Arg | None = None  # the only argument that went to a parameter for remaining arguments
        self.irregular = False  # several values were gathered or left over

    # -- the whole of it

    def bind(self, args: list[Arg], dynamic: Dynamic | None = None, defaults: DefaultValues | None = None) -> None:
        """Bind all that does not need pipeline input; raises the binder's errors."""
        named, rest = self._pair(args)
        for one, arg in named:
            self._bind_named(one, arg)
        rest, failure = self._positional(rest)
        if defaults is None:
            self._finish(rest, failure, dynamic, None)
            return
        defaults.apply(self)
        try:
            self._finish(rest, failure, dynamic, defaults)
        except ScriptError as problem:
            raise defaults.elaborated(problem) from problem

    def _finish(self, rest: list[Arg], failure: ScriptError | None, dynamic: Dynamic | None, defaults: DefaultValues | None) -> None:
        self.check_sets(before_input=True, settle=False)
        if dynamic is not None:
            rest = self._dynamic(dynamic, rest)
        if defaults is not None:
            defaults.apply(self)
        rest = self._remaining(rest)
        self._refuse(rest, failure)
        self.settle_sets()
        if defaults is not None and not defaults.bound and count_bits(self.valid) == 1:
            defaults.apply(self)
        self.require_mandatory()
        self.before_input = self.valid

    # -- named

    def _pair(self, args: list[Arg]) -> tuple[list[tuple[Parameter, Arg]], list[Arg]]:
        """Give `-name` the argument behind it; what matches no parameter stays in the rest."""
        named: list[tuple[Parameter, Arg]] = []
        rest: list[Arg] = []
        i, count = 0, len(args)
        while i < count:
            arg = args[i]
            i += 1
            if arg.name is None:
                rest.append(arg)
                continue
            one = self.match(arg.name, arg)
            if one is None:
                if arg.value is UNSET and i < count and args[i].name is None:
                    arg.value = args[i].value  # what follows an unknown name stays with it
                    i += 1
                rest.append(arg)
            elif arg.value is not UNSET:
                named.append((one, arg))
            elif one.is_switch:
                arg.value = SwitchParameter(True)
                named.append((one, arg))
            elif i < count and args[i].name is None:
                arg.value = args[i].value
                named.append((one, arg))
                i += 1
            else:
                raise self.blame.failure("MissingArgument", one.name, one.net.full_name, at=arg.extent)
        return named, rest

    def match(self, name: str, arg: Arg | None = None) -> Parameter | None:
        """The parameter that a name, an alias or the beginning of one of these means."""
        key = name.lower()
        names = self.meta.names
        found = names.get(key)
        if found is not None:
            return found
        hits: dict[int, Parameter] = {id(one): one for text, one in names.items() if text.startswith(key)} if key else {}
        if not hits:
            return None
        if len(hits) > 1:
            own = [one for one in hits.values() if one.name.lower() not in ENGINE_NAMES]
            if len(own) == 1:
                return own[0]
            matches = "".join(f" -{one.name}" for one in hits.values())
            raise self.blame.failure("AmbiguousParameter", name, matches, at=arg.extent if arg else None)
        return next(iter(hits.values()))

    def _bind_named(self, one: Parameter, arg: Arg) -> None:
        if one.name.lower() in self.values or one.name.lower() in self.delayed:
            raise self.blame.failure("ParameterAlreadyBound", one.name, at=arg.extent)
        if not self.meta.masks[id(one)] & self.valid:
            raise self.blame.failure("AmbiguousParameterSet")
        self.put(one, arg.value, arg)

    def put(self, one: Parameter, value: Any, arg: Arg | None, coerce: bool = True) -> bool:
        """Bind one value; False when it does not fit without coercion."""
        if self._delays(one, value):
            self.delayed[one.name.lower()] = (one, value, arg)
            self.take(one)
            return True
        ready = prepare(
            one,
            value,
            self.blame,
            coerce=coerce,
            script=self.manner,
            evaluate=self.evaluate,
            at=arg.extent if arg is not None else None,
        )
        if ready is UNSET:
            return False
        self.values[one.name.lower()] = ready
        self.take(one)
        if arg is not None:
            self.steps.append((one, arg, coerce))
        return True

    def _delays(self, one: Parameter, value: Any) -> bool:
        """A script block for a parameter that takes pipeline input and no script block is evaluated for each input object."""
        if not isinstance(value, ScriptBlock) or one.net in (SCRIPT_BLOCK, OBJECT, SCRIPT_BLOCK.array(), OBJECT.array()):
            return False
        if not any(use.pipeline or use.by_property for use in one.uses):
            return False
        if one.net.full_name == "System.Management.Automation.PSObject":
            return False
        if not self.expecting:
            raise self.blame.failure("ScriptBlockArgumentNoInput", one.name)
        return True

    # -- positional

    def _positional(self, rest: list[Arg]) -> tuple[list[Arg], ScriptError | None]:
        """Bind arguments by position; gives what is left and the first failure that a later step may make good."""
        if not any(arg.name is None for arg in rest):
            return rest, None
        if self.meta.clashing:
            self._one_per_place()
        left: list[Arg] = []
        queue = list(rest)
        for _, places in self.meta.positional:
            values, delayed = self.values, self.delayed
            candidates = [(one, use) for one, use, bit, key in places if bit & self.valid and key not in values and key not in delayed]
            if not candidates:
                continue
            while queue and queue[0].name is not None:  # an unknown -name and nothing else: it stays
                left.append(queue.pop(0))
            if not queue:
                break
            if self._bind_positional(candidates, queue[0]):
                queue.pop(0)
        return left + queue, None

    def _bind_positional(self, candidates: list[tuple[Parameter, SetUse]], arg: Arg) -> bool:
        default = self.meta.default_bit & self.valid
        preferred = [c for c in candidates if default and self.meta.bit_of(c[1]) & default]
        failure: ScriptError | None = None
        for coerce in (False, True):
            for group in (preferred, candidates):
                for one, _ in group:
                    try:
                        if self.put(one, arg.value, arg, coerce=coerce):
                            return True
                    except ScriptError as error:
                        if error.record.error_id.startswith("ParameterArgumentValidationError"):
                            raise
                        failure = failure or error  # another parameter of this place may take it
        if failure is not None:
            raise failure
        return False

    def _one_per_place(self) -> None:
        """Refuse arguments without name when two parameters that they may mean claim one place in one set."""
        for places in self.meta.clashing:
            seen: dict[int, Parameter] = {}
            for one, bit, key in places:
                if key in self.values or key in self.delayed or not self.meta.masks[id(one)] & self.valid:
                    continue
                if seen.setdefault(bit, one) is not one:
                    raise self.blame.failure("AmbiguousPositionalParameterNoName")

    # -- dynamic and remaining

    def _dynamic(self, dynamic: Dynamic, rest: list[Arg]) -> list[Arg]:
        """Ask for dynamic parameters and bind what is left to them."""
        found = dynamic(self)
        if not found:
            return rest
        for one in found:
            one.is_dynamic = True
        refuse_clashes((*self.meta.all, *found))
        self.extend(found)
        named, rest = self._pair(rest)
        for one, arg in named:
            self._bind_named(one, arg)
        rest, _ = self._positional(rest)
        return rest

    def _remaining(self, rest: list[Arg]) -> list[Arg]:
        if not rest:
            return rest
        self.gathered = rest[0] if len(rest) == 1 and rest[0].name is None else None
        self.irregular = self.gathered is None
        for one in self.unbound:
            if not self.meta.masks[id(one)] & self.valid or not any(use.remaining for use in self.meta.use_in(one, self.valid)):
                continue
            values: list[Any] = []
            for arg in rest:
                if arg.name is not None:
                    values.append(written(arg))
                if arg.value is not UNSET:
                    values.append(arg.value)
            single = values[0] if len(values) == 1 else None
            alone = isinstance(unwrap(single), list) and enumerate_value(unwrap(single)) is not None
            value = single if alone else GenericList(OBJECT, values) if one.net is OBJECT else values
            self.put(one, value, rest[0])
            return []
        return rest

    def _refuse(self, rest: list[Arg], failure: ScriptError | None) -> None:
        if self.simple:
            self.args_left = rest
            return
        if failure is not None:
            raise failure
        for arg in rest:
            if arg.name is not None:
                raise self.blame.failure("NamedParameterNotFound", arg.name, at=arg.extent)
            if arg.value is None and arg.plan is None:
                continue
            raise self.blame.failure("PositionalParameterNotFound", to_text(arg.value), at=arg.extent)

    def bound_parameters(self) -> list[tuple[str, Any]]:
        """Names as declared and values, in the order of declaration, for $PSBoundParameters."""
        values = self.values
        return [(one.name, values[one.name.lower()]) for one in self._bound_order()]

    def _bound_order(self) -> list[Parameter]:
        table = {one.name.lower(): one for one in self.meta.all}
        return [table[key] for key in self.values]

    @property
    def manner(self) -> int:
        """How types of parameters are taken: 0 cmdlet, 1 simple function, 2 advanced function."""
        return 0 if not self.script else 1 if self.simple else 2
