"""Characters, words and patterns of the language. No decisions about grammar.

Patterns are matched against the text with one NUL appended, so that looking at the next character never leaves the string.
"""

from __future__ import annotations

import re

from psbridge.language.kinds import TokenKind as K

SINGLE_QUOTES = "'\u2018\u2019\u201a\u201b"
DOUBLE_QUOTES = '"\u201c\u201d\u201e'
DASHES = "-\u2013\u2014\u2015"
_SPACE = "\\t\\v\\f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
_SQ = "'\u2018\u2019\u201a\u201b"
_DQ = '"\u201c\u201d\u201e'
_NEWLINE = r"(?>\r\n|\r|\n)"
_FORCE = f"\\0\\r\\n&(),;{{|}}{_SPACE}"
_DASH = "\\-\u2013\u2014\u2015"

WHITESPACE = frozenset("\t\v\f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {chr(c) for c in range(0x2000, 0x200B)}
NEWLINES = frozenset("\r\n")
FORCE = WHITESPACE | frozenset("\0\r\n&(),;{|}")  # these end every token
AFTER_NUMBER = FORCE | frozenset("!#%*+./<=>]" + DASHES)  # these end a number where an expression is expected
STRING_QUOTES = frozenset(SINGLE_QUOTES + DOUBLE_QUOTES)
MEMBER_START = frozenset(".[:?<")

# gaps between tokens; `GAP_SLOW` are the characters that make a gap longer than the fast pattern sees
spaces = re.compile(r"[ \t]*").match
space_lines = re.compile(r"[ \t\r\n]*").match
space_lines_semis = re.compile(r"[ \t\r\n;]*").match
GAP_SLOW = (WHITESPACE - frozenset(" \t")) | frozenset("#<`")
gap = re.compile(rf"[{_SPACE}]+|`{_NEWLINE}|`[{_SPACE}]+").match
line_comment = re.compile(r"#[^\r\n\0]*").match
only_blank_after = re.compile(rf"(?:[{_SPACE}]++|#[^\r\n]*+|<\#(?:[^#]|\#(?!>))*+(?:\#>)?)*+\Z").match
pipe_on_next_line = re.compile(
    rf"{_NEWLINE}[{_SPACE}]*+(?:(?:\#[^\r\n\0]*+|<\#(?:[^#]|\#(?!>))*+\#>)[{_SPACE}]*+(?:{_NEWLINE}[{_SPACE}]*+)?)*+\|"
).match

identifier = re.compile(r"[^\W\d]\w*").match
type_word = re.compile(r"[^\W\d][\w.`+#\\]*").match
simple_type = re.compile(r"\[([^\W\d][\w.]*)\]").match
word = re.compile(rf"[^`${_FORCE}{_SQ}{_DQ}]+").match
word_chunk = word
variable = re.compile(r"[$@]([?^$]|(?::|\w)(?::(?!:)|[\w?])*)").match
braced_plain = re.compile(r"\$\{([^`{}\"\u201c\u201d\u201e\0:]+)\}").match
parameter = re.compile(rf"[{_DASH}](?=[^\W\d]|\?)([^.\[:{_FORCE}{_SQ}{_DQ}]*)(:?)").match
dash_word = re.compile(rf"[{_DASH}]([A-Za-z]*)").match
redirection = re.compile(r"(?:(\*|[1-6])>&([12])|(\*|[1-6])?(>>?))").match
label = re.compile(rf":([^\W\d]\w*)(?=[{_FORCE}])").match
generic_call = re.compile(r"\[\s*[^\W\d][\s\w.,+`\[\]]*\](?=\()").match

number = re.compile(
    rf"(?:0(?P<hex>[xX][0-9a-fA-F]*)|0(?P<binary>[bB][01]+)"
    rf"|(?P<int>[0-9]+)(?P<real>(?:\.(?!\.)[0-9]*)?(?:[eE][+{_DASH}]?[0-9]+)?)|(?P<dot>\.[0-9]+(?:[eE][+{_DASH}]?[0-9]+)?))"
    r"(?P<suffix>[uU][lLsSyY]?|[lLsSdDyYnN])?(?:(?P<multiplier>[kKmMgGtTpP])[bB])?"
).match

single_quoted = re.compile(rf"[{_SQ}]([^{_SQ}\0]*)[{_SQ}](?![{_SQ}])").match
single_quoted_chunk = re.compile(rf"[^{_SQ}\0]*").match
double_quoted = re.compile(rf"[{_DQ}]([^{_DQ}`$\0]*)[{_DQ}](?![{_DQ}])").match
double_quoted_chunk = re.compile(rf"[^{_DQ}`$\0]+").match
here_header = re.compile(rf"@[{_SQ}{_DQ}][{_SPACE}]*{_NEWLINE}").match
here_single_footer = re.compile(rf"{_NEWLINE}[{_SQ}]@").search
here_double_chunk = re.compile(rf"(?:[^`$\r\n\0]++|{_NEWLINE}(?![{_DQ}]@))++").match
here_double_footer = re.compile(rf"{_NEWLINE}[{_DQ}]@").match
here_false_footer = re.compile(rf"{_NEWLINE}[{_SPACE}]+([{_SQ}{_DQ}])@").search
unicode_escape = re.compile(r"\{([0-9a-fA-F]{1,6})\}").match
nested_interest = re.compile(r"[()`\"\u201c\u201d\u201e\0]").search
verbatim = re.compile(r"(?:\"[^\"\r\n\0]*\"?|&(?!&)|[^\"|&\r\n\0])*").match
assembly_part = re.compile(rf"[{_SPACE}]*([^,=\]\0\r\n{_SPACE}]*)[{_SPACE}]*").match
keyword_after_attribute = re.compile(
    r"(?i)\](?:\s|#[^\r\n]*)*+(?:class|enum|function|filter|if|switch|foreach|while|configuration)\b"
).search

ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

# operators: name without dash -> (kind, precedence)
_LOGICAL, _BITWISE, _COMPARISON, COALESCE, ADDITIVE, MULTIPLICATIVE, _FORMAT, RANGE = 1, 2, 5, 7, 9, 10, 12, 13
DASH_OPERATORS: dict[str, tuple[K, int]] = {
    "and": (K.And, _LOGICAL),
    "or": (K.Or, _LOGICAL),
    "xor": (K.Xor, _LOGICAL),
    "band": (K.Band, _BITWISE),
    "bor": (K.Bor, _BITWISE),
    "bxor": (K.Bxor, _BITWISE),
    "shl": (K.Shl, _COMPARISON),
    "shr": (K.Shr, _COMPARISON),
    "is": (K.Is, _COMPARISON),
    "isnot": (K.IsNot, _COMPARISON),
    "as": (K.As, _COMPARISON),
    "join": (K.Join, _COMPARISON),
    "f": (K.Format, _FORMAT),
}
_CASED = [
    "eq",
    "ne",
    "ge",
    "gt",
    "lt",
    "le",
    "like",
    "notlike",
    "match",
    "notmatch",
    "replace",
    "contains",
    "notcontains",
    "in",
    "notin",
    "split",
]
for _name in _CASED:
    DASH_OPERATORS[_name] = DASH_OPERATORS["i" + _name] = (K[f"I{_name}"], _COMPARISON)
    DASH_OPERATORS["c" + _name] = (K[f"C{_name}"], _COMPARISON)
UNARY_WORDS = {
    "not": K.Not,
    "bnot": K.Bnot,
    "join": K.Join,
    "split": K.Isplit,
    "isplit": K.Isplit,
    "csplit": K.Csplit,
}
OPERATOR_WORDS = frozenset(DASH_OPERATORS) | frozenset(UNARY_WORDS)
ASSIGNMENTS = {
    "=": K.Equals,
    "+=": K.PlusEquals,
    "-=": K.MinusEquals,
    "*=": K.MultiplyEquals,
    "/=": K.DivideEquals,
    "%=": K.RemainderEquals,
    "??=": K.QuestionQuestionEquals,
}
OPERATOR_TEXT: dict[K, str] = {
    **{kind: text for text, kind in ASSIGNMENTS.items()},
    **{kind: "-" + name for name, (kind, _) in DASH_OPERATORS.items()},
    **{K[f"I{name}"]: "-i" + name for name in _CASED},
    **{K[f"C{name}"]: "-c" + name for name in _CASED},
    K.Not: "-not",
    K.Exclaim: "!",
    K.Bnot: "-bnot",
    K.Plus: "+",
    K.Minus: "-",
    K.Multiply: "*",
    K.Divide: "/",
    K.Rem: "%",
    K.DotDot: "..",
    K.QuestionQuestion: "??",
    K.PlusPlus: "++",
    K.MinusMinus: "--",
    K.PostfixPlusPlus: "++",
    K.PostfixMinusMinus: "--",
    K.AndAnd: "&&",
    K.OrOr: "||",
    K.Ampersand: "&",
    K.Dot: ".",
}

# characters at which an expression may begin, end, or a command end
EXPRESSION_START = frozenset("$@({[.+!,0123456789" + SINGLE_QUOTES + DOUBLE_QUOTES + DASHES)
EXPRESSION_END = frozenset("\0\r\n)}];|&=:")
COMMAND_END = frozenset("\0\r\n;|)}&")
REDIRECTION_START = frozenset("><*123456")
BLOCK_NAMES = {"begin": K.Begin, "process": K.Process, "end": K.End, "clean": K.Clean, "dynamicparam": K.Dynamicparam}
