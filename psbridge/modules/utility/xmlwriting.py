"""ConvertTo-Xml."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from psbridge.engine.cmdlet import Cmdlet, ValidateRange, ValidateSet, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.objects import DictionaryEntry, NetDictionary, NetError, PSObject, type_names_of, type_of, unwrap
from psbridge.objects.access import iter_properties
from psbridge.objects.convert import enumerate_value, to_text

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
_SIMPLE_KINDS = ("struct", "enum")


class XmlWriter:
    """Writes objects as <Object> and <Property> elements, `depth` levels deep."""

    def __init__(self, depth: int, types: bool) -> None:
        self.depth, self.types = depth, types

    def element(self, tag: str, value: Any, level: int, name: str | None = None) -> list[str]:
        """The lines of one element, without indentation of its own: children come indented by two blanks."""
        marks = (f' Name="{_attribute(name)}"' if name is not None else "") + self._type_mark(value)
        if value is None:
            return [f"<{tag}{marks} />"]
        if _is_simple(value):
            return [_leaf(tag, marks, to_text(value))]
        if level > self.depth:
            return [_leaf(tag, marks, to_text(value))]
        inner = self._children(value, level)
        if not inner:
            return [f"<{tag}{marks} />"]
        return [f"<{tag}{marks}>", *("  " + line for line in inner), f"</{tag}>"]

    def _children(self, value: Any, level: int) -> list[str]:
        bare = unwrap(value)
        lines: list[str] = []
        if isinstance(bare, NetDictionary):
            for key, item in bare.pairs():
                lines += self.element("Property", key, level + 1, "Key")
                lines += self.element("Property", item, level + 1, "Value")
            return lines
        items = enumerate_value(bare)
        if items is not None:
            for item in items:
                lines += self.element("Property", item, level + 1)
            return lines
        for view in iter_properties(value):
            if not view.hidden:
                lines += self.element("Property", _read(view), level + 1, view.name)
        return lines or ([escape(to_text(value))] if not isinstance(bare, PSObject) else [])

    def _type_mark(self, value: Any) -> str:
        if not self.types:
            return ""
        if value is None:
            return ' Type="System.Object"'
        return f' Type="{_attribute(_type_name(value))}"'


def _type_name(value: Any) -> str:
    return str(next(iter(type_names_of(value))))


def _read(view: Any) -> Any:
    try:
        return view.get()
    except (NetError, ScriptError):
        return None


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def _leaf(tag: str, marks: str, text: str) -> str:
    return f"<{tag}{marks}>{escape(text)}</{tag}>" if text else f"<{tag}{marks}></{tag}>"


def _is_simple(value: Any) -> bool:
    bare = unwrap(value)
    if isinstance(bare, DictionaryEntry):
        return False
    return isinstance(bare, str) or (not isinstance(bare, PSObject) and type_of(bare).kind in _SIMPLE_KINDS)


def document_of(text: str) -> Any:
    from psbridge.engine.members import xmls  # noqa: F401  the tables of nodes
    from psbridge.engine.members.xmldom import XmlDocument

    return XmlDocument(text)


@cmdlet("ConvertTo-Xml", output=("System.Xml.XmlDocument", "System.String"))
class ConvertToXml(Cmdlet):
    """Creates an XML-based representation of objects."""

    depth = parameter("Depth", "int", default=1, validate=(ValidateRange(1, 2147483647),))
    input_object = parameter("InputObject", "psobject", position=0, mandatory=True, pipeline=True, allow_null=True)
    no_type_information = parameter("NoTypeInformation", "switch")
    as_form = parameter("As", "string", default="Document", validate=(ValidateSet("Stream", "String", "Document"),))

    def begin(self) -> None:
        self._writer = XmlWriter(self.depth, not self.no_type_information)
        self._lines: list[list[str]] = []
        self._stream = self.as_form.lower() == "stream"
        if self._stream:
            self.write(_DECLARATION)
            self.write("<Objects>")

    def process(self) -> None:
        lines = self._writer.element("Object", self.input_object, 1)
        if self._stream:
            self.write("\n".join(lines))
        else:
            self._lines.append(lines)

    def end(self) -> None:
        if self._stream:
            self.write("</Objects>")
            return
        inner = "\n".join("  " + line for lines in self._lines for line in lines)
        text = f"{_DECLARATION}\n<Objects>\n{inner}\n</Objects>" if inner else f"{_DECLARATION}\n<Objects />"
        self.write(text if self.as_form.lower() == "string" else document_of(text))
