"""Send-MailMessage, against a mail server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_string

import pytest

from psbridge.modules.utility import mailing
from tests.mailserver import MailServer, mail_server


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server("DSN") as made:
        yield made


def _send(session, server, rest: str) -> list[str]:
    port = server.server_address[1]
    return session.fails(f"Send-MailMessage -From me@x.test -SmtpServer 127.0.0.1 -Port {port} {rest}")


def test_a_message(session, server):
    rest = "-To a@x.test, b@x.test -Cc c@x.test -Bcc d@x.test -Subject Hi -Body '<b>x</b>' -BodyAsHtml -Priority High -DNO OnFailure, Delay"
    assert _send(session, server, rest) == []
    assert [record.message[:30] for record in session.streams.warnings] == [mailing._OBSOLETE[:30]]
    lines = [line for line in server.said["lines"] if line.upper().startswith(("MAIL", "RCPT"))]
    assert lines[0].startswith("mail FROM:<me@x.test>")
    assert [line.partition("<")[2].partition(">")[0] for line in lines[1:]] == ["a@x.test", "b@x.test", "c@x.test", "d@x.test"]
    assert all("NOTIFY=FAILURE,DELAY" in line for line in lines[1:])
    mail = message_from_string("\n".join(server.said["data"]))
    assert (mail["To"], mail["Cc"], mail["Bcc"], mail["Subject"]) == ("a@x.test, b@x.test", "c@x.test", None, "Hi")
    assert (mail.get_content_type(), mail["X-Priority"], mail.get_payload().strip()) == ("text/html", "1", "<b>x</b>")


def test_attachments_and_encoding(session, server):
    assert _send(session, server, "-To a@x.test -Body 'ü' -Encoding utf8 -Attachments (New-Item f.txt -Value data)") == []
    mail = message_from_string("\n".join(server.said["data"]))
    text, attached = mail.get_payload()
    assert (text.get_content_charset(), text.get_payload().strip()) == ("utf-8", "ü")
    assert (attached.get_filename(), attached.get_payload(decode=True)) == ("f.txt", b"data")


@pytest.mark.parametrize(
    ("rest", "error"),
    [("-To refused@x.test", "SmtpFailedRecipientsException"), ("-To a@x.test -Attachments nope.txt", "PathNotFound")],
)
def test_refusals(session, server, rest, error):
    assert _send(session, server, rest) == [error]


def test_no_server(session):
    assert session.fails("Send-MailMessage a@x.test -From b@x.test") == ["System.InvalidOperationException"]
    assert session.fails("Send-MailMessage a@x.test -From b@x.test -SmtpServer 127.0.0.1 -Port 1") == ["SmtpException"]
    assert session.streams.errors[0].exception.kind.full_name == "System.Net.Mail.SmtpException"
