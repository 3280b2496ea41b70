"""A Markdown document as HTML, in the form that Markdig gives it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from psbridge.modules.utility.markdown.nodes import Node

_SAFE = "!#$%&'()*+,-./:;=?@_~"
_DASHES = ".-_"


def to_html(document: Node) -> str:
    """The whole document."""
    writer = _Writer()
    writer.blocks(document.children)
    return "".join(writer.out)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def plain(nodes: list[Node]) -> str:
    """What nodes say without their form."""
    return "".join(" " if node.kind == "Break" else node.text + plain(node.children) for node in nodes)


def heading_id(text: str) -> str:
    """The name of a heading by its words: ASCII letters from the first one on, digits, dashes for blanks."""
    kept = ""
    blank = False
    for letter in text:
        if letter.isascii() and letter.isalpha():
            kept, blank = kept + letter.lower(), False
        elif not kept:
            continue
        elif letter in _DASHES:
            kept = kept[:-1] if blank else kept
            kept, blank = kept if kept.endswith(letter) else kept + letter, False
        elif letter.isascii() and letter.isdigit():
            kept, blank = kept + letter, False
        elif not blank and letter.isspace():
            kept, blank = kept if kept[-1] in _DASHES else kept + "-", True
    return kept.rstrip(_DASHES) or "section"


class _Writer:
    """Writes blocks one after the other; each begins on a line of its own."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.ids: dict[str, int] = {}

    def blocks(self, nodes: list[Node], tight: bool = False) -> None:
        for node in nodes:
            if node.kind == "Paragraph" and tight:
                self.out.append(inline_html(node.children))
            else:
                _BLOCKS[node.kind](self, node)

    def _fresh(self) -> None:
        if self.out and not self.out[-1].endswith("\n"):
            self.out.append("\n")

    def _paragraph(self, node: Node) -> None:
        if not (self.out and self.out[-1].startswith("<li")):
            self._fresh()
        self.out.append(f"<p>{inline_html(node.children)}</p>\n")

    def _heading(self, node: Node) -> None:
        self._fresh()
        name = heading_id(plain(node.children))
        count = self.ids.get(name, -1) + 1
        self.ids[name] = count
        shown = f"{name}-{count}" if count else name
        self.out.append(f'<h{node.level} id="{shown}">{inline_html(node.children)}</h{node.level}>\n')

    def _code(self, node: Node) -> None:
        self._fresh()
        language = node.info.split(" ", 1)[0]
        named = f' class="language-{escape(language)}"' if language else ""
        self.out.append(f"<pre><code{named}>{escape(node.text)}</code></pre>\n")

    def _rule(self, node: Node) -> None:
        self._fresh()
        self.out.append("<hr />\n")

    def _raw(self, node: Node) -> None:
        self._fresh()
        self.out.append(node.text)

    def _quote(self, node: Node) -> None:
        self._fresh()
        self.out.append("<blockquote>\n")
        self.blocks(node.children)
        self._fresh()
        self.out.append("</blockquote>\n")

    def _list(self, node: Node) -> None:
        self._fresh()
        tag = "ol" if node.info == "ordered" else "ul"
        start = f' start="{node.level}"' if tag == "ol" and node.level != 1 else ""
        tasks = ' class="contains-task-list"' if any(_is_task(item) for item in node.children) else ""
        self.out.append(f"<{tag}{tasks}{start}>\n")
        for item in node.children:
            self._fresh()
            self.out.append('<li class="task-list-item">' if _is_task(item) else "<li>")
            self.blocks(item.children, tight=not node.loose)
            self.out.append("</li>\n")
        self.out.append(f"</{tag}>\n")

    def _table(self, node: Node) -> None:
        self._fresh()
        self.out.append("<table>\n<thead>\n")
        self._row(node.children[0], "th", node.aligns)
        self.out.append("</thead>\n")
        if len(node.children) > 1:
            self.out.append("<tbody>\n")
            for row in node.children[1:]:
                self._row(row, "td", node.aligns)
            self.out.append("</tbody>\n")
        self.out.append("</table>\n")

    def _row(self, row: Node, tag: str, aligns: tuple[str, ...]) -> None:
        self.out.append("<tr>\n")
        for cell, align in zip(row.children, aligns, strict=True):
            style = f' style="text-align: {align};"' if align else ""
            self.out.append(f"<{tag}{style}>{inline_html(cell.children)}</{tag}>\n")
        self.out.append("</tr>\n")


def _is_task(item: Node) -> bool:
    first = item.children[0] if item.children else None
    return first is not None and bool(first.children) and first.children[0].kind == "Task"


def inline_html(nodes: list[Node]) -> str:
    return "".join(_INLINES[node.kind](node) for node in nodes)


def _url(text: str) -> str:
    return escape(quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text), safe=_SAFE))


def _titled(node: Node) -> str:
    return f' title="{escape(node.title)}"' if node.title else ""


_BLOCKS = {
    "Paragraph": _Writer._paragraph,
    "Heading": _Writer._heading,
    "Code": _Writer._code,
    "Fenced": _Writer._code,
    "Rule": _Writer._rule,
    "Html": _Writer._raw,
    "Quote": _Writer._quote,
    "List": _Writer._list,
    "Table": _Writer._table,
}
_INLINES: dict[str, Callable[[Node], str]] = {
    "Text": lambda node: escape(node.text),
    "CodeSpan": lambda node: f"<code>{escape(node.text)}</code>",
    "Break": lambda node: "<br />\n" if node.level else "\n",
    "RawSpan": lambda node: node.text,
    "Auto": lambda node: f'<a href="{_url(node.info)}">{escape(node.text)}</a>',
    "Emphasis": lambda node: f"<{node.info}>{inline_html(node.children)}</{node.info}>",
    "Link": lambda node: f'<a href="{_url(node.info)}"{_titled(node)}>{inline_html(node.children)}</a>',
    "Image": lambda node: f'<img src="{_url(node.info)}" alt="{escape(plain(node.children))}"{_titled(node)} />',
    "Task": lambda node: (
        f'<input disabled="disabled" type="checkbox"{" checked=" + chr(34) + "checked" + chr(34) if node.level else ""} />'
    ),
}
