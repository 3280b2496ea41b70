"""System.Net.Mail: messages, and the client that hands them to a server or puts them into a directory.

Decides that an emulated machine reaches no mail server; a pickup directory is one of its own disk.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from psbridge.engine.members.arguments import (
    bad_argument,
    format_error,
    index_range,
    invalid_operation,
    needed,
    null_argument,
    out_of_range,
)
from psbridge.engine.members.files import place, read_bytes, write_bytes
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.network import MailAddress
from psbridge.engine.members.specialized import NameValueCollection
from psbridge.engine.members.table import WithContext, fill
from psbridge.engine.members.tasks import running
from psbridge.objects.convert import register_enumerable
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject, unwrap

_M = "System.Net.Mail."
_SMTP, _REFUSED, _ALL_REFUSED = _M + "SmtpException", _M + "SmtpFailedRecipientException", _M + "SmtpFailedRecipientsException"
define(_REFUSED, define(_SMTP, "System.Exception"))
define(_ALL_REFUSED, define(_SMTP, "System.Exception"))
_FAILURE = "Failure sending mail."
_REASONS = {
    421: "Service not available, closing transmission channel",
    450: "Mailbox unavailable",
    452: "Insufficient system storage",
    530: "The SMTP server requires a secure connection or the client was not authenticated",
    550: "Mailbox unavailable",
    552: "Exceeded storage allocation",
    553: "Mailbox name not allowed",
    554: "Transaction failed",
}
_PRIORITIES = {1: ("5", "non-urgent"), 2: ("1", "urgent")}
_PORT, _TIMEOUT = 25, 100_000
_BY_NETWORK, _BY_DIRECTORY = 0, 1


class MailAddressCollection(NetObject):
    """Addresses; texts may hold several with commas between them."""

    __slots__ = ("held",)
    net_type = define(_M + "MailAddressCollection")

    def __init__(self) -> None:
        super().__init__()
        self.held: list[MailAddress] = []

    def __iter__(self) -> Iterator[MailAddress]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)

    def add(self, given: Any) -> None:
        bare = unwrap(needed(given, "addresses"))
        if isinstance(bare, MailAddress):
            self.held.append(bare)
        elif not str(bare):
            raise bad_argument("The parameter 'addresses' cannot be an empty string.", "addresses")
        else:
            self.held += [MailAddress(part) for part in str(bare).split(",")]

    def __str__(self) -> str:
        return ", ".join(map(str, self.held))


class Attachment(NetObject):
    """A file that goes with a message; it is read when it is attached."""

    __slots__ = ("data", "media_type", "name")
    net_type = define(_M + "Attachment")

    def __init__(self, ctx: Any, file_name: Any, media_type: str = "application/octet-stream") -> None:
        super().__init__()
        self.data, self.media_type = read_bytes(ctx, needed(file_name, "fileName")), media_type
        self.name = str(file_name).replace("\\", "/").rpartition("/")[2]


class AttachmentCollection(NetObject):
    """What goes with a message."""

    __slots__ = ("held",)
    net_type = define(_M + "AttachmentCollection")

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Attachment] = []

    def __iter__(self) -> Iterator[Attachment]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)

    def add(self, given: Any) -> None:
        self.held.append(unwrap(needed(given, "item")))


class MailMessage(NetObject):
    """A message."""

    __slots__ = ("attachments", "bcc", "body", "body_encoding", "cc", "headers", "is_html", "priority", "reply_to", "sender", "source",
                 "subject", "to")  # fmt: skip
    net_type = define(_M + "MailMessage")

    def __init__(self, source: Any = None, to: Any = None, subject: Any = "", body: Any = "") -> None:
        super().__init__()
        self.to, self.cc, self.bcc, self.reply_to = (MailAddressCollection() for _ in range(4))
        self.source: MailAddress | None = None
        self.sender: MailAddress | None = None
        self.body, self.body_encoding, self.is_html = body or "", None, False
        self.priority: Any = enum_type(_M + "MailPriority")(0)
        self.headers, self.attachments = NameValueCollection(), AttachmentCollection()
        self.subject = ""
        self.set_subject(subject)
        if source is not None:
            bare = unwrap(source)
            self.source = bare if isinstance(bare, MailAddress) else MailAddress(str(bare))
            self.to.add(to)

    def set_subject(self, text: Any) -> None:
        if text and set("\r\n") & set(text):
            raise bad_argument("The specified string is not in the form required for a subject.")
        self.subject = text or ""

    def recipients(self) -> list[MailAddress]:
        return [*self.to, *self.cc, *self.bcc]

    def written(self) -> Any:
        """The message as it travels; who gets a blind copy does not stand in it."""
        from email.message import EmailMessage
        from email.utils import formatdate, make_msgid

        assert self.source is not None
        made = EmailMessage()
        made["From"], made["Subject"] = str(self.source), self.subject
        if self.sender is not None:
            made["Sender"] = str(self.sender)
        for name, addresses in (("To", self.to), ("Cc", self.cc), ("Reply-To", self.reply_to)):
            if addresses.held:
                made[name] = str(addresses)
        made["Date"], made["Message-ID"] = formatdate(), make_msgid(domain=self.source.host)
        for name, value in zip(("X-Priority", "Priority"), _PRIORITIES.get(int(self.priority), ()), strict=False):
            made[name] = value
        for name, values in self.headers.held.values():
            for value in values:
                _set_header(made, str(name), str(value))
        made.set_content(self.body, subtype="html" if self.is_html else "plain", charset=self._charset())
        for one in self.attachments:
            major, _, minor = one.media_type.partition("/")
            made.add_attachment(one.data, maintype=major, subtype=minor, filename=one.name)
        return made

    def _charset(self) -> str:
        named = unwrap(self.body_encoding)
        if named is not None:
            return str(named.web_name)
        return "us-ascii" if self.body.isascii() else "utf-8"


class SmtpClient(NetObject):
    """Hands messages on."""

    __slots__ = ("credentials", "default_credentials", "directory", "host", "method", "port", "secure", "timeout")
    net_type = define(_M + "SmtpClient")

    def __init__(self, host: Any = None, port: Any = _PORT) -> None:
        super().__init__()
        self.host, self.port, self.secure, self.timeout = host, 0, False, _TIMEOUT
        self.credentials: Any = None
        self.default_credentials = False
        self.directory: str | None = None
        self.method: Any = enum_type(_M + "SmtpDeliveryMethod")(_BY_NETWORK)
        self.set_port(port)

    def set_host(self, value: Any) -> None:
        if not needed(value, "value"):
            raise bad_argument("This property cannot be set to an empty string.", "value")
        self.host = value

    def set_port(self, value: Any) -> None:
        if int(value) <= 0:
            raise out_of_range("value")
        self.port = int(value)

    def set_timeout(self, value: Any) -> None:
        if int(value) < 0:
            raise out_of_range("value")
        self.timeout = int(value)


def send(ctx: Any, client: SmtpClient, *given: Any) -> None:
    """SmtpClient.Send: of a message, or of its parts."""
    first = unwrap(given[0])
    message = first if isinstance(first, MailMessage) else MailMessage(*given) if len(given) == 4 else None
    if message is None:
        raise null_argument("message")
    _deliver(ctx, client, message)


def send_later(ctx: Any, client: SmtpClient, *given: Any) -> Any:
    return running(lambda: send(ctx, client, *given))


def _deliver(ctx: Any, client: SmtpClient, message: MailMessage) -> None:
    if message.source is None:
        raise invalid_operation("A from address must be specified.")
    if not message.recipients():
        raise invalid_operation("A recipient must be specified.")
    if int(client.method) != _BY_NETWORK:
        _put(ctx, client, message)
        return
    if not client.host:
        raise invalid_operation("The SMTP host was not specified.")
    if ctx.runspace.machine is not None:
        raise _failed("No such host is known.")
    _hand_over(client, message)


def _put(ctx: Any, client: SmtpClient, message: MailMessage) -> None:
    """Into the pickup directory."""
    if int(client.method) != _BY_DIRECTORY:
        raise NetError.of(_SMTP, "Cannot get IIS pickup directory.")
    if not client.directory:
        raise NetError.of(_SMTP, "The SMTP pickup directory was not specified.")
    files, full = place(ctx, client.directory)
    write_bytes(ctx, f"{full.rstrip(files.separator)}{files.separator}{uuid.uuid4()}.eml", bytes(message.written()))


def _hand_over(client: SmtpClient, message: MailMessage) -> None:
    import smtplib
    import ssl

    refused: dict[str, tuple[int, bytes]] = {}
    try:
        with smtplib.SMTP(client.host, client.port, timeout=max(client.timeout, 1) / 1000) as link:
            if client.secure:
                link.starttls(context=ssl.create_default_context())
            who = unwrap(client.credentials)
            if who is not None and not client.default_credentials:
                link.login(who.user, who.secret.reveal())
            assert message.source is not None
            refused = link.send_message(message.written(), message.source.address, [one.address for one in message.recipients()])
    except smtplib.SMTPRecipientsRefused as problem:
        raise _unreached(problem.recipients) from None
    except smtplib.SMTPResponseException as problem:
        raise NetError.of(_SMTP, _answered(problem.smtp_code, problem.smtp_error)) from None
    except (smtplib.SMTPException, ssl.SSLError) as problem:
        raise _failed(str(problem)) from None
    except OSError as problem:
        raise _failed(problem.strerror or str(problem)) from None
    if refused:
        raise _unreached(refused)


def _set_header(made: Any, name: str, value: str) -> None:
    if set("\r\n") & set(name + value):
        raise format_error("An invalid character was found in the mail header.")
    made[name] = value


def _failed(text: str) -> NetError:
    return NetError.of(_SMTP, _FAILURE, NetException("System.Net.Sockets.SocketException", text))


def _answered(code: int, text: Any) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return f"{_REASONS.get(code, 'Error in processing')}. The server response was: {said}"


def _unreached(refused: dict[str, tuple[int, bytes]]) -> NetError:
    """What is said of recipients that the server did not take; the others have got the message."""
    name, (code, text) = next(iter(refused.items()))
    if len(refused) > 1:
        return NetError.of(_ALL_REFUSED, "Unable to send to all recipients.")
    return NetError.of(_REFUSED, _answered(code, text), FailedRecipient=f"<{name}>")


def _at(collection: Any, index: int) -> Any:
    if not 0 <= index < len(collection):
        raise index_range()
    return collection.held[index]


for _collection, _element in ((MailAddressCollection, "MailAddress"), (AttachmentCollection, "Attachment")):
    register_enumerable(_collection, iter)
    _more = "void Add(string addresses)\n" if _element == "MailAddress" else ""
    fill(
        _collection.net_type,
        f"new()\nint Count {{get;}}\n{_M}{_element} Item(int index) {{get;}}\n{_more}void Add({_M}{_element} item)\nvoid Clear()\n"
        f"bool Contains({_M}{_element} item)\nbool Remove({_M}{_element} item)\nstring ToString()",
        {
            "new": _collection,
            "Count": len,
            "Item": _at,
            "Add": _collection.add,
            "Clear": lambda own: own.held.clear(),
            "Contains": lambda own, item: any(one is unwrap(item) for one in own),
            "Remove": lambda own, item: unwrap(item) in own.held and own.held.remove(unwrap(item)) is None,
            "ToString": str if _element == "MailAddress" else lambda own: own.net_type.full_name,
        },
    )
fill(
    Attachment.net_type,
    "new(string fileName)\nnew(string fileName, string mediaType)\nstring Name {get;set;}\nvoid Dispose()",
    {"new": WithContext(Attachment), "Name": "name", "Dispose": lambda one: None},
)
_COLLECTIONS = (("To", "to"), ("CC", "cc"), ("Bcc", "bcc"), ("ReplyToList", "reply_to"))
_COLLECTION_LINES = "\n".join(f"{_M}MailAddressCollection {name} {{get;}}" for name, _ in _COLLECTIONS)
fill(
    MailMessage.net_type,
    f"""
    new()
    new(string from, string to)
    new(string from, string to, string subject, string body)
    new({_M}MailAddress from, {_M}MailAddress to)
    {_M}MailAddress From {{get;set;}}
    {_M}MailAddress Sender {{get;set;}}
    {_COLLECTION_LINES}
    {_M}MailPriority Priority {{get;set;}}
    string Subject {{get;set;}}
    string Body {{get;set;}}
    System.Text.Encoding BodyEncoding {{get;set;}}
    bool IsBodyHtml {{get;set;}}
    System.Collections.Specialized.NameValueCollection Headers {{get;}}
    {_M}AttachmentCollection Attachments {{get;}}
    void Dispose()
    """,
    {
        **dict(_COLLECTIONS),
        "new": MailMessage,
        "From": "source",
        "Sender": "sender",
        "Priority": "priority",
        "Subject": "subject",
        "Subject=": MailMessage.set_subject,
        "Body": "body",
        "Body=": lambda message, text: setattr(message, "body", text or ""),
        "BodyEncoding": "body_encoding",
        "IsBodyHtml": "is_html",
        "Headers": "headers",
        "Attachments": "attachments",
        "Dispose": lambda message: None,
    },
)
_SEND = f"({_M}MailMessage message)", "(string from, string recipients, string subject, string body)"
_SEND_LINES = "\n".join(f"void Send{one}\nSystem.Threading.Tasks.Task SendMailAsync{one}" for one in _SEND)
fill(
    SmtpClient.net_type,
    f"""
    new()
    new(string host)
    new(string host, int port)
    string Host {{get;set;}}
    int Port {{get;set;}}
    bool EnableSsl {{get;set;}}
    bool UseDefaultCredentials {{get;set;}}
    System.Net.NetworkCredential Credentials {{get;set;}}
    int Timeout {{get;set;}}
    {_M}SmtpDeliveryMethod DeliveryMethod {{get;set;}}
    string PickupDirectoryLocation {{get;set;}}
    {_SEND_LINES}
    void Dispose()
    """,
    {
        "new": SmtpClient,
        "Host": "host",
        "Host=": SmtpClient.set_host,
        "Port": "port",
        "Port=": SmtpClient.set_port,
        "EnableSsl": "secure",
        "UseDefaultCredentials": "default_credentials",
        "Credentials": "credentials",
        "Timeout": "timeout",
        "Timeout=": SmtpClient.set_timeout,
        "DeliveryMethod": "method",
        "PickupDirectoryLocation": "directory",
        "Send": WithContext(send),
        "SendMailAsync": WithContext(send_later),
        "Dispose": lambda client: None,
    },
)
