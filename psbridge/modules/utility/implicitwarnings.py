"""What implicit remoting says of commands that it leaves out and of hosts that do not answer as they should.

Decides the words, the error ids and which of it ends the command.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet
from psbridge.engine.moduleloader import prefixed

_A = "System.Management.Automation."
_USE = "Use the AllowClobber parameter if you want to shadow existing local commands."
_UNSAFE = "Proxy creation has been skipped for the '{0}' command, because PowerShell could not verify the safety of "
_VIEWS = (
    "Extended type definition has been skipped for the '{0}' type because its name did not match the value of the FormatTypeName parameter."
)
_SKIPPED = {  # id -> text, category
    "ErrorSkippedNonRequestedCommand": (
        "Proxy creation has been skipped for the '{0}' command, because the name did not match the value of the Name parameter.",
        "ResourceExists",
    ),
    "ErrorSkippedNonRequestedTypeDefinition": (_VIEWS, "ResourceExists"),
    "ErrorSkippedUnsafeCommandName": (_UNSAFE + "the command name.", "InvalidData"),
    "ErrorSkippedUnsafeParameterName": (_UNSAFE + "a parameter name: '{1}'.", "InvalidData"),
    "ErrorSkippedUnsafeAliasName": (_UNSAFE + "a parameter alias name: '{1}'.", "InvalidData"),
}


class Complaints(Cmdlet):
    """Base of the commands of implicit remoting."""

    prefix: str | None

    def skipped(self, error_id: str, *names: str) -> bool:
        """An answer is not used: an error that does not end the command; always False."""
        text, category = _SKIPPED[error_id]
        self.write_error(self.error("System.InvalidOperationException", text.format(*names), error_id, category))
        return False

    def unresolved_alias(self, name: str) -> None:
        text = f"Could not resolve remote alias '{name}'."
        self.write_error(self.error("System.ArgumentException", text, "ErrorCouldntResolveAlias", "OperationTimeout"))

    def malformed(self, command: str) -> None:
        text = f"Data returned by the remote {command} command is not in the expected format."
        self.fail(self.error("System.ArgumentException", text, "ErrorMalformedDataFromRemoteCommand", "InvalidResult"))

    def no_results(self, command: str) -> None:
        text = f"Running the {command} command in a remote session returned no results."
        self.fail(self.error("System.ArgumentException", text, "ErrorNoResultsFromRemoteEnd", "InvalidResult"))

    def remote_failed(self, command: str, why: str, reason: Any = None) -> None:
        """The host could not run a command that is needed."""
        if reason is not None and "CommandNotFoundException" in str(reason.fully_qualified_error_id):
            text = (
                f"The {self.DECLARATION.name} cmdlet requires the following commands in the remote session: Get-Command, Get-FormatData, "
                "and Select-Object. The following commands are used, but optional: Get-Help, and Measure-Object. "
                "Verify that the remote session includes the required commands, and then try again."
            )
            self.fail(self.error(_A + "RuntimeException", text, "ErrorRequiredRemoteCommandNotFound", "ObjectNotFound"))
        text = f"Running the {command} command in a remote session reported the following error: {why}."
        self.fail(self.error(_A + "RuntimeException", text, "ErrorFromRemoteCommand", "InvalidResult"))

    # -- commands that are here already

    def shadows(self, name: str) -> bool:
        """Whether a proxy would hide a command that is here; remembered for the warning."""
        known: set[str] | None = self.__dict__.get("_here")
        discovery = self.runspace.discovery
        if known is None:
            known = self.__dict__["_here"] = {info.name.lower() for info in discovery.visible(self.ctx)}
            self.__dict__["_shadows"] = []
        made = prefixed(name, self.prefix or "")
        hides = made.lower() in known or discovery.programs.find(self.ctx, made) is not None
        if hides:
            self.__dict__["_shadows"].append(name)
        return hides

    def report_shadows(self, anything_left: bool) -> None:
        """One warning for all that was left out for being here; an error when nothing else is left."""
        names = self.__dict__.get("_shadows")
        if not names:
            return
        self.write_warning(
            f"Proxy creation has been skipped for the following command: '{', '.join(names)}', because it would shadow an existing local "
            f"command.  {_USE}"
        )
        if not anything_left:
            text = (
                "No command proxies have been created, because all of the requested remote commands would shadow existing local commands.  "
                + _USE
            )
            self.fail(self.error("System.ArgumentException", text, "ErrorNoCommandsImportedBecauseOfSkipping", "InvalidResult"))
