import string

from psbridge.language import TokenKind
from psbridge.language.errors import ParseError
from psbridge.language.kinds import TokenKind as Kinds
from psbridge.language.lexis import ASSIGNMENTS, DASH_OPERATORS, OPERATOR_TEXT, UNARY_WORDS
from psbridge.language.messages import MESSAGES, STREAM_NAMES, message
from psbridge.language.source import EMPTY_EXTENT


def test_kinds_are_named_after_themselves():
    assert TokenKind is Kinds
    assert all(kind.value == kind.name for kind in TokenKind)
    assert repr(TokenKind.Ieq) == "TokenKind.Ieq"


def test_every_operator_can_be_written():
    kinds = {kind for kind, _ in DASH_OPERATORS.values()} | set(UNARY_WORDS.values()) | set(ASSIGNMENTS.values())
    assert kinds <= set(OPERATOR_TEXT)


def test_operators_without_case_ignore_it():
    assert DASH_OPERATORS["eq"] == DASH_OPERATORS["ieq"]
    assert DASH_OPERATORS["ceq"][0] is TokenKind.Ceq


def test_messages_can_be_filled():
    for error_id, text in MESSAGES.items():
        count = len({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})
        assert "{}" not in message(error_id, *(["x"] * max(count, 2))).replace("${}", "")


def test_braces_of_messages():
    assert message("MissingEndCurlyBrace") == "Missing closing '}' in statement block or type definition."
    assert message("IncompleteDollarVariableReference") == "${{variable}} reference starting is missing the closing '}}'."
    assert message("UnexpectedToken", "}") == "Unexpected token '}' in expression or statement."
    assert len(STREAM_NAMES) == 7


def test_an_error_as_text():
    assert str(ParseError(EMPTY_EXTENT, "X", "what")) == "At line:1 char:1\nwhat"
