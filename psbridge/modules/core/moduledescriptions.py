"""Modules that are not loaded: what their files tell of them, for Get-Module -ListAvailable."""

from __future__ import annotations

from typing import Any

from psbridge.engine.commands import CmdletInfo, FunctionInfo
from psbridge.engine.manifests import _facts, exported_names, read_manifest
from psbridge.engine.moduleloader import Loader
from psbridge.engine.modules import PSModuleInfo


def described(loader: Loader, path: str) -> PSModuleInfo:
    """A module as its manifest or its script describes it."""
    is_manifest = path.lower().endswith(".psd1")
    name = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    module = PSModuleInfo(name, path, kind="Manifest" if is_manifest else "Script")
    if loader.files.stat(path) is None:
        return module
    if is_manifest:
        table = read_manifest(loader.files, path)
        _facts(module, table)
        root = str(table.get("RootModule") or table.get("ModuleToProcess") or "").lower()
        if root.endswith(".psm1"):
            module.kind = type(module.kind).parse("Script")
    for key, (kind, spelled) in exported_names(loader, path).items():
        if kind == "cmdlet":
            module.cmdlets[key] = CmdletInfo(spelled, None, module)
        elif kind == "alias":
            module.aliases[key] = loader.runspace.make_alias(spelled, "", module=module)
        elif "*" not in spelled:
            module.functions[key] = FunctionInfo(spelled, loader.runspace.script_block(""), module=module)
    return module


def editions(module: PSModuleInfo) -> list[Any]:
    """The editions of PowerShell that a module says it is for; those of the product serve Core."""
    stated: list[Any] = module.stated("CompatiblePSEditions")
    return stated or (["Core"] if module.builtin is not None else [])
