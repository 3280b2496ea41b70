"""Send-MailMessage: a message over SMTP.  An emulated machine has no mail server that it could reach."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, NotNullOrEmpty, ValidateRange, ValidateSet, cmdlet, parameter
from psbridge.engine.encodings import encoding_of, is_desktop
from psbridge.engine.errors import ScriptError
from psbridge.modules.utility import files
from psbridge.objects import INT32_MAX, NetError, define, unwrap
from psbridge.objects.convert import to_text

_ID = "SmtpException"
_SMTP = "System.Net.Mail.SmtpException"
_FAILED = "System.Net.Mail.SmtpFailedRecipientsException"
define(_FAILED, define(_SMTP, "System.Exception"))
_INVALID = "System.InvalidOperationException"
_OBSOLETE = (
    "The command 'Send-MailMessage' is obsolete. This cmdlet does not guarantee secure connections to SMTP servers. "
    "While there is no immediate replacement available in PowerShell, we recommend you do not use Send-MailMessage at this time. "
    "See https://aka.ms/SendMailMessage for more information."
)
_NO_SERVER = (
    "The email cannot be sent because no SMTP server was specified. "
    "You must specify an SMTP server by using either the SmtpServer parameter or the $PSEmailServer variable."
)
_NOTICES = {"onsuccess": "SUCCESS", "onfailure": "FAILURE", "delay": "DELAY", "never": "NEVER"}
_PRIORITIES = {"low": ("5", "non-urgent"), "high": ("1", "urgent")}
_TIMEOUT = 100


@cmdlet("Send-MailMessage")
class SendMailMessage(Cmdlet):
    """Sends an email message."""

    attachments = parameter("Attachments", "string[]", pipeline=True, by_property=True, aliases=("PsPath",), validate=(NotNullOrEmpty(),))
    blind_copies = parameter("Bcc", "string[]", by_property=True, validate=(NotNullOrEmpty(),))
    body = parameter("Body", "string", position=2, by_property=True, validate=(NotNullOrEmpty(),))
    as_html = parameter("BodyAsHtml", "switch", by_property=True, aliases=("BAH",))
    encoding = parameter("Encoding", "object", by_property=True, aliases=("BE",), validate=(NotNullOrEmpty(),))
    copies = parameter("Cc", "string[]", by_property=True, validate=(NotNullOrEmpty(),))
    notification = parameter(
        "DeliveryNotificationOption", "string[]", by_property=True, aliases=("DNO",), validate=(ValidateSet("None", *_NOTICES),)
    )
    sender = parameter("From", "string", mandatory=True, by_property=True, validate=(NotNullOrEmpty(),))
    server = parameter("SmtpServer", "string", position=3, by_property=True, aliases=("ComputerName",), validate=(NotNullOrEmpty(),))
    priority = parameter("Priority", "string", by_property=True, validate=(ValidateSet("Normal", "Low", "High"),))
    reply_to = parameter("ReplyTo", "string[]", by_property=True)
    subject = parameter("Subject", "string", position=1, by_property=True, aliases=("sub",), validate=(NotNullOrEmpty(),))
    to = parameter("To", "string[]", position=0, mandatory=True, by_property=True, validate=(NotNullOrEmpty(),))
    credential = parameter("Credential", "pscredential", by_property=True, validate=(NotNullOrEmpty(),))
    use_ssl = parameter("UseSsl", "switch", by_property=True)
    port = parameter("Port", "int", by_property=True, default=0, validate=(ValidateRange(0, INT32_MAX),))

    def begin(self) -> None:
        if not is_desktop(self.runspace):
            self.write_warning(_OBSOLETE)
        self._files: list[str] = []

    def process(self) -> None:
        for path in self.attachments or ():
            try:
                self._files += files.resolve_all(self, path)
            except (ScriptError, NetError):
                full = files.unresolved(self, path)
                text = f"Cannot find path '{full}' because it does not exist."
                kind = "System.Management.Automation.ItemNotFoundException"
                self.write_error(self.error(kind, text, "PathNotFound", "ObjectNotFound", path))

    def end(self) -> None:
        server = self.server or to_text(self.ctx.get_variable("PSEmailServer", None))
        if not server:
            self.fail(self.error(_INVALID, _NO_SERVER, _INVALID, "InvalidArgument"))
        if self.runspace.is_windows:
            text = f"No such host is known. ({server}): an emulated machine has no network."
            self.write_error(self.error(_SMTP, text, _ID, "InvalidOperation"))
            return
        self._send(server, self._message())

    # -- the message

    def _message(self) -> Any:
        from email.message import EmailMessage
        from email.utils import formatdate, make_msgid

        made = EmailMessage()
        made["From"], made["Subject"] = self.sender, self.subject or ""
        for name, addresses in (("To", self.to), ("Cc", self.copies), ("Reply-To", self.reply_to)):
            if addresses:
                made[name] = ", ".join(addresses)
        made["Date"], made["Message-ID"] = formatdate(), make_msgid(domain=self.sender.rpartition("@")[2].strip(" >") or None)
        number, urgency = _PRIORITIES.get((self.priority or "").lower(), ("", ""))
        if number:
            made["X-Priority"], made["Priority"] = number, urgency
        made.set_content(self.body or "", subtype="html" if self.as_html else "plain", charset=self._charset())
        for full in self._files:
            name = full.replace("\\", "/").rpartition("/")[2]
            made.add_attachment(files.read_file(self, full), maintype="application", subtype="octet-stream", filename=name)
        return made

    def _charset(self) -> str:
        """What -Encoding says; ASCII without it, UTF-8 when that does not do."""
        named = unwrap(self.encoding)
        if named is not None:
            return str(encoding_of(named).web_name)
        return "us-ascii" if (self.body or "").isascii() else "utf-8"

    def _send(self, server: str, message: Any) -> None:
        import smtplib
        import ssl

        everybody = [*self.to, *(self.copies or ()), *(self.blind_copies or ())]
        notices = [_NOTICES[one.lower()] for one in self.notification or () if one.lower() in _NOTICES]
        try:
            with smtplib.SMTP(server, self.port or 25, timeout=_TIMEOUT) as client:
                if self.use_ssl:
                    client.starttls(context=ssl.create_default_context())
                if self.credential is not None:
                    client.login(self.credential.user_name, self.credential.reveal())
                client.ehlo_or_helo_if_needed()
                wanted = [f"NOTIFY={','.join(notices)}"] if notices and client.has_extn("dsn") else []
                client.send_message(message, self.sender, everybody, rcpt_options=wanted)
        except smtplib.SMTPRecipientsRefused as problem:
            text = f"Unable to send to a recipient: {', '.join(problem.recipients)}"
            self._refused(_FAILED, text, "SmtpFailedRecipientsException")
        except (smtplib.SMTPException, ssl.SSLError) as problem:
            self._refused(_SMTP, str(problem), _ID)
        except OSError as problem:
            self._refused(_SMTP, problem.strerror or str(problem), _ID)

    def _refused(self, kind: str, text: str, error_id: str) -> None:
        self.write_error(self.error(kind, text, error_id, "InvalidOperation"))
