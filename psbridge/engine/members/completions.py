"""[CompletionResult], [CommandCompletion] and [CompletionResultType]: what completion gives, as scripts see it."""

from __future__ import annotations

from typing import Any

from psbridge.engine.astmembers import ScriptPosition
from psbridge.engine.completion.analysis import Found, complete
from psbridge.engine.completion.words import Offer
from psbridge.engine.context import Context
from psbridge.engine.members.table import WithContext, fill, register_types
from psbridge.engine.members.tuples import make_tuple
from psbridge.language import parse
from psbridge.objects.containers import GenericList
from psbridge.objects.convert import to_text, truth
from psbridge.objects.enums import define_enum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject, unwrap

_A = "System.Management.Automation."
CompletionResultType: Any = define_enum(
    _A + "CompletionResultType",
    "Text History Command ProviderItem ProviderContainer Property Method ParameterName ParameterValue Variable Namespace Type Keyword "
    "DynamicKeyword Operator",
    assembly=SMA,
)
register_types(f"{_A}IArgumentCompleter | - | interface", SMA)


class CompletionResult(NetObject):
    """One offer."""

    __slots__ = ("offer",)
    net_type = define(_A + "CompletionResult", assembly=SMA)
    PROPERTIES = {"CompletionText": "completion_text", "ListItemText": "list_item_text", "ResultType": "result_type", "ToolTip": "tool_tip"}

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self.offer = offer

    @property
    def completion_text(self) -> str:
        return self.offer.text

    @property
    def list_item_text(self) -> str:
        return self.offer.label

    @property
    def result_type(self) -> Any:
        return CompletionResultType(CompletionResultType.MEMBERS[self.offer.kind])

    @property
    def tool_tip(self) -> str:
        return self.offer.about


class CommandCompletion(NetObject):
    """All offers for one place."""

    __slots__ = ("index", "length", "matches", "start")
    net_type = define(_A + "CommandCompletion", assembly=SMA)
    PROPERTIES = {
        "CurrentMatchIndex": "index",
        "ReplacementIndex": "start",
        "ReplacementLength": "length",
        "CompletionMatches": "matches",
    }

    def __init__(self, matches: Any, index: int, start: int, length: int) -> None:
        super().__init__()
        self.matches, self.index, self.start, self.length = matches, index, start, length

    def next_result(self, forward: Any = True) -> CompletionResult | None:
        """The offer behind (or before) the last one; the first one follows the last."""
        count = len(self.matches)
        if not count:
            return None
        if truth(forward):
            self.index = (self.index + 1) % count
        else:
            self.index = self.index - 1 if self.index > 0 else count - 1
        found: CompletionResult = self.matches[self.index]
        return found


def _collection(items: list[Any]) -> GenericList:
    return GenericList(CompletionResult.net_type, items, "System.Collections.ObjectModel.Collection`1")


def _units(text: str) -> int:
    """The length of a text as .NET counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _index(text: str, units: int) -> int:
    """Where the cursor stands in a Python string."""
    if text.isascii():
        return units
    return len(text.encode("utf-16-le", "surrogatepass")[: units * 2].decode("utf-16-le", "ignore"))


def complete_text(ctx: Context, text: str, cursor: int) -> CommandCompletion:
    """The offers for a text; an index outside it is refused."""
    if cursor < 0 or cursor > _units(text):
        message = f"Specified argument was out of the range of valid values. (Parameter 'cursorIndex')\nActual value was {cursor}."
        raise NetError.of("System.ArgumentOutOfRangeException", message.partition("\n")[0])
    at = _index(text, cursor)
    found: Found = complete(ctx, text, at)
    matches = _collection([CompletionResult(one) for one in found.items])
    if not found.items:
        return CommandCompletion(matches, -1, -1, -1)
    start = _units(text[: found.start])
    return CommandCompletion(matches, -1, start, cursor - start)


def complete_input(ctx: Context, first: Any, *rest: Any) -> CommandCompletion:
    """CompleteInput(text, index, options[, powershell]) and (ast, tokens, position, options[, powershell])."""
    bare = unwrap(first)
    if isinstance(bare, str):
        return complete_text(ctx, bare, int(unwrap(rest[0])))
    source = bare.extent.source
    position = unwrap(rest[1])
    offset = position.offset if isinstance(position, ScriptPosition) else _units(source.text)
    return complete_text(ctx, source.text, offset)


def map_input(text: str, cursor: int) -> Any:
    """MapStringInputToParsedInput: the tree, the tokens and the position of a text."""
    result = parse(text)
    return make_tuple(result.ast, list(result.tokens), ScriptPosition(text, _index(text, cursor)))


def new_result(*given: Any) -> CompletionResult:
    """new(text) and new(text, list item, type, tool tip); nothing may be empty."""
    names = ("completionText", "listItemText", "resultType", "toolTip")
    for name, value in zip(names, given, strict=False):
        if value is None or (name != "resultType" and not to_text(value)):
            text = f'Cannot process argument because the value of argument "{name}" is null. Change the value of argument "{name}" to a non-null value.'
            raise NetError.of(_A + "PSArgumentNullException", text)
    if len(given) == 1:
        text = to_text(given[0])
        return CompletionResult(Offer(text, text, "Text", text))
    text, listed, kind, tip = given
    return CompletionResult(Offer(to_text(text), to_text(listed), kind.label, to_text(tip)))


_C, _OPTIONS = _A + "CommandCompletion", "hashtable options"
fill(
    _A + "CompletionResult",
    f"new(string completionText)\nnew(string completionText, string listItemText, {_A}CompletionResultType resultType, string toolTip)",
    {"new": new_result},
)
fill(
    _C,
    f"""
    static {_C} CompleteInput(string input, int cursorIndex, {_OPTIONS})
    static {_C} CompleteInput(System.Object ast, System.Object tokens, System.Object positionOfCursor, {_OPTIONS})
    static {_C} CompleteInput(string input, int cursorIndex, {_OPTIONS}, powershell powershell)
    static System.Object MapStringInputToParsedInput(string input, int cursorIndex)
    {_A}CompletionResult GetNextResult(bool forward)
    """,
    {
        "::CompleteInput": WithContext(complete_input),
        "::MapStringInputToParsedInput": map_input,
        "GetNextResult": lambda found, forward: found.next_result(forward),
    },
)
