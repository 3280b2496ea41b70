"""A Markdown document for a terminal: headings, code, links and emphasis in the colours that the options say."""

from __future__ import annotations

from collections.abc import Callable

from psbridge.modules.utility.markdown.nodes import Node

ESC = "\x1b"
END = ESC + "[0m"
_WHOLE_LINE = ESC + "[500@"
_INLINE_TYPES = {"CodeSpan": "CodeInline", "Emphasis": "EmphasisInline", "Link": "LinkInline", "Image": "LinkInline"}


def to_terminal(document: Node, sequence: Callable[[str], str] | None) -> str:
    """The text of a document; `sequence` gives the sequence of an option by its name, None leaves all plain."""
    writer = _Writer(sequence)
    for node in document.children:
        writer.block(node)
    return "".join(writer.out)


def _first(nodes: list[Node]) -> str:
    """What the first inline says of itself: a text its words, another the name of its type."""
    if not nodes:
        return ""
    kind = _INLINE_TYPES.get(nodes[0].kind)
    return f"Markdig.Syntax.Inlines.{kind}" if kind else nodes[0].text


class _Writer:
    """Writes blocks; those that have no form on a terminal (rules, HTML, indented code) are left out, as PowerShell does."""

    def __init__(self, sequence: Callable[[str], str] | None) -> None:
        self.sequence = sequence
        self.out: list[str] = []

    def _coloured(self, option: str, text: str, end: str = "") -> str:
        return text if self.sequence is None else f"{ESC}{self.sequence(option)}{text}{end}{END}"

    def block(self, node: Node) -> None:
        write = _BLOCKS.get(node.kind)
        if write is not None:
            write(self, node)

    def _heading(self, node: Node) -> None:
        text = _first(node.children)
        if text:
            self.out.append(self._coloured(f"Header{node.level}", text) + "\n\n")

    def _fenced(self, node: Node) -> None:
        for line in node.text.split("\n"):
            if line.strip():
                yaml = node.info.lower() == "yaml"
                self.out.append(("\t" + line if yaml else self._coloured("Code", line, _WHOLE_LINE)) + "\n")
        self.out.append("\n")

    def _paragraph(self, node: Node) -> None:
        self._inlines(node.children)
        self.out.append("\n")

    def _quote(self, node: Node) -> None:
        for child in node.children:
            self.out.append("> ")
            self.block(child)
        self.out.append("\n")

    def _list(self, node: Node) -> None:
        for number, item in enumerate(node.children, 1):
            for child in item.children:
                if node.info == "ordered":
                    self._said(child, f"{number}. ")
                else:
                    self._bullet(child, node.text, 0)
        self.out.append("\n")

    def _said(self, node: Node, lead: str) -> None:
        if node.kind == "Paragraph":
            self.out.append(lead)
            self._inlines(node.children)

    def _bullet(self, node: Node, mark: str, depth: int) -> None:
        self._said(node, f"{'  ' * depth}{mark} ")
        if node.kind == "List":
            for item in node.children:
                for child in item.children:
                    self._bullet(child, mark, depth + 1)

    def _inlines(self, nodes: list[Node]) -> None:
        for number, node in enumerate(nodes):
            self.out.append(_INLINES[node.kind](self, node))
            if node.kind in _LEAVES and number == len(nodes) - 1:
                self.out.append("\n")

    def _link(self, node: Node) -> str:
        return self._coloured("Link", f'"{_first(node.children)}"')

    def _image(self, node: Node) -> str:
        return self._coloured("Image", f"[{_first(node.children) or 'Image'}]")

    def _emphasis(self, node: Node) -> str:
        return self._coloured("EmphasisBold" if node.level == 2 else "EmphasisItalics", _first(node.children))


_LEAVES = frozenset({"Text", "Auto", "RawSpan"})
_BLOCKS = {
    "Heading": _Writer._heading,
    "Fenced": _Writer._fenced,
    "Paragraph": _Writer._paragraph,
    "Quote": _Writer._quote,
    "List": _Writer._list,
}
_INLINES: dict[str, Callable[[_Writer, Node], str]] = {
    "Text": lambda writer, node: node.text,
    "Auto": lambda writer, node: node.info,
    "RawSpan": lambda writer, node: node.text,
    "Break": lambda writer, node: "\n" if node.level else " ",
    "CodeSpan": lambda writer, node: writer._coloured("Code", node.text),
    "Link": _Writer._link,
    "Image": _Writer._image,
    "Emphasis": _Writer._emphasis,
}
