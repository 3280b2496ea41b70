"""Whether a session is what the #requires lines of a script ask for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NoReturn

from psbridge.engine.encodings import is_desktop
from psbridge.engine.errors import ScriptError, error_record
from psbridge.engine.modulespecs import accepting
from psbridge.language.ast import ModuleSpecification, ScriptRequirements

if TYPE_CHECKING:
    from psbridge.engine.context import Context


def demand(ctx: Context, name: str, wanted: ScriptRequirements) -> None:
    """Refuse to run the script `name` where something is missing; modules that are there are imported."""
    runspace = ctx.runspace
    desktop = is_desktop(runspace)
    product = "Windows PowerShell" if desktop else "PowerShell"
    if wanted.required_ps_version is not None and _parts(wanted.required_ps_version) > _parts(str(runspace.version)):
        version = _dotted(wanted.required_ps_version)
        _refuse(
            name,
            "ScriptRequiresUnmatchedPSVersion",
            f'it contained a "#requires" statement for {product} {version}. The version of {product} that is required by the script does '
            f"not match the currently running version of {product} {runspace.version}.",
        )
    edition = "Desktop" if desktop else "Core"
    if wanted.required_ps_editions and edition.lower() not in (one.lower() for one in wanted.required_ps_editions):
        editions = ",".join(wanted.required_ps_editions)
        _refuse(
            name,
            "ScriptRequiresUnmatchedPSEdition",
            f"it contained a \"#requires\" statement for PowerShell editions '{editions}'. The edition of PowerShell that is required by "
            f"the script does not match the currently running PowerShell {edition} edition.",
        )
    if wanted.is_elevation_required and not _elevated(runspace):
        _refuse(
            name,
            "ScriptRequiresElevation",
            'it contains a "#requires" statement for running as Administrator. The current PowerShell session is not running as '
            "Administrator. Start PowerShell by using the Run as Administrator option, and then try running the script again.",
        )
    missing = next((one.name for one in wanted.required_modules if not _there(ctx, one)), None)
    if missing is not None:
        _refuse(
            name,
            "ScriptRequiresMissingModules",
            f'the following modules that are specified by the "#requires" statements of the script are missing: {missing}.',
        )


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.partition("-")[0].split(".")[:2] if part.isdigit())


def _dotted(version: str) -> str:
    return version if "." in version else f"{version}.0"


def _elevated(runspace: Any) -> bool:
    return bool(runspace.is_windows) or os.geteuid() == 0


def _there(ctx: Context, wanted: ModuleSpecification) -> bool:
    """Whether a module is loaded that fits, or can be."""
    modules = ctx.runspace.modules
    limits = {"moduleversion": wanted.version, "requiredversion": wanted.required_version, "maximumversion": wanted.maximum_version}
    accepts = accepting({**limits, "guid": wanted.guid})
    found = modules.find(wanted.name)
    if found is not None and (accepts is None or accepts(found.version, found.guid)):
        return True
    return modules.load_quietly(ctx, wanted.name, accepts) is not None


def _refuse(name: str, error_id: str, why: str) -> NoReturn:
    text = f"The script '{name}' cannot be run because {why}"
    raise ScriptError(error_record("ScriptRequiresException", text, error_id, "ResourceUnavailable", name))
