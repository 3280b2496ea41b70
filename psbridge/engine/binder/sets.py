"""Which parameter set a call means: the part of the binder that counts sets and asks for mandatory parameters."""

from __future__ import annotations

from typing import Any

from psbridge.engine.binder.failures import Blame
from psbridge.engine.host import FieldDescription
from psbridge.engine.metadata import CommandMetadata
from psbridge.engine.parameters import Parameter


def _help(one: Parameter) -> str:
    return next((use.help for use in one.uses if use.help), "") or ""


def count_bits(bits: int) -> int:
    return bits.bit_count()


class Sets:
    """State of a binding as far as sets go."""

    __slots__ = ("before_input", "blame", "delayed", "expecting", "meta", "unbound", "valid", "values")

    def __init__(self, meta: CommandMetadata, blame: Blame, expecting: bool) -> None:
        self.meta, self.blame, self.expecting = meta, blame, expecting
        self.values: dict[str, Any] = {}
        self.delayed: dict[str, tuple[Parameter, Any, Any]] = {}  # script blocks that are evaluated for each input object
        self.unbound: list[Parameter] = list(meta.all)
        self.valid = meta.every
        self.before_input = meta.every

    def take(self, one: Parameter) -> None:
        """A parameter was bound: it leaves the unbound ones and its sets are what remains possible."""
        for i, other in enumerate(self.unbound):
            if other is one:
                del self.unbound[i]
                break
        self.valid &= self.meta.masks[id(one)]

    def extend(self, found: list[Parameter]) -> None:
        """Add dynamic parameters."""
        old = self.meta
        names = None if self.valid == old.every else {name.lower() for name in old.set_names if old.bits[name.lower()] & self.valid}
        made = CommandMetadata(
            old.name,
            (*old.own, *found),
            old.default_set,
            positional_binding=old.positional_binding,
            should_process=old.should_process,
            impact=old.impact,
            paging=old.paging,
            has_common=old.has_common,
        )
        self.meta = made
        self.unbound.extend(found)
        self.valid = made.every if names is None else sum(made.bits[name] for name in names)

    @property
    def set_name(self) -> str:
        """The name of the chosen set, as $PSCmdlet.ParameterSetName gives it."""
        meta = self.meta
        if not meta.set_names:
            return "__AllParameterSets"
        if self.valid == meta.every and len(meta.set_names) > 1:
            return meta.default_set or "__AllParameterSets"
        if meta.default_bit & self.valid:
            return meta.default_set or "__AllParameterSets"
        return meta.name_of(self.valid)

    # -- counting

    def check_sets(self, before_input: bool, settle: bool) -> int:
        """How many sets are possible; raises when none is, or when nothing can decide between several."""
        meta = self.meta
        count = count_bits(self.valid)
        if count == 0:
            raise self.blame.failure("AmbiguousParameterSet")
        if count == 1:
            return 1
        default = meta.default_bit
        if default & self.valid:
            if settle:
                self.valid = default
                return 1
            return count
        if before_input and (not settle or self.expecting) and self._pipeline_may_decide():
            return count
        if before_input and not self.expecting:
            return count if self._by_mandatory(probe=True) else self._ambiguous()
        if self._by_mandatory():
            return 1
        return self._ambiguous()

    def _ambiguous(self) -> int:
        raise self.blame.failure("AmbiguousParameterSet")

    def _pipeline_may_decide(self) -> bool:
        meta = self.meta
        return any((use.pipeline or use.by_property) and meta.bit_of(use) & self.valid for one in self.unbound for use in one.uses)

    def _by_mandatory(self, probe: bool = False) -> bool:
        """Whether exactly one set misses nothing; that one is then chosen."""
        meta, remaining = self.meta, self.valid
        for _, key, uses in meta.mandatory:
            if key not in self.values and key not in self.delayed:
                for use, bit in uses:
                    if use.mandatory:
                        remaining &= ~bit
        if count_bits(remaining) == 1:
            if not probe:
                self.valid = remaining
            return True
        return False

    def settle_sets(self) -> None:
        """After the command line: choose the set now, unless pipeline input may still decide."""
        if not self.expecting:
            self.check_sets(before_input=False, settle=True)
        else:
            self.check_sets(before_input=True, settle=False)

    # -- mandatory

    def _missing(self, bit: int, with_input: bool) -> list[Parameter]:
        """Unbound mandatory parameters of a set that pipeline input cannot bring (when there is any)."""
        found = []
        values, delayed = self.values, self.delayed
        for one, key, every in self.meta.mandatory:
            if key in values or key in delayed:
                continue
            uses = [use for use, use_bit in every if use_bit & bit]
            if not any(use.mandatory for use in uses):
                continue
            if with_input and any(use.pipeline or use.by_property for use in uses):
                continue
            found.append(one)
        return found

    def require_mandatory(self) -> None:
        """Ask for what is missing, or refuse."""
        bits = [1 << i for i in range(self.meta.every.bit_length()) if self.valid >> i & 1]
        if len(bits) > 1:
            complete = [bit for bit in bits if not self._missing(bit, self.expecting)]
            if complete:
                self.valid = sum(complete)
                return
            default = self.meta.default_bit
            bits = [default] if default in bits else bits[:1]
            self.valid = bits[0]
        missing = self._missing(bits[0], self.expecting) if bits else []
        if missing:
            self._ask(missing)

    def _ask(self, missing: list[Parameter]) -> None:
        answers = self._answers(missing)
        if answers is None:
            raise self.blame.failure("MissingMandatoryParameter", "".join(f" {one.name}" for one in missing))
        for one in missing:
            self.put_answer(one, answers.get(one.name))

    def _answers(self, missing: list[Parameter]) -> dict[str, Any] | None:
        """What somebody at the host says; None when nobody can be asked."""
        ctx = self.blame.ctx
        if ctx is None:
            return None
        caption = f"cmdlet {self.blame.name} at command pipeline position 1"
        fields = [FieldDescription(one.name, one.net.full_name, _help(one)) for one in missing]
        found: dict[str, Any] | None = ctx.runspace.host.ui.prompt(caption, "Supply values for the following parameters:", fields)
        return found

    def put_answer(self, one: Parameter, value: Any) -> None:
        self.put(one, value, None)  # type: ignore[attr-defined]
