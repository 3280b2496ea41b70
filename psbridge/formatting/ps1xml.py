"""Reading views from .ps1xml files (Update-FormatData).

Decides what the elements of a format file mean; scripts in it become blocks through `compile`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from psbridge.formatting.expressions import PropertyExpression
from psbridge.formatting.model import (
    CENTER,
    LEFT,
    RIGHT,
    UNDEFINED,
    Binding,
    Cell,
    Condition,
    CustomBody,
    CustomEntry,
    Frame,
    GroupBy,
    Header,
    ListBody,
    ListEntry,
    NewLine,
    Row,
    TableBody,
    Text,
    View,
    WideBody,
    WideEntry,
)

_ALIGNMENTS = {"left": LEFT, "center": CENTER, "right": RIGHT}
Node = Any


class FormatFileError(Exception):
    """A format file that cannot be read; the text says why."""


def read_views(data: bytes, compile_block: Callable[[str], Any]) -> list[View]:
    """The views of a format file, in their order."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise FormatFileError(str(problem)) from problem
    if root.tag != "Configuration":
        raise FormatFileError(f'The root node "{root.tag!s}" is not "Configuration".')
    return _Reader(root, compile_block).views()


def _text(node: Node, path: str) -> str | None:
    found = node.find(path)
    return None if found is None else (found.text or "").strip()


def _flag(node: Node, path: str) -> bool | None:
    """A switch: absent (None), empty or "true" (True), anything else (False)."""
    found = _text(node, path)
    return None if found is None else found.lower() in ("", "true")


def _number(node: Node, path: str) -> int:
    try:
        return int(_text(node, path) or 0)
    except ValueError:
        raise FormatFileError(f'The text of the node "{path}" is not a whole number.') from None


class _Reader:
    def __init__(self, root: Node, compile_block: Callable[[str], Any]) -> None:
        self._root, self._compile = root, compile_block
        self._sets = {
            (_text(one, "Name") or "").lower(): tuple((t.text or "").strip() for t in one.iterfind("Types/TypeName"))
            for one in root.iterfind("SelectionSets/SelectionSet")
        }
        self._bodies: dict[str, Callable[[Node], Any]] = {
            "TableControl": self._table,
            "ListControl": self._list,
            "WideControl": self._wide,
            "CustomControl": self._custom,
        }

    def views(self) -> list[View]:
        shared = self._controls(self._root)
        return [self._view(node, shared) for node in self._root.iterfind("ViewDefinitions/View")]

    def _view(self, node: Node, shared: dict[str, CustomBody]) -> View:
        name = _text(node, "Name")
        if not name:
            raise FormatFileError("A view has no name.")
        body = next(((make, found) for tag, make in self._bodies.items() if (found := node.find(tag)) is not None), None)
        if body is None:
            raise FormatFileError(f'The view "{name}" has no control.')
        types = self._types(node.find("ViewSelectedBy"))
        if not types:
            raise FormatFileError(f'The view "{name}" names no type.')
        controls = {**shared, **self._controls(node)}
        return View(name, types, body[0](body[1]), self._group_by(node.find("GroupBy")), bool(_flag(node, "OutOfBand")), controls)

    def _controls(self, node: Node) -> dict[str, CustomBody]:
        found = node.iterfind("Controls/Control")
        return {(_text(one, "Name") or "").lower(): self._custom(one.find("CustomControl")) for one in found}

    def _types(self, node: Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        return tuple(self._named(node))

    def _named(self, node: Node) -> Iterator[str]:
        for child in node:
            word = (child.text or "").strip()
            if child.tag == "TypeName":
                yield word
            elif child.tag == "SelectionSetName":
                yield from self._sets.get(word.lower(), ())

    # -- expressions

    def _expression(self, node: Node) -> PropertyExpression | None:
        """The PropertyName or ScriptBlock below a node."""
        name = _text(node, "PropertyName")
        if name is not None:
            return PropertyExpression(name)
        found = node.find("ScriptBlock")
        return None if found is None else self._block(found.text or "")

    def _block(self, text: str) -> PropertyExpression:
        return PropertyExpression(text.strip(), block=self._compile(text))

    def _selected(self, node: Node) -> Condition | None:
        """EntrySelectedBy: type names, and perhaps a condition."""
        found = node.find("EntrySelectedBy")
        if found is None:
            return None
        types, when = list(self._named(found)), None
        for one in found.iterfind("SelectionCondition"):
            types += self._named(one)
            when = self._expression(one)
        return Condition(tuple(types), when)

    def _group_by(self, node: Node | None) -> GroupBy | None:
        source = None if node is None else self._expression(node)
        if node is None or source is None:
            return None
        inline = node.find("CustomControl")
        control = self._custom(inline) if inline is not None else _text(node, "CustomControlName")
        return GroupBy(source, _text(node, "Label"), control)

    def _cell(self, node: Node) -> Cell:
        when = node.find("ItemSelectionCondition")
        text = node.find("Text")
        return Cell(
            self._expression(node),
            _ALIGNMENTS.get((_text(node, "Alignment") or "").lower(), UNDEFINED),
            _text(node, "FormatString"),
            _text(node, "Label"),
            None if text is None else text.text or "",
            None if when is None else self._expression(when),
        )

    # -- bodies

    def _table(self, node: Node) -> TableBody:
        headers = tuple(
            Header(_text(h, "Label"), _number(h, "Width"), _ALIGNMENTS.get((_text(h, "Alignment") or "").lower(), UNDEFINED))
            for h in node.iterfind("TableHeaders/TableColumnHeader")
        )
        rows = tuple(
            Row(tuple(self._cell(c) for c in r.iterfind("TableColumnItems/TableColumnItem")), bool(_flag(r, "Wrap")), self._selected(r))
            for r in node.iterfind("TableRowEntries/TableRowEntry")
        )
        if not rows:
            raise FormatFileError("A table has no row entry.")
        return TableBody(headers, rows, _flag(node, "AutoSize"), bool(_flag(node, "HideTableHeaders")))

    def _list(self, node: Node) -> ListBody:
        entries = tuple(
            ListEntry(tuple(self._cell(i) for i in e.iterfind("ListItems/ListItem")), self._selected(e))
            for e in node.iterfind("ListEntries/ListEntry")
        )
        if not entries:
            raise FormatFileError("A list has no entry.")
        return ListBody(entries)

    def _wide(self, node: Node) -> WideBody:
        entries = tuple(WideEntry(self._cell(e.find("WideItem")), self._selected(e)) for e in node.iterfind("WideEntries/WideEntry"))
        if not entries:
            raise FormatFileError("A wide view has no entry.")
        return WideBody(entries, _number(node, "ColumnNumber"), _flag(node, "AutoSize"))

    def _custom(self, node: Node) -> CustomBody:
        found = node.iterfind("CustomEntries/CustomEntry")
        entries = tuple(CustomEntry(self._tokens(e.find("CustomItem")), self._selected(e)) for e in found)
        if not entries:
            raise FormatFileError("A custom view has no entry.")
        return CustomBody(entries)

    def _tokens(self, node: Node | None) -> tuple[Any, ...]:
        return () if node is None else tuple(token for child in node for token in self._token(child))

    def _token(self, node: Node) -> Iterator[Any]:
        if node.tag == "Text":
            yield Text(node.text or "")
        elif node.tag == "NewLine":
            yield NewLine(_number(node, "Count") or 1)
        elif node.tag == "Frame":
            first = _number(node, "FirstLineIndent") or -_number(node, "FirstLineHanging")
            yield Frame(self._tokens(node.find("CustomItem")), _number(node, "LeftIndent"), _number(node, "RightIndent"), first)
        elif node.tag == "ExpressionBinding":
            yield self._binding(node)

    def _binding(self, node: Node) -> Binding:
        inline = node.find("CustomControl")
        when = node.find("ItemSelectionCondition")
        return Binding(
            self._expression(node),
            bool(_flag(node, "EnumerateCollection")),
            self._custom(inline) if inline is not None else _text(node, "CustomControlName"),
            _text(node, "FormatString"),
            None if when is None else self._expression(when),
        )
