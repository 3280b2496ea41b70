"""IPAddress and MailAddress."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.objects import Int64, NetError, find_type, members_of
from psbridge.objects.access import get_property
from psbridge.objects.addresses import IPAddress, MailAddress, parse_address
from psbridge.objects.convert import equals, to_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("1", "0.0.0.1"),
        ("1.2", "1.0.0.2"),
        ("0x10.010.1", "16.8.0.1"),
        ("::1", "::1"),
        ("2001:db8:0:0::1", "2001:db8::1"),
        ("[fe80::1%3]", "fe80::1%3"),
        ("::ffff:1.2.3.4", "::ffff:1.2.3.4"),
    ],
)
def test_addresses(text, shown):
    assert to_text(parse_address(text)) == shown


@pytest.mark.parametrize("text", ["", "x", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "1..2", ":::", "4294967296"])
def test_bad_addresses(text):
    with pytest.raises(NetError, match="An invalid IP address was specified"):
        parse_address(text)


def test_parts_of_an_address():
    four, six = parse_address("1.2.3.4"), parse_address("fe80::1")
    assert get_property(four, "AddressFamily").label == "InterNetwork"
    assert get_property(four, "Address") == 0x04030201
    assert type(get_property(four, "Address")) is Int64
    assert get_property(four, "IPAddressToString") == "1.2.3.4"
    assert four.packed() == bytearray((1, 2, 3, 4))
    assert str(four.to_six()) == "::ffff:1.2.3.4"
    assert four.to_six().to_four() == four
    assert get_property(four.to_six(), "IsIPv4MappedToIPv6")
    assert get_property(six, "IsIPv6LinkLocal")
    assert six.to_six() is six
    assert equals(four, "1.2.3.4") or equals(four, parse_address("1.2.3.4"))
    assert len({four, parse_address("1.2.3.4")}) == 1
    with pytest.raises(NetError):
        get_property(six, "Address")


def test_statics():
    table = members_of(find_type("System.Net.IPAddress"))
    assert str(table.static_properties["loopback"].get(None)) == "127.0.0.1"

    class Box:
        value = None

    box = Box()
    assert table.static_methods["tryparse"].call("1.2.3.4", box)
    assert box.value == parse_address("1.2.3.4")
    assert not table.static_methods["tryparse"].call("x", box)
    assert table.static_methods["isloopback"].call(parse_address("::1"))
    assert table.constructor.call(0x0100007F) == parse_address("127.0.0.1")
    assert table.constructor.call(bytes(16)) == parse_address("::")
    for bad in (b"123", -1):
        with pytest.raises(NetError):
            table.constructor.call(bad)


@given(st.ip_addresses())
def test_addresses_read_back(value):
    assert parse_address(str(IPAddress(value))) == IPAddress(value)


@pytest.mark.parametrize(
    ("text", "name", "user", "host", "shown"),
    [
        ("a@b.test", "", "a", "b.test", "a@b.test"),
        ("Ann Lee <a.l@b>", "Ann Lee", "a.l", "b", '"Ann Lee" <a.l@b>'),
        ('"Lee, Ann" <a@b>', "Lee, Ann", "a", "b", '"Lee, Ann" <a@b>'),
    ],
)
def test_mailboxes(text, name, user, host, shown):
    made = MailAddress(text)
    assert (made.display_name, made.user, made.host, str(made)) == (name, user, host, shown)
    assert get_property(made, "Address") == f"{user}@{host}"
    assert made == MailAddress(shown.upper())


def test_bad_mailboxes():
    for bad, message in (("x", "form required for an e-mail address"), ("", "cannot be an empty string"), (None, "cannot be null")):
        with pytest.raises(NetError, match=message):
            MailAddress(bad)
    assert str(MailAddress("a@b", "Shown")) == '"Shown" <a@b>'
    assert len({MailAddress("a@b"), MailAddress("A@B")}) == 1
