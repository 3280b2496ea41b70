"""Elements, lines, and the rules of both ends."""

from __future__ import annotations

import uuid

import pytest

from psbridge.errors import InvalidTransition, LimitExceeded, LocalProtocolError, OutOfProcError
from psbridge.outofproc import MAX_PAYLOAD, SESSION, Client, Element, Kind, LineReader, Server, Stream, scan_line
from psbridge.outofproc.elements import parse_guid
from psbridge.outofproc.states import TRANSITIONS, GuidEvent, GuidState, advance
from psbridge.outofproc.tolerant import scan_tolerantly

PIPE = uuid.UUID("bbbbbbbb-0000-4000-8000-000000000001")
ZERO = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(params=["fast", "tolerant"])
def scan(request):
    """Both readers must agree on everything."""
    return scan_line if request.param == "fast" else scan_tolerantly


class TestElements:
    @pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.DATA])
    def test_short_ones(self, kind, scan):
        line = Element(kind, PIPE).encode()
        assert line == f"<{kind.value} PSGuid='{PIPE}' />\n".encode()
        assert scan(line.rstrip()) == ([Element(kind, PIPE)], None)

    def test_data(self, scan):
        element = Element(Kind.DATA, SESSION, b"\0\1\2", Stream.PROMPT_RESPONSE)
        line = element.encode()
        assert line == f"<Data Stream='PromptResponse' PSGuid='{ZERO}'>AAEC</Data>\n".encode()
        assert scan(line.rstrip()) == ([element], None)
        assert repr(element) == f"<Data {ZERO} PromptResponse 3 bytes>"

    @pytest.mark.parametrize(
        ("line", "kinds"),
        [
            ('<Data PSGuid="{zero}" Stream="x">AA EC</Data >', [Kind.DATA]),
            ("<Data Stream='promptresponse' PSGuid='{zero}'>&#65;AEC</Data>", [Kind.DATA]),
            ("<Signal PSGuid='{pipe}'></Signal><Close PSGuid='{pipe}'/>", [Kind.SIGNAL, Kind.CLOSE]),
            ("<!-- c --><?pi?><Command PSGuid='{pipe}' />", [Kind.COMMAND]),
            ("<Command PSGuid='{{{pipe}}}' />", [Kind.COMMAND]),
            ("<Command PSGuid=' ({pipe}) ' />", [Kind.COMMAND]),
            ("<Command PSGuid='bbbbbbbb000040008000000000000001' />", [Kind.COMMAND]),
        ],
    )
    def test_odd_spellings_are_read(self, line, kinds):
        elements, error = scan_line(line.format(zero=ZERO, pipe=PIPE).encode())
        assert error is None
        assert [element.kind for element in elements] == kinds
        assert all(element.guid in {SESSION, PIPE} for element in elements)

    @pytest.mark.parametrize(
        ("line", "text"),
        [
            ("", 'An unknown element "" was received. This can happen if'),
            ("hello world", "hello world"),
            ("<Hello PSGuid='{z}' />", 'An unknown element "Hello" was received.'),
            ("<Data PSGuid='{z}'>AAAA</Data>", 'Expected only two attributes with the names "Stream" and "PSGuid"'),
            ("<Close />", 'Expected only one attribute with the name "PSGuid" in the Close element.'),
            ("<Close Other='x' />", "Value cannot be null. (Parameter 'g')"),
            ("<Data Stream='Default' PSGuid='{z}'></Data>", 'Node type "EndElement" is unknown in the Data element.'),
            ("<Data Stream='Default' PSGuid='{z}'>  </Data>", 'Node type "Whitespace" is unknown in the Data element.'),
            ("<Data Stream='Default' PSGuid='{z}'><a/></Data>", 'Node type "Element" is unknown in the Data element.'),
            ("<Data Stream='Default' PSGuid='{z}'><![CDATA[A]]></Data>", 'Node type "CDATA" is unknown in the Data'),
            ("<Data Stream='Default' PSGuid='{z}'>@@@@</Data>", "The input is not a valid Base-64 string"),
            ("<Data Stream='Default' PSGuid='{z}'>AAA</Data>", "The input is not a valid Base-64 string"),
            ("<Data Stream='Default' PSGuid='{z}'>AÄÄÄ</Data>", "The input is not a valid Base-64 string"),
            ("<Data Stream='Default' PSGuid='xyz'>AAAA</Data>", "Guid should contain 32 digits with 4 dashes"),
            ("<Close PSGuid='{z} 0' />", "Guid should contain 32 digits"),
            ("<Close PSGuid='0000000-00000-0000-0000-000000000000' />", "Dashes are in the wrong position"),
            ("<Close PSGuid='g0000000-0000-0000-0000-000000000000' />", "Guid string should only contain hexadecimal"),
            ("<?xml version='1.0'?><Close PSGuid='{z}' />", 'Cannot process an element with node type "XmlDeclaration"'),
            (" <Close PSGuid='{z}' />", 'Cannot process an element with node type "Whitespace"'),
            ("<Close PSGuid='{z}'", "The line is not well-formed XML"),
            ("<Close PSGuid='{z}' /></_>", "Unexpected end of file has occurred"),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><Close PSGuid='&b;' />", "The line is not well-formed XML"),
            ("<Close PSGuid='&b;' />", "The line is not well-formed XML"),
        ],
    )
    def test_errors_read_as_powershells(self, line, text, scan):
        _, error = scan(line.format(z=ZERO).encode())
        assert isinstance(error, OutOfProcError)
        assert error.what.startswith(text)

    def test_unclosed_element_is_named_with_its_place(self, scan):
        line = f"<Data Stream='Default' PSGuid='{ZERO}'>AAAA".encode()
        elements, error = scan(line)
        assert [element.payload for element in elements] == [b"\0\0\0"]
        assert error.what == ("Unexpected end of file has occurred. The following elements are not closed: Data. Line 1, position 74.")

    def test_what_stands_before_an_error_counts(self):
        elements, error = scan_line(f"<Close PSGuid='{PIPE}' />oops".encode())
        assert [element.kind for element in elements] == [Kind.CLOSE]
        assert error.what.endswith("oops")

    def test_guid_text_is_any_case(self):
        assert parse_guid(str(PIPE).upper()) == PIPE


class TestLineReader:
    def test_ends_and_bom(self):
        reader = LineReader()
        assert list(reader.feed(b"\xef\xbb\xbfa\r\nb\n\nc")) == [b"a", b"b", b""]
        assert list(reader.feed(b"d\n\xef\xbb\xbfe\n")) == [b"cd", b"\xef\xbb\xbfe"]
        assert reader.finish() is None
        assert list(reader.feed(b"rest")) == []
        assert reader.finish() == b"rest"

    @pytest.mark.parametrize("tail", [b"", b"\n"])
    def test_long_line_is_refused(self, tail):
        with pytest.raises(LimitExceeded, match="length of a line"):
            list(LineReader(10).feed(b"x" * 11 + tail))

    def test_lines_before_an_error_are_given_out_once(self):
        reader, seen = LineReader(3), []
        with pytest.raises(LimitExceeded):
            seen.extend(reader.feed(b"a\nbbbbbb\n"))
        assert seen == [] or seen == [b"a"]


class TestStates:
    @pytest.mark.parametrize("state", GuidState)
    @pytest.mark.parametrize("event", GuidEvent)
    def test_table_is_total(self, state, event):
        allowed = TRANSITIONS[state]
        if event in allowed:
            assert advance(state, event) is allowed[event]
        else:
            with pytest.raises(InvalidTransition) as caught:
                advance(state, event)
            assert set(caught.value.allowed) == set(allowed)


def ack(client: Client, kind: Kind, guid: uuid.UUID) -> None:
    client.receive(Element(kind, guid).encode())


class TestClient:
    def test_data_waits_for_the_command_and_for_the_last_data(self):
        client = Client()
        client.open_command(PIPE)
        client.send(PIPE, b"one")
        assert client.data_to_send() == Element(Kind.COMMAND, PIPE).encode()
        ack(client, Kind.COMMAND_ACK, PIPE)
        assert client.data_to_send() == Element(Kind.DATA, PIPE, b"one").encode()
        client.send(PIPE, b"two")
        client.send(PIPE, b"three")
        assert client.data_to_send() == b""
        assert client.waiting(PIPE) == 8
        ack(client, Kind.DATA_ACK, PIPE)
        assert client.data_to_send() == Element(Kind.DATA, PIPE, b"twothree").encode()
        assert client.waiting(PIPE) == 0

    def test_fragments_are_packed_whole(self):
        client = Client()
        client.send(SESSION, b"0")
        for size in (20000, 12768, 1):
            client.send(SESSION, b"x" * size)
        client.data_to_send()
        ack(client, Kind.DATA_ACK, SESSION)
        assert len(scan_line(client.data_to_send().rstrip())[0][0].payload) == MAX_PAYLOAD
        ack(client, Kind.DATA_ACK, SESSION)
        assert len(scan_line(client.data_to_send().rstrip())[0][0].payload) == 1

    def test_host_answers_overtake(self):
        client = Client()
        client.send(SESSION, b"0")
        client.send(SESSION, b"input")
        client.send(SESSION, b"answer", Stream.PROMPT_RESPONSE)
        client.data_to_send()
        ack(client, Kind.DATA_ACK, SESSION)
        assert client.data_to_send() == Element(Kind.DATA, SESSION, b"answer", Stream.PROMPT_RESPONSE).encode()
        ack(client, Kind.DATA_ACK, SESSION)
        assert client.data_to_send() == Element(Kind.DATA, SESSION, b"input").encode()

    def test_guids_do_not_wait_for_each_other(self):
        client = Client()
        client.send(SESSION, b"a")
        client.open_command(PIPE)
        ack(client, Kind.COMMAND_ACK, PIPE)
        client.send(PIPE, b"b")
        assert client.data_to_send().count(b"<Data ") == 2

    def test_close_drops_what_waits_and_frees_the_guid(self):
        client = Client()
        client.open_command(PIPE)
        client.send(PIPE, b"never sent")
        client.close(PIPE)
        assert client.state(PIPE) is GuidState.CLOSING
        ack(client, Kind.COMMAND_ACK, PIPE)
        with pytest.raises(InvalidTransition):
            client.send(PIPE, b"late")
        ack(client, Kind.CLOSE_ACK, PIPE)
        assert b"Data" not in client.data_to_send()
        assert client.state(PIPE) is GuidState.UNKNOWN
        client.open_command(PIPE)
        assert client.state(PIPE) is GuidState.OPENING

    def test_second_session(self):
        client = Client()
        client.close()
        with pytest.raises(InvalidTransition):
            client.send(SESSION, b"x")
        ack(client, Kind.CLOSE_ACK, SESSION)
        client.send(SESSION, b"x")
        assert client.data_to_send().endswith(Element(Kind.DATA, SESSION, b"x").encode())

    def test_late_answers_of_a_closed_guid_are_no_error(self):
        client = Client()
        for kind in (Kind.DATA_ACK, Kind.SIGNAL_ACK, Kind.CLOSE_ACK):
            ack(client, kind, PIPE)
        client.receive(Element(Kind.DATA, PIPE, b"x").encode())
        assert len(client.events()) == 4

    def test_misuse_is_refused(self):
        client = Client()
        with pytest.raises(InvalidTransition):
            client.send(PIPE, b"x")
        with pytest.raises(LocalProtocolError):
            client.signal(SESSION)
        with pytest.raises(LocalProtocolError):
            client.open_command(SESSION)
        with pytest.raises(LocalProtocolError):
            client.send(SESSION, b"")
        with pytest.raises(LimitExceeded):
            client.send(SESSION, b"x" * (MAX_PAYLOAD + 1))
        client.open_command(PIPE)
        with pytest.raises(InvalidTransition):
            client.open_command(PIPE)

    def test_what_only_clients_send_is_fatal(self):
        for kind in (Kind.COMMAND, Kind.SIGNAL, Kind.CLOSE):
            with pytest.raises(OutOfProcError, match=f'"{kind.value}"'):
                ack(Client(), kind, PIPE)
        with pytest.raises(OutOfProcError, match="inactive command"):
            ack(Client(), Kind.COMMAND_ACK, PIPE)

    def test_end_of_output_is_fatal(self):
        client = Client()
        client.receive(b"<DataAck PSGuid='00000000-0000-0000-0000-000000000000' />")
        with pytest.raises(OutOfProcError, match="closed or ended abnormally"):
            client.receive_eof()
        assert [element.kind for element in client.events()] == [Kind.DATA_ACK]


class TestServer:
    def test_everything_is_acknowledged_whatever_its_guid(self):
        server = Server()
        asked = [Element(Kind.DATA, PIPE, b"x"), *(Element(k, PIPE) for k in (Kind.COMMAND, Kind.SIGNAL, Kind.CLOSE))]
        server.receive(b"".join(element.encode() for element in asked))
        assert server.events() == asked
        for element in asked:
            server.acknowledge(element)
        names = [line.split()[0] for line in server.data_to_send().splitlines()]
        assert names == [b"<DataAck", b"<CommandAck", b"<SignalAck", b"<CloseAck"]

    def test_data_goes_out_at_once(self):
        server = Server()
        server.send(PIPE, b"a")
        server.send(PIPE, b"b")
        assert server.data_to_send().count(b"\n") == 2
        with pytest.raises(LimitExceeded):
            server.send(PIPE, b"x" * (MAX_PAYLOAD + 1))

    def test_a_broken_session_stays_broken(self):
        server = Server()
        with pytest.raises(OutOfProcError):
            server.receive(b"oops\n")
        with pytest.raises(OutOfProcError, match="oops"):
            server.receive(Element(Kind.CLOSE, SESSION).encode())
        assert server.fatal_text() == "oops"
        assert server.events() == []

    def test_signal_to_the_session_is_fatal(self):
        with pytest.raises(OutOfProcError, match="Signal message to a session is not supported"):
            Server().receive(Element(Kind.SIGNAL, SESSION).encode())
