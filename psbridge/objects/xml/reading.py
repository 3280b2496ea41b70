"""Text to XmlDocument, safely: no document types, no entities, limits by the parser.

Decides what blanks count (none between elements, as PowerShell reads) and the words of XmlException.
"""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from psbridge.objects.exceptions import NetError
from psbridge.objects.xml.nodes import (
    XMLNS,
    XmlAttribute,
    XmlCDataSection,
    XmlComment,
    XmlDeclaration,
    XmlDocument,
    XmlElement,
    XmlNode,
    XmlProcessingInstruction,
    XmlText,
)

_DTD = (
    "For security reasons DTD is prohibited in this XML document. To enable DTD processing set the DtdProcessing property on "
    "XmlReaderSettings to Parse and pass the settings to XmlReader.Create method."
)


def xml_error(message: str) -> NetError:
    return NetError.of("System.Xml.XmlException", message)


def parse_document(text: str, preserve_whitespace: bool = False) -> XmlDocument:
    """The document that a text is; NetError (XmlException) when it is none."""
    reader = _Reader(preserve_whitespace)
    reader.run(text)
    return reader.document


class _Reader:
    def __init__(self, preserve: bool) -> None:
        self.document = XmlDocument()
        self.document.preserve_whitespace = preserve
        self.here: XmlNode = self.document
        self.preserve = preserve
        self.pending: list[str] = []
        self.cdata: list[str] | None = None
        self.open: list[tuple[str, int, int]] = []
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        for name in ("StartElement", "EndElement", "CharacterData", "Comment", "ProcessingInstruction", "XmlDecl", "StartDoctypeDecl",
                     "StartCdataSection", "EndCdataSection"):  # fmt: skip
            setattr(self.parser, f"{name}Handler", getattr(self, f"on_{name}"))

    def run(self, text: str) -> None:
        body = text.removeprefix("\ufeff")
        if body.lstrip().startswith("<?xml") and "encoding" in body[:100]:
            self.parser = self._as_utf8()
        try:
            self.parser.Parse(body.encode("utf-8", "surrogatepass"), True)
        except expat.ExpatError as error:
            raise xml_error(self._words(error, body)) from error

    def _as_utf8(self) -> Any:
        """A parser that takes no declaration's word for the encoding of a text that is decoded already."""
        made: Any = expat.ParserCreate("utf-8")
        made.ordered_attributes = made.buffer_text = True
        for name in dir(self.parser):
            if name.endswith("Handler"):
                setattr(made, name, getattr(self.parser, name))
        return made

    def _words(self, error: expat.ExpatError, text: str) -> str:
        place = f"Line {error.lineno}, position {error.offset + 1}."
        code = expat.errors.messages[error.code]
        if not text.strip():
            return "Root element is missing."
        if code == expat.errors.XML_ERROR_TAG_MISMATCH and self.open:
            name, line, column = self.open[-1]
            found = text.splitlines()[error.lineno - 1][error.offset :].partition(">")[0]
            return f"The '{name}' start tag on line {line} position {column} does not match the end tag of '{found}'. {place}"
        if code in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN) and self.open:
            names = ", ".join(name for name, _, _ in reversed(self.open))
            return f"Unexpected end of file has occurred. The following elements are not closed: {names}. {place}"
        if code == expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT and text.splitlines()[error.lineno - 1][error.offset :].startswith("<"):
            return f"There are multiple root elements. Line {error.lineno}, position {error.offset + 2}."
        if not self.open:
            return f"Data at the root level is invalid. {place}"
        return f"{code[:1].upper()}{code[1:]}. {place}"

    # -- events

    def flush(self) -> None:
        text = "".join(self.pending)
        self.pending.clear()
        if text and self.here is not self.document and (self.preserve or text.strip(" \t\r\n")):
            self.here.append(XmlText(self.document, text))

    def on_StartElement(self, name: str, pairs: list[str]) -> None:  # noqa: N802 expat's name
        self.flush()
        made = XmlElement(self.document, name)
        names = pairs[::2]
        for key, value in zip(names, pairs[1::2], strict=True):
            made.add_attribute(XmlAttribute(self.document, key, value, XMLNS if key.split(":")[0] == "xmlns" else ""))
        self.here.append(made)
        made.namespace = self._namespace(made, made.prefix)
        for one in made.attributes:
            if one.prefix and one.prefix != "xmlns":
                one.namespace = self._namespace(made, one.prefix)
        self.here = made
        self.open.append((name, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 2))

    def _namespace(self, element: XmlElement, prefix: str) -> str:
        own = element.attribute(f"xmlns:{prefix}" if prefix else "xmlns")
        if own is not None:
            return own.content or ""
        found = XmlElement.namespace_of(prefix, element.parent)
        if prefix and not found:
            line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 2
            raise xml_error(f"'{prefix}' is an undeclared prefix. Line {line}, position {column}.")
        return found

    def on_EndElement(self, name: str) -> None:  # noqa: N802
        self.flush()
        self.open.pop()
        assert self.here.parent is not None
        self.here = self.here.parent

    def on_CharacterData(self, text: str) -> None:  # noqa: N802
        (self.pending if self.cdata is None else self.cdata).append(text)

    def on_StartCdataSection(self) -> None:  # noqa: N802
        self.flush()
        self.cdata = []

    def on_EndCdataSection(self) -> None:  # noqa: N802
        self.here.append(XmlCDataSection(self.document, "#cdata-section", "".join(self.cdata or ())))
        self.cdata = None

    def on_Comment(self, text: str) -> None:  # noqa: N802
        self.flush()
        self.here.append(XmlComment(self.document, "#comment", text))

    def on_ProcessingInstruction(self, target: str, data: str) -> None:  # noqa: N802
        self.flush()
        self.here.append(XmlProcessingInstruction(self.document, target, data))

    def on_XmlDecl(self, version: str, encoding: str | None, standalone: int) -> None:  # noqa: N802
        parts = [f'version="{version}"', f'encoding="{encoding}"' if encoding else ""]
        parts.append("" if standalone < 0 else f'standalone="{"yes" if standalone else "no"}"')
        self.document.append(XmlDeclaration(self.document, "xml", " ".join(filter(None, parts))))

    def on_StartDoctypeDecl(self, *rest: Any) -> None:  # noqa: N802
        raise xml_error(_DTD)
