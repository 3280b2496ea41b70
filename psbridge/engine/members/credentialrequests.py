"""System.Management.Automation.CredentialAttribute: `[Credential()]` before a parameter asks for the password of a name.

Decides what it takes as it is (a credential), and what the person in front of the host is asked otherwise.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.customattributes import TRANSFORMATION
from psbridge.engine.members.table import WithContext, fill
from psbridge.objects.convert import to_text
from psbridge.objects.credentials import PSCredential
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject, unwrap

CAPTION, MESSAGE = "PowerShell credential request", "Enter your credentials."


class CredentialAttribute(NetObject):
    """The attribute as an object."""

    __slots__ = ()
    net_type = define("System.Management.Automation.CredentialAttribute", TRANSFORMATION, assembly=SMA)


def transformed(ctx: Any, attribute: CredentialAttribute, intrinsics: Any, value: Any) -> Any:
    """A credential as it is; for a name, or for nothing, what the person says."""
    given = unwrap(value)
    if isinstance(given, PSCredential):
        return given
    return ctx.runspace.host.ui.prompt_for_credential(CAPTION, MESSAGE, "" if given is None else to_text(given), "")


fill(
    CredentialAttribute.net_type,
    """
    new()
    System.Object Transform(System.Management.Automation.EngineIntrinsics engineIntrinsics, System.Object inputData)
    bool TransformNullOptionalParameters {get;}
    type TypeId {get;}
    """,
    {
        "new": CredentialAttribute,
        "Transform": WithContext(transformed),
        "TransformNullOptionalParameters": lambda own: True,
        "TypeId": lambda own: own.net_type,
    },
)
