"""XmlWriter and XmlTextWriter: XML written piece by piece; XmlWriterSettings.

Decides when tags are closed, where lines break when the output is indented, which namespaces must be declared, and the declaration.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.members import xmldom
from psbridge.engine.members.arguments import bad_argument, invalid_operation, needed
from psbridge.engine.members.files import open_stream
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.streams import Stream, StreamWriter, TextWriter
from psbridge.engine.members.table import WithContext, fill
from psbridge.engine.members.texts import StringBuilder, encoding
from psbridge.engine.members.xlinq import written
from psbridge.objects.nettypes import NetType, define
from psbridge.objects.psobject import NetObject

_X = "System.Xml."
_WRITER = define(_X + "XmlWriter", interfaces=["System.IDisposable"])
_TEXT_WRITER = define(_X + "XmlTextWriter", _WRITER)


class Settings(NetObject):
    """XmlWriterSettings."""

    __slots__ = ("close_output", "encoding", "indent", "indent_chars", "new_line", "on_attributes", "omit")
    net_type = define(_X + "XmlWriterSettings")

    def __init__(self) -> None:
        super().__init__()
        self.indent, self.indent_chars, self.new_line, self.omit = False, "  ", "\n", False
        self.on_attributes, self.close_output = False, False
        self.encoding: Any = encoding("UTF8")


fill(
    Settings.net_type,
    """
    new()
    bool CloseOutput {get;set;}
    System.Text.Encoding Encoding {get;set;}
    bool Indent {get;set;}
    string IndentChars {get;set;}
    string NewLineChars {get;set;}
    bool NewLineOnAttributes {get;set;}
    bool OmitXmlDeclaration {get;set;}
    """,
    {
        "new": Settings,
        "CloseOutput": "close_output",
        "Encoding": "encoding",
        "Indent": "indent",
        "IndentChars": "indent_chars",
        "NewLineChars": "new_line",
        "NewLineOnAttributes": "on_attributes",
        "OmitXmlDeclaration": "omit",
    },
)


class _Frame:
    """An element that is open."""

    __slots__ = ("children", "mixed", "name", "scope")

    def __init__(self, name: str, scope: dict[str, str]) -> None:
        self.name, self.scope = name, scope
        self.children = self.mixed = False


class XmlWriter(NetObject):
    """A writer over a TextWriter.  ``automatic``: it writes the declaration by itself, as what Create gives does."""

    __slots__ = ("attribute", "automatic", "frames", "kind", "name", "open", "settings", "started", "target", "width")

    def __init__(self, kind: NetType, target: TextWriter, settings: Settings, name: str, automatic: bool) -> None:
        super().__init__()
        self.kind, self.target, self.settings, self.name, self.automatic = kind, target, settings, name, automatic
        self.frames: list[_Frame] = []
        self.open = self.started = False
        self.width = 2
        self.attribute: list[str] | None = None

    def put(self, text: str) -> None:
        self.target.put(text)

    # -- structure

    def _close_tag(self) -> None:
        if self.open:
            self.put(">")
            self.open = False

    def _line(self, depth: int) -> None:
        if self.settings.indent:
            self.put(self.settings.new_line + self.settings.indent_chars * depth)

    def _child(self, mixed: bool) -> None:
        """Room for a node: text makes its element mixed, which is not indented any more."""
        self._begin_in_document()
        self._close_tag()
        top = self.frames[-1] if self.frames else None
        if top is not None:
            top.children, top.mixed = True, top.mixed or mixed
        if not mixed and not (top is not None and top.mixed) and (top is not None or self.started):
            self._line(len(self.frames))
        self.started = True

    def _begin_in_document(self) -> None:
        if not self.started and self.automatic and not self.settings.omit:
            self.start_document()

    def start_document(self, standalone: Any = None) -> None:
        if self.started:
            raise invalid_operation("Cannot write XML declaration. WriteStartDocument method has already written it.")
        told = f' encoding="{self.name}"' if self.name else ""
        more = "" if standalone is None else f' standalone="{"yes" if standalone else "no"}"'
        self.put(f'<?xml version="1.0"{told}{more}?>')
        self.started = True

    def end_document(self) -> None:
        while self.frames:
            self.end_element()

    def start_element(self, *names: Any) -> None:
        """(local), (local, namespace), (prefix, local, namespace)."""
        prefix, local, uri = ("", names[0], None) if len(names) == 1 else ("", *names) if len(names) == 2 else names
        if not local:
            raise bad_argument("The empty string '' is not a valid local name.")
        self._child(False)
        outer = self.frames[-1].scope if self.frames else {"": "", "xml": "http://www.w3.org/XML/1998/namespace"}
        if len(names) == 2 and uri and outer.get("") != uri:
            prefix = next((key for key, known in outer.items() if key and known == uri), "")
        name = f"{prefix}:{local}" if prefix else local
        frame = _Frame(name, dict(outer))
        self.frames.append(frame)
        self.put(f"<{name}")
        self.open = True
        if uri is not None and frame.scope.get(prefix or "") != uri:
            self._declare(prefix or "", uri)

    def _declare(self, prefix: str, uri: str) -> None:
        self.frames[-1].scope[prefix] = uri
        self.put(f' xmlns{":" + prefix if prefix else ""}="{xmldom.escape(uri, True)}"')

    def end_element(self, full: bool = False) -> None:
        if not self.frames:
            raise invalid_operation("There was no XML start tag open.")
        frame = self.frames.pop()
        if self.open and not full:
            self.put(" />")
            self.open = False
            return
        self._close_tag()
        if frame.children and not frame.mixed:
            self._line(len(self.frames))
        self.put(f"</{frame.name}>")

    def write_attribute(self, *parts: Any) -> None:
        """(local, value), (local, namespace, value), (prefix, local, namespace, value)."""
        *names, value = parts
        prefix, local, uri = ("", names[0], None) if len(names) == 1 else ("", *names) if len(names) == 2 else names
        if not self.open:
            raise invalid_operation("Token StartAttribute in state Content would result in an invalid XML document.")
        if uri and prefix != "xmlns" and local != "xmlns":
            scope = self.frames[-1].scope
            prefix = prefix or next((key for key, known in scope.items() if key and known == uri), f"d{len(self.frames)}p1")
            if scope.get(prefix) != uri:
                self._declare(prefix, uri)
        elif prefix == "xmlns" or local == "xmlns":
            self.frames[-1].scope["" if local == "xmlns" else local] = value
        name = f"{prefix}:{local}" if prefix else local
        self.put(f' {name}="{xmldom.escape(value or "", True)}"')

    def write_element(self, *parts: Any) -> None:
        *names, value = parts
        self.start_element(*names)
        if value:
            self.write_text(value)
        self.end_element()

    # -- content

    def write_text(self, text: Any) -> None:
        if text is None:
            return
        if self.attribute is not None:
            self.attribute.append(str(text))
            return
        self._child(True)
        self.put(xmldom.escape(text))

    def write_raw(self, text: str) -> None:
        self._child(True)
        self.put(text or "")

    def write_cdata(self, text: str) -> None:
        self._child(True)
        self.put(f"<![CDATA[{text or ''}]]>")

    def write_comment(self, text: str) -> None:
        self._child(False)
        self.put(f"<!--{text or ''}-->")

    def write_instruction(self, name: str, text: str) -> None:
        if name.lower() == "xml":
            if not self.started:
                self.put(f"<?xml {text}?>")
                self.started = True
            return
        self._child(False)
        self.put(f"<?{name} {text}?>" if text else f"<?{name}?>")

    def start_attribute(self, name: str) -> None:
        self.attribute = [name]

    def end_attribute(self) -> None:
        if self.attribute is not None:
            (name, *parts), self.attribute = self.attribute, None
            self.write_attribute(name, "".join(parts))

    def write_node(self, node: Any) -> None:
        """A node of an XmlDocument with all that is in it."""
        _NODES[node.kind](self, node)

    def write_content(self, node: Any) -> None:
        for child in list(node.children):
            self.write_node(child)

    def save(self, document: Any) -> None:
        """XmlDocument.Save: with a declaration in any case."""
        nodes = list(document.children)
        first = nodes[0] if nodes and nodes[0].kind == xmldom.DECLARATION else None
        if not self.started and not (self.automatic and self.settings.omit):
            told = (first.value or "") if first is not None else ""
            self.start_document(None if "standalone" not in told else 'standalone="yes"' in told)
        for node in nodes:
            if node is not first:
                self.write_node(node)
        self.target.flush()

    def close(self) -> None:
        self.end_document()
        self.target.flush()
        if not self.automatic or self.settings.close_output or self.target.stream is None:
            self.target.close()


XmlWriter.net_type = property(lambda self: self.kind)  # type: ignore[assignment]


def _write_element(writer: XmlWriter, node: Any) -> None:
    writer.start_element(node.name)
    if node.prefix or node.namespace:
        writer.frames[-1].scope.setdefault(node.prefix, node.namespace)
    for one in node.attributes:
        writer.write_attribute(one.name, one.value)
    writer.write_content(node)
    writer.end_element()


_NODES: dict[int, Callable[[XmlWriter, Any], None]] = {
    xmldom.ELEMENT: _write_element,
    xmldom.ATTRIBUTE: lambda writer, node: writer.write_attribute(node.name, node.value),
    xmldom.TEXT: lambda writer, node: writer.write_text(node.value),
    xmldom.WHITESPACE: lambda writer, node: writer.write_raw(node.value),
    xmldom.CDATA: lambda writer, node: writer.write_cdata(node.value),
    xmldom.COMMENT: lambda writer, node: writer.write_comment(node.value),
    xmldom.INSTRUCTION: lambda writer, node: writer.write_instruction(node.name, node.value or ""),
    xmldom.DECLARATION: lambda writer, node: writer.write_instruction("xml", node.value or ""),
    xmldom.DOCUMENT: XmlWriter.write_content,
    xmldom.FRAGMENT: XmlWriter.write_content,
}


# -- constructors


def _text_writer(ctx: Any, target: Any, enc: Any) -> tuple[TextWriter, str]:
    """The TextWriter behind a target, and the name of its encoding."""
    if isinstance(target, TextWriter):
        return target, "utf-16" if target.stream is None else target.encoding.web_name
    if isinstance(target, StringBuilder):
        return TextWriter(target), "utf-16"
    chosen = enc or encoding("UTF8")
    stream = target if isinstance(target, Stream) else open_stream(ctx, target, 2)
    return StreamWriter(stream, chosen), chosen.web_name if enc is not None else "utf-8"


def _new_text_writer(ctx: Any, target: Any, enc: Any = None) -> XmlWriter:
    writer, name = _text_writer(ctx, needed(target, "w"), enc)
    return XmlWriter(_TEXT_WRITER, writer, Settings(), "" if enc is None and not isinstance(target, TextWriter) else name, False)


def _create(ctx: Any, target: Any, settings: Any = None) -> XmlWriter:
    chosen = settings or Settings()
    writer, name = _text_writer(ctx, needed(target, "output"), chosen.encoding)
    if isinstance(target, str):
        chosen.close_output = True
    return XmlWriter(define(_X + "XmlWellFormedWriter", _WRITER), writer, chosen, name, True)


def _formatting(writer: XmlWriter) -> Any:
    return enum_type(_X + "Formatting")(int(writer.settings.indent))


def _set_formatting(writer: XmlWriter, value: Any) -> None:
    writer.settings.indent = int(value) == 1


def _set_width(writer: XmlWriter, count: int) -> None:
    writer.width = count
    writer.settings.indent_chars = (writer.settings.indent_chars[:1] or " ") * count


def _set_mark(writer: XmlWriter, mark: Any) -> None:
    writer.settings.indent_chars = str(mark) * writer.width


_NAMES = ("string localName", "string localName, string ns", "string prefix, string localName, string ns")
_LINES = [f"void WriteStartElement({names})" for names in _NAMES]
_LINES += [f"void {name}({names}, string value)" for name in ("WriteAttributeString", "WriteElementString") for names in _NAMES]
fill(
    _WRITER,
    "\n".join(_LINES)
    + f"""
    {_X}XmlWriterSettings Settings {{get;}}
    void Close()
    void Dispose()
    void Flush()
    void WriteCData(string text)
    void WriteComment(string text)
    void WriteEndAttribute()
    void WriteEndDocument()
    void WriteEndElement()
    void WriteFullEndElement()
    void WriteProcessingInstruction(string name, string text)
    void WriteRaw(string data)
    void WriteStartAttribute(string localName)
    void WriteStartDocument()
    void WriteStartDocument(bool standalone)
    void WriteString(string text)
    void WriteValue(System.Object value)
    void WriteWhitespace(string ws)
    static {_X}XmlWriter Create(System.IO.TextWriter output)
    static {_X}XmlWriter Create(System.IO.TextWriter output, {_X}XmlWriterSettings settings)
    static {_X}XmlWriter Create(System.IO.Stream output)
    static {_X}XmlWriter Create(System.IO.Stream output, {_X}XmlWriterSettings settings)
    static {_X}XmlWriter Create(System.Text.StringBuilder output)
    static {_X}XmlWriter Create(System.Text.StringBuilder output, {_X}XmlWriterSettings settings)
    static {_X}XmlWriter Create(string outputFileName)
    static {_X}XmlWriter Create(string outputFileName, {_X}XmlWriterSettings settings)
    """,
    {
        "Settings": "settings",
        "Close": XmlWriter.close,
        "Dispose": XmlWriter.close,
        "Flush": lambda writer: writer.target.flush(),
        "WriteAttributeString": XmlWriter.write_attribute,
        "WriteCData": XmlWriter.write_cdata,
        "WriteComment": XmlWriter.write_comment,
        "WriteElementString": XmlWriter.write_element,
        "WriteEndAttribute": XmlWriter.end_attribute,
        "WriteEndDocument": XmlWriter.end_document,
        "WriteEndElement": XmlWriter.end_element,
        "WriteFullEndElement": lambda writer: writer.end_element(True),
        "WriteProcessingInstruction": XmlWriter.write_instruction,
        "WriteRaw": XmlWriter.write_raw,
        "WriteStartAttribute": XmlWriter.start_attribute,
        "WriteStartDocument": XmlWriter.start_document,
        "WriteStartElement": XmlWriter.start_element,
        "WriteString": XmlWriter.write_text,
        "WriteValue": lambda writer, value: writer.write_text(written(value)),
        "WriteWhitespace": XmlWriter.write_raw,
        "::Create": WithContext(_create),
    },
)
fill(
    _TEXT_WRITER,
    f"""
    new(System.IO.TextWriter w)
    new(System.IO.Stream w, System.Text.Encoding encoding)
    new(string filename, System.Text.Encoding encoding)
    {_X}Formatting Formatting {{get;set;}}
    int Indentation {{get;set;}}
    char IndentChar {{get;set;}}
    """,
    {
        "new": WithContext(_new_text_writer),
        "Formatting": _formatting,
        "Formatting=": _set_formatting,
        "Indentation": "width",
        "Indentation=": _set_width,
        "IndentChar": lambda writer: writer.settings.indent_chars[:1],
        "IndentChar=": _set_mark,
    },
)
