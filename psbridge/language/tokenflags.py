"""What TokenFlags say of a token: what its kind always means, and the part that it plays where it stands."""

from __future__ import annotations

_VALUES = {
    "Logical": 0x1, "Bitwise": 0x2, "Comparison": 0x5, "Coalesce": 0x7, "Add": 0x9, "Multiply": 0xA, "Format": 0xC, "Range": 0xD,
    "Keyword": 0x10, "BlockName": 0x20, "Binary": 0x100, "Unary": 0x200, "Case": 0x400, "Ternary": 0x800, "Special": 0x1000,
    "Assign": 0x2000, "Always": 0x8000, "Refused": 0x20000, "Fix": 0x40000, "CommandName": 0x80000, "MemberName": 0x100000,
    "TypeName": 0x200000, "AttributeName": 0x400000, "Fold": 0x800000, "Bare": 0x1000000,
}  # fmt: skip
_KINDS = {
    "Always": """
        NewLine LineContinuation Comment EndOfInput StringLiteral StringExpandable HereStringLiteral HereStringExpandable LParen RParen
        LCurly RCurly RBracket AtParen AtCurly DollarParen Semi AndAnd OrOr
        """,
    "Special Always": "Ampersand Pipe",
    "Unary Always": "Comma",
    "Unary Fix Refused": "MinusMinus PlusPlus PostfixPlusPlus PostfixMinusMinus",
    "Binary Range Refused": "DotDot",
    "Special Refused": "ColonColon Dot Colon QuestionDot",
    "Unary Fold": "Exclaim Not Bnot",
    "Binary Multiply Fold": "Multiply Divide Rem",
    "Binary Add Unary Fold": "Plus Minus",
    "Assign": "Equals PlusEquals MinusEquals MultiplyEquals DivideEquals RemainderEquals QuestionQuestionEquals",
    "Refused": "Redirection",
    "Always Refused": "RedirectInStd",
    "Binary Format Refused": "Format",
    "Binary Logical Fold": "And Or Xor",
    "Binary Bitwise Fold": "Band Bor Bxor",
    "Binary Unary Comparison Refused": "Join Isplit",
    "Binary Comparison": "Ieq Ine Ige Igt Ilt Ile Ilike Inotlike Icontains Inotcontains Iin Inotin Is IsNot",
    "Binary Comparison Refused": "Imatch Inotmatch Ireplace As",
    "Binary Comparison Case": "Ceq Cne Cge Cgt Clt Cle Clike Cnotlike Ccontains Cnotcontains Cin Cnotin",
    "Binary Comparison Case Refused": "Cmatch Cnotmatch Creplace",
    "Binary Unary Comparison Case Refused": "Csplit",
    "Binary Comparison Fold": "Shl Shr",
    "Ternary Refused": "QuestionMark",
    "Binary Coalesce": "QuestionQuestion",
    "Keyword BlockName": "Begin Dynamicparam End Process",
    "Keyword": "Catch Class Else ElseIf Finally In Param Until Public Private Static Interface Enum Namespace Module Type Assembly Command "
    "Hidden Base Default",
    "Keyword Bare": "Break Continue Data Define Do Exit Filter For Foreach From Function If Return Switch Throw Trap Try Using Var While "
    "Workflow Parallel Sequence InlineScript Configuration DynamicKeyword",
}
_BY_KIND = {kind: sum(_VALUES[word] for word in words.split()) for words, kinds in _KINDS.items() for kind in kinds.split()}


def token_flags(kind: str, role: str = "") -> int:
    """The TokenFlags of a token as a number; `role` is CommandName, MemberName, TypeName, AttributeName or nothing."""
    return _BY_KIND.get(kind, 0) | (_VALUES[role] if role else 0)
