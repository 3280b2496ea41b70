"""System.DirectoryServices.AccountManagement over the local accounts of an emulated machine.

Decides that there is one store: users and groups of the machine.  A context of a domain is refused, as it is where no domain answers.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.principals import Sid, accounts_of
from psbridge.engine.members.table import WithContext, fill
from psbridge.objects.containers import GenericList
from psbridge.objects.enums import define_enum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.wildcard import compile_wildcard

_N = "System.DirectoryServices.AccountManagement."
ContextType: Any = define_enum(_N + "ContextType", "Machine Domain ApplicationDirectory")
_PRINCIPAL = define(_N + "Principal")
_COLLECTION = "System.Collections.ObjectModel.Collection`1"


class Context(NetObject):
    """PrincipalContext: the accounts that are searched."""

    __slots__ = ("accounts", "kind")
    net_type = define(_N + "PrincipalContext")
    PROPERTIES = {"ContextType": "kind", "Name": "name"}

    def __init__(self, ctx: Any, kind: Any, *name: Any) -> None:
        super().__init__()
        self.kind, self.accounts = kind, accounts_of(ctx)
        if kind.label != "Machine":
            raise NetError.of(_N + "PrincipalServerDownException", "The server could not be contacted.")

    @property
    def name(self) -> str:
        return str(self.accounts.computer)

    def of_name(self, name: str) -> UserPrincipal | GroupPrincipal | None:
        """The account of a name, with or without what stands before a backslash."""
        bare = name.rpartition("\\")[2].lower()
        for group in self.accounts.groups():
            if group.name.lower() == bare:
                return GroupPrincipal(self, group.name, group)
        user = self.accounts.find(bare)
        return None if user is None else UserPrincipal(self, user.name, user)


class Principal(NetObject):
    """An account, or the example of one that is searched for (``entry``: None)."""

    __slots__ = ("context", "entry", "name")
    net_type = _PRINCIPAL
    PROPERTIES = {
        "Context": "context",
        "Name": "name",
        "SamAccountName": "name",
        "Sid": "sid",
        "Description": "description",
        "DisplayName": "display",
    }

    def __init__(self, context: Any, name: str | None = None, entry: Any = None) -> None:
        super().__init__()
        self.context, self.name, self.entry = unwrap(context), name, entry

    @property
    def sid(self) -> Sid | None:
        return None if self.entry is None else Sid(self.entry.sid)

    @property
    def description(self) -> str | None:
        return None if self.entry is None else self.entry.description or None

    @property
    def display(self) -> str | None:
        return getattr(self.entry, "full_name", None) or None

    def __str__(self) -> str:
        return self.name or ""


class UserPrincipal(Principal):
    __slots__ = ()
    net_type = define(_N + "UserPrincipal", _PRINCIPAL)
    PROPERTIES = {"Enabled": "enabled"}

    @property
    def enabled(self) -> bool | None:
        return None if self.entry is None else bool(self.entry.enabled)

    def groups(self) -> GenericList:
        found = self.context.accounts.groups_of(self.name)
        return GenericList(_PRINCIPAL, [GroupPrincipal(self.context, group.name, group) for group in found], _COLLECTION)


class GroupPrincipal(Principal):
    __slots__ = ()
    net_type = define(_N + "GroupPrincipal", _PRINCIPAL)
    PROPERTIES = {"Members": "members"}

    @property
    def members(self) -> GenericList:
        names = () if self.entry is None else self.entry.members
        found = [self.context.of_name(name) for name in names]
        return GenericList(_PRINCIPAL, [one for one in found if one is not None], _COLLECTION)


class Searcher(NetObject):
    """PrincipalSearcher: accounts like an example."""

    __slots__ = ("example",)
    net_type = define(_N + "PrincipalSearcher")
    PROPERTIES = {"QueryFilter": "example"}

    def __init__(self, example: Any = None) -> None:
        super().__init__()
        self.example = unwrap(example)

    def find(self) -> list[Principal]:
        context = self.example.context
        kind = type(self.example)
        entries = context.accounts.groups() if kind is GroupPrincipal else context.accounts.users()
        fits = compile_wildcard((self.example.name or "*").rpartition("\\")[2])
        return [kind(context, entry.name, entry) for entry in entries if fits(entry.name)]


def _by_identity(context: Any, name: str) -> Any:
    return unwrap(context).of_name(name)


fill(
    Context.net_type,
    f"new({_N}ContextType contextType)\nnew({_N}ContextType contextType, string name)\nvoid Dispose()",
    {"new": WithContext(Context), "Dispose": lambda context: None},
)
for _kind, _more in ((UserPrincipal, "System.Object GetGroups()"), (GroupPrincipal, "System.Object GetMembers()")):
    fill(
        _kind.net_type,
        f"""
        new({_N}PrincipalContext context)
        new({_N}PrincipalContext context, string name)
        void Dispose()
        {_more}
        static {_N}Principal FindByIdentity({_N}PrincipalContext context, string identityValue)
        """,
        {
            "new": _kind,
            "Dispose": lambda principal: None,
            "GetGroups": UserPrincipal.groups,
            "GetMembers": lambda group: group.members,
            "::FindByIdentity": _by_identity,
        },
    )
fill(
    Searcher.net_type,
    f"""
    new()
    new({_N}Principal queryFilter)
    System.Object FindAll()
    {_N}Principal FindOne()
    void Dispose()
    """,
    {
        "new": Searcher,
        "FindAll": lambda searcher: GenericList(_PRINCIPAL, searcher.find(), _COLLECTION),
        "FindOne": lambda searcher: next(iter(searcher.find()), None),
        "Dispose": lambda searcher: None,
    },
)
