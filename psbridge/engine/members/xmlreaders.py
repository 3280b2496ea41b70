"""System.Xml.XmlReader: XML one node after the other.

Decides what is a node (white space and ends of elements are, unless the settings say otherwise) and where the reader stands: at a node, at an
attribute of it, before the first or behind the last. The text is taken apart at the first Read; what is wrong with it is said when the reader
comes there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.members import xmldom
from psbridge.engine.members.arguments import bad_argument, needed, null_argument, out_of_range
from psbridge.engine.members.files import decode, read_bytes
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.streams import Stream, TextReader
from psbridge.engine.members.table import WithContext, fill
from psbridge.engine.members.xmldom import CDATA, COMMENT, DECLARATION, ELEMENT, INSTRUCTION, TEXT, WHITESPACE, Node
from psbridge.engine.members.xmlsteps import END, ReaderSettings, Step, steps_of
from psbridge.objects import convert as conversion
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.nettypes import NetType, define, find_type
from psbridge.objects.psobject import NetObject, unwrap

_X = "System.Xml."
_READER = define(_X + "XmlReader", interfaces=["System.IDisposable"])
_REAL = define(_X + "XmlTextReaderImpl", _READER)
_TEXT_READER = define(_X + "XmlTextReader", _READER)
_ATTRIBUTE = 2
_NAMES_OF = (ELEMENT, INSTRUCTION, DECLARATION, END, _ATTRIBUTE)
_VALUES_OF = (TEXT, CDATA, COMMENT, INSTRUCTION, DECLARATION, WHITESPACE, _ATTRIBUTE)
_CONTENT = (TEXT, CDATA, WHITESPACE)


class XmlReader(NetObject):
    """A reader; ``at``: the number of its step, ``attribute``: that of the attribute it stands at (-1: the node itself)."""

    __slots__ = ("at", "attribute", "failure", "kind", "settings", "source", "state", "steps", "uri")
    net_type = _READER

    def __init__(self, kind: NetType, source: str, settings: ReaderSettings, uri: str = "") -> None:
        super().__init__()
        self.kind, self.source, self.settings, self.uri = kind, source, settings, uri
        self.steps: list[Step] | None = None
        self.failure: NetError | None = None
        self.at, self.attribute, self.state = -1, -1, 0

    # -- where it stands

    @property
    def step(self) -> Step | None:
        return self.steps[self.at] if self.steps is not None and self.state == 1 and 0 <= self.at < len(self.steps) else None

    @property
    def node(self) -> Any:
        """The node or the attribute; None before the first and behind the last."""
        step = self.step
        if step is None:
            return None
        return step.node if self.attribute < 0 else step.node.attributes[self.attribute]

    @property
    def node_kind(self) -> int:
        step = self.step
        return 0 if step is None else step.kind if self.attribute < 0 else _ATTRIBUTE

    @property
    def attributes(self) -> list[Node]:
        step = self.step
        return list(step.node.attributes) if step is not None and step.kind in (ELEMENT, DECLARATION) else []

    @property
    def depth(self) -> int:
        step = self.step
        return 0 if step is None else step.depth + (self.attribute >= 0)

    def named(self, read: str) -> str:
        return str(getattr(self.node, read)) if self.node_kind in _NAMES_OF else ""

    @property
    def content(self) -> str:
        return (self.node.value or "") if self.node_kind in _VALUES_OF else ""

    @property
    def is_empty(self) -> bool:
        step = self.step
        return step is not None and step.is_empty and self.attribute < 0

    # -- going on

    def read(self) -> bool:
        if self.state == 4:
            return False
        self.attribute = -1
        steps = self._steps()
        self.at += 1
        self.state = 1
        if self.at < len(steps):
            return True
        self.state = 3
        if self.failure is not None:
            self.state = 2
            raise self.failure
        return False

    def _steps(self) -> list[Step]:
        if self.steps is None:
            self.steps, self.failure = steps_of(self.source, self.settings)
        return self.steps

    def skip(self) -> None:
        """To what comes behind the node with all that is in it."""
        step = self.step
        if step is not None and step.kind == ELEMENT and not step.is_empty:
            self._to_end(step)
        self.read()

    def _to_end(self, step: Step) -> None:
        """To the end of an element."""
        while self.read():
            here = self.steps[self.at]  # type: ignore[index]
            if here.kind == END and here.node is step.node:
                return

    def close(self) -> None:
        self.state, self.attribute = 4, -1

    # -- attributes

    def index_of(self, name: str, namespace: str | None = None) -> int:
        if namespace is None:
            return next((i for i, one in enumerate(self.attributes) if one.name == name), -1)
        return next((i for i, one in enumerate(self.attributes) if one.local_name == name and one.namespace == namespace), -1)

    def value_of(self, name: Any, namespace: str | None = None) -> str | None:
        if isinstance(name, int):
            return self.attributes[self._checked(name)].value
        at = self.index_of(name, namespace)
        return None if at < 0 else self.attributes[at].value

    def _checked(self, index: int) -> int:
        if not 0 <= index < len(self.attributes):
            raise out_of_range("i")
        return index

    def to_attribute(self, name: Any, namespace: str | None = None) -> bool:
        at = self._checked(name) if isinstance(name, int) else self.index_of(name, namespace)
        if at < 0:
            return False
        self.attribute = at
        return True

    def to_next_attribute(self, first: bool = False) -> bool:
        at = 0 if first else self.attribute + 1
        if at >= len(self.attributes):
            return False
        self.attribute = at
        return True

    def to_element(self) -> bool:
        moved, self.attribute = self.attribute >= 0, -1
        return moved

    # -- to something

    def to_content(self) -> int:
        """To the next node that is text or an element (or its end)."""
        self.attribute = -1
        while self.node_kind not in (ELEMENT, TEXT, CDATA, END):
            if not self.read():
                return 0
        return self.node_kind

    def is_at(self, names: tuple[str, ...]) -> bool:
        if self.node_kind != ELEMENT:
            return False
        if len(names) == 2:
            return bool(self.node.local_name == names[0] and self.node.namespace == names[1])
        return not names or self.node.name == names[0]

    def is_start(self, *names: str) -> bool:
        return self.to_content() == ELEMENT and self.is_at(names)

    def to_following(self, *names: str) -> bool:
        needed(names[0], "name")
        while self.read():
            if self.is_at(names):
                return True
        return False

    def to_descendant(self, *names: str) -> bool:
        step = self.step
        if self.state == 0:
            return self.to_following(*names)
        if step is None or step.kind != ELEMENT or step.is_empty:
            return False
        while self.read():
            here = self.step
            if here is None or (here.kind == END and here.node is step.node):
                return False
            if self.is_at(names):
                return True
        return False

    def to_sibling(self, *names: str) -> bool:
        step = self.step
        while step is not None and self.state == 1:
            self.skip()
            here = self.step
            if here is None or here.depth < step.depth or (here.kind == END and here.depth <= step.depth and here.node is not step.node):
                return False
            if self.is_at(names):
                return True
        return False

    # -- contents

    def outer(self) -> str:
        return self._text_of(xmldom.outer)

    def inner(self) -> str:
        return self._text_of(xmldom.inner)

    def _text_of(self, show: Any) -> str:
        if self.attribute >= 0:
            return str(show(self.node)) if show is xmldom.outer else str(self.node.value)
        step = self.step
        if step is None or step.kind != ELEMENT:
            if step is not None and show is xmldom.outer and step.kind != END:
                text = str(show(step.node))
                self.read()
                return text
            return ""
        text = str(show(step.node))
        self.skip()
        return text

    def element_content(self, method: str, parse: Callable[[str], Any] = str) -> Any:
        """The text of an element without elements in it, read by `parse`; the reader goes behind it."""
        step = self.step
        if step is None or step.kind != ELEMENT or self.attribute >= 0:
            kind = enum_type(_X + "XmlNodeType")(self.node_kind)
            raise NetError.of(
                "System.InvalidOperationException", f"The {method} method is not supported on node type {kind}.{self.place()}"
            )
        if any(child.kind == ELEMENT for child in step.node.children):
            self.read()
            while self.node_kind != ELEMENT:
                self.read()
            raise self.refusal("ReadElementContentAs() methods cannot be called on an element that has child elements.")
        if not step.is_empty:
            self._to_end(step)
        found = parse(xmldom.inner_text(step.node))
        self.read()
        return found

    def text_content(self) -> str:
        """ReadContentAsString: the text from here to the next element, or the value of the attribute."""
        if self.attribute >= 0:
            return self.content
        if self.node_kind not in (*_CONTENT, COMMENT, INSTRUCTION, END):
            kind = enum_type(_X + "XmlNodeType")(self.node_kind)
            text = f"The ReadContentAsString method is not supported on node type {kind}. If you want to read typed content of an element, use the ReadElementContentAs method."
            raise NetError.of("System.InvalidOperationException", text + self.place())
        pieces: list[str] = []
        while self.node_kind in (*_CONTENT, COMMENT, INSTRUCTION):
            pieces += [self.content] if self.node_kind in _CONTENT else []
            self.read()
        return "".join(pieces)

    def start_element(self, *names: str) -> None:
        if self.to_content() != ELEMENT:
            raise self.wrong_kind()
        if not self.is_at(names):
            shown = f"'{names[0]}' with namespace name '{names[1]}'" if len(names) == 2 else f"'{names[0]}'"
            raise self.refusal(f"Element {shown} was not found.")
        self.read()

    def end_element(self) -> None:
        if self.to_content() != END:
            raise self.wrong_kind()
        self.read()

    # -- what is wrong

    def place(self) -> str:
        step = self.step
        return "" if step is None else f" Line {step.line}, position {step.column}."

    def refusal(self, text: str, inner: NetException | None = None) -> NetError:
        step = self.step
        line, column = (0, 0) if step is None else (step.line, step.column)
        return NetError(NetException(_X + "XmlException", text + self.place(), inner, LineNumber=line, LinePosition=column))

    def wrong_kind(self) -> NetError:
        return self.refusal(f"'{enum_type(_X + 'XmlNodeType')(self.node_kind)}' is an invalid XmlNodeType.")


XmlReader.net_type = property(lambda self: self.kind)  # type: ignore[assignment]


def _typed(name: str, wanted: str, element: bool) -> Any:
    """ReadElementContentAsInt and its like."""

    def run(reader: XmlReader) -> Any:
        def parse(text: str) -> Any:
            value = {"true": "1", "false": "0"}.get(text.strip(), text.strip()) if name == "Boolean" else text.strip()
            try:
                found = conversion.convert(value or "-", find_type(wanted))
                return bool(("0", "1").index(found)) if name == "Boolean" else found
            except (NetError, ValueError):
                inner = NetException("System.FormatException", "Input string was not in a correct format.")
                raise reader.refusal(f"Content cannot be converted to the type {name}.", inner) from None

        return reader.element_content(f"ReadElementContentAs{name}", parse) if element else parse(reader.text_content())

    return run


_TYPED = {"Boolean": "System.String", "DateTime": "System.DateTime", "Decimal": "System.Decimal", "Double": "System.Double",
          "Float": "System.Single", "Int": "System.Int32", "Long": "System.Int64"}  # fmt: skip


def _read_string(reader: XmlReader) -> str:
    """ReadElementString: content that is text alone."""
    text: str = reader.element_content("ReadElementString")
    return text


# -- constructors


def _source(ctx: Any, given: Any) -> tuple[str, str]:
    """The text of an input, and its address."""
    plain = unwrap(given)
    if isinstance(plain, TextReader):
        return plain.read_to_end(), ""
    if isinstance(plain, Stream):
        return decode(plain.live.read()), ""
    if isinstance(plain, str) and not plain:
        raise bad_argument("The URL cannot be empty.", "url")
    path = str(plain)
    return decode(read_bytes(ctx, path)), "file://" + path if path.startswith("/") else path


def _create(ctx: Any, given: Any, settings: Any = None) -> XmlReader:
    if given is None:
        raise null_argument("input")
    text, uri = _source(ctx, given)
    return XmlReader(_REAL, text, settings or ReaderSettings(), uri)


def _new_text_reader(ctx: Any, given: Any) -> XmlReader:
    text, uri = _source(ctx, needed(given, "url"))
    return XmlReader(_TEXT_READER, text, ReaderSettings(), uri)


_NODE_TYPE = f"{_X}XmlNodeType"
fill(
    _READER,
    f"""
    int AttributeCount {{get;}}
    string BaseURI {{get;}}
    int Depth {{get;}}
    bool EOF {{get;}}
    bool HasAttributes {{get;}}
    bool HasValue {{get;}}
    bool IsEmptyElement {{get;}}
    string LocalName {{get;}}
    string Name {{get;}}
    string NamespaceURI {{get;}}
    {_NODE_TYPE} NodeType {{get;}}
    string Prefix {{get;}}
    {_X}ReadState ReadState {{get;}}
    {_X}XmlReaderSettings Settings {{get;}}
    string Value {{get;}}
    string Item(int i) {{get;}}
    string Item(string name) {{get;}}
    string Item(string name, string namespaceURI) {{get;}}
    void Close()
    void Dispose()
    string GetAttribute(int i)
    string GetAttribute(string name)
    string GetAttribute(string name, string namespaceURI)
    bool IsStartElement()
    bool IsStartElement(string name)
    bool IsStartElement(string localname, string ns)
    string LookupNamespace(string prefix)
    void MoveToAttribute(int i)
    bool MoveToAttribute(string name)
    bool MoveToAttribute(string name, string ns)
    {_NODE_TYPE} MoveToContent()
    bool MoveToElement()
    bool MoveToFirstAttribute()
    bool MoveToNextAttribute()
    bool Read()
    string ReadContentAsString()
    string ReadElementContentAsString()
    string ReadElementString()
    void ReadEndElement()
    string ReadInnerXml()
    string ReadOuterXml()
    void ReadStartElement()
    void ReadStartElement(string name)
    void ReadStartElement(string localname, string ns)
    string ReadString()
    bool ReadToDescendant(string name)
    bool ReadToDescendant(string localName, string namespaceURI)
    bool ReadToFollowing(string name)
    bool ReadToFollowing(string localName, string namespaceURI)
    bool ReadToNextSibling(string name)
    bool ReadToNextSibling(string localName, string namespaceURI)
    void Skip()
    static {_X}XmlReader Create(string inputUri)
    static {_X}XmlReader Create(System.IO.Stream input)
    static {_X}XmlReader Create(System.IO.TextReader input)
    static {_X}XmlReader Create(string inputUri, {_X}XmlReaderSettings settings)
    static {_X}XmlReader Create(System.IO.Stream input, {_X}XmlReaderSettings settings)
    static {_X}XmlReader Create(System.IO.TextReader input, {_X}XmlReaderSettings settings)
    """
    + "\n".join(f"System.Object Read{part}ContentAs{name}()" for part in ("", "Element") for name in _TYPED),
    {
        "AttributeCount": lambda own: len(own.attributes),
        "BaseURI": "uri",
        "Depth": "depth",
        "EOF": lambda own: own.state == 3,
        "HasAttributes": lambda own: bool(own.attributes),
        "HasValue": lambda own: own.node_kind in _VALUES_OF,
        "IsEmptyElement": "is_empty",
        "LocalName": lambda own: own.named("local_name"),
        "Name": lambda own: own.named("name"),
        "NamespaceURI": lambda own: own.named("namespace"),
        "NodeType": lambda own: enum_type(_NODE_TYPE)(own.node_kind),
        "Prefix": lambda own: own.named("prefix"),
        "ReadState": lambda own: enum_type(_X + "ReadState")(own.state),
        "Settings": "settings",
        "Value": "content",
        "Item": XmlReader.value_of,
        "Close": XmlReader.close,
        "Dispose": XmlReader.close,
        "GetAttribute": XmlReader.value_of,
        "IsStartElement": XmlReader.is_start,
        "LookupNamespace": lambda own, prefix: xmldom.namespace_of(own.step.node, prefix) or None if own.step is not None else None,
        "MoveToAttribute": XmlReader.to_attribute,
        "MoveToContent": lambda own: enum_type(_NODE_TYPE)(own.to_content()),
        "MoveToElement": XmlReader.to_element,
        "MoveToFirstAttribute": lambda own: own.to_next_attribute(True),
        "MoveToNextAttribute": lambda own: own.to_next_attribute(),
        "Read": XmlReader.read,
        "ReadContentAsString": XmlReader.text_content,
        "ReadElementContentAsString": lambda own: own.element_content("ReadElementContentAsString"),
        "ReadElementString": _read_string,
        "ReadEndElement": XmlReader.end_element,
        "ReadInnerXml": XmlReader.inner,
        "ReadOuterXml": XmlReader.outer,
        "ReadStartElement": XmlReader.start_element,
        "ReadString": lambda own: xmldom.inner_text(own.node) if own.node_kind == ELEMENT else own.text_content(),
        "ReadToDescendant": XmlReader.to_descendant,
        "ReadToFollowing": XmlReader.to_following,
        "ReadToNextSibling": XmlReader.to_sibling,
        "Skip": XmlReader.skip,
        "::Create": WithContext(_create),
        **{f"ReadElementContentAs{name}": _typed(name, wanted, True) for name, wanted in _TYPED.items()},
        **{f"ReadContentAs{name}": _typed(name, wanted, False) for name, wanted in _TYPED.items()},
    },
)
fill(
    _TEXT_READER,
    "new(string url)\nnew(System.IO.Stream input)\nnew(System.IO.TextReader input)\nint LineNumber {get;}\nint LinePosition {get;}",
    {
        "new": WithContext(_new_text_reader),
        "LineNumber": lambda own: 0 if own.step is None else own.step.line,
        "LinePosition": lambda own: 0 if own.step is None else own.step.column,
    },
)
