"""SOAP envelopes: bytes to header and body, and back. Everything about XML safety is decided here.

No DTD (hence no entities), no network, limits on size; libxml2's own limits hold for depth (256) and text (10 MB).
A header is read once into a `Header`; the body stays an element, which `requests` and `replies` turn into messages.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from psbridge.errors import LimitExceeded, SoapError
from psbridge.wsman.durations import format_timeout, parse_duration
from psbridge.wsman.names import ANONYMOUS, PREFIXES, XML, XSI, A, P, S, W

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Element = etree._Element

MAX_ENVELOPE = 1 << 24  # what we are ready to read by default; the service's own limit is 500 KB and checked by the server
_DOCTYPE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?>\s|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
_UTF16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml.*?\?>", re.DOTALL)

MUST_UNDERSTAND = f"{{{S}}}mustUnderstand"
LANG = f"{{{XML}}}lang"
NIL = f"{{{XSI}}}nil"
TRUE = frozenset({"true", "1"})


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a request's OptionSet."""

    name: str
    value: str = ""
    must_comply: bool = False
    type: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """A SOAP header: [MS-WSMV] 2.2.4 with WS-Addressing. Empty and None mean that an element is not there."""

    action: str = ""
    to: str = ""
    resource_uri: str = ""
    message_id: str = ""
    relates_to: str = ""
    reply_to: str = ""
    max_envelope_size: int | None = None
    operation_timeout: float | None = None
    locale: str = ""
    data_locale: str = ""
    session_id: str = ""
    operation_id: str = ""
    sequence_id: int | None = None
    activity_id: str = ""
    compression: str = ""
    options: tuple[Option, ...] = ()
    selectors: Mapping[str, str] = field(default_factory=dict)
    misunderstood: tuple[str, ...] = ()
    """Headers with mustUnderstand that we do not know, as {namespace}name."""

    @property
    def shell_id(self) -> str:
        """The shell that the selectors name."""
        return next((value for name, value in self.selectors.items() if name.lower() == "shellid"), "")

    def option(self, name: str) -> str | None:
        """The value of an option, whatever the case of its name."""
        return next((o.value for o in self.options if o.name.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A parsed envelope: the header, and the body element (never None; it may be empty)."""

    header: Header
    body: Element

    @property
    def content(self) -> Element | None:
        """The first element in the body."""
        return self.body[0] if len(self.body) else None


def parse_xml(data: bytes, limit: int = MAX_ENVELOPE) -> Element:
    """The root element of a document, safely."""
    if len(data) > limit:
        raise LimitExceeded("size of an envelope", limit, len(data), where="SOAP")
    encoding = _UTF16.get(bytes(data[:2]))
    if encoding:
        data = _from_utf16(data, encoding)
    if _DOCTYPE.match(data):
        raise SoapError("A document type declaration is not allowed", where="SOAP envelope", hint="Remove the DOCTYPE.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root: Element | None = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SoapError(f"The document is not well-formed XML: {error}", where="SOAP envelope") from error
    if root is None or root.getroottree().docinfo.doctype:
        raise SoapError("The document has no content or a document type", where="SOAP envelope")
    return root


def _from_utf16(data: bytes, encoding: str) -> bytes:
    try:
        return _DECLARATION.sub("", data.decode(encoding)).encode()
    except UnicodeError as error:
        raise SoapError("The document is not valid UTF-16", where="SOAP envelope") from error


def parse_envelope(data: bytes, limit: int = MAX_ENVELOPE) -> Envelope:
    """Header and body of an envelope."""
    root = parse_xml(data, limit)
    if root.tag != f"{{{S}}}Envelope":
        raise SoapError(f"The document is a {str(root.tag)[:200]}, not a SOAP 1.2 envelope", where="root element")
    header = body = None
    for child in root:
        if child.tag == f"{{{S}}}Header":
            header = child
        elif child.tag == f"{{{S}}}Body":
            body = child
    if body is None:
        raise SoapError("The envelope has no body", where="s:Envelope")
    return Envelope(Header() if header is None else read_header(header), body)


def text_of(element: Element | None) -> str:
    """The text of an element without blanks around it, "" for None."""
    return "" if element is None or element.text is None else element.text.strip()


def integer_of(element: Element) -> int:
    """The decimal number in an element."""
    text = text_of(element)
    if not (text.isascii() and text.isdigit()) or len(text) > 20:
        raise SoapError(f"{text[:64]!r} is not a number", where=etree.QName(element).localname)
    return int(text)


def duration_of(element: Element) -> float:
    """The seconds of the duration in an element."""
    return parse_duration(text_of(element), etree.QName(element).localname)


def boolean_of(text: str | None) -> bool:
    """An xs:boolean; also Python's and Windows' capitals, as clients send them."""
    return text is not None and text.strip().lower() in TRUE


def _address(element: Element) -> str:
    return text_of(element.find(f"{{{A}}}Address"))


def _options(element: Element) -> tuple[Option, ...]:
    return tuple(
        Option(o.get("Name", ""), o.text or "", boolean_of(o.get("MustComply")), o.get("Type", ""))
        for o in element.iterfind(f"{{{W}}}Option")
    )


def read_selectors(element: Element) -> dict[str, str]:
    """Name to value of a SelectorSet."""
    return {item.get("Name", ""): text_of(item) for item in element.iterfind(f"{{{W}}}Selector")}


_READERS: dict[str, tuple[str, Callable[[Element], object]]] = {
    f"{{{A}}}Action": ("action", text_of),
    f"{{{A}}}To": ("to", text_of),
    f"{{{A}}}MessageID": ("message_id", text_of),
    f"{{{A}}}RelatesTo": ("relates_to", text_of),
    f"{{{A}}}ReplyTo": ("reply_to", _address),
    f"{{{W}}}ResourceURI": ("resource_uri", text_of),
    f"{{{W}}}MaxEnvelopeSize": ("max_envelope_size", integer_of),
    f"{{{W}}}OperationTimeout": ("operation_timeout", duration_of),
    f"{{{W}}}Locale": ("locale", lambda element: element.get(LANG, "")),
    f"{{{P}}}DataLocale": ("data_locale", lambda element: element.get(LANG, "")),
    f"{{{P}}}SessionId": ("session_id", text_of),
    f"{{{P}}}OperationID": ("operation_id", text_of),
    f"{{{P}}}SequenceId": ("sequence_id", integer_of),
    f"{{{P}}}ActivityId": ("activity_id", text_of),
    f"{{{W}}}OptionSet": ("options", _options),
    f"{{{W}}}SelectorSet": ("selectors", read_selectors),
}
# Compression is negotiated in the shell namespace; the others are understood because we may ignore them.
_COMPRESSION = "{http://schemas.microsoft.com/wbem/wsman/1/windows/shell}CompressionType"
_HARMLESS = frozenset({f"{{{A}}}FaultTo", f"{{{A}}}From", f"{{{W}}}RequestEPR"})


def read_header(element: Element) -> Header:
    """A Header from its element; unknown parts are kept by name when they say mustUnderstand."""
    values: dict[str, object] = {}
    misunderstood: list[str] = []
    for child in element:
        tag = str(child.tag)
        known = _READERS.get(tag)
        if known is not None:
            values[known[0]] = known[1](child)
        elif tag == _COMPRESSION:
            values["compression"] = text_of(child)
        elif boolean_of(child.get(MUST_UNDERSTAND)) and tag not in _HARMLESS:
            misunderstood.append(tag)
    return Header(misunderstood=tuple(misunderstood), **values)  # type: ignore[arg-type]


def _add(parent: Element, tag: str, text: str, must_understand: bool | None = None) -> Element:
    child = etree.SubElement(parent, tag)
    child.text = text
    if must_understand is not None:
        child.set(MUST_UNDERSTAND, "true" if must_understand else "false")
    return child


def _language(parent: Element, tag: str, language: str) -> None:
    etree.SubElement(parent, tag, {MUST_UNDERSTAND: "false", LANG: language})


def write_request_header(parent: Element, header: Header) -> None:
    """The elements of a request's header, in the order in which clients send them."""
    _add(parent, f"{{{A}}}Action", header.action, True)
    if header.data_locale:
        _language(parent, f"{{{P}}}DataLocale", header.data_locale)
    if header.locale:
        _language(parent, f"{{{W}}}Locale", header.locale)
    if header.max_envelope_size is not None:
        _add(parent, f"{{{W}}}MaxEnvelopeSize", str(header.max_envelope_size), True)
    _add(parent, f"{{{A}}}MessageID", header.message_id)
    if header.operation_timeout is not None:
        _add(parent, f"{{{W}}}OperationTimeout", format_timeout(header.operation_timeout))
    reply_to = etree.SubElement(parent, f"{{{A}}}ReplyTo")
    _add(reply_to, f"{{{A}}}Address", header.reply_to or ANONYMOUS, True)
    _add(parent, f"{{{W}}}ResourceURI", header.resource_uri, True)
    _write_session(parent, header)
    _add(parent, f"{{{A}}}To", header.to)
    if header.compression:
        _add(parent, _COMPRESSION, header.compression, True)
    if header.options:
        _write_options(parent, header.options)
    if header.selectors:
        write_selectors(parent, header.selectors)


def _write_session(parent: Element, header: Header) -> None:
    if header.session_id:
        _add(parent, f"{{{P}}}SessionId", header.session_id, False)
    if header.operation_id:
        _add(parent, f"{{{P}}}OperationID", header.operation_id, False)
    if header.sequence_id is not None:
        _add(parent, f"{{{P}}}SequenceId", str(header.sequence_id), False)


def _write_options(parent: Element, options: tuple[Option, ...]) -> None:
    holder = etree.SubElement(parent, f"{{{W}}}OptionSet", {MUST_UNDERSTAND: "true"})
    for option in options:
        child = etree.SubElement(holder, f"{{{W}}}Option")
        if option.must_comply:
            child.set("MustComply", "true")
        child.set("Name", option.name)
        if option.type:
            child.set("Type", option.type)
        child.text = option.value


def write_selectors(parent: Element, selectors: Mapping[str, str]) -> Element:
    """A SelectorSet below `parent`."""
    holder = etree.SubElement(parent, f"{{{W}}}SelectorSet")
    for name, value in selectors.items():
        etree.SubElement(holder, f"{{{W}}}Selector", {"Name": name}).text = value
    return holder


def write_reply_header(parent: Element, header: Header) -> None:
    """The elements of an answer's header, in the order in which Windows sends them."""
    _add(parent, f"{{{A}}}Action", header.action)
    _add(parent, f"{{{A}}}MessageID", header.message_id)
    if header.activity_id:
        _add(parent, f"{{{P}}}ActivityId", header.activity_id)
    if header.operation_id:
        _add(parent, f"{{{P}}}OperationID", header.operation_id, False)
    if header.sequence_id is not None:
        _add(parent, f"{{{P}}}SequenceId", str(header.sequence_id))
    _add(parent, f"{{{A}}}To", header.to or ANONYMOUS)
    _add(parent, f"{{{A}}}RelatesTo", header.relates_to)


def new_envelope(prefixes: str, language: str = "") -> tuple[Element, Element, Element]:
    """An empty envelope that declares the given prefixes (blank-separated): root, header, body."""
    root = etree.Element(f"{{{S}}}Envelope", nsmap={prefix: PREFIXES[prefix] for prefix in prefixes.split()})
    if language:
        root.set(LANG, language)
    return root, etree.SubElement(root, f"{{{S}}}Header"), etree.SubElement(root, f"{{{S}}}Body")


def element_bytes(element: Element) -> bytes:
    """A part of a document on its own, without the namespaces that only the whole needs (xsi:type="p:X" needs p)."""
    part = deepcopy(element)
    part.tail = None
    used = {str(v).partition(":")[0] for e in part.iter() for v in e.attrib.values() if ":" in str(v)}
    etree.cleanup_namespaces(part, keep_ns_prefixes=sorted(used & {p for p in part.nsmap if p}))
    return etree.tostring(part, encoding="utf-8")


def to_bytes(root: Element) -> bytes:
    """The envelope as UTF-8 without a declaration, as both Windows and pypsrp send it."""
    return etree.tostring(root, encoding="utf-8", xml_declaration=False)
