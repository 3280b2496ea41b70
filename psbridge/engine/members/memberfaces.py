"""$x.psobject: the members of an object as lists, and what it wraps."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.memberinfo import MemberList, base_of, type_names_collection
from psbridge.engine.members.table import fill
from psbridge.objects import convert as conversion
from psbridge.objects.access import register_adapter
from psbridge.objects.adapted import declare
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject, PSObject

_A = "System.Management.Automation."


class MemberFace(NetObject):
    """$x.psobject."""

    __slots__ = ("owner",)
    net_type = define(_A + "PSInternalMemberSet", _A + "PSMemberSet", assembly=SMA)
    PROPERTIES = {
        "Members": "members",
        "Properties": "properties",
        "Methods": "methods",
        "ImmediateBaseObject": "base_object",
        "BaseObject": "base_object",
        "TypeNames": "names",
    }

    type_names = property(lambda self: (_A + "PSMemberSet",))

    def __init__(self, owner: Any) -> None:
        super().__init__()
        self.owner = owner

    @property
    def members(self) -> MemberList:
        return MemberList(self.owner, "members")

    @property
    def properties(self) -> MemberList:
        return MemberList(self.owner, "properties")

    @property
    def methods(self) -> MemberList:
        return MemberList(self.owner, "methods")

    @property
    def base_object(self) -> Any:
        return base_of(self.owner)

    @property
    def names(self) -> Any:
        return type_names_collection(self.owner)

    def copied(self) -> Any:
        return self.owner.copy() if isinstance(self.owner, PSObject) else PSObject(self.owner)

    def __str__(self) -> str:
        return conversion.to_text(self.owner)


class Faces:
    """They show what they are about, and not that they are member sets."""

    exclusive = True

    def find(self, value: Any, name: str) -> None:
        return None

    def properties(self, value: Any) -> list[Any]:
        return [_SHOWN[name.lower()] for name in MemberFace.PROPERTIES]


_SHOWN = declare(MemberFace.net_type).properties
register_adapter(MemberFace, Faces())
fill(
    MemberFace.net_type,
    "psobject Copy()\nstring ToString()",
    {"Copy": MemberFace.copied, "ToString": str},
)
