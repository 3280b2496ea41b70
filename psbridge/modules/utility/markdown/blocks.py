"""From the lines of a Markdown text to its blocks: containers are stripped of their marks and read anew."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from psbridge.modules.utility.markdown.inlines import Inlines, Target
from psbridge.modules.utility.markdown.nodes import Dialect, Node, label_of
from psbridge.modules.utility.markdown.tables import read_table

_LEAD_SUB = re.compile(r"^[ \t]+").sub
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r"( {0,3})(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*?)[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_QUOTE = re.compile(r" {0,3}> ?")
_ITEM = re.compile(r"( {0,3})([-+*]|(\d{1,9})([.)]))(?=[ \t]|$)([ \t]*)")
_REFERENCE = re.compile(r""" {0,3}\[((?:[^\[\]\\]|\\.)+)\]:[ \t]*(<[^<>]*>|[^\s<]\S*)(?:[ \t]+("[^"]*"|'[^']*'|\([^()]*\)))?[ \t]*$""")
_RAW = re.compile(
    r" {0,3}(?:<(?:script|pre|style|textarea)(?=[\s>]|$)|<!--|<\?|<![A-Za-z]|<!\[CDATA\[)"
    r"|( {0,3}</?(?:address|article|aside|base|blockquote|body|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption"
    r"|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|nav|noframes|ol|optgroup|option|p"
    r"|param|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|$))",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r" {0,3}<(?:[A-Za-z][\w-]*(?:\s+[\w:.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*\s*/?|/[A-Za-z][\w-]*\s*)>\s*$"
)
_ENDS = {"<!--": "-->", "<?": "?>", "<![": "]]>", "<!": ">"}


def parse(text: str, dialect: Dialect) -> Node:
    """The document of a text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd").split("\n")
    reader = _Reader(dialect)
    document = Node("Document", reader.blocks([_LEAD_SUB(lambda lead: lead[0].expandtabs(4), line) for line in lines]))
    inlines = Inlines(dialect, reader.targets)
    for node in list(document.walk()):
        if node.kind in _SPOKEN:
            node.children = inlines.read(node.text)
    return document


_SPOKEN = frozenset({"Paragraph", "Heading", "Cell"})


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


@dataclass(slots=True)
class _Lines:
    """The lines of one container, and how far they are read."""

    lines: list[str]
    at: int = 0
    said: list[str] = field(default_factory=list)
    blocks: list[Node] = field(default_factory=list)

    @property
    def line(self) -> str:
        return self.lines[self.at]

    @property
    def more(self) -> bool:
        return self.at < len(self.lines)


class _Reader:
    """Reads blocks; the targets of links that stand by themselves are kept aside."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.targets: dict[str, Target] = {}

    def blocks(self, lines: list[str]) -> list[Node]:
        at = _Lines(lines)
        while at.more:
            if not at.line.strip():
                self._close(at)
                at.at += 1
            elif not any(step(self, at) for step in _STEPS):
                at.said.append(at.line.strip(" \t") if at.said else at.line.lstrip(" \t"))
                if at.line.endswith("  "):
                    at.said[-1] = at.said[-1].rstrip(" ") + "  "
                at.at += 1
        self._close(at)
        return at.blocks

    def _close(self, at: _Lines) -> None:
        """What was said so far is a paragraph, apart from targets of links at its start."""
        said, at.said = at.said, []
        while said and (found := _REFERENCE.match(said[0])):
            url, title = found[2], found[3] or ""
            bare = url[1:-1] if url.startswith("<") else url
            self.targets.setdefault(label_of(found[1]), Target(bare, title[1:-1]))
            said = said[1:]
        if said:
            at.blocks.append(Node("Paragraph", text="\n".join(said).rstrip(" ")))

    # -- one kind of block each: whether the line began it

    def _code(self, at: _Lines) -> bool:
        if at.said or _indent(at.line) < 4:
            return False
        kept: list[str] = []
        while at.more and (not at.line.strip() or _indent(at.line) >= 4):
            kept.append(at.line[4:])
            at.at += 1
        while not kept[-1].strip():
            kept.pop()
        at.blocks.append(Node("Code", text="\n".join(kept) + "\n"))
        return True

    def _fence(self, at: _Lines) -> bool:
        found = _FENCE.match(at.line)
        if found is None:
            return False
        self._close(at)
        closing = re.compile(rf" {{0,3}}{re.escape(found[2][0])}{{{len(found[2])},}}[ \t]*$")
        kept: list[str] = []
        at.at += 1
        while at.more and not closing.match(at.line):
            strip = min(len(found[1]), _indent(at.line))
            kept.append(at.line[strip:])
            at.at += 1
        at.at += 1
        at.blocks.append(Node("Fenced", text="".join(line + "\n" for line in kept), info=found[3]))
        return True

    def _heading(self, at: _Lines) -> bool:
        found = _HEADING.match(at.line)
        if found is None:
            return False
        self._close(at)
        said = (found[2] or "").strip()
        at.blocks.append(Node("Heading", text="" if set(said) == {"#"} else said, level=len(found[1])))
        at.at += 1
        return True

    def _underline(self, at: _Lines) -> bool:
        found = _UNDERLINE.match(at.line)
        if found is None or not at.said:
            return False
        said = "\n".join(at.said).strip(" ")
        at.said = []
        at.blocks.append(Node("Heading", text=said, level=1 if found[1][0] == "=" else 2))
        at.at += 1
        return True

    def _rule(self, at: _Lines) -> bool:
        if not _RULE.match(at.line):
            return False
        self._close(at)
        at.blocks.append(Node("Rule"))
        at.at += 1
        return True

    def _quote(self, at: _Lines) -> bool:
        if not _QUOTE.match(at.line):
            return False
        self._close(at)
        kept: list[str] = []
        while at.more and ((found := _QUOTE.match(at.line)) or (kept[-1].strip() and at.line.strip() and not self._begins(at.line))):
            kept.append(at.line[found.end() :] if found else at.line)
            at.at += 1
        at.blocks.append(Node("Quote", self.blocks(kept)))
        return True

    def _begins(self, line: str) -> bool:
        """Whether a line begins a block of its own, so that it continues no paragraph."""
        return any(shape.match(line) for shape in (_HEADING, _RULE, _FENCE, _QUOTE, _ITEM))

    def _raw(self, at: _Lines) -> bool:
        found = _RAW.match(at.line)
        if found is None and (at.said or not _ALONE.match(at.line)):
            return False
        self._close(at)
        end = None if found is None or found[1] else _end_of(at.line.lstrip())
        kept: list[str] = []
        while at.more and (end is not None or at.line.strip()):
            kept.append(at.line)
            at.at += 1
            if end is not None and end in kept[-1].lower():
                break
        at.blocks.append(Node("Html", text="\n".join(kept) + "\n"))
        return True

    def _table(self, at: _Lines) -> bool:
        if not self.dialect.extended or at.said:
            return False
        found = read_table(at.lines, at.at)
        if found is None:
            return False
        table, at.at = found
        at.blocks.append(table)
        return True

    # -- lists

    def _list(self, at: _Lines) -> bool:
        first = _ITEM.match(at.line)
        if first is None or (at.said and (not at.line[first.end() :].strip() or (first[3] and int(first[3]) != 1))):
            return False
        self._close(at)
        mark = first[4] or first[2]
        made = Node("List", info="ordered" if first[3] else "bullet", text=mark, level=int(first[3] or 0))
        while at.more and (found := _ITEM.match(at.line)) and (found[4] or found[2]) == mark and not _RULE.match(at.line):
            item, blank = self._item(at, found)
            made.children.append(item)
            made.loose |= item.loose or (blank and self._follows(at, mark))
        at.blocks.append(made)
        return True

    @staticmethod
    def _follows(at: _Lines, mark: str) -> bool:
        found = _ITEM.match(at.line) if at.more else None
        return found is not None and (found[4] or found[2]) == mark

    def _item(self, at: _Lines, found: re.Match[str]) -> tuple[Node, bool]:
        """One item, and whether a blank line came after it; it is loose when a blank line parts its own blocks."""
        rest = at.line[found.end() :]
        gap = len(found[5].expandtabs(4))
        wide = 1 if gap > 4 or not rest else max(gap, 1)
        edge = len(found[1]) + len(found[2]) + wide
        kept = [" " * (gap - wide) + rest if gap > 4 else rest]
        at.at += 1
        while at.more and self._belongs(at, kept, edge):
            kept.append(at.line[edge:] if _indent(at.line) >= edge else at.line.lstrip(" "))
            at.at += 1
        blank = False
        while len(kept) > 1 and not kept[-1].strip():
            kept.pop()
            blank = True
        return Node("Item", self.blocks(kept), loose=_parted(kept)), blank

    def _belongs(self, at: _Lines, kept: list[str], edge: int) -> bool:
        if not at.line.strip():
            return len(kept) > 1 or bool(kept[0].strip())
        if _indent(at.line) >= edge:
            return True
        return bool(kept[-1].strip()) and not self._begins(at.line)


def _parted(lines: list[str]) -> bool:
    """Whether a blank line stands between blocks at the item's own depth, outside of fences and nested items."""
    fenced = False
    for number, line in enumerate(lines[:-1]):
        fenced ^= bool(_FENCE.match(line))
        following = next((one for one in lines[number + 1 :] if one.strip()), "")
        nested = any(_ITEM.match(one) for one in lines[:number])
        if not fenced and not line.strip() and (_indent(following) < 2 or not nested):
            return True
    return False


def _end_of(line: str) -> str:
    """What ends raw HTML that ends with a mark of its own."""
    for start, end in _ENDS.items():
        if line.startswith(start):
            return end
    name = re.match(r"<(\w+)", line)
    return f"</{name[1].lower()}>" if name else ">"


_STEPS = (
    _Reader._code,
    _Reader._fence,
    _Reader._heading,
    _Reader._underline,
    _Reader._rule,
    _Reader._quote,
    _Reader._raw,
    _Reader._list,
    _Reader._table,
)
