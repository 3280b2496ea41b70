"""The parameters that every cmdlet and advanced function has, and those of ShouldProcess and paging."""

from __future__ import annotations

from psbridge.engine.parameters import Parameter, SetUse
from psbridge.engine.validation import ValidateRange, Validator, VariableName

_PREFERENCE = "System.Management.Automation.ActionPreference"


def _common(name: str, type_name: str, alias: str, *validators: Validator) -> Parameter:
    return Parameter(name, type_name, (SetUse(),), (alias,), default=False if type_name == "switch" else None, validators=validators)


COMMON = (
    _common("Verbose", "switch", "vb"),
    _common("Debug", "switch", "db"),
    _common("ErrorAction", _PREFERENCE, "ea"),
    _common("WarningAction", _PREFERENCE, "wa"),
    _common("InformationAction", _PREFERENCE, "infa"),
    _common("ErrorVariable", "string", "ev", VariableName()),
    _common("WarningVariable", "string", "wv", VariableName()),
    _common("InformationVariable", "string", "iv", VariableName()),
    _common("OutVariable", "string", "ov", VariableName()),
    _common("OutBuffer", "int", "ob", ValidateRange(0, 2147483647)),
    _common("PipelineVariable", "string", "pv", VariableName()),
)
CURRENT_ACTIONS = COMMON[2:4]  # those that say what happens to errors and warnings
SHOULD_PROCESS = (_common("WhatIf", "switch", "wi"), _common("Confirm", "switch", "cf"))
PAGING = (
    Parameter("IncludeTotalCount", "switch", default=False),
    Parameter("Skip", "uint64"),
    Parameter("First", "uint64"),
)
COMMON_NAMES = frozenset(one.name.lower() for one in COMMON)
ENGINE_NAMES = COMMON_NAMES | {"whatif", "confirm"}
_OWN = frozenset(id(one) for one in (*COMMON, *SHOULD_PROCESS, *PAGING))


def is_common(one: Parameter) -> bool:
    """Whether a parameter is one of the engine's, and not a script's of the same name."""
    return id(one) in _OWN
