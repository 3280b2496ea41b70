"""Get-Credential."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.objects import PSCredential, unwrap
from psbridge.objects.convert import to_text

_CAPTION = "PowerShell credential request"
_MESSAGE = "Enter your credentials."


@cmdlet("Get-Credential", default_set="CredentialSet", output=("System.Management.Automation.PSCredential",))
class GetCredential(Cmdlet):
    """Asks for a user name and a password."""

    credential = parameter("Credential", "object", sets=(In("CredentialSet", position=0),), validate=(NotNullOrEmpty(),))
    message = parameter("Message", "string", sets=(In("MessageSet"),), validate=(NotNullOrEmpty(),))
    user_name = parameter("UserName", "string", sets=(In("MessageSet", position=0),), validate=(NotNullOrEmpty(),))
    title = parameter("Title", "string", sets=(In("MessageSet"),), validate=(NotNullOrEmpty(),))

    def begin(self) -> None:
        given = unwrap(self.credential)
        if isinstance(given, PSCredential):
            self.write(given)
            return
        name = self.user_name if self.set_name == "MessageSet" else None if given is None else to_text(given)
        found = self._ask(self.title or _CAPTION, self.message or _MESSAGE, name or "")
        if found is not None:
            self.write(found)

    def _ask(self, caption: str, message: str, name: str) -> Any:
        try:
            return self.host.ui.prompt_for_credential(caption, message, name, "")
        except ScriptError as problem:
            record = problem.record
            self.fail(self.error(record.exception.kind.full_name, record.exception.message, record.error_id, "NotImplemented"))
