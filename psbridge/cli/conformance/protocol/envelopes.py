"""Requests of WSMan from the fields of a step, as text: nothing is checked, nothing is corrected."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from psbridge.cli.conformance.protocol.payloads import as_text

NS = {
    "s": "http://www.w3.org/2003/05/soap-envelope", "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "w": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd", "p": "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd",
    "x": "http://schemas.xmlsoap.org/ws/2004/09/transfer", "n": "http://schemas.xmlsoap.org/ws/2004/09/enumeration",
    "f": "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault", "cfg": "http://schemas.microsoft.com/wbem/wsman/1/config",
    "rsp": "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
    "wsmid": "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd", "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "ps": "http://schemas.microsoft.com/powershell",
}  # fmt: skip
RESOURCES = {"cmd": f"{NS['rsp']}/cmd", "powershell": f"{NS['ps']}/Microsoft.PowerShell", "shell": NS["rsp"]}
_ACTIONS = {
    "create": f"{NS['x']}/Create", "delete": f"{NS['x']}/Delete", "get": f"{NS['x']}/Get", "enumerate": f"{NS['n']}/Enumerate",
    "pull": f"{NS['n']}/Pull",
    **{name: f"{NS['rsp']}/{name.capitalize()}" for name in (
        "command", "send", "receive", "signal", "disconnect", "reconnect", "connect")},
}  # fmt: skip
SIGNALS = {name: f"{NS['rsp']}/signal/{name}" for name in ("terminate", "ctrl_c", "ctrl_break")} | {"ps_ctrl_c": "powershell/signal/crtl_c"}
_WITHOUT_SHELL = frozenset(("create", "get", "enumerate", "pull", "identify"))
_DECLARED = "".join(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in NS.items())
Fill = Callable[[str], str]
Step = dict[str, Any]
IDENTIFY = f'<s:Envelope xmlns:s="{NS["s"]}" xmlns:wsmid="{NS["wsmid"]}"><s:Header/><s:Body><wsmid:Identify/></s:Body></s:Envelope>'
TIMEOUT = "PT20S"  # of an operation, where a step says nothing


def resource_of(step: Step, default: str) -> str:
    """The resource URI of a step."""
    word = str(step.get("uri") or default)
    return RESOURCES.get(word, word)


def envelope(step: Step, fill: Fill, resource: str, to: str, payload: bytes) -> str:
    """The whole request."""
    if step["ask"] == "identify":
        return IDENTIFY
    if step["ask"] == "raw":
        return fill(step["text"])
    body = fill(step["body"]) if "body" in step else _BODIES[step["ask"]](step, fill, payload)
    return f"<s:Envelope{_DECLARED}><s:Header>{_header(step, fill, resource, to)}</s:Header><s:Body>{body}</s:Body></s:Envelope>"


def _header(step: Step, fill: Fill, resource: str, to: str) -> str:
    """What every request has; `header` of a step replaces an element by its name, "" leaves it out, `+` adds text behind all."""
    must = ' s:mustUnderstand="true"'
    address = f"{NS['a']}/role/anonymous"
    parts = {
        "Action": f"<a:Action{must}>{_ACTIONS.get(step['ask'], '')}</a:Action>",
        "DataLocale": '<p:DataLocale s:mustUnderstand="false" xml:lang="en-US"/>',
        "Locale": '<w:Locale s:mustUnderstand="false" xml:lang="en-US"/>',
        "MaxEnvelopeSize": f"<w:MaxEnvelopeSize{must}>153600</w:MaxEnvelopeSize>",
        "MessageID": f"<a:MessageID>uuid:{str(uuid.uuid4()).upper()}</a:MessageID>",
        "OperationTimeout": f"<w:OperationTimeout>{step.get('timeout', TIMEOUT)}</w:OperationTimeout>",
        "ReplyTo": f"<a:ReplyTo><a:Address{must}>{address}</a:Address></a:ReplyTo>",
        "ResourceURI": f"<w:ResourceURI{must}>{resource}</w:ResourceURI>",
        "To": f"<a:To>{escape(to)}</a:To>",
        "OptionSet": _options(step, fill),
        "SelectorSet": _selectors(step, fill),
    }
    parts |= {name: fill(text) for name, text in step.get("header", {}).items()}
    return "".join(parts.values())


def _options(step: Step, fill: Fill) -> str:
    options = dict(step.get("options", {}))
    if step.get("keep_alive"):
        options["WSMAN_CMDSHELL_OPTION_KEEPALIVE"] = "TRUE"
    if step["ask"] == "create" and step.get("payload"):
        options.setdefault("protocolversion", "2.3")
    inner = "".join(f"<w:Option Name={quoteattr(name)}>{escape(fill(value))}</w:Option>" for name, value in options.items())
    return f'<w:OptionSet s:mustUnderstand="true">{inner}</w:OptionSet>' if inner else ""


def _selectors(step: Step, fill: Fill) -> str:
    selectors = step.get("selectors", {} if step["ask"] in _WITHOUT_SHELL else {"ShellId": "{shell}"})
    inner = "".join(f"<w:Selector Name={quoteattr(name)}>{escape(fill(value))}</w:Selector>" for name, value in selectors.items())
    return f"<w:SelectorSet>{inner}</w:SelectorSet>" if inner else ""


# -- bodies


def _create(step: Step, fill: Fill, payload: bytes) -> str:
    is_powershell = bool(payload)
    fields = {
        "InputStreams": "stdin pr" if is_powershell else "stdin",
        "OutputStreams": "stdout" if is_powershell else "stdout stderr",
        **step.get("shell", {}),
    }
    inner = "".join(f"<rsp:{name}>{escape(fill(str(value)))}</rsp:{name}>" for name, value in fields.items() if name[0].isupper())
    if payload:
        inner += f'<creationXml xmlns="{NS["ps"]}">{as_text(payload)}</creationXml>'
    name = f' ShellId="{fill("{rpid}").upper()}"' if is_powershell else ""
    return f"<rsp:Shell{name}>{inner}</rsp:Shell>"


def _command(step: Step, fill: Fill, payload: bytes) -> str:
    arguments = [as_text(payload)] if payload else [fill(one) for one in step.get("arguments", [])]
    name = f" CommandId={quoteattr(fill(step['command_id']).upper())}" if "command_id" in step else ""
    inner = "".join(f"<rsp:Arguments>{escape(one)}</rsp:Arguments>" for one in arguments)
    return f"<rsp:CommandLine{name}><rsp:Command>{escape(fill(step.get('command', '')))}</rsp:Command>{inner}</rsp:CommandLine>"


def _of_command(step: Step, fill: Fill) -> str:
    name = fill(step.get("command_id", "{command}"))
    return f" CommandId={quoteattr(name.upper())}" if name else ""


def _send(step: Step, fill: Fill, payload: bytes) -> str:
    data = payload or fill(step.get("data", "")).encode()
    end = ' End="TRUE"' if step.get("end") else ""
    stream = step.get("stream", "stdin")
    return f'<rsp:Send><rsp:Stream Name="{stream}"{_of_command(step, fill)}{end}>{as_text(data)}</rsp:Stream></rsp:Send>'


def _receive(step: Step, fill: Fill, payload: bytes) -> str:
    wanted = step.get("streams") or "stdout"
    return f"<rsp:Receive><rsp:DesiredStream{_of_command(step, fill)}>{wanted}</rsp:DesiredStream></rsp:Receive>"


def _signal(step: Step, fill: Fill, payload: bytes) -> str:
    code = SIGNALS.get(step["code"]) or str(step["code"])
    return f"<rsp:Signal{_of_command(step, fill)}><rsp:Code>{escape(code)}</rsp:Code></rsp:Signal>"


def _disconnect(step: Step, fill: Fill, payload: bytes) -> str:
    inner = "".join(f"<rsp:{name}>{escape(str(value))}</rsp:{name}>" for name, value in step.get("shell", {}).items())
    return f"<rsp:Disconnect>{inner}</rsp:Disconnect>"


def _connect(step: Step, fill: Fill, payload: bytes) -> str:
    inner = f'<connectXml xmlns="{NS["ps"]}">{as_text(payload)}</connectXml>' if payload else ""
    name = _of_command(step, fill) if "command_id" in step else ""
    return f"<rsp:Connect{name}>{inner}</rsp:Connect>"


def _pull(step: Step, fill: Fill, payload: bytes) -> str:
    context = escape(fill(step.get("context", "{context}")))
    return f"<n:Pull><n:EnumerationContext>{context}</n:EnumerationContext><n:MaxElements>32000</n:MaxElements></n:Pull>"


_BODIES: dict[str, Callable[[Step, Fill, bytes], str]] = {
    "create": _create, "command": _command, "send": _send, "receive": _receive, "signal": _signal, "disconnect": _disconnect,
    "connect": _connect, "pull": _pull,
    "reconnect": lambda *_: "<rsp:Reconnect/>", "delete": lambda *_: "", "get": lambda *_: "",
    "enumerate": lambda *_: "<n:Enumerate/>",
}  # fmt: skip
