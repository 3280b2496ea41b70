"""What a session starts with: InitialSessionState and its entries, as scripts make them.

Decides how such a plan is carried out in an open session: variables of the environment, modules, commands, variables, start-up scripts.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.table import fill
from psbridge.objects.containers import GenericList
from psbridge.objects.enums import PSEnum
from psbridge.objects.nettypes import SMA, define, find_type
from psbridge.objects.psobject import NetObject, unwrap

_A = "System.Management.Automation."
_R = _A + "Runspaces."
_OBJECT = find_type("System.Object")
_COLLECTION = "System.Collections.ObjectModel.Collection`1"


def enum_value(name: str, label: str) -> Any:
    """The value of an enum that loads on demand."""
    from psbridge.engine.types.written import type_from_text

    net = type_from_text(name)
    assert net is not None
    kind: Any = net.python
    assert issubclass(kind, PSEnum)
    return kind.parse(label)


class SessionPlan(NetObject):
    """InitialSessionState: the commands and variables of a fresh session."""

    __slots__ = ("apartment", "commands", "empty", "environment", "language_mode", "modules", "scripts", "threads", "variables")
    net_type = define(_R + "InitialSessionState", assembly=SMA)
    PROPERTIES = {
        "Commands": "commands",
        "Variables": "variables",
        "EnvironmentVariables": "environment",
        "StartupScripts": "scripts",
        "LanguageMode": "language_mode",
        "Modules": "modules",
        "ThreadOptions": "threads",
        "ApartmentState": "apartment",
    }

    def __init__(self, empty: bool = False) -> None:
        super().__init__()
        self.empty = empty
        self.commands, self.variables, self.environment, self.scripts, self.modules = (
            GenericList(_OBJECT, (), _COLLECTION) for _ in range(5)
        )
        self.language_mode = enum_value(_A + "PSLanguageMode", "NoLanguage" if empty else "FullLanguage")
        self.threads = enum_value(_R + "PSThreadOptions", "Default")
        self.apartment = enum_value("System.Threading.ApartmentState", "Unknown")

    def clone(self) -> SessionPlan:
        made = SessionPlan(self.empty)
        for name in ("commands", "variables", "environment", "scripts", "modules"):
            getattr(made, name).extend(getattr(self, name))
        made.language_mode, made.threads, made.apartment = self.language_mode, self.threads, self.apartment
        return made

    def apply(self, session: Any) -> None:
        """Give an open session what stands here."""
        frame = session.context()
        if self.empty:
            session.global_scope.functions, session.global_scope.aliases = {}, {}
        for entry in self.environment:
            session.environment[str(entry.name)] = str(entry.value)
        for module in self.modules:
            session.invoke("param($name) Import-Module -Name $name", module)
        for entry in self.commands:
            entry.add_to(session)
        for entry in self.variables:
            frame.set_variable(f"global:{entry.name}", entry.value)
        for script in self.scripts:
            session.invoke("param($path) . $path", script)
        session.session_state.language_mode = self.language_mode


class Entry(NetObject):
    """Something that a session starts with: a name, and what it stands for."""

    __slots__ = ("description", "name", "value")
    net_type = define(_R + "InitialSessionStateEntry", assembly=SMA)

    def __init__(self, name: str, value: Any = None, description: Any = "", *options: Any) -> None:
        super().__init__()
        self.name, self.value, self.description = name, value, description


class VariableEntry(Entry):
    """A variable."""

    __slots__ = ()
    net_type = define(_R + "SessionStateVariableEntry", Entry.net_type, assembly=SMA)
    PROPERTIES = {"Name": "name", "Value": "value", "Description": "description"}


class FunctionEntry(Entry):
    """A function, as the text of its body."""

    __slots__ = ()
    net_type = define(_R + "SessionStateFunctionEntry", Entry.net_type, assembly=SMA)
    PROPERTIES = {"Name": "name", "Definition": "value"}

    def add_to(self, session: Any) -> None:
        session.invoke(f"function global:{self.name} {{\n{self.value}\n}}")


class AliasEntry(Entry):
    """An alias."""

    __slots__ = ()
    net_type = define(_R + "SessionStateAliasEntry", Entry.net_type, assembly=SMA)
    PROPERTIES = {"Name": "name", "Definition": "value", "Description": "description"}

    def add_to(self, session: Any) -> None:
        session.global_scope.aliases[self.name.lower()] = session.make_alias(self.name, str(self.value))


fill(
    VariableEntry.net_type,
    "new(string name, System.Object value, string description)\n"
    f"new(string name, System.Object value, string description, {_A}ScopedItemOptions options)",
    {"new": VariableEntry},
)
fill(FunctionEntry.net_type, "new(string name, string definition)", {"new": FunctionEntry})
fill(
    AliasEntry.net_type,
    "new(string name, string definition)\nnew(string name, string definition, string description)",
    {"new": AliasEntry},
)


def _import_modules(plan: SessionPlan, names: Any) -> None:
    plan.modules.extend(unwrap(name) for name in names)


fill(
    SessionPlan.net_type,
    """
    initialsessionstate Clone()
    void ImportPSModule(Params string[] name)
    void ImportPSModule(System.Collections.IEnumerable modules)
    static initialsessionstate CreateDefault()
    static initialsessionstate CreateDefault2()
    static initialsessionstate Create()
    """,
    {
        "Clone": SessionPlan.clone,
        "ImportPSModule": _import_modules,
        "::CreateDefault": SessionPlan,
        "::CreateDefault2": SessionPlan,
        "::Create": lambda: SessionPlan(True),
    },
)
