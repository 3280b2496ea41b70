"""Every URI of the protocol: namespaces, actions, resources, signals, command states ([MS-WSMV] 2.2.1, 2.2.4)."""

from __future__ import annotations

import enum

S = "http://www.w3.org/2003/05/soap-envelope"
A = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
X = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
E = "http://schemas.xmlsoap.org/ws/2004/08/eventing"
N = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
W = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
P = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
F = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
RSP = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
CFG = "http://schemas.microsoft.com/wbem/wsman/1/config"
WSMID = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
POWERSHELL = "http://schemas.microsoft.com/powershell"
XML = "http://www.w3.org/XML/1998/namespace"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

PREFIXES: dict[str, str] = {
    "s": S, "a": A, "x": X, "e": E, "n": N, "w": W, "p": P, "f": F, "rsp": RSP, "cfg": CFG, "wsmid": WSMID,
}  # fmt: skip

ANONYMOUS = f"{A}/role/anonymous"
SELECTOR_FILTER = "http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter"
FAULT_DETAIL = "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/"
PROTOCOL_VERSION = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"

RESOURCE_SHELL = RSP
RESOURCE_CMD = f"{RSP}/cmd"
RESOURCE_COMMAND = f"{RSP}/Command"
RESOURCE_POWERSHELL = f"{POWERSHELL}/Microsoft.PowerShell"
RESOURCE_CONFIG = CFG


class Action(enum.Enum):
    """What a request asks for. The action of its answer is the same URI with `Response` behind it."""

    GET = f"{X}/Get"
    PUT = f"{X}/Put"
    CREATE = f"{X}/Create"
    DELETE = f"{X}/Delete"
    ENUMERATE = f"{N}/Enumerate"
    PULL = f"{N}/Pull"
    RELEASE = f"{N}/Release"
    COMMAND = f"{RSP}/Command"
    CONNECT = f"{RSP}/Connect"
    DISCONNECT = f"{RSP}/Disconnect"
    RECEIVE = f"{RSP}/Receive"
    RECONNECT = f"{RSP}/Reconnect"
    SEND = f"{RSP}/Send"
    SIGNAL = f"{RSP}/Signal"
    IDENTIFY = ""  # the only request without an Action header ([DSP0226] 11)

    @property
    def response(self) -> str:
        """The action URI of the answer."""
        return f"{self.value}Response"


class Signal(enum.StrEnum):
    """What a command can be told. The PowerShell one is no URI, and really written like this."""

    CTRL_C = f"{RSP}/signal/ctrl_c"
    CTRL_BREAK = f"{RSP}/signal/ctrl_break"
    TERMINATE = f"{RSP}/signal/Terminate"
    PS_CTRL_C = "powershell/signal/ctrl_c"
    PS_CTRL_C_WINDOWS = "powershell/signal/crtl_c"


class CommandState(enum.StrEnum):
    """Where a command stands, as a Receive answer says it."""

    PENDING = f"{RSP}/CommandState/Pending"
    RUNNING = f"{RSP}/CommandState/Running"
    DONE = f"{RSP}/CommandState/Done"
