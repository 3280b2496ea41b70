"""The experiments of PowerShell 7.0: which there are, which of them are on, and which shall be from the next start on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from psbridge.engine.cmdlet import Cmdlet, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.userconfig import switch_experiment
from psbridge.objects import NetObject, define, define_enum
from psbridge.objects.convert import to_text
from psbridge.objects.nettypes import SMA
from psbridge.objects.wildcard import compile_wildcard

_TYPE = "System.Management.Automation.ExperimentalFeature"
_ENGINE = "PSEngine"
_SCOPE = "System.Management.Automation.Configuration.ConfigScope"
define_enum(_SCOPE, "AllUsers CurrentUser", assembly=SMA)


@dataclass(frozen=True, slots=True)
class Feature:
    """What is known of an experiment; ``module``: whose it is, unless the engine's."""

    name: str
    description: str
    module: str = ""
    unix_only: bool = False


FEATURES = (
    Feature("PSCommandNotFoundSuggestion", "Recommend potential commands based on fuzzy search on a CommandNotFoundException"),
    Feature("PSImplicitRemotingBatching", "Batch implicit remoting proxy commands to improve performance"),
    Feature("PSNullConditionalOperators", "Support the null conditional member access operators in PowerShell language"),
    Feature("PSUnixFileStat", "Provide unix permission information for files and directories", unix_only=True),
    Feature(
        "Microsoft.PowerShell.Utility.PSManageBreakpointsInRunspace",
        "Enables -BreakAll parameter on Debug-Runspace and Debug-Job cmdlets to allow users to decide if they want PowerShell to break "
        "immediately in the current location when they attach a debugger. Enables -Runspace parameter on *-PSBreakpoint cmdlets to support "
        "management of breakpoints in another runspace.",
        "Microsoft.PowerShell.Utility",
    ),
    Feature(
        "PSDesiredStateConfiguration.InvokeDscResource",
        "Enables the Invoke-DscResource cmdlet and related features.",
        "PSDesiredStateConfiguration",
    ),
)


class ExperimentalFeature(NetObject):
    """An experiment as scripts see it."""

    __slots__ = ("enabled", "feature", "source")
    net_type = define(_TYPE, assembly=SMA)
    PROPERTIES = {"Name": "feature_name", "Description": "description", "Source": "source", "Enabled": "enabled"}

    def __init__(self, feature: Feature, source: str, enabled: bool) -> None:
        super().__init__()
        self.feature, self.source, self.enabled = feature, source, enabled

    @property
    def feature_name(self) -> str:
        return self.feature.name

    @property
    def description(self) -> str:
        return self.feature.description


@cmdlet("Get-ExperimentalFeature", output=(_TYPE,))
class GetExperimentalFeature(Cmdlet):
    """Gets experimental features."""

    name = parameter("Name", "string[]", position=0, pipeline=True, validate=(NotNullOrEmpty(),))

    def process(self) -> None:
        self.write_all(_matching(self.ctx, self.name or ("*",)))


def _matching(ctx: Any, names: Any) -> list[ExperimentalFeature]:
    patterns = [compile_wildcard(one) for one in names]
    on = {to_text(one).lower() for one in ctx.get_variable("EnabledExperimentalFeatures", None) or ()}
    return [
        ExperimentalFeature(feature, _source(ctx.runspace, feature), feature.name.lower() in on)
        for feature in sorted(FEATURES, key=lambda one: (bool(one.module), one.name.lower()))
        if not (feature.unix_only and ctx.runspace.is_windows) and any(matches(feature.name) for matches in patterns)
    ]


def _source(runspace: Any, feature: Feature) -> str:
    """The engine, or the manifest of the module."""
    return f"{runspace.ps_home}/Modules/{feature.module}/{feature.module}.psd1" if feature.module else _ENGINE


class SwitchingFeature(Cmdlet):
    """What both commands do: write it down for the next start."""

    on: ClassVar[bool]
    name = parameter("Name", "string[]", position=0, mandatory=True, by_property=True, validate=(NotNullOrEmpty(),))
    scope = parameter("Scope", _SCOPE, default="CurrentUser")

    def process(self) -> None:
        found = _matching(self.ctx, self.name)
        if not found:
            text = f"Unable to find experimental feature with name '{self.name[0]}'."
            self.write_error(self.error("ItemNotFoundException", text, "ItemNotFoundException", "ObjectNotFound", self.name))
            return
        for one in found:
            if not self.should_process(one.feature_name):
                return
            switch_experiment(self.runspace, one.feature_name, self.on, to_text(self.scope) == "AllUsers")
            self.write(one)
        self.write_warning("Enabling and disabling experimental features do not take effect until next start of PowerShell.")


@cmdlet("Enable-ExperimentalFeature", should_process=True)
class EnableExperimentalFeature(SwitchingFeature):
    """Enables experimental features from the next start of PowerShell on."""

    on = True


@cmdlet("Disable-ExperimentalFeature", should_process=True)
class DisableExperimentalFeature(SwitchingFeature):
    """Disables experimental features from the next start of PowerShell on."""

    on = False
