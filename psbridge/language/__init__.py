"""The PowerShell language: source, parser, AST, visitor, unparse, comment-based help."""

from __future__ import annotations

from psbridge.language.ast import *  # noqa: F403  the whole tree is the public surface of this package
from psbridge.language.kinds import TokenKind as TokenKind
from psbridge.language.source import Comment as Comment, Extent as Extent, Source as Source
