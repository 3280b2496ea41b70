"""What scripts see of Markdown: the result of a conversion, its blocks, and the options of colours."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.table import IndexedProperty
from psbridge.engine.voids import void
from psbridge.modules.utility.markdown.nodes import Node
from psbridge.objects import NetError, NetObject, define, unwrap
from psbridge.objects.adapted import Method, declare
from psbridge.objects.convert import to_text
from psbridge.objects.convert.enumeration import register_enumerable

_R = "Microsoft.PowerShell.MarkdownRender."
_END = "\x1b[0m"
_CODE = "[48;2;155;155;155;38;2;30;30;30m"
OPTIONS = ("Header1", "Header2", "Header3", "Header4", "Header5", "Header6", "Code", "Link", "Image", "EmphasisBold", "EmphasisItalics")
_COMMON = {"Code": _CODE, "Link": "[4;38;5;117m", "Image": "[33m", "EmphasisBold": "[1m", "EmphasisItalics": "[36m"}
THEMES = {
    "dark": dict(zip(OPTIONS, ("[7m", "[4;93m", "[4;94m", "[4;95m", "[4;96m", "[4;97m"), strict=False)) | _COMMON,
    "light": dict(zip(OPTIONS, ("[7m", "[4;33m", "[4;34m", "[4;35m", "[4;36m", "[4;30m"), strict=False)) | _COMMON,
}
_BLOCK_TYPES = {
    "Heading": "HeadingBlock",
    "Paragraph": "ParagraphBlock",
    "Code": "CodeBlock",
    "Fenced": "FencedCodeBlock",
    "Quote": "QuoteBlock",
    "List": "ListBlock",
    "Item": "ListItemBlock",
    "Rule": "ThematicBreakBlock",
    "Html": "HtmlBlock",
}


class MarkdownOptions(NetObject):
    """The sequences that make up a colour scheme."""

    __slots__ = ("enabled", *(name.lower() for name in OPTIONS))
    net_type = define(_R + "PSMarkdownOptionInfo", assembly="Microsoft.PowerShell.MarkdownRender")
    PROPERTIES = {**{name: name.lower() for name in OPTIONS}, "EnableVT100Encoding": "enabled"}
    METHODS = {
        "AsEscapeSequence": "as_escape_sequence",
        "SetDarkTheme": void("SetDarkTheme", "set_dark_theme"),
        "SetLightTheme": void("SetLightTheme", "set_light_theme"),
    }

    def __init__(self) -> None:
        super().__init__()
        self.enabled = True
        self.set_theme("dark")

    def set_theme(self, name: str) -> None:
        for option, sequence in THEMES[name].items():
            self.change(option, sequence)

    def change(self, option: str, sequence: str) -> None:
        setattr(self, option.lower(), sequence)

    def sequence(self, option: str) -> str:
        found: str = getattr(self, option.lower())
        return found

    def set_dark_theme(self) -> None:
        self.set_theme("dark")

    def set_light_theme(self) -> None:
        self.set_theme("light")

    def as_escape_sequence(self, option: Any) -> str:
        """The sequence, named in its own colour."""
        name = to_text(unwrap(option))
        if name.lower() not in {one.lower() for one in OPTIONS}:
            raise NetError.of("System.ArgumentException", f"Requested value '{name}' was not found.")
        sequence = self.sequence(name)
        return f"\x1b{sequence}{sequence}{_END}"


class MarkdownBlock(NetObject):
    """A block of a document, by Markdig's name for it; a container gives its blocks when it is enumerated."""

    __slots__ = ("children", "node")
    net_type = define("Markdig.Syntax.Block", assembly="Markdig.Signed")
    PROPERTIES = {"Level": "level", "Info": "info", "Count": "count"}

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node
        self.children = [_TYPES.get(child.kind, MarkdownBlock)(child) for child in node.children if child.kind in _BLOCK_TYPES]

    @property
    def level(self) -> int:
        return self.node.level

    @property
    def info(self) -> str:
        return self.node.info

    @property
    def count(self) -> int:
        return len(self.children)


def _leaf(kind: str, *names: str) -> type[MarkdownBlock]:
    full = f"Markdig.Syntax.{_BLOCK_TYPES[kind]}"
    space = {
        "__slots__": (),
        "net_type": define(full, "Markdig.Syntax.Block"),
        "PROPERTIES": {n: MarkdownBlock.PROPERTIES[n] for n in names},
    }
    made: type[MarkdownBlock] = type(_BLOCK_TYPES[kind], (MarkdownBlock,), space)
    return made


_SHOWN = {"Heading": ("Level",), "Fenced": ("Info",), "Quote": ("Count",), "List": ("Count",), "Item": ("Count",)}
_TYPES = {kind: _leaf(kind, *_SHOWN.get(kind, ())) for kind in _BLOCK_TYPES}


class MarkdownDocument(MarkdownBlock):
    """All blocks of a text."""

    __slots__ = ("lines",)
    net_type = define("Markdig.Syntax.MarkdownDocument", "Markdig.Syntax.Block")
    PROPERTIES = {"LineCount": "lines", "Count": "count"}

    def __init__(self, node: Node, lines: int) -> None:
        super().__init__(node)
        self.lines = lines


def _item(block: MarkdownBlock, index: int) -> MarkdownBlock:
    if not 0 <= index < block.count:
        raise NetError.of("System.ArgumentOutOfRangeException", "Index was out of range.")
    return block.children[index]


for _kind in (MarkdownDocument, _TYPES["Quote"], _TYPES["List"], _TYPES["Item"]):
    register_enumerable(_kind, lambda block: iter(block.children))
    declare(_kind.net_type).methods["item"] = IndexedProperty("Item", _item, ("Markdig.Syntax.Block Item(int index) {get;set;}",))


class MarkdownInfo(NetObject):
    """A text and one form of it."""

    __slots__ = ("html", "tokens", "vt100")
    net_type = define(_R + "MarkdownInfo", assembly="Microsoft.PowerShell.MarkdownRender")
    PROPERTIES = {"Html": "html", "VT100EncodedString": "vt100", "Tokens": "tokens"}

    def __init__(self, html: str | None = None, vt100: str | None = None, tokens: MarkdownDocument | None = None) -> None:
        super().__init__()
        self.html, self.vt100, self.tokens = html, vt100, tokens


declare(MarkdownInfo.net_type).constructor = Method("MarkdownInfo", MarkdownInfo, ("new()",))
