"""The PowerShell language: source, parser, AST, visitor, unparse, comment-based help.

Examples:
    >>> tree = psb.language.parse("Get-Process | Where-Object CPU -GT 10").ast
    >>> [one.get_command_name() for one in psb.language.find_all(tree, psb.language.CommandAst)]
    ['Get-Process', 'Where-Object']
"""

from __future__ import annotations

from psbridge.language.ast import *  # noqa: F403  the whole tree is the public surface of this package
from psbridge.language.errors import ParseError as ParseError
from psbridge.language.errors import PowerShellParseError as PowerShellParseError
from psbridge.language.kinds import TokenKind as TokenKind
from psbridge.language.parser import ParseResult as ParseResult
from psbridge.language.parser import parse as parse
from psbridge.language.parser import parse_or_raise as parse_or_raise
from psbridge.language.source import Comment as Comment
from psbridge.language.source import Extent as Extent
from psbridge.language.source import Source as Source
from psbridge.language.tokens import Token as Token
from psbridge.language.unparse import unparse as unparse
from psbridge.language.visitor import AstVisitor as AstVisitor
from psbridge.language.visitor import children as children
from psbridge.language.visitor import find as find
from psbridge.language.visitor import find_all as find_all
from psbridge.language.visitor import same_tree as same_tree
from psbridge.language.visitor import walk as walk
