"""CLIXML documents and elements: texts, files and streams of them.

Decides the outer form (`Objs`, or a bare element as the wire has it), what input is refused before it is parsed, and how failures of the
XML parser are said.  A DTD is refused, so there are no entities and nothing outside the text is ever read.
"""

from __future__ import annotations

import codecs
import gc
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import IO, Any, TypeVar
from xml.etree import ElementTree as ET

from psbridge.clixml.escapes import unescape
from psbridge.clixml.growing import read_growing
from psbridge.clixml.levels import COMPACT, INDENTED
from psbridge.clixml.limits import LIMITS, Limits
from psbridge.clixml.reader import NAMESPACE, OBJS, Decrypt, Reader, local_name
from psbridge.clixml.writer import Encrypt, Writer
from psbridge.errors import ClixmlError
from psbridge.objects.containers import ArrayList, Hashtable
from psbridge.objects.psobject import PSObject, unwrap

T = TypeVar("T")
_HEAD = f'<Objs Version="1.1.0.1" xmlns="{NAMESPACE}">'
_DOCTYPE = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<!DOCTYPE", re.DOTALL)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHUNK = 1 << 16


# -- reading


def _decode(data: bytes | memoryview) -> str:
    head = bytes(data[:3])
    if head[:1] == b"<" and head[1:2] != b"\0":  # as almost all are
        return _text(data, "utf-8")
    found = next((entry for entry in _BOMS if head.startswith(entry[0])), (b"", "utf-16-le" if head[1:2] == b"\0" else "utf-8"))
    return _text(data[len(found[0]) :], found[1])


def _text(data: bytes | memoryview, encoding: str) -> str:
    try:
        return str(data, encoding)
    except UnicodeDecodeError as error:
        raise ClixmlError(f"The document is not {encoding} text: {error.reason}", where=f"byte {error.start}") from error


def _check(text: str, limits: Limits) -> None:
    """Refuse what must not reach the parser."""
    if len(text) > limits.size:
        raise ClixmlError(
            f"The document has {len(text)} characters, more than the limit of {limits.size}", hint="Raise Limits.size if it is trusted."
        )
    if "<!DOCTYPE" in text and _DOCTYPE.match(text):
        raise _dtd()


def _dtd() -> ClixmlError:
    return ClixmlError("For security reasons DTD is prohibited in this XML document.")


def _parse(text: str, limits: Limits) -> Any:
    _check(text, limits)
    return _parsed(lambda: ET.fromstring(text), text)  # noqa: S314 - _check refuses a DTD, the one way to entities


def _parsed(parse: Callable[[], T], text: str) -> T:
    """What a parser makes of a text; its failures in our words."""
    try:
        return parse()
    except (ET.ParseError, ValueError) as error:
        raise _malformed(error, text) from error
    except RecursionError as error:
        raise ClixmlError("Serialized XML is nested too deeply.") from error


def _malformed(error: Exception, text: str) -> ClixmlError:
    line, column = getattr(error, "position", (0, 0))
    if not text.strip():
        return ClixmlError("Root element is missing.")
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return ClixmlError("Data at the root level is invalid.", where=f"line {line}, position {column + 1}")
    return ClixmlError(f"The XML is malformed: {error}", where=f"line {line}, position {column + 1}")


def _plain_string(text: str, limits: Limits) -> str | None:
    """The value of a document that is one S element without anything inside, which needs no parser; None when it is not that."""
    if text.startswith("<S>") and text.endswith("</S>") and text.count("<") == 2:
        value = text[3:-4]
        if "&" in value or "\r" in value or "\0" in value or not (value.isprintable() or _XML_TEXT.fullmatch(value)):
            return None
        if len(value) > limits.string:
            raise _long_string(len(value), limits)
        if "]]>" not in value:
            return unescape(value) if "_x" in value or "_X" in value else value
    return None


_XML_TEXT = re.compile("[\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


def _long_string(length: int, limits: Limits) -> ClixmlError:
    return ClixmlError(
        f"A text has {length} characters, more than the limit of {limits.string}", hint="Raise Limits.string if it is trusted."
    )


def _check_strings(root: Any, limits: Limits) -> None:
    for element in root.iter():
        if element.text is not None and len(element.text) > limits.string:
            raise _long_string(len(element.text), limits)


def _root_items(root: Any) -> Any:
    """The elements of a document: those of `Objs`, or the one bare element of a message."""
    if root.tag != OBJS:
        if local_name(root.tag) == "Objs" or root.tag.startswith("{"):
            raise ClixmlError(f"Element 'Objs' with namespace name '{NAMESPACE}' was not found.", where=f"element {local_name(root.tag)}")
        return (root,)
    _check_version(root.get("Version"))
    return root


def _check_version(version: str | None) -> None:
    if version is not None and version.split(".")[0] != "1":
        raise ClixmlError(f"Version of incoming PSObject is {version.split('.')[0]}. Expected value is 1.", where="element Objs, Version")


def loads(source: str | bytes, *, decrypt: Decrypt | None = None, limits: Limits = LIMITS, document: bool = False) -> list[Any]:
    """The objects of a CLIXML document or of one bare element.

    `decrypt` turns the content of an SS element into text (default: hexadecimal UTF-16, as PowerShell on Unix writes it); `document`:
    insist on the `Objs` element.  Bad input raises ClixmlError.
    """
    text = source if isinstance(source, str) else _decode(source)
    if not document:
        plain = _plain_string(text, limits)
        if plain is not None:
            return [plain]
    if len(text) < _LARGE:
        return _read(text, decrypt, limits, document)
    with _no_collection():
        return _read(text, decrypt, limits, document)


_LARGE = 1 << 15
_GROWING = 1 << 17


@contextmanager
def _no_collection() -> Iterator[None]:
    """The collector of cycles would walk again and again through objects that are all in use: half the time of a large document."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(text: str, decrypt: Decrypt | None, limits: Limits, document: bool) -> list[Any]:
    text = text.removeprefix("\ufeff")
    reader = Reader(decrypt, limits)
    if _GROWING < len(text) <= limits.string:
        _check(text, limits)
        root, found = _parsed(lambda: read_growing(text, reader), text)
    else:
        root, found = _parse(text, limits), None
        if len(text) > limits.string:
            _check_strings(root, limits)
    if document and root.tag != OBJS:
        raise ClixmlError(f"Element 'Objs' with namespace name '{NAMESPACE}' was not found.", where=f"element {local_name(root.tag)}")
    items = _root_items(root)
    return [reader.read(element) for element in items] if found is None else found


def read_element(data: bytes | memoryview | str, *, decrypt: Decrypt | None = None, limits: Limits = LIMITS) -> Any:
    """The one object of a message body: an element without `Objs`, with or without a byte order mark."""
    text = data if isinstance(data, str) else _decode(data)
    plain = _plain_string(text, limits)
    if plain is not None:
        return plain
    root = _parse(text, limits)
    if len(text) > limits.string:
        _check_strings(root, limits)
    items = list(_root_items(root))
    if len(items) != 1:
        raise ClixmlError(f"One object was expected, not {len(items)}", where="element Objs")
    return Reader(decrypt, limits).read(items[0])


def read_elements(bodies: Sequence[bytes], *, decrypt: Decrypt | None = None, limits: Limits = LIMITS) -> list[Any] | None:
    """The objects of several message bodies, parsed at once: a parser costs as much as a small object.

    None when there is anything about one of them that is not usual: each has to be read on its own then, and says what is wrong with it.
    """
    if not all(body.startswith(_OBJECT) and body.endswith(_OBJECT_END) for body in bodies):
        return None
    whole = b"<All>%b</All>" % b"".join(bodies)
    if len(whole) > min(limits.size, limits.string):
        return None
    try:
        with _no_collection():
            root = ET.fromstring(str(whole, "utf-8"))  # noqa: S314 - within an element there can be no DTD
            if len(root) != len(bodies) or root.text or any(child.tail or child.tag != "Obj" for child in root):
                return None
            return [Reader(decrypt, limits).read(child) for child in root]
    except (ET.ParseError, ValueError, RecursionError, ClixmlError):
        return None


_OBJECT, _OBJECT_END = b"<Obj ", b"</Obj>"


def load(source: str | PathLike[str] | IO[Any], *, decrypt: Decrypt | None = None, limits: Limits = LIMITS) -> list[Any]:
    """The objects of a file (UTF-8 or UTF-16, as Export-Clixml writes either)."""
    return list(iterparse(source, decrypt=decrypt, limits=limits))


def iterparse(source: str | PathLike[str] | IO[Any], *, decrypt: Decrypt | None = None, limits: Limits = LIMITS) -> Iterator[Any]:
    """The objects of a file one after the other; what has been handed out is freed, so that the file may be larger than memory."""
    if hasattr(source, "read"):
        yield from _stream(source, decrypt, limits)
    else:
        with Path(source).open("rb") as file:
            yield from _stream(file, decrypt, limits)


def _stream(file: Any, decrypt: Decrypt | None, limits: Limits) -> Iterator[Any]:
    parser: Any = ET.XMLPullParser(("start", "end"))
    reader = Reader(decrypt, limits)
    state = _Nesting(limits)
    head = ""
    fed = False
    try:
        for text in _texts(file):
            if state.root is None:
                head += text
                if "<!DOCTYPE" in head and _DOCTYPE.match(head):
                    raise _dtd()
            parser.feed(text)
            fed = True
            for element in state.finished(parser):
                yield reader.read(element)
                element.clear()
        parser.close()
        for element in state.finished(parser):
            yield reader.read(element)
    except (ET.ParseError, ValueError) as error:
        raise _malformed(error, head or ("<" if fed else "")) from error


class _Nesting:
    """Which elements of a growing document are complete children of `Objs`."""

    def __init__(self, limits: Limits) -> None:
        self.root: Any = None
        self._depth = 0
        self._limits = limits

    def finished(self, parser: Any) -> Iterator[Any]:
        for event, element in parser.read_events():
            if event == "start":
                self._depth += 1
                if self._depth > 6 * self._limits.depth:
                    raise ClixmlError("Serialized XML is nested too deeply.")
                if self.root is None:
                    self.root = element
                    if element.tag != OBJS:
                        raise ClixmlError(f"Element 'Objs' with namespace name '{NAMESPACE}' was not found.")
                    _check_version(element.get("Version"))
            else:
                self._depth -= 1
                if self._depth == 1:
                    yield element
                    self.root.remove(element)


def _texts(file: Any) -> Iterator[str]:
    """The text of a file in pieces; bytes are decoded by their byte order mark."""
    data = file.read(_CHUNK)
    if isinstance(data, str):
        while data:
            yield data
            data = file.read(_CHUNK)
        return
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-16-le" if data[1:2] == b"\0" else "utf-8")
    decoder = codecs.getincrementaldecoder(encoding)()
    first = True
    while data:
        text = decoder.decode(data)
        yield text.removeprefix("\ufeff") if first else text
        first = False
        data = file.read(_CHUNK)
    yield decoder.decode(b"", final=True)


# -- writing


def _top(value: Any, unwrapped: bool) -> Any:
    """What a method call passes on: the value inside a PSObject, with the members that stay known for that value.

    Type names and members that came with a deserialised value belong to its wrapper and are lost; so is what a text carried.
    """
    if not unwrapped or value.__class__ is not PSObject or value.base is None:
        return value
    base = value.base
    kind = base.__class__
    if kind is Hashtable or kind is ArrayList or kind is str:  # what a reader makes most
        return base
    base = unwrap(value)
    came = value.custom_type_names.__class__ is tuple
    if isinstance(base, list | tuple | dict) or hasattr(base, "pairs") or value.text is not None:
        return base
    if not came:
        return value
    kept = PSObject(base)
    kept.shape, kept.values = value.shape, value.values
    return kept


def dumps(value: Any, depth: int = 2, *, encrypt: Encrypt | None = None, unwrapped: bool = True) -> str:
    """A CLIXML document of one object, indented as PowerShell indents it.

    `depth` counts as in Export-Clixml and PSSerializer: properties of live .NET objects use it up, collections and property bags do not.
    `unwrapped`: the value goes as through a call of `[PSSerializer]::Serialize`; False: as through a pipeline, which keeps the type names
    of deserialised collections and numbers.  `encrypt` makes the content of an SS element.
    """
    return _document([_top(value, unwrapped)], depth, encrypt)


def dump(values: list[Any], target: str | PathLike[str] | IO[str], depth: int = 2, *, encrypt: Encrypt | None = None) -> None:
    """Write a document of several objects, as Export-Clixml does (UTF-8 without byte order mark)."""
    text = _document(values, depth, encrypt)
    if hasattr(target, "write"):
        target.write(text)
    else:
        Path(target).write_text(text, encoding="utf-8", newline="\n")


def _document(values: list[Any], depth: int, encrypt: Encrypt | None) -> str:
    writer = Writer(INDENTED, encrypt)
    writer.out.append(_HEAD)
    _write(values, depth, writer, 1)
    writer.out.append("\n</Objs>")
    return writer.text


def _write(values: list[Any], depth: int, writer: Writer, level: int) -> Writer:
    if depth < 1:
        raise ClixmlError("Value of depth parameter must be greater than or equal to 1.", where="depth")
    try:
        for value in values:
            writer.write(value, "", level, depth)
    except (RecursionError, IndexError) as error:  # IndexError: deeper than the levels that the writer has white space for
        raise ClixmlError("The object is nested too deeply to be written", hint="Give a smaller depth, or break the chain.") from error
    return writer


def write_text(value: Any, depth: int = 1, *, encrypt: Encrypt | None = None) -> str:
    """One element without `Objs` and white space, as messages carry it."""
    return _write([value], depth, Writer(COMPACT, encrypt), 0).text


def write_element(value: Any, depth: int = 1, *, encrypt: Encrypt | None = None) -> bytes:
    """`write_text` as UTF-8."""
    return write_text(value, depth, encrypt=encrypt).encode("utf-8")
