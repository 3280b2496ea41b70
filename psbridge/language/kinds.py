"""Token kinds: the names of operators and keywords as System.Management.Automation.Language.TokenKind has them."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any


class TokenKind(Enum):
    """Operators that stand in AST nodes. Engines dispatch on the members by table."""

    __hash__ = object.__hash__

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[Any]) -> str:
        return name

    Unknown = auto()
    # invocation
    Ampersand = auto()
    Dot = auto()
    # pipeline chains
    AndAnd = auto()
    OrOr = auto()
    # assignment
    Equals = auto()
    PlusEquals = auto()
    MinusEquals = auto()
    MultiplyEquals = auto()
    DivideEquals = auto()
    RemainderEquals = auto()
    QuestionQuestionEquals = auto()
    # unary
    Not = auto()
    Exclaim = auto()
    Bnot = auto()
    PlusPlus = auto()
    MinusMinus = auto()
    PostfixPlusPlus = auto()
    PostfixMinusMinus = auto()
    # arithmetic (Plus and Minus are unary too)
    Plus = auto()
    Minus = auto()
    Multiply = auto()
    Divide = auto()
    Rem = auto()
    DotDot = auto()
    Format = auto()
    QuestionQuestion = auto()
    # logic
    And = auto()
    Or = auto()
    Xor = auto()
    Band = auto()
    Bor = auto()
    Bxor = auto()
    Shl = auto()
    Shr = auto()
    # types and joining
    Is = auto()
    IsNot = auto()
    As = auto()
    Join = auto()
    # comparison: I ignores case, C does not
    Ieq = auto()
    Ine = auto()
    Ige = auto()
    Igt = auto()
    Ilt = auto()
    Ile = auto()
    Ilike = auto()
    Inotlike = auto()
    Imatch = auto()
    Inotmatch = auto()
    Ireplace = auto()
    Icontains = auto()
    Inotcontains = auto()
    Iin = auto()
    Inotin = auto()
    Isplit = auto()
    Ceq = auto()
    Cne = auto()
    Cge = auto()
    Cgt = auto()
    Clt = auto()
    Cle = auto()
    Clike = auto()
    Cnotlike = auto()
    Cmatch = auto()
    Cnotmatch = auto()
    Creplace = auto()
    Ccontains = auto()
    Cnotcontains = auto()
    Cin = auto()
    Cnotin = auto()
    Csplit = auto()
    # blocks
    Begin = auto()
    Process = auto()
    End = auto()
    Clean = auto()
    Dynamicparam = auto()

    def __repr__(self) -> str:
        return f"TokenKind.{self._name_}"
