"""SessionState: the scopes of the session or of a module, and the object that scripts see as $ExecutionContext.SessionState."""

from __future__ import annotations

from typing import Any

from psbridge.engine.scopes import Scope
from psbridge.objects.convert import convert
from psbridge.objects.enums import define_enum
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject

_A = "System.Management.Automation."
PSLanguageMode = define_enum(_A + "PSLanguageMode", "FullLanguage RestrictedLanguage NoLanguage ConstrainedLanguage", assembly=SMA)


class SessionState(NetObject):
    """``scope``: the top scope of a module, or the global scope.  ``module``: None for the session itself."""

    __slots__ = ("_language_mode", "exports", "module", "runspace", "scope")
    net_type = define(_A + "SessionState", assembly=SMA)
    PROPERTIES = {
        "Module": "module",
        "LanguageMode": "language_mode",
        "PSVariable": "variables",
        "Path": "path",
        "Drive": "drive",
        "Provider": "provider",
        "InvokeCommand": "invoke_command",
        "InvokeProvider": "invoke_provider",
        "UseFullLanguageModeInDebugger": "false",
    }

    def __init__(self, runspace: Any, scope: Scope, module: Any = None) -> None:
        super().__init__()
        self.runspace, self.scope, self.module = runspace, scope, module
        self._language_mode = PSLanguageMode(0)
        self.exports: Any = None  # what Export-ModuleMember said so far

    @property
    def language_mode(self) -> Any:
        return self._language_mode

    @language_mode.setter
    def language_mode(self, value: Any) -> None:
        self._language_mode = convert(value, PSLanguageMode.net_type)

    @property
    def false(self) -> bool:
        return False

    @property
    def variables(self) -> Any:
        from psbridge.engine.sessionfaces import PSVariableIntrinsics

        return PSVariableIntrinsics(self)

    @property
    def path(self) -> Any:
        from psbridge.engine.sessionfaces import PathIntrinsics

        return PathIntrinsics(self)

    @property
    def drive(self) -> Any:
        from psbridge.engine.sessionfaces import DriveIntrinsics

        return DriveIntrinsics(self)

    @property
    def provider(self) -> Any:
        from psbridge.engine.sessionfaces import ProviderIntrinsics

        return ProviderIntrinsics(self)

    @property
    def invoke_command(self) -> Any:
        from psbridge.engine.sessionfaces import CommandIntrinsics

        return CommandIntrinsics(self)

    @property
    def invoke_provider(self) -> Any:
        from psbridge.engine.sessionfaces import ProviderCalls

        return ProviderCalls(self)


class EngineIntrinsics(NetObject):
    """$ExecutionContext."""

    __slots__ = ("state",)
    net_type = define(_A + "EngineIntrinsics", assembly=SMA)
    PROPERTIES = {
        "Host": "host",
        "Events": "events",
        "InvokeProvider": "invoke_provider",
        "SessionState": "state",
        "InvokeCommand": "invoke_command",
    }

    def __init__(self, state: SessionState) -> None:
        super().__init__()
        self.state = state

    @property
    def host(self) -> Any:
        return self.state.runspace.host

    @property
    def events(self) -> Any:
        return self.state.runspace.events

    @property
    def invoke_command(self) -> Any:
        return self.state.invoke_command

    @property
    def invoke_provider(self) -> Any:
        return self.state.invoke_provider
