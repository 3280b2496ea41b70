"""System.Management.Automation.Language.Parser: scripts as trees, tokens and errors, for scripts that look at scripts."""

from __future__ import annotations

from typing import Any

from psbridge.engine import astmembers  # noqa: F401 - what is parsed is looked at
from psbridge.engine.astproperties import LANGUAGE as _L
from psbridge.engine.members import files
from psbridge.engine.members.oldtokens import tokenize
from psbridge.engine.members.table import WithContext, fill, register_types
from psbridge.language import parse
from psbridge.language.errors import ParseError
from psbridge.language.tokenflags import token_flags
from psbridge.language.tokens import Token
from psbridge.objects.containers import TypedArray
from psbridge.objects.convert import register_text
from psbridge.objects.nettypes import SMA, find_type, represent

register_types(
    f"""
    {_L}Parser
    {_L}Token
    {_L}ParseError
    System.Management.Automation.PSParser
    """,
    SMA,
)
represent(Token, find_type(_L + "Token"))
represent(ParseError, find_type(_L + "ParseError"))


def _kind(token: Token) -> Any:
    kinds: Any = find_type(_L + "TokenKind").python
    return kinds(kinds.MEMBERS.get(token.kind, 0))


def _flags(token: Token) -> Any:
    flags: Any = find_type(_L + "TokenFlags").python
    return flags(token_flags(token.kind, token.role))


def _text(token: Token) -> str:
    return "<eof>" if token.kind == "EndOfInput" else str(token.text)


register_text(Token, lambda token, culture: _text(token))
register_text(ParseError, lambda error, culture: str(error))
fill(
    _L + "Token",
    f"string Text {{get;}}\n{_L}TokenFlags TokenFlags {{get;}}\n{_L}TokenKind Kind {{get;}}\nbool HasError {{get;}}\n"
    "System.Object Extent {get;}\nstring ToString()",
    {
        "Text": "text",
        "TokenFlags": _flags,
        "Kind": _kind,
        "HasError": lambda token: False,
        "Extent": "extent",
        "ToString": _text,
    },
)
fill(
    _L + "ParseError",
    "System.Object Extent {get;}\nstring ErrorId {get;}\nstring Message {get;}\nbool IncompleteInput {get;}\nstring ToString()",
    {
        "Extent": "extent",
        "ErrorId": "error_id",
        "Message": "message",
        "IncompleteInput": "incomplete_input",
        "ToString": str,
    },
)


def parse_input(ctx: Any, text: str, *rest: Any) -> Any:
    """ParseInput(text, [ref] tokens, [ref] errors), (text, file, [ref] tokens, [ref] errors)."""
    *name, tokens, errors = rest
    file = name[0] if name else None
    result = parse(text or "", file)
    tokens.value = TypedArray(find_type(_L + "Token"), result.tokens)
    errors.value = TypedArray(find_type(_L + "ParseError"), [*result.errors, *ctx.runspace.faults(ctx, result.ast, file)])
    return result.ast


def parse_file(ctx: Any, path: str, tokens: Any, errors: Any) -> Any:
    return parse_input(ctx, files.read_text(ctx, path), path, tokens, errors)


_OUT = f"[ref] {_L}Token[] tokens, [ref] {_L}ParseError[] errors"
fill(
    _L + "Parser",
    f"""
    static System.Object ParseInput(string input, {_OUT})
    static System.Object ParseInput(string input, string fileName, {_OUT})
    static System.Object ParseFile(string fileName, {_OUT})
    """,
    {"::ParseInput": WithContext(parse_input), "::ParseFile": WithContext(parse_file)},
)
fill(
    "System.Management.Automation.PSParser",
    """
    static System.Object Tokenize(string script, [ref] System.Object errors)
    static System.Object Tokenize(System.Object[] script, [ref] System.Object errors)
    """,
    {"::Tokenize": tokenize},
)
