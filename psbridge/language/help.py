"""Comment-based help: finds the comment that belongs to a script or function, and reads its sections."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from psbridge.language.ast import FunctionDefinitionAst, ParamBlockAst, ParameterAst, ScriptBlockAst, VariableExpressionAst
from psbridge.language.source import Comment, Source

_DIRECTIVE = re.compile(r"^\s*\.(\w+)(?:[ \t]+(\S.*?))?\s*$")
_SINGLE = {
    "synopsis": "synopsis",
    "description": "description",
    "notes": "notes",
    "component": "component",
    "role": "role",
    "functionality": "functionality",
}
_REPEATED = {"example": "examples", "inputs": "inputs", "outputs": "outputs"}
_WITH_ARGUMENT = {
    "forwardhelptargetname": "forward_help_target_name",
    "forwardhelpcategory": "forward_help_category",
    "remotehelprunspace": "remote_help_runspace",
    "externalhelp": "maml_help_file",
}


@dataclass(slots=True)
class CommentHelpInfo:
    """Sections of a help comment, as PowerShell's GetHelpContent gives them: texts end in a newline, names are upper case."""

    synopsis: str | None = None
    description: str | None = None
    notes: str | None = None
    component: str | None = None
    role: str | None = None
    functionality: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    forward_help_target_name: str | None = None
    forward_help_category: str | None = None
    remote_help_runspace: str | None = None
    maml_help_file: str | None = None


# reading


def comment_lines(block: list[Comment]) -> list[str]:
    """Lines of a block of comments without their delimiters."""
    lines: list[str] = []
    for comment in block:
        if comment.text.startswith("<#"):
            body = comment.text[2:-2] if comment.text.endswith("#>") else comment.text[2:]
            lines.extend(re.split(r"\r\n|\r|\n", body))
        else:
            lines.append(comment.text.lstrip("#"))
    return lines


def _section(lines: list[str], start: int) -> tuple[str, int]:
    """The text from `start` to the next directive, with the indentation of its first line taken away everywhere."""
    found: list[str] = []
    indent = -1
    index = start
    while index < len(lines) and _directive(lines[index]) is None:
        line = lines[index]
        index += 1
        if indent < 0:
            if not line.strip():
                continue
            indent = len(line) - len(line.lstrip(" \t\xa0"))
        blank = len(line) - len(line.lstrip(" \t\xa0"))
        found.append(line[min(blank, indent) :])
    while found and not found[-1].strip():
        found.pop()
    return "".join(line + "\n" for line in found), index


def _directive(line: str) -> re.Match[str] | None:
    m = _DIRECTIVE.match(line)
    return m if m is not None and m.group(1).lower() in _KNOWN else None


_KNOWN = frozenset(_SINGLE) | frozenset(_REPEATED) | frozenset(_WITH_ARGUMENT) | {"parameter", "link"}


def parse_help(block: list[Comment]) -> CommentHelpInfo | None:
    """Read a block of comments; None when it is no help (text before the first directive, an unknown directive)."""
    lines = comment_lines(block)
    index = 0
    while index < len(lines) and not lines[index].strip():
        index += 1
    info = CommentHelpInfo()
    found = False
    while index < len(lines):
        m = _DIRECTIVE.match(lines[index])
        if m is None or m.group(1).lower() not in _KNOWN:
            return None
        text, index = _section(lines, index + 1)
        if not _store(info, m.group(1).lower(), m.group(2), text):
            return None
        found = True
    return info if found else None


def _store(info: CommentHelpInfo, name: str, argument: str | None, text: str) -> bool:
    """Put a section in its place; whether an argument was there exactly when it must be."""
    if name in _WITH_ARGUMENT:
        setattr(info, _WITH_ARGUMENT[name], argument)
        return argument is not None
    if name == "parameter":
        if argument is not None:
            info.parameters[argument.upper()] = text
        return argument is not None
    if name == "link":
        info.links.append(text.strip())
    elif argument is not None:
        return False
    elif name in _SINGLE:
        setattr(info, _SINGLE[name], text)
    else:
        getattr(info, _REPEATED[name]).append(text)
    return True


# finding


def help_of(node: ScriptBlockAst | FunctionDefinitionAst) -> CommentHelpInfo | None:
    """The help of a function or a script, or None."""
    source = node.extent.source
    if isinstance(node, FunctionDefinitionAst):
        body = node.body
        inside = (body.extent.start + 1, body.extent.end - 1)
        places = [
            _last_block(source, 0, node.extent.start, max_lines=2),
            _first_block(source, *inside),
            _last_block(source, *inside, max_lines=None),
        ]
    else:
        body = node
        inside = (node.extent.start, node.extent.end)
        places = [_script_block_comment(source, node), _last_block(source, *inside, max_lines=None)]
    for block in places:
        info = parse_help(block) if block else None
        if info is not None:
            _parameter_comments(info, node, body)
            return info
    return None


def _blocks(source: Source, start: int, end: int) -> list[list[Comment]]:
    """Comments of a stretch in blocks: a `<# #>`, or lines of `#` below each other."""
    blocks: list[list[Comment]] = []
    for comment in source.comments:
        if comment.start < start or comment.end > end:
            continue
        if blocks and not comment.text.startswith("<#") and not blocks[-1][-1].text.startswith("<#"):
            between = source.text[blocks[-1][-1].end : comment.start]
            if not between.strip() and _line_count(between) == 1:
                blocks[-1].append(comment)
                continue
        blocks.append([comment])
    return blocks


def _line_count(text: str) -> int:
    return len(re.findall(r"\r\n|\r|\n", text))


def _only_comments(source: Source, start: int, end: int) -> bool:
    position = start
    for comment in source.comments:
        if start <= comment.start and comment.end <= end:
            if source.text[position : comment.start].strip():
                return False
            position = comment.end
    return not source.text[position:end].strip()


def _first_block(source: Source, start: int, end: int) -> list[Comment] | None:
    for block in _blocks(source, start, end):
        return block if _only_comments(source, start, block[0].start) else None
    return None


def _last_block(source: Source, start: int, end: int, *, max_lines: int | None) -> list[Comment] | None:
    """The block that ends a stretch, with at most `max_lines` line breaks behind it."""
    for block in reversed(_blocks(source, start, end)):
        behind = source.text[block[-1].end : end]
        if behind.strip() or (max_lines is not None and _line_count(behind) > max_lines):
            return None
        return block
    return None


def _script_block_comment(source: Source, node: ScriptBlockAst) -> list[Comment] | None:
    """The comment that begins a script, unless it belongs to a function right below it."""
    statements = node.end_block.statements if node.end_block is not None and node.param_block is None else ()
    first = statements[0] if statements else None
    for block in _blocks(source, node.extent.start, node.extent.end):
        if not _only_comments(source, node.extent.start, block[0].start):
            return None
        if isinstance(first, FunctionDefinitionAst) and _is_above(source, block, first):
            return None
        if _directive(next((line for line in comment_lines(block) if line.strip()), "")) is not None:
            return block
    return None


def _is_above(source: Source, block: list[Comment], function: FunctionDefinitionAst) -> bool:
    between = source.text[block[-1].end : function.extent.start]
    return not between.strip() and _line_count(between) <= 2


def _parameter_comments(info: CommentHelpInfo, node: ScriptBlockAst | FunctionDefinitionAst, body: ScriptBlockAst) -> None:
    """Comments before parameters describe those that the help does not name."""
    parameters: tuple[ParameterAst, ...] = ()
    if isinstance(node, FunctionDefinitionAst) and node.parameters:
        parameters = node.parameters
    elif isinstance(body.param_block, ParamBlockAst):
        parameters = body.param_block.parameters
    previous = body.param_block.extent.start if body.param_block else node.extent.start
    for parameter in parameters:
        name = parameter.name.variable_path.user_path.upper() if isinstance(parameter.name, VariableExpressionAst) else ""
        blocks = _blocks(node.extent.source, previous, parameter.extent.end)
        previous = parameter.extent.end
        if blocks and name not in info.parameters:
            lines = [line.strip() for line in comment_lines(blocks[-1])]
            info.parameters[name] = "\n".join(line for line in lines if line) + "\n"
