"""An offer, how a text is quoted as a word of a command line, and how a choice is made among names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from psbridge.engine.context import Collector, Context
from psbridge.engine.errors import ExitRequest
from psbridge.errors import PsBridgeError
from psbridge.language import CommandAst
from psbridge.objects.convert import to_text
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

VALUE, COMMAND, PARAMETER = "ParameterValue", "Command", "ParameterName"


@dataclass(frozen=True, slots=True)
class Offer:
    """What is put in, how a list shows it, what kind it is (CompletionResultType), and what is said about it.

    A ``tip`` that is dear to work out is a function; ``brief`` is what a menu shows in its place.
    """

    text: str
    listed: str = ""
    kind: str = VALUE
    tip: str | Callable[[], str] = ""
    brief: str = ""

    @property
    def label(self) -> str:
        return self.listed or self.text

    @property
    def about(self) -> str:
        tip = self.tip() if callable(self.tip) else self.tip
        return tip or self.label

    @property
    def beside(self) -> str:
        """A few words for a menu; nothing where there is nothing to say."""
        if callable(self.tip):
            return self.brief
        first = self.tip.partition("\n")[0]
        return "" if first == self.label else first


_BARE = re.compile(r"[^\s'\"`$(){};,|&@#<>\u2018\u2019\u201c\u201d][^\s'\"`$(){};,|&\u2018\u2019\u201c\u201d]*\Z")


def quoted(text: str, quote: str = "") -> str:
    """A text as one word of a command line."""
    if not quote and _BARE.match(text):
        return text
    mark = quote or "'"
    return mark + (text.replace("'", "''") if mark == "'" else re.sub(r'([`"$])', r"`\1", text)) + mark


def unquoted(typed: str) -> tuple[str, str]:
    """The quote that a word begins with, and the word without its quotes."""
    if typed[:1] in ("'", '"'):
        quote = typed[0]
        inner = typed[1:-1] if len(typed) > 1 and typed.endswith(quote) else typed[1:]
        return quote, inner.replace(quote * 2, quote)
    return "", typed


def starting(names: Iterable[str], typed: str) -> list[str]:
    """The names that begin with what was typed (which may have wildcards), case apart, each once, in order."""
    fits = fitting(typed)
    found: dict[str, str] = {}
    for name in names:
        if fits(name):
            found.setdefault(name.lower(), name)
    return [found[key] for key in sorted(found)]


def fitting(typed: str) -> Any:
    """A test for names that begin with what was typed."""
    if has_wildcards(typed):
        return compile_wildcard(typed + "*")
    low = typed.lower()
    return lambda name: name.lower().startswith(low)


def values(names: Iterable[str], typed: str, quote: str = "") -> list[Offer]:
    """Names as values of a parameter."""
    return [Offer(quoted(name, quote), name) for name in starting(names, typed)]


def resolve(ctx: Context, command: CommandAst) -> Any:
    """What the name of a command means; None when it is not known or not a plain word."""
    name = command.get_command_name() if hasattr(command, "get_command_name") else getattr(command.command_elements[0], "value", None)
    if not isinstance(name, str) or not name:
        return None
    found = ctx.runspace.discovery.find(ctx, name)
    return getattr(found, "resolved", found) if found is not None and found.TYPE == 1 else found


def quietly(ctx: Context, text: str, *arguments: Any) -> list[Any]:
    """Run a text that only looks: $?, $Error and the tokens of the last line stay as they are, and what fails gives nothing."""
    execution, sink = ctx.execution, Collector()
    kept = execution.success, execution.tokens, list(execution.errors)
    try:
        ctx.runspace.run(text, silent(ctx), sink, arguments, new_scope=True)
    except (PsBridgeError, ExitRequest, RecursionError):
        return []
    finally:
        execution.success, execution.tokens = kept[:2]
        execution.errors[:] = kept[2]
    return sink.items


def silent(ctx: Context) -> Context:
    """The same frame with streams that nobody reads."""
    from psbridge.engine.streamsets import StreamList

    made = ctx.child(ctx.scope)
    made.streams = StreamList()
    return made


def modules(ctx: Context, loaded: bool = False) -> list[str]:
    """The modules that there are, or those that are loaded."""
    return [to_text(one) for one in quietly(ctx, f"Get-Module {'' if loaded else '-ListAvailable'} | ForEach-Object Name")]
