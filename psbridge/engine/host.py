"""The host as the engine sees it: name, culture, user interface.

`DefaultHost` is what `[powershell]::Create()` has: output goes to the streams, questions are refused.  A console derives from it (cli).
"""

from __future__ import annotations

import uuid
from typing import Any

from psbridge.engine.errors import ScriptError, error_record
from psbridge.engine.voids import late, void
from psbridge.objects.culture import CultureInfo, culture_of
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject
from psbridge.objects.scalars import Version

_H = "System.Management.Automation.Host."
_NO_PROMPT = (
    "A command that prompts the user failed because the host program or the command type does not support user interaction. "
    "The host was attempting to request confirmation with the following message: {0}"
)


class FieldDescription(NetObject):
    """One value that `HostUI.prompt` is to ask for."""

    __slots__ = ("default", "help_message", "label", "mandatory", "name", "type_name")
    net_type = define(_H + "FieldDescription", assembly=SMA)
    PROPERTIES = {
        "Name": "name",
        "ParameterTypeName": "short_type",
        "ParameterTypeFullName": "type_name",
        "Label": "label",
        "HelpMessage": "help_message",
        "IsMandatory": "mandatory",
        "DefaultValue": "default",
    }

    def __init__(self, name: str, type_name: str = "System.String", help_message: str = "") -> None:
        super().__init__()
        self.name, self.type_name, self.help_message = name, type_name, help_message
        self.label, self.mandatory, self.default = name, True, None

    @property
    def short_type(self) -> str:
        return self.type_name.rpartition(".")[2]


class HostUI(NetObject):
    """The user interface that nobody sits at."""

    __slots__ = ("_raw",)
    net_type = define("System.Management.Automation.Internal.Host.InternalHostUserInterface", assembly=SMA)
    PROPERTIES = {"RawUI": "raw", "SupportsVirtualTerminal": "virtual_terminal"}
    METHODS = {
        "WriteLine": void("WriteLine", "write_line"),
        "Write": void("Write", "write"),
        "WriteErrorLine": void("WriteErrorLine", "write_error_line"),
        "WriteWarningLine": void("WriteWarningLine", "write_warning_line"),
        "WriteVerboseLine": void("WriteVerboseLine", "write_verbose_line"),
        "WriteDebugLine": void("WriteDebugLine", "write_debug_line"),
        "WriteProgress": void("WriteProgress", "write_progress"),
        "ReadLine": late("ReadLine", "read_line"),
        "ReadLineAsSecureString": late("ReadLineAsSecureString", "read_secret"),
        "Prompt": late("Prompt", "prompt_fields"),
        "PromptForChoice": late("PromptForChoice", "prompt_for_choice"),
        "PromptForCredential": late("PromptForCredential", "prompt_for_credential"),
    }

    def __init__(self) -> None:
        super().__init__()
        self._raw: Any = None

    @property
    def raw(self) -> Any:
        """The window, made when it is first looked at."""
        if self._raw is None:
            self._raw = self._make_raw()
        return self._raw

    @raw.setter
    def raw(self, value: Any) -> None:
        self._raw = value

    def _make_raw(self) -> Any:
        from psbridge.engine.rawui import RawUI

        return RawUI()

    @property
    def virtual_terminal(self) -> bool:
        return False

    def write(self, *words: Any) -> None:
        """Text without a line end; colours may come first."""

    def write_line(self, *words: Any) -> None:
        """A line of text."""

    def write_error_line(self, text: str) -> None:
        self.write_line(text)

    def write_aside(self, text: str) -> None:
        """What [Console]::Error is given, as it is; where there are no two streams it is like the rest."""
        self.write(text)

    def write_warning_line(self, text: str) -> None:
        self.write_line(text)

    def write_verbose_line(self, text: str) -> None:
        self.write_line(text)

    def write_debug_line(self, text: str) -> None:
        self.write_line(text)

    def write_progress(self, source: Any, record: Any) -> None:
        """Nobody looks."""

    def prompt_fields(self, caption: Any, message: Any, fields: Any) -> Any:
        """What a script asks for itself."""
        raise self.refusal(_NO_PROMPT.format(message))

    def read_line(self) -> str:
        raise self.refusal(_NO_PROMPT.format(""))

    def read_secret(self) -> Any:
        raise self.refusal(_NO_PROMPT.format(""))

    def prompt(self, caption: str, message: str, fields: list[Any]) -> dict[str, Any] | None:
        """Values by field name, or None when nobody can be asked."""
        return None

    def prompt_for_choice(self, caption: str, message: str, choices: Any, default: int = 0) -> Any:
        raise self.refusal(_NO_PROMPT.format(message))

    def prompt_for_credential(self, caption: str, message: str, user_name: str, target: str, *kinds: Any) -> Any:
        from psbridge.engine.rawui import NO_INPUT

        raise self.refusal(NO_INPUT)

    def refusal(self, text: str) -> ScriptError:
        """The error of a question that nobody answers."""
        return _refuse(text)


def _refuse(text: str) -> ScriptError:
    return ScriptError(error_record(_H + "HostException", text, "HostFunctionNotImplemented", "NotImplemented"))


class Host(NetObject):
    """$Host."""

    __slots__ = ("culture", "exit_code", "instance_id", "name", "private_data", "runspace", "ui", "ui_culture", "version")
    net_type = define("System.Management.Automation.Internal.Host.InternalHost", define(_H + "PSHost", assembly=SMA), assembly=SMA)
    PROPERTIES = {
        "Name": "name",
        "Version": "version",
        "InstanceId": "instance_id",
        "UI": "ui",
        "CurrentCulture": "culture",
        "CurrentUICulture": "ui_culture",
        "PrivateData": "private_data",
        "DebuggerEnabled": "debugger",
        "IsRunspacePushed": "pushed",
        "Runspace": "runspace",
    }
    HIDDEN = {"ExternalHost": "external"}
    METHODS = {
        "SetShouldExit": void("SetShouldExit", "set_should_exit"),
        "NotifyBeginApplication": void("NotifyBeginApplication", "begin_application"),
        "NotifyEndApplication": void("NotifyEndApplication", "begin_application"),
        "EnterNestedPrompt": void("EnterNestedPrompt", "enter_nested_prompt"),
        "ExitNestedPrompt": void("ExitNestedPrompt", "exit_nested_prompt"),
    }

    def __init__(self, name: str = "Default Host", culture: str = "en-US", ui: HostUI | None = None) -> None:
        super().__init__()
        self.name = name
        self.version: Any = Version(7, 0, 13)
        self.instance_id = uuid.uuid4()
        self.ui: Any = ui or HostUI()
        self.culture: CultureInfo = culture_of(culture)
        self.ui_culture = self.culture
        self.private_data: Any = None
        self.runspace: Any = None
        self.exit_code: int | None = None

    @property
    def external(self) -> NetObject:
        """What the program that hosts the engine gave as its host."""
        return self

    @property
    def debugger(self) -> bool:
        return True

    @property
    def pushed(self) -> bool:
        return False

    def set_should_exit(self, code: int) -> None:
        self.exit_code = code

    def begin_application(self) -> None:
        """A program begins or ends; a host that draws would make room."""

    def enter_nested_prompt(self) -> None:
        raise NetError.of("System.NotImplementedException", "The method or operation is not implemented.")

    exit_nested_prompt = enter_nested_prompt


DefaultHost = Host
