"""Conversions through what a type offers, with a small layer in place of the engine's."""

from __future__ import annotations

import pytest

from psbridge.objects import ArrayList, Hashtable, NetError, NetObject, PSObject, define, find_type, type_of
from psbridge.objects.convert import NO_CONVERSION, convert, error_id_of, fill_properties, set_type_layer, toobjects
from psbridge.objects.convert.failure import invalid_cast

INT, STRING = find_type("System.Int32"), find_type("System.String")


class Point(NetObject):
    __slots__ = ("content", "note", "x")
    net_type = define("Tests.ToObjects.Point")
    PROPERTIES = {"X": "x", "Note": "note", "Fixed": "fixed"}

    @property
    def fixed(self):
        return 1

    def __init__(self, x=0, note=None, items=()):
        super().__init__()
        self.x, self.note, self.content = x, note, list(items)


BAG = define("Tests.ToObjects.Bag`1", kind="generic", interfaces=["System.Collections.IEnumerable"])


class Layer:
    def parse(self, net, text, culture):
        if net is not Point.net_type:
            return NO_CONVERSION
        if text == "bad":
            raise NetError.of("System.FormatException", "no point")
        return Point(len(text), culture.name)

    def parse_takes_culture(self, net):
        return True

    def construct(self, net, value):
        if net is not Point.net_type or type_of(value) is not INT:
            return NO_CONVERSION
        if value < 0:
            raise NetError.of("System.ArgumentException", "too small")
        return Point(value)

    def sequence(self, net, items):
        return Point(items=items) if net.generic_definition is BAG else NO_CONVERSION

    def cast(self, net, value):
        return Point(note="cast") if net is Point.net_type and value == 1.5 else NO_CONVERSION

    def create(self, net):
        return Point() if net is Point.net_type else NO_CONVERSION

    def assign(self, instance, member, value):
        member.set(instance, convert(value, INT) if member.name == "X" else value)

    def property_type(self, member):
        return f"<{member.name}>"


@pytest.fixture(autouse=True)
def layer():
    saved = list(toobjects._layer)
    set_type_layer(Layer())
    yield
    toobjects._layer[:] = saved


def made(value, net=Point.net_type):
    return convert(value, net)


def test_order_of_ways():
    assert made("abc").x == 3
    assert made(7).x == 7
    assert made(1.5).note == "cast"
    assert made(2.5).x == 3  # a number by its text
    assert made(Hashtable({"x": 4, "note": "n"})).x == 4
    assert made(PSObject.of(X=5)).x == 5


def test_sequences():
    bag = BAG.close(INT)
    assert made([1, "2"], bag).content == [1, 2]
    assert made("3", bag).content == [3]
    with pytest.raises(NetError) as caught:
        made(["x"], bag)
    assert error_id_of(caught.value) == "ConvertToFinalInvalidCastException"


@pytest.mark.parametrize(
    ("value", "error_id", "message"),
    [
        (
            "bad",
            "InvalidCastParseTargetInvocationWithFormatProvider",
            'Cannot convert value "bad" to type "Tests.ToObjects.Point". Error: "no point"',
        ),
        (-1, "InvalidCastConstructorException", 'Error: "too small"'),
        (True, "InvalidCastIConvertible", "Invalid cast from 'System.Boolean' to 'Tests.ToObjects.Point'."),
        (
            Hashtable({"Nmae": 1}),
            "ObjectCreationError",
            (
                'Cannot create object of type "Tests.ToObjects.Point". The Nmae property was not found for the Tests.ToObjects.Point '
                "object. The available property is: [X <<X>>] , [Note <<Note>>] , [Fixed <<Fixed>>]"
            ),
        ),
        (Hashtable({"Fixed": 2}), "ObjectCreationError", "'Fixed' is a ReadOnly property."),
        (PSObject.of(unknown=1), "ConvertToFinalInvalidCastException", 'Cannot convert the "@{unknown=1}" value'),
        (ArrayList([1]), "ConvertToFinalInvalidCastException", 'Cannot convert the "System.Collections.ArrayList" value'),
    ],
    ids=str,
)
def test_failures(value, error_id, message):
    with pytest.raises(NetError) as caught:
        made(value)
    assert message in caught.value.exception.message
    assert error_id_of(caught.value) == error_id


def test_the_reason_inside_is_shown():
    class Strict(Point):
        __slots__ = ()
        net_type = define("Tests.ToObjects.Strict")
        PROPERTIES = {"Y": "y"}

        @property
        def y(self):
            return 0

        @y.setter
        def y(self, value):
            raise NetError.of("System.Management.Automation.SetValueException", "outer", invalid_cast("X", "inner").exception)

    with pytest.raises(NetError) as caught:
        fill_properties(Layer(), Strict(), [("Y", 1)], Strict.net_type)
    assert caught.value.exception.message == 'Cannot create object of type "Tests.ToObjects.Strict". inner'


def test_properties_are_converted_on_the_way_in():
    assert made(Hashtable({"X": "4"})).x == 4
    with pytest.raises(NetError) as caught:
        made(Hashtable({"X": "four"}))
    assert error_id_of(caught.value) == "ObjectCreationError"


def test_a_capacity_is_no_conversion():
    numbers = define("Tests.ToObjects.Numbers", interfaces=["System.Collections.ICollection"])
    with pytest.raises(NetError) as caught:
        convert(5, numbers)
    assert error_id_of(caught.value) == "ConvertToFinalInvalidCastException"


def test_known_types_keep_their_own_ways():
    assert convert("5", INT) == 5
    with pytest.raises(NetError):
        convert([1], INT)
    assert convert(5, STRING) == "5"
