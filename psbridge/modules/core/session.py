"""Commands about the session: strict mode, argument completers, the screen."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, ValidateRange, cmdlet, parameter
from psbridge.engine.debugging.debugger import debugger_of
from psbridge.engine.errors import error_record
from psbridge.objects.convert import to_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import Version

_NAMED = {"latest": Version(3, 0), "off": Version(0, 0)}


def strict_level(version: Any) -> int:
    """What a scope notes of a version."""
    return min(int(version.major), 3)


def strict_version(value: Any, ctx: Any) -> Any:
    """`Latest`, `Off` or a version; a number is the major part."""
    bare = unwrap(value)
    if isinstance(bare, str) and bare.lower() in _NAMED:
        return _NAMED[bare.lower()]
    if isinstance(bare, Version):
        return bare
    text = to_text(bare)
    try:
        return Version.parse(text if "." in text else f"{text}.0")
    except ValueError:
        message = (
            f'Cannot convert value "{text}" to type "System.Version". Error: "Version string portion was too short or too '
            "long. (Parameter 'input')\""
        )
        raise NetError.of("System.Management.Automation.PSInvalidCastException", message) from None


@cmdlet("Set-StrictMode", default_set="Version", remoting="None", net_class="Microsoft.PowerShell.Commands.SetStrictModeCommand")
class SetStrictMode(Cmdlet):
    """Says how strictly scripts are treated in the current scope."""

    off = parameter("Off", "switch", sets=(In("Off", mandatory=True),))
    version = parameter("Version", "version", sets=(In("Version", mandatory=True),), aliases=("v",), transform=(strict_version,))

    def process(self) -> None:
        self.ctx.scope.strict = 0 if self.off else self._level()

    def _level(self) -> int:
        major = int(self.version.major)
        if major > 7 or major < 0:
            text = (
                "Cannot validate argument on parameter 'Version'. The \""
                + str(self.version)
                + '" argument does not contain a valid PowerShell version. '
            )
            text += "Supply a valid version number and then try the command again."
            self.fail(error_record("ParameterBindingValidationException", text, "ParameterArgumentValidationError", "InvalidData"))
        return min(major, 3)


@cmdlet("Register-ArgumentCompleter", default_set="NativeSet", net_class="Microsoft.PowerShell.Commands.RegisterArgumentCompleterCommand")
class RegisterArgumentCompleter(Cmdlet):
    """Registers a script block that completes arguments."""

    native = parameter("Native", "switch", sets=("NativeSet",))
    command_name = parameter("CommandName", "string[]", sets=("PowerShellSet", In("NativeSet", mandatory=True)))
    parameter_name = parameter("ParameterName", "string", sets=(In("PowerShellSet", mandatory=True),))
    script_block = parameter("ScriptBlock", "scriptblock", mandatory=True, allow_null=True)

    def end(self) -> None:
        table = self.runspace.extras.setdefault("completers", {})
        for name in self.command_name or ("",):
            key = name if self.native or self.parameter_name is None else f"{name}:{self.parameter_name}"
            if self.script_block is None:
                table.pop(key.lower(), None)
            else:
                table[key.lower()] = self.script_block


@cmdlet("Clear-Host", net_class="Clear-Host")
class ClearHost(Cmdlet):
    """Clears the screen of a host that has one."""

    def end(self) -> None:
        clear = getattr(self.host.ui, "clear", None)
        if clear is not None:
            clear()


@cmdlet("Set-PSDebug", default_set="on", net_class="Microsoft.PowerShell.Commands.SetPSDebugCommand")
class SetPSDebug(Cmdlet):
    """Traces scripts, steps through them, or is strict about variables."""

    trace = parameter("Trace", "int", sets=("on",), validate=(ValidateRange(0, 2),), default=-1)
    step = parameter("Step", "switch", sets=("on",))
    strict = parameter("Strict", "switch", sets=("on",))
    off = parameter("Off", "switch", sets=("off",))

    def begin(self) -> None:
        debugger, scope = debugger_of(self.runspace), self.runspace.global_scope
        tracer = debugger.tracer
        if self.set_name == "off":
            tracer.level, tracer.steps, scope.strict = 0, False, 0
        else:
            if self.is_bound("Trace"):
                tracer.level = int(self.trace)
            if self.is_bound("Step"):
                tracer.steps = bool(self.step)
                tracer.level = tracer.level or int(tracer.steps)
            if self.is_bound("Strict"):
                scope.strict = int(bool(self.strict))
        debugger.changed()
