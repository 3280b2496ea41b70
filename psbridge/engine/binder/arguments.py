"""Arguments of a call at run time: what the plan's elements evaluate to, with splats spread out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.plan import Argument, Named, Splat
from psbridge.engine.scopes import UNSET
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import enumerate_value, to_text
from psbridge.objects.numbers import Char
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import AutomationNull

if TYPE_CHECKING:
    from psbridge.engine.context import Context


class Arg:
    """One argument.  ``name`` None: positional.  ``value`` UNSET: `-name` whose value, if it has one, is the next argument."""

    __slots__ = ("name", "plan", "splatted", "text", "value")

    def __init__(self, name: str | None, value: Any, plan: Any = None, splatted: bool = False, text: str | None = None) -> None:
        self.name, self.value, self.plan, self.splatted = name, value, plan, splatted
        self.text = text

    @property
    def extent(self) -> Any:
        return self.plan.ast.extent if self.plan is not None else None

    def __repr__(self) -> str:
        return f"Arg({self.name!r}, {self.value!r})"


class ParameterMark(str):
    """An element of $args that was written as `-name`: a string that, splatted again, is a parameter."""

    __slots__ = ("bare",)
    bare: str


def written(arg: Arg) -> str:
    """An argument's name as it was written, with its colon when a value was tied to it."""
    text = arg.text or f"-{arg.name}"
    tied = isinstance(arg.plan, Named) and arg.plan.value is not None
    return text[: text.index(":") + 1] if tied and ":" in text else text


def _named_text(name: str) -> str:
    """How the name of a value in a splatted table would be written: with a colon, in front of blanks that it ends in."""
    bare = name.rstrip()
    return "-" + name if not bare or bare.endswith(":") else f"-{bare}:{name[len(bare) :]}"


def mark(text: str) -> ParameterMark:
    """The element of $args for `-name` (with its colon if it had one)."""
    made = ParameterMark(text)
    made.bare = text.lstrip("-–—―").rstrip(":")
    return made


def evaluate(elements: tuple[Any, ...], ctx: Context) -> list[Arg]:
    """The arguments, from left to right.  Behind `--` everything is positional."""
    found: list[Arg] = []
    literal = False
    for one in elements:
        kind = one.__class__
        if kind is Argument:
            value = one.value(ctx)
            if one.bare and not literal and value == "--":
                literal = True
                continue
            found.append(Arg(None, None if value is AutomationNull else value, one))
        elif kind is Named:
            literal = _named(one, ctx, found, literal)
        else:
            _splat(one, ctx, found)
    return found


def _named(one: Named, ctx: Context, found: list[Arg], literal: bool) -> bool:
    """Add `-name`; gives whether everything behind is positional."""
    text = one.ast.extent.text
    if text == "--" and not literal:
        return True
    if literal:
        found.append(Arg(None, text, one))
        return True
    value = UNSET if one.value is None else one.value(ctx)
    found.append(Arg(one.name, None if value is AutomationNull else value, one, text=text))
    return False


def _splat(one: Splat, ctx: Context, found: list[Arg]) -> None:
    value = unwrap(one.value(ctx))
    if isinstance(value, NetDictionary | dict):
        pairs = value.pairs() if isinstance(value, NetDictionary) else list(value.items())
        found.extend(Arg(name, item, one, True, _named_text(name)) for name, item in ((to_text(key), item) for key, item in pairs))
        return
    items = map(Char, value) if isinstance(value, str) else None if value is None else enumerate_value(value)
    if items is None:
        if value is not None:
            found.append(Arg(None, value, one, True))
        return
    for item in items:
        if isinstance(item, ParameterMark):
            found.append(Arg(item.bare, UNSET, one, True, text=str(item)))
        else:
            found.append(Arg(None, item, one, True))


def leftover(args: list[Arg]) -> list[Any]:
    """$args: values, and what was written as `-name`."""
    found: list[Any] = []
    for arg in args:
        if arg.name is not None:
            found.append(mark(written(arg)))
        if arg.value is not UNSET:
            found.append(arg.value)
    return found
