"""Trees back to text. The text parses to the same tree (`same_tree`); layout and comments are not kept.

A tree that was put together by hand must hold ParenExpressionAst nodes where the grammar needs parentheses, as a parsed one does.
"""

from __future__ import annotations

from psbridge.language.ast import Ast


def unparse(node: Ast) -> str:
    """Text of a node."""
    from psbridge.language.unparse.statements import Unparser  # start-up does without

    return Unparser().write(node)


__all__ = ["unparse"]
