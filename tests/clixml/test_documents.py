"""Documents, files, limits, and what is refused."""

from __future__ import annotations

import io
import itertools

import pytest

from psbridge import clixml
from psbridge.clixml import Limits
from psbridge.errors import ClixmlError
from psbridge.objects import Hashtable, PSObject, SecureString, unwrap

HEAD = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'


def nested(levels: int) -> str:
    return "".join(f'<Obj RefId="{i}"><LST>' for i in range(levels)) + "</LST></Obj>" * levels


def test_a_document_holds_several_objects():
    assert clixml.loads(f"{HEAD}<I32>1</I32><S>two</S><Nil /></Objs>") == [1, "two", None]
    assert clixml.loads(f"{HEAD}</Objs>") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_bytes_in_every_encoding_of_export_clixml(encoding):
    text = f"{HEAD}<S>é☺</S></Objs>"
    assert clixml.loads(text.encode(encoding)) == ["é☺"]
    assert list(clixml.iterparse(io.BytesIO(text.encode(encoding)))) == ["é☺"]


def test_files(tmp_path):
    path = tmp_path / "a.xml"
    values = [1, "two", Hashtable({"a": [1.5, None]})]
    clixml.dump(values, path)
    read = clixml.load(path)
    assert read[:2] == [1, "two"]
    assert unwrap(unwrap(read[2])["A"]) == [1.5, None]
    buffer = io.StringIO()
    clixml.dump([5], buffer)
    assert buffer.getvalue() == f"{HEAD}\n  <I32>5</I32>\n</Objs>"
    buffer.seek(0)
    assert clixml.load(buffer) == [5]


def test_large_documents_are_read_piece_by_piece():
    class Endless(io.RawIOBase):
        """A document that does not end."""

        def __init__(self) -> None:
            self.pieces = itertools.chain(
                [HEAD.encode()], (f'<Obj RefId="0"><MS><I32 N="i">{i}</I32></MS></Obj>'.encode() for i in itertools.count())
            )

        def read(self, size: int = -1) -> bytes:
            return next(self.pieces)

    first = list(itertools.islice(clixml.iterparse(Endless()), 3000))
    assert [bag.get("i") for bag in first] == list(range(3000))


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE S [<!ENTITY e "boo">]><S>&e;</S>',
        f'<?xml version="1.0"?><!-- c -->\n<!DOCTYPE Objs SYSTEM "file:///etc/passwd">{HEAD}<S>x</S></Objs>',
    ],
)
def test_dtd_is_refused(text):
    with pytest.raises(ClixmlError, match="DTD"):
        clixml.loads(text)
    with pytest.raises(ClixmlError, match="DTD"):
        list(clixml.iterparse(io.BytesIO(text.encode())))


def test_doctype_as_content_is_content():
    assert clixml.loads("<S><![CDATA[<!DOCTYPE x>]]></S>") == ["<!DOCTYPE x>"]
    assert clixml.loads(f"{HEAD}<S>&lt;!DOCTYPE x></S></Objs>") == ["<!DOCTYPE x>"]


def test_depth_limit_is_powershells():
    assert clixml.loads(nested(49))
    with pytest.raises(ClixmlError, match="nested too deeply"):
        clixml.loads(nested(50))
    with pytest.raises(ClixmlError, match="nested too deeply"):
        clixml.loads(nested(20000))
    assert clixml.loads(nested(60), limits=Limits(depth=100))
    document = f"{HEAD}{nested(20000)}</Objs>"
    with pytest.raises(ClixmlError, match="nested too deeply"):
        list(clixml.iterparse(io.BytesIO(document.encode())))


def test_size_and_string_limits():
    small = Limits(size=100, string=10)
    with pytest.raises(ClixmlError, match="limit of 100"):
        clixml.loads(f'<Obj RefId="0"><MS>{" " * 100}</MS></Obj>', limits=small)
    with pytest.raises(ClixmlError, match="limit of 10"):
        clixml.loads("<S>01234567890</S>", limits=small)
    with pytest.raises(ClixmlError, match="limit of 10"):
        clixml.loads('<Obj><MS><S N="a">01234567890</S></MS></Obj>', limits=small)
    with pytest.raises(ClixmlError, match="limit of 10"):
        clixml.read_element(b"<S>01234567890</S>", limits=small)


def test_texts_beyond_ten_megabytes():
    text = "a" * 11_000_000
    assert clixml.loads(f"{HEAD}<S>{text}</S></Objs>") == [text]
    assert clixml.read_element(f"<S>{text}</S>".encode()) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Root element is missing"),
        ("hello", "root level is invalid"),
        ("<S>x", "malformed"),
        ("<S>\x01</S>", "malformed"),
        (f"{HEAD.replace('1.1.0.1', '2.0')}<S>x</S></Objs>", "Version of incoming PSObject is 2"),
        ("<Objs><S>x</S></Objs>", "Objs"),
        ("<Zzz />", "Zzz XML tag is not recognized"),
        ("<I32>x</I32>", r"System.Int32 primitive type are not valid.*I32"),
        ('<Obj><MS><I32 N="a">x</I32></MS></Obj>', "N='a'"),
        ('<Obj><DCT><En><S N="Key">k</S><I32 N="Value">x</I32></En></DCT></Obj>', "N='Value'"),
        ('<Obj><MS><Ref N="a" RefId="9" /></MS></Obj>', "No object found for referenceId 9"),
        ("<PR><AI>x</AI></PR>", "progress"),
        ("<Ref />", "RefId attribute was expected"),
        ('<Obj RefId="0"><Ref RefId="0" /></Obj>', "its own value"),
        ('<Obj RefId="0"><Obj RefId="1"><Ref RefId="0" /></Obj></Obj>', "its own value"),
    ],
)
def test_bad_input_says_what_and_where(text, message):
    with pytest.raises(ClixmlError, match=message):
        clixml.loads(text)


def test_bad_bytes():
    with pytest.raises(ClixmlError, match="utf-8"):
        clixml.loads(b"<S>\xff\xfe\xff</S>")


def test_a_message_holds_one_object():
    assert clixml.read_element(b"\xef\xbb\xbf<I32>5</I32>") == 5
    with pytest.raises(ClixmlError, match="One object"):
        clixml.read_element(f"{HEAD}</Objs>")


def test_secrets_pass_through_the_hooks():
    secret = SecureString("pässword")
    written = clixml.write_text(secret, encrypt=lambda text: text[::-1])
    assert written == "<SS>drowssäp</SS>"
    assert clixml.read_element(written, decrypt=lambda text: text[::-1]).reveal() == "pässword"
    assert clixml.read_element(clixml.write_element(secret)).reveal() == "pässword"
    foreign = clixml.read_element("<SS>01000000d08c9ddf0115d1118c7a00c04fc297eb0</SS>")
    assert foreign.encrypted.startswith("01000000d0")
    assert "01000000" not in repr(foreign)


def test_depth_zero_is_refused():
    with pytest.raises(ClixmlError, match="greater than or equal to 1"):
        clixml.dumps(PSObject(), depth=0)


def test_endless_nesting_is_refused_when_written():
    value: list = []
    for _ in range(5000):
        value = [value]
    with pytest.raises(ClixmlError, match="nested too deeply"):
        clixml.dumps(value)
