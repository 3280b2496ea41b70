"""Message bodies that are read together are what each is on its own."""

from __future__ import annotations

from typing import Any

import pytest

from psbridge import clixml
from psbridge.clixml import Limits
from psbridge.errors import ClixmlError
from psbridge.objects import Hashtable, PSObject

VALUES: list[Any] = [
    PSObject.of(Id=1, Name="one & <two>", Nested=PSObject.of(A=[1, 2, 3])),
    PSObject.of(Id=2, Text="\u00e9\x07\ud83d", Empty=None),
    Hashtable({"a": 1, "b": PSObject.of(X=1)}),
    PSObject.of(Id=3),
]


def bodies(*values: Any) -> list[bytes]:
    return [clixml.write_element(value, 1) for value in values]


def test_the_same_values() -> None:
    given = bodies(*VALUES)
    assert all(body.startswith(b"<Obj ") for body in given)
    found = clixml.read_elements(given)
    assert found is not None
    assert [clixml.write_element(one, 1) for one in found] == [clixml.write_element(clixml.read_element(body), 1) for body in given]


def test_references_stay_within_their_message() -> None:
    first = b'<Obj RefId="0"><MS><I32 N="A">1</I32></MS></Obj>'
    second = b'<Obj RefId="1"><MS><Ref N="B" RefId="0" /></MS></Obj>'
    assert clixml.read_elements([first, first]) is not None
    assert clixml.read_elements([first, second]) is None


@pytest.mark.parametrize(
    "other",
    [
        b"<S>text</S>",
        b"",
        b'<Obj RefId="0"><MS></Obj>',
        b'<Obj RefId="0"></Obj><Obj RefId="1"></Obj>',
        b'<Obj RefId="0"/> text <Obj RefId="1"></Obj>',
        b'<Obj RefId="0"><I32>x</I32></Obj>',
        b'<Obj RefId="0"><S>\xff</S></Obj>',
        '<Obj RefId="0"></Obj>'.encode("utf-16-le"),
        b'\xef\xbb\xbf<Obj RefId="0"></Obj>',
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><Obj ></Obj>",
        b"<Obj >" * 5000 + b"</Obj>" * 5000,
    ],
)
def test_anything_unusual_is_read_alone(other: bytes) -> None:
    plain = bodies(PSObject.of(A=1))
    assert clixml.read_elements(plain * 2) is not None
    assert clixml.read_elements([*plain, other]) is None
    assert clixml.read_elements([other, *plain]) is None


def test_halves_of_two_messages_are_no_object() -> None:
    assert clixml.read_elements([b"<Obj ><Obj ></Obj>", b"<Obj ></Obj></Obj>"]) is None


def test_limits() -> None:
    given = bodies(PSObject.of(A="x" * 50), PSObject.of(A="x" * 50))
    assert clixml.read_elements(given, limits=Limits(string=10_000)) is not None
    assert clixml.read_elements(given, limits=Limits(string=100)) is None
    assert clixml.read_elements(given, limits=Limits(size=100)) is None


def test_secrets_are_decrypted() -> None:
    body = b'<Obj RefId="0"><MS><SS N="A">c2VjcmV0</SS></MS></Obj>'
    found = clixml.read_elements([body, body], decrypt=lambda text: text[::-1])
    assert found is not None
    alone = clixml.read_element(body, decrypt=lambda text: text[::-1])
    assert found[1].get("A").reveal() == alone.get("A").reveal()


def test_an_object_in_an_object_is_a_level() -> None:
    deep = b"<Obj >" * 60 + b"</Obj>" * 60
    with pytest.raises(ClixmlError, match="nested too deeply"):
        clixml.read_element(deep)
    assert clixml.read_elements([deep, deep]) is None
