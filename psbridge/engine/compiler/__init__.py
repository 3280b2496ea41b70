"""The compiler: AST -> closures, once.

`compile_text` and `compile_script` give a Body (engine.plan).  Results are kept by text and by AST.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from psbridge.engine.parsefailures import parse_failure
from psbridge.engine.plan import Body

if TYPE_CHECKING:
    from psbridge.language.ast import ScriptBlockAst

__all__ = ["compile_script", "compile_text", "parse_failure"]

_KEPT = 512
_BY_TEXT: OrderedDict[tuple[str, str | None, tuple[int, int] | None, bool], Body] = OrderedDict()


def compile_text(
    text: str, file: str | None = None, version: tuple[int, int] | None = None, *, top: bool = False, hooked: bool = False
) -> Body:
    """The Body of a script; a syntax error raises ScriptError with a ParseException.

    `version`: whose grammar counts (None: the newest); `top`: an incomplete text is an IncompleteParseException; `hooked`: for a session
    with a debugger, whose code is kept apart.
    """
    key = (text, file, version, hooked)
    found = _BY_TEXT.get(key)
    if found is not None:
        return found
    from psbridge.language.parser import parse
    from psbridge.language.parser.core import NEWEST

    result = parse(text, file, version=version or NEWEST)
    if result.errors:
        raise parse_failure(result.errors, top)
    made = compile_script(result.ast)
    _BY_TEXT[key] = made
    if len(_BY_TEXT) > _KEPT:
        _BY_TEXT.popitem(last=False)
    return made


def compile_script(ast: ScriptBlockAst) -> Body:
    """The Body of a parsed script."""
    from psbridge.engine.compiler import (  # noqa: F401 - they fill the tables of compiler.unit
        assignments,
        binary,
        blocks,
        branches,
        commands,
        definitions,
        literals,
        loops,
        members,
        traps,
        tries,
        variables,
    )
    from psbridge.engine.compiler.scripts import script_body

    if "class" in ast.extent.source.text.lower() or "enum" in ast.extent.source.text.lower():
        from psbridge.engine import classes  # noqa: F401 - a hook of compiler.unit

    return script_body(ast)
