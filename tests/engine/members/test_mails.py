"""System.Net.Mail, against a mail server on this machine and pickup directories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from psbridge.engine.members import mails
from psbridge.engine.runspace import Runspace
from psbridge.machine.computer import Machine
from tests.mailserver import MailServer, mail_server


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server("AUTH PLAIN") as made:
        yield made


@pytest.fixture
def run(evaluate, server) -> Callable[[str], list[str]]:
    start = f"$c = [Net.Mail.SmtpClient]::new('127.0.0.1', {server.server_address[1]}); $m = [Net.Mail.MailMessage]::new('me@x.test', 'a@x.test, b@x.test')\n"
    return lambda script: evaluate(start + script)


def _envelope(server: Any) -> list[str]:
    lines = [line for line in server.said["lines"] if line.upper().startswith(("MAIL", "RCPT"))]
    return [line.partition("<")[2].partition(">")[0] for line in lines]


def test_a_message(run, server, tmp_path):
    (tmp_path / "f.txt").write_bytes(b"data")
    script = f"""
    $m.From = [Net.Mail.MailAddress]::new('me@x.test', 'Me Myself'); $m.CC.Add('c@x.test'); $m.Bcc.Add([Net.Mail.MailAddress]'d@x.test')
    $m.ReplyToList.Add('r@x.test'); $m.Subject = 'Hi'; $m.Body = '<b>ü</b>'; $m.IsBodyHtml = $true; $m.Priority = 'High'
    $m.Headers.Add('X-Own', '1'); $m.Attachments.Add([Net.Mail.Attachment]::new('{tmp_path}/f.txt', 'text/x-plain')); $c.Send($m)
    """
    assert run(script) == []
    assert _envelope(server) == ["me@x.test", "a@x.test", "b@x.test", "c@x.test", "d@x.test"]
    mail = message_from_bytes("\n".join(server.said["data"]).encode())
    assert (mail["To"], mail["Cc"], mail["Bcc"], mail["Reply-To"]) == ("a@x.test, b@x.test", "c@x.test", None, "r@x.test")
    assert (mail["From"], mail["Subject"], mail["X-Priority"], mail["X-Own"]) == ('"Me Myself" <me@x.test>', "Hi", "1", "1")
    text, attached = mail.get_payload()
    assert (text.get_content_type(), text.get_payload(decode=True).decode().strip()) == ("text/html", "<b>ü</b>")
    assert (attached.get_filename(), attached.get_content_type(), attached.get_payload(decode=True)) == ("f.txt", "text/x-plain", b"data")


def test_parts_credentials_and_tasks(run, server):
    script = """
    $c.Credentials = [Net.NetworkCredential]::new('who', 'Not-a-secret-1'); $c.Send('a@x.test', 'b@x.test', 'S', 'B')
    $c.SendMailAsync('a@x.test', 'c@x.test', 'S', 'B').Wait()
    """
    run(script)
    assert _envelope(server) == ["a@x.test", "b@x.test", "a@x.test", "c@x.test"]
    assert any(line.startswith("AUTH PLAIN ") for line in server.said["lines"])


@pytest.mark.parametrize(
    ("script", "kind", "message"),
    [
        ("$m.From = $null; $c.Send($m)", "InvalidOperationException", "A from address must be specified."),
        ("$m.To.Clear(); $c.Send($m)", "InvalidOperationException", "A recipient must be specified."),
        ("[Net.Mail.SmtpClient]::new().Send($m)", "InvalidOperationException", "The SMTP host was not specified."),
        ("$c.Send($null)", "ArgumentNullException", "message"),
        (
            "$m.To.Clear(); $m.To.Add('refused@x.test'); $c.Send($m)",
            "SmtpFailedRecipientException",
            "Mailbox unavailable. The server response was: no such box",
        ),
        ("$m.To.Add('refused@x.test'); $c.Send($m)", "SmtpFailedRecipientException", "Mailbox unavailable."),
        ("$m.To.Add('refused1@x.test,refused2@x.test'); $c.Send($m)", "SmtpFailedRecipientsException", "Unable to send to all recipients."),
        ("$c.Host = ''", "ArgumentException", "empty string"),
        ("$c.Port = 0", "ArgumentOutOfRangeException", "value"),
        ("$c.Timeout = -1", "ArgumentOutOfRangeException", "value"),
        ('$m.Subject = "a`nb"', "ArgumentException", "subject"),
        ("$m.Headers.Add('X', \"a`nb: c\"); $c.Send($m)", "FormatException", "invalid character"),
        ("$m.To.Add('nobody')", "FormatException", "e-mail address"),
        ("$m.To.Add('')", "ArgumentException", "addresses"),
        ("$c.EnableSsl = $true; $c.Send($m)", "SmtpException", "Failure sending mail."),
        ("[Net.Mail.SmtpClient]::new('127.0.0.1', 1).Send($m)", "SmtpException", "Failure sending mail."),
        ("$c.DeliveryMethod = 'PickupDirectoryFromIis'; $c.Send($m)", "SmtpException", "IIS"),
        ("$c.DeliveryMethod = 'SpecifiedPickupDirectory'; $c.Send($m)", "SmtpException", "directory"),
    ],
)
def test_complaints(run, server, script, kind, message):
    got = run(f"try {{ {script} }} catch {{ $e = $_.Exception.InnerException ?? $_.Exception; $e.GetType().Name; $e.Message }}")
    assert got[0] == kind
    assert message in got[1]


def test_a_pickup_directory(run, server, tmp_path):
    run(f"$c.DeliveryMethod = 'SpecifiedPickupDirectory'; $c.PickupDirectoryLocation = '{tmp_path}'; $m.Subject = 'Hi'; $c.Send($m)")
    (file,) = Path(tmp_path).glob("*.eml")
    assert message_from_bytes(file.read_bytes())["Subject"] == "Hi"
    assert server.said["lines"] == []


def test_an_emulated_machine_has_its_own_pickup_directory_and_no_server():
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", environment=machine.environment, directory="C:\\") as runspace:
        script = """
        $c = [Net.Mail.SmtpClient]::new('mail'); try { $c.Send('a@x.test', 'b@x.test', 's', 'b') } catch { $_.Exception.InnerException.InnerException.Message }
        $c.DeliveryMethod = 1; $c.PickupDirectoryLocation = 'C:\\'; $c.Send('a@x.test', 'b@x.test', 'Hi', 'b')
        [IO.File]::ReadAllText([IO.Directory]::GetFiles('C:\\', '*.eml')[0]) -match 'Subject: Hi'
        """
        assert [str(one) for one in runspace.invoke(script)] == ["No such host is known.", "True"]


def test_properties(run, server):
    script = "$c.Port -gt 0; $c.Timeout; $c.DeliveryMethod; $m.Priority; $m.To.Count; $m.To[1].Address; $m.To.ToString(); @($m.To).Count; $m.To.Remove($m.To[0]); $m.To.Count"
    assert run(script) == ["True", "100000", "Network", "Normal", "2", "b@x.test", "a@x.test, b@x.test", "2", "True", "1"]
    assert run("$m.To.Contains($m.To[0]); $m.Attachments.Count; $m.Dispose(); $c.Dispose()") == ["True", "0"]
    assert mails.SmtpClient.net_type.full_name == "System.Net.Mail.SmtpClient"
