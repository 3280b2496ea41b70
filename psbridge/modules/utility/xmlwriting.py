"""ConvertTo-Xml."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from psbridge.clixml.primitives import NAMES
from psbridge.engine.cmdlet import Cmdlet, ValidateRange, ValidateSet, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.objects import NetDictionary, NetError, NetObject, PSEnum, PSObject, type_of, unwrap
from psbridge.objects.access import iter_properties
from psbridge.objects.convert import dotnet_text, enumerate_value, to_text
from psbridge.objects.convert.typenames import type_text
from psbridge.objects.culture import current_culture

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
_A = "System.Management.Automation."
_OWN = ("NoteProperty", "ScriptProperty", "AliasProperty")
_KNOWN = frozenset((*NAMES.values(), _A + "ProgressRecord", _A + "SemanticVersion"))  # what serialisation knows as plain values


class XmlWriter:
    """Writes objects as <Object> and <Property> elements, `depth` levels deep; containers are no level of their own."""

    def __init__(self, depth: int, types: bool) -> None:
        self.depth, self.types = depth, types

    def top(self, value: Any) -> list[str]:
        """The lines of one object."""
        return self._element("Object", value, self.depth, None)

    def _element(self, tag: str, value: Any, depth: int, name: str | None) -> list[str]:
        """The lines of one element, without indentation of its own: children come indented by two blanks."""
        named = f' Name="{_attribute(name)}"' if name is not None else ""
        if value is None:
            return [f"<{tag}{named} />"]
        bare = unwrap(value)
        marks = named + self._type_mark(type_text(type_of(bare)))
        if isinstance(bare, str) or type_of(bare).full_name in _KNOWN:
            return [_leaf(tag, marks, dotnet_text(bare))]
        notes = self._notes(value)
        inner = self._contained(bare, depth)
        if inner is not None:
            return _branch(tag, marks, [*inner, *notes])
        if depth == 0:
            if not notes:
                return [_leaf(tag, marks, dotnet_text(bare))]
            return _branch(tag, marks, [_leaf("Property", self._type_mark("System.String"), _text(value)), *notes])
        return _branch(tag, marks, self._properties(value, bare, depth - 1))

    def _contained(self, bare: Any, depth: int) -> list[str] | None:
        """The elements of a dictionary or a list; None for what is neither."""
        if isinstance(bare, NetDictionary):
            lines: list[str] = []
            for key, item in bare.pairs():
                lines += self._element("Property", key, depth, "Key") + self._element("Property", item, depth, "Value")
            return lines
        items = enumerate_value(bare)
        return None if items is None else [line for item in items for line in self._element("Property", item, depth, None)]

    def _properties(self, value: Any, bare: Any, depth: int) -> list[str]:
        if isinstance(bare, PSEnum):
            return self._element("Property", bare.UNDERLYING(int(bare)), depth, "value__")
        lines: list[str] = []
        for view in iter_properties(value):
            if view.hidden:
                continue
            found = _read(view)
            if found is None:
                declared = view.type_name or "System.Object"
                lines.append(f'<Property Name="{_attribute(view.name)}"{self._type_mark(declared)} />')
            else:
                lines += self._element("Property", found, depth, view.name)
        return lines

    def _notes(self, value: Any) -> list[str]:
        """The members that belong to this very object, each with the type of the member."""
        if not isinstance(value, PSObject) or isinstance(value, NetObject):
            return []
        kinds = [view for view in iter_properties(value) if view.kind in _OWN and view.name.lower() in value.shape.index]
        return [
            _leaf("Property", f' Name="{_attribute(view.name)}"' + self._type_mark(f"{_A}PS{view.kind}"), _text(_read(view)))
            for view in kinds
        ]

    def _type_mark(self, name: str) -> str:
        return f' Type="{_attribute(name)}"' if self.types else ""


def _text(value: Any) -> str:
    return to_text(value, current_culture())


def _read(view: Any) -> Any:
    try:
        return view.get()
    except (NetError, ScriptError):
        return None


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def _leaf(tag: str, marks: str, text: str) -> str:
    return f"<{tag}{marks}>{escape(text)}</{tag}>" if text else f"<{tag}{marks}></{tag}>"


def _branch(tag: str, marks: str, inner: list[str]) -> list[str]:
    return [f"<{tag}{marks}>", *("  " + line for line in inner), f"</{tag}>"] if inner else [f"<{tag}{marks} />"]


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
        lines = self._writer.top(self.input_object)
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
