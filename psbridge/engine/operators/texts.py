"""Operators on text: -like, -match, -replace, -split, -join, -f.

Decides their operands and results; patterns are compiled once (objects.wildcard, objects.regex).  What sets $Matches and runs script
blocks gets the context.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from psbridge.engine.errors import ScriptError, error_record, runtime_error
from psbridge.engine.operators.comparison import element_text, items_of, text_of
from psbridge.objects import AutomationNull, Hashtable, NetError, NetType, ScriptBlock, TypedArray, find_type, regex, type_of, unwrap
from psbridge.objects.convert import convert, format_composite, truth
from psbridge.objects.wildcard import compile_wildcard

_INT32, _STRING = find_type("System.Int32"), find_type("System.String")
_SPLIT_OPTIONS = "System.Management.Automation.SplitOptions"
_MATCH_EVALUATOR = "System.Text.RegularExpressions.MatchEvaluator"
_SIMPLE_MATCH, _IGNORE_CASE = 1, 64


def pattern_of(value: Any, ignore_case: bool) -> regex.Pattern:
    """The pattern of an operand: a Regex object as it is, anything else as text."""
    base = value if value.__class__ is str else unwrap(value)
    if base.__class__ is str:
        return regex.compile_pattern(base, 1 if ignore_case else 0)
    ready = getattr(base, "pattern", None)
    if isinstance(ready, regex.Pattern):
        return ready
    return regex.compile_pattern(text_of(base), 1 if ignore_case else 0)


# -- -like and -match


def like(ignore_case: bool, wanted: bool) -> Any:
    def test(a: Any, b: Any) -> Any:
        matches = compile_wildcard(text_of(b), ignore_case)
        items = items_of(a)
        if items is None:
            return matches(text_of(a)) is wanted
        return [text for text in map(text_of, items) if matches(text) is wanted]

    return test


def match(ignore_case: bool, wanted: bool) -> Any:
    """-match; a single value that matches sets $Matches."""

    def test(ctx: Any, a: Any, b: Any) -> Any:
        pattern = pattern_of(b, ignore_case)
        items = None if a.__class__ is str else items_of(a)
        if items is not None:
            search = pattern.program.search
            return [item for item in items if (search(text_of(item)) is not None) is wanted]
        found = pattern.program.search(a if a.__class__ is str else text_of(a))
        if found is None:
            return not wanted
        _remember(ctx, found, pattern)
        return wanted

    return test


def searching(pattern: regex.Pattern, wanted: bool) -> Callable[[Any, str], bool]:
    """-match for one text and a fixed pattern."""
    search = pattern.program.search

    def test(ctx: Any, text: str) -> bool:
        found = search(text)
        if found is None:
            return not wanted
        _remember(ctx, found, pattern)
        return wanted

    return test


def _remember(ctx: Any, found: Any, pattern: regex.Pattern) -> None:
    """Set $Matches."""
    ctx.vars["matches"] = matches_table(found, pattern)
    scope = ctx.scope
    if scope.spelling is None or "matches" not in scope.spelling:
        scope.spell("matches", "Matches")


_new_table = Hashtable.__new__


def matches_table(found: Any, pattern: regex.Pattern) -> Hashtable:
    """$Matches: the groups that took part, unnamed ones under their numbers."""
    table = _new_table(Hashtable)
    table._items = items = {}
    for folded, key, index in pattern.keys:
        value = found[index]
        if value is not None:
            items[folded] = (key, value)
    return table


# -- -replace


def replace(ignore_case: bool) -> Any:
    """-replace pattern, replacement (text or script block); the items of a collection one by one."""

    def run(ctx: Any, a: Any, b: Any) -> Any:
        if a.__class__ is str and b.__class__ is list and len(b) == 2 and b[0].__class__ is str and b[1].__class__ is str:
            return replacer(b[0], b[1], ignore_case)(a)
        pattern, substitute = _replacement(ctx, b, ignore_case)
        items = items_of(a)
        if items is None:
            return substitute(pattern, text_of(a))
        return [substitute(pattern, text_of(item)) for item in items]

    return run


def _search_pattern(value: Any, ignore_case: bool) -> regex.Pattern:
    """The pattern to replace; unlike that of -match and -split, PowerShell itself says that it is none."""
    try:
        return pattern_of(value, ignore_case)
    except NetError as error:
        if not error.exception.is_a("System.ArgumentException"):
            raise
        text = f"The regular expression pattern {text_of(value)} is not valid."
        raise runtime_error(text, "InvalidRegularExpression", "InvalidOperation", value) from error


@lru_cache(maxsize=256)
def replacer(text: str, by: str, ignore_case: bool) -> Any:
    """-replace for one text and a fixed pattern."""
    pattern = _search_pattern(text, ignore_case)
    if "$" in by or "\\" in by:
        return lambda subject: regex.replace(pattern, subject, by)
    substitute = pattern.program.sub
    return lambda subject: substitute(by, subject)


def _replacement(ctx: Any, b: Any, ignore_case: bool) -> tuple[regex.Pattern, Any]:
    parts = b if b.__class__ is list else _operands(b)
    if len(parts) > 2:
        sign = "-ireplace" if ignore_case else "-creplace"
        raise runtime_error(
            f"The {sign} operator allows only two elements to follow it, not {len(parts)}.", "BadReplaceArgument", "InvalidOperation", b
        )
    pattern = _search_pattern(parts[0] if parts else "", ignore_case)
    by = unwrap(parts[1]) if len(parts) > 1 else ""
    if isinstance(by, ScriptBlock):
        return pattern, _with_block(ctx, by)
    call = _evaluator(ctx, by)
    if call is not None:
        return pattern, _with_calls(call)
    text = text_of(by)
    return pattern, lambda p, subject: regex.replace(p, subject, text)


def _evaluator(ctx: Any, by: Any) -> Callable[[Any], Any] | None:
    """What gives the text for a Match: a delegate, or a method that can stand for one; None for what is a text itself."""
    if by.__class__ is str:
        return None
    from psbridge.engine.invoke.delegates import Delegate, has_overload, to_delegate
    from psbridge.engine.objectmethod import PSMethod

    kind = find_type(_MATCH_EVALUATOR)
    if isinstance(by, PSMethod) and has_overload(by, kind):
        by = to_delegate(ctx, by, kind)
    return by if isinstance(by, Delegate) else None


def _operands(value: Any) -> list[Any]:
    items = items_of(value)
    return [value] if items is None else list(items)


def _with_block(ctx: Any, block: Any) -> Any:
    """Each match through a script block with the Match as $_."""
    return _with_calls(lambda found: block.invoke_value(ctx, dollar_under=found))


def _with_calls(call: Callable[[Any], Any]) -> Any:
    """Each match through a call, which is not made from inside `re.sub`: a deep recursion through C code is fatal."""

    def substitute(pattern: regex.Pattern, subject: str) -> str:
        out: list[str] = []
        position = 0
        for found in list(pattern.program.finditer(subject)):
            out.append(subject[position : found.start()])
            out.append(text_of(call(match_object(found, pattern))))
            position = found.end()
        return "".join(out) + subject[position:]

    return substitute


def match_object(found: Any, pattern: regex.Pattern) -> Any:
    """The Match object of a Python match."""
    from psbridge.engine.members.regexes import Match

    return Match(pattern, found, found.string)


# -- -split and -join


def split_words(value: Any) -> list[str]:
    """Unary -split: words of all values; a value without any gives an empty one."""
    words: list[str] = []
    for item in _operands(value):
        words.extend(text_of(item).split() or [""])
    return TypedArray(_STRING, words)


def split(ignore_case: bool) -> Any:
    """-split delimiter, maximum, options; or -split { block }, maximum."""

    def run(ctx: Any, a: Any, b: Any) -> list[str]:
        parts = _operands(b)
        if not parts:
            text = f"Bad argument to operator '-split': {type_of(unwrap(b)).full_name}."
            raise runtime_error(text, "BadOperatorArgument", "InvalidOperation", b)
        limit = _operand(parts[1], _INT32) if len(parts) > 1 else 0
        delimiter = unwrap(parts[0])
        cut = _splitter(ctx, delimiter, limit, parts[2] if len(parts) > 2 else None, ignore_case)
        pieces: list[str] = []
        for item in _operands(a):
            pieces.extend(cut(text_of(item)))
        return TypedArray(_STRING, pieces)

    return run


def _splitter(ctx: Any, delimiter: Any, limit: int, options: Any, ignore_case: bool) -> Any:
    flags = _split_flags(options)
    ignore_case = (ignore_case and options != "") or bool(flags & _IGNORE_CASE)
    if isinstance(delimiter, ScriptBlock):
        if options is not None and options != "":
            raise _bad_options("InvalidSplitOptionWithPredicate", "Options are not allowed on the -split operator with a predicate.")
        cut = _split_with_block if limit >= 0 else _split_from_the_right
        return lambda text: cut(ctx, text, delimiter, limit)
    if flags & _SIMPLE_MATCH and flags & ~(_SIMPLE_MATCH | _IGNORE_CASE):
        raise _bad_options("InvalidSplitOptionCombination", "The combination of options with the -split operator is not valid.")
    if flags & _SIMPLE_MATCH:
        pattern = regex.compile_pattern(regex.escape(text_of(delimiter)), 1 if ignore_case else 0)
    else:
        pattern = (
            pattern_of(delimiter, ignore_case)
            if not flags
            else regex.compile_pattern(text_of(delimiter), _regex_options(flags, ignore_case))
        )
    return lambda text: split_pattern(pattern, text, limit)


def _bad_options(error_id: str, text: str) -> ScriptError:
    return ScriptError(error_record("ParseException", text, error_id, "ParserError"))


def _split_flags(options: Any) -> int:
    base = unwrap(options)
    if base is None or base == "":
        return 0
    if isinstance(base, int):
        return int(base)
    from psbridge.engine.members import enumerations  # noqa: F401 - knows the enum

    return int(_operand(options, find_type(_SPLIT_OPTIONS)))


def _operand(value: Any, net: NetType) -> Any:
    """An operand as what the operator wants; a refusal is an error of the operator, not of a conversion."""
    try:
        return convert(value, net)
    except NetError as error:
        raise runtime_error(error.exception.message, "RuntimeException", "NotSpecified") from error


def _regex_options(flags: int, ignore_case: bool) -> int:
    pairs = ((8, regex.IGNORE_WHITESPACE), (16, regex.MULTILINE), (32, regex.SINGLELINE), (64, regex.IGNORE_CASE), (128, regex.EXPLICIT))
    total = regex.IGNORE_CASE if ignore_case else 0
    for bit, option in pairs:
        if flags & bit:
            total |= option
    return total


def split_pattern(pattern: regex.Pattern, text: str, limit: int) -> list[str]:
    """Pieces between matches, with what groups captured; a negative limit counts from the right."""
    if limit == 1:
        return [text]
    found = list(pattern.program.finditer(text))
    if limit > 1:
        found = found[: limit - 1]
    elif limit < 0:
        found = found[limit + 1 :] if limit < -1 else []
    pieces: list[str] = []
    position = 0
    for match_found in found:
        pieces.append(text[position : match_found.start()])
        for _, index in pattern.groups[1:]:
            captured = match_found.group(index)
            if captured is not None:
                pieces.append(captured)
        position = match_found.end()
    pieces.append(text[position:])
    return pieces


def _split_with_block(ctx: Any, text: str, block: Any, limit: int) -> list[str]:
    """Characters for which the block is true are delimiters."""
    pieces: list[str] = []
    current: list[str] = []
    for position, char in enumerate(text):
        if 0 < limit <= len(pieces) + 1:
            return [*pieces, text[position - len(current) :]]
        if truth(block.invoke_value(ctx, text, position, dollar_under=char)):
            pieces.append("".join(current))
            current = []
        else:
            current.append(char)
    pieces.append("".join(current))
    return pieces


def _split_from_the_right(ctx: Any, text: str, block: Any, limit: int) -> list[str]:
    """The same for at most ``-limit`` pieces, from the end on."""
    pieces: list[str] = []
    end = len(text)
    for position in range(len(text) - 1, -1, -1):
        if len(pieces) + 1 >= -limit:
            break
        if truth(block.invoke_value(ctx, text, position, dollar_under=text[position])):
            pieces.insert(0, text[position + 1 : end])
            end = position
    return [text[:end], *pieces]


def join(a: Any, b: Any) -> Any:
    items = items_of(a)
    if items is None:
        return text_of(a)
    return text_of(b).join([item if item.__class__ is str else element_text(item) for item in items])


def join_all(value: Any) -> str:
    return str(join(value, ""))


# -- -f


def format_text(a: Any, b: Any) -> str:
    """-f; what String.Format refuses is a FormatError."""
    template = text_of(a)
    arguments = b if b.__class__ is list else _operands(b)
    try:
        return format_composite(template, [None if item is AutomationNull else item for item in arguments])
    except NetError as error:
        message = f"Error formatting a string: {error.exception.message}."
        raise ScriptError(
            error_record("RuntimeException", message, "FormatError", "InvalidOperation", template, error.exception)
        ) from error
