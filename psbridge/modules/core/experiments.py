"""Get-ExperimentalFeature: the experiments of PowerShell 7.0, and which of them are on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, NotNullOrEmpty, cmdlet, parameter
from psbridge.objects import NetObject, define
from psbridge.objects.convert import to_text
from psbridge.objects.nettypes import SMA
from psbridge.objects.wildcard import compile_wildcard

_TYPE = "System.Management.Automation.ExperimentalFeature"
_ENGINE = "PSEngine"


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
        patterns = [compile_wildcard(one) for one in self.name or ("*",)]
        on = {to_text(one).lower() for one in self._enabled()}
        for feature in sorted(FEATURES, key=lambda one: (bool(one.module), one.name.lower())):
            if feature.unix_only and self.runspace.is_windows:
                continue
            if any(matches(feature.name) for matches in patterns):
                self.write(ExperimentalFeature(feature, self._source(feature), feature.name.lower() in on))

    def _enabled(self) -> Any:
        return self.ctx.get_variable("EnabledExperimentalFeatures", None) or ()

    def _source(self, feature: Feature) -> str:
        """The engine, or the manifest of the module."""
        if not feature.module:
            return _ENGINE
        return f"{self.runspace.ps_home}/Modules/{feature.module}/{feature.module}.psd1"
