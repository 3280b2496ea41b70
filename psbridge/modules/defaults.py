"""The modules that a session has from the start: the one place that knows them all."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from psbridge.engine.modules import BuiltinModule
from psbridge.objects.adapted import add_finder

_MODULES = (
    BuiltinModule("Microsoft.PowerShell.Core", "psbridge.modules.core", core=True, kind="Binary"),
    BuiltinModule(
        "Microsoft.PowerShell.Utility", "psbridge.modules.utility", "7.0.0.0", "1da87e53-152b-403e-98dc-74d7b4d63d59", loaded=False
    ),
    BuiltinModule("Microsoft.PowerShell.Management", "psbridge.modules.management", "7.0.0.0", "eefcb906-b326-4e99-9f54-8b4bb6ef3c6d"),
    BuiltinModule("Microsoft.PowerShell.Security", "psbridge.modules.security", "7.0.0.0", "a94c8c7e-9810-47c0-b8af-65089c13a35a"),
    BuiltinModule("Microsoft.PowerShell.Host", "psbridge.modules.hosting", "7.0.0.0", "56d66100-99a0-4ffc-a12d-eee9a6718aef"),
    BuiltinModule("ThreadJob", "psbridge.modules.threadjob", "2.0.3", "0e7b895d-2fec-43f7-8cae-11e8d16f6e40", kind="Binary"),
    BuiltinModule("CimCmdlets", "psbridge.modules.cimcmdlets", "7.0.0.0", "fb6cc51d-c096-4b38-b78d-0fed6277096a", kind="Binary"),
    BuiltinModule("Microsoft.PowerShell.Diagnostics", "psbridge.modules.diagnostics", "7.0.0.0", "ca046f10-ca64-4740-8ff9-2565dba61a4f"),
    BuiltinModule("Microsoft.WSMan.Management", "psbridge.modules.wsmanmanagement", "7.0.0.0", "766204a6-330e-4263-a7ab-46c87afc366c"),
    BuiltinModule("PKI", "psbridge.modules.pki", "1.0.0.0", "4278e34a-eae7-4e58-8f73-edebaaeef4d8"),
    BuiltinModule("NetSecurity", "psbridge.modules.netsecurity", "2.0.0.0", "4b26ff51-7aee-4731-9cf7-508b82532cbf"),
    BuiltinModule(
        "Microsoft.PowerShell.Archive", "psbridge.modules.archive", "1.2.5", "eb74e8da-9ae2-482a-a648-e96550fb8733",
        "PowerShell module for working with ZIP archives.", scripted=True,
    ),
    BuiltinModule(
        "PSScheduledJob", "psbridge.modules.scheduledjob", "1.1.0.0", "50cdb55f-5ab7-489f-9e94-4ec21ff51e59", kind="Binary",
        desktop_only=True, on_load="psbridge.modules.scheduledjob.instances:attach",
    ),
    BuiltinModule("BitsTransfer", "psbridge.modules.bitstransfer", "2.0.0.0", "8fa5064b-8479-4c5c-86ea-0d311fe48875"),
)


# types of higher layers that scripts may name, and where their members are declared
_LATER = {"system.management.automation.remoting.pssessionoption": "psbridge.sessions.options"}


def _declare(full_name: str) -> None:
    module = _LATER.get(full_name.lower())
    if module is not None:
        import_module(module)


add_finder(_declare)


def default_modules() -> tuple[BuiltinModule, ...]:
    """The built-in modules whose package is there."""
    return tuple(module for module in _MODULES if _is_there(module.package))


def _is_there(package: str) -> bool:
    spec = find_spec(package)
    return spec is not None and spec.origin is not None


def equip(runspace: object) -> None:
    """Hand a runspace what higher layers have for it: background jobs."""
    runspace.background = _background  # type: ignore[attr-defined]
    runspace.extras["more_modules"] = _from_other_packages  # type: ignore[attr-defined]
    runspace.extras["known_hosts"] = _known_hosts  # type: ignore[attr-defined]
    runspace.extras["session_option"] = _session_option  # type: ignore[attr-defined]
    if runspace.extras.get("strict"):  # type: ignore[attr-defined]
        from psbridge.modules.availability import strictly

        runspace.extras["availability"] = strictly(runspace)  # type: ignore[attr-defined]


def _session_option() -> Any:
    """The value of $PSSessionOption."""
    from psbridge.sessions.options import PSSessionOption

    return PSSessionOption()


def _from_other_packages() -> tuple[BuiltinModule, ...]:
    from psbridge.modules.plugins import installed

    return installed()


def _known_hosts() -> list[str]:
    """The hosts of the inventory, which completion offers."""
    from psbridge.errors import PsBridgeError
    from psbridge.sessions.inventory import default_files, load

    try:
        return list(load(*default_files()).hosts)
    except PsBridgeError:
        return []


def _background(ctx: Any, plan: Any) -> Any:
    from psbridge.modules.core.jobs.starting import start_ampersand

    return start_ampersand(ctx, plan)
