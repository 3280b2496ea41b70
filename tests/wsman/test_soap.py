"""XML safety, envelopes and headers, durations."""

from __future__ import annotations

import pytest

from psbridge.errors import LimitExceeded, SoapError
from psbridge.wsman.durations import format_parts, format_precise, format_timeout, parse_duration
from psbridge.wsman.names import ANONYMOUS, XSI, A, P, S, W
from psbridge.wsman.soap import Header, Option, parse_envelope, parse_xml

HEAD = f'<s:Envelope xmlns:s="{S}" xmlns:a="{A}" xmlns:w="{W}" xmlns:p="{P}" xmlns:xsi="{XSI}">'
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(9))


def envelope(header: str, body: str = "") -> bytes:
    return f"{HEAD}<s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>".encode()


class TestSafety:
    @pytest.mark.parametrize(
        "text",
        [
            f"<!DOCTYPE a [{BOMB}]><a>&e8;</a>",
            '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
            '<?xml version="1.0"?><!-- c --> <!DOCTYPE a><a/>',
            "\ufeff<!DOCTYPE a><a/>",
        ],
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
    def test_document_types_are_refused(self, text, encoding):
        with pytest.raises(SoapError):
            parse_xml(text.encode(encoding))

    def test_undefined_entities_are_refused(self):
        with pytest.raises(SoapError):
            parse_xml(b"<a>&xxe;</a>")

    def test_size_is_limited(self):
        with pytest.raises(LimitExceeded, match="size of an envelope exceeds the limit of 10"):
            parse_xml(b"<a>123456789</a>", 10)

    def test_depth_is_limited(self):
        with pytest.raises(SoapError):
            parse_xml(b"<a>" * 5000 + b"</a>" * 5000)

    @pytest.mark.parametrize("data", [b"", b" ", b"text", b"<a>", b"<a/><b/>", b"\xff\xfe", b"\xff\xfe<", b"<a>\0</a>"])
    def test_what_is_no_xml_is_refused(self, data):
        with pytest.raises(SoapError):
            parse_xml(data)

    def test_long_prologs_take_no_time(self):
        with pytest.raises(SoapError):
            parse_xml(b" " * 200_000)
        with pytest.raises(SoapError):
            parse_xml(b"<!-- - " * 30_000)

    def test_utf16_is_read(self):
        text = '<?xml version="1.0" encoding="utf-16"?><a>ä</a>'
        for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            assert parse_xml(text.encode(encoding)).text == "ä"

    @pytest.mark.parametrize("data", [b"<a/>", f'<s:Envelope xmlns:s="{S}"/>'.encode(), b'<Envelope xmlns="x"><Body/></Envelope>'])
    def test_what_is_no_envelope_is_refused(self, data):
        with pytest.raises(SoapError):
            parse_envelope(data)


class TestHeader:
    def test_empty(self):
        parsed = parse_envelope(f'<s:Envelope xmlns:s="{S}"><s:Body/></s:Envelope>'.encode())
        assert parsed.header == Header()
        assert parsed.content is None

    def test_everything(self):
        header = parse_envelope(
            envelope(
                f"<a:Action> act </a:Action><a:To>to</a:To><a:MessageID>uuid:1</a:MessageID><a:RelatesTo>uuid:0</a:RelatesTo>"
                f"<a:ReplyTo><a:Address>{ANONYMOUS}</a:Address></a:ReplyTo><w:ResourceURI>res</w:ResourceURI>"
                "<w:MaxEnvelopeSize>1000</w:MaxEnvelopeSize><w:OperationTimeout>PT1M0.5S</w:OperationTimeout>"
                '<w:Locale xml:lang="de-DE"/><p:DataLocale xml:lang="fr-FR"/><p:SessionId>uuid:2</p:SessionId>'
                "<p:OperationID>uuid:3</p:OperationID><p:SequenceId>4</p:SequenceId><p:ActivityId>5</p:ActivityId>"
                '<w:OptionSet><w:Option Name="a" MustComply="True" Type="xs:string"> b </w:Option>'
                '<w:Option Name="n" xsi:nil="true"/></w:OptionSet>'
                '<w:SelectorSet><w:Selector Name="SHELLID"> x </w:Selector></w:SelectorSet>'
                '<p:Strange s:mustUnderstand="true"/><p:Ignored/>'
            )
        ).header
        assert header == Header(
            action="act", to="to", resource_uri="res", message_id="uuid:1", relates_to="uuid:0", reply_to=ANONYMOUS,
            max_envelope_size=1000, operation_timeout=60.5, locale="de-DE", data_locale="fr-FR", session_id="uuid:2",
            operation_id="uuid:3", sequence_id=4, activity_id="5", selectors={"SHELLID": "x"},
            options=(Option("a", " b ", True, "xs:string"), Option("n")), misunderstood=(f"{{{P}}}Strange",),
        )  # fmt: skip
        assert header.shell_id == "x"
        assert header.option("A") == " b "
        assert header.option("other") is None

    @pytest.mark.parametrize("number", ["", "-1", "1.5", "٣", "9" * 30, "x"])
    def test_bad_numbers_are_refused_with_their_place(self, number):
        with pytest.raises(SoapError) as caught:
            parse_envelope(envelope(f"<w:MaxEnvelopeSize>{number}</w:MaxEnvelopeSize>"))
        assert caught.value.where == "MaxEnvelopeSize"


class TestDurations:
    @pytest.mark.parametrize(
        ("text", "seconds"),
        [("PT20S", 20), ("PT7200.000S", 7200), ("P0DT0H0M9S", 9), ("P1DT1H1M1.5S", 90061.5), ("PT1M", 60), (" P2D ", 172800)],
    )
    def test_read(self, text, seconds):
        assert parse_duration(text, "x") == seconds

    @pytest.mark.parametrize("text", ["", "P", "PT", "PT-1S", "-PT1S", "P1Y", "20", "PT1", "PT1S1M", "PTxS", "P" + "9" * 50 + "D"])
    def test_refuse(self, text):
        with pytest.raises(SoapError):
            parse_duration(text, "x")

    def test_write(self):
        assert [format_timeout(20.0), format_timeout(0.25)] == ["PT20S", "PT0.250S"]
        assert format_precise(2147483.647) == "PT2147483.647S"
        assert format_parts(90061.9) == "P1DT1H1M1S"
