"""Attributes of parameters as types that scripts can make: [Parameter]::new(), [ValidateSet]::new("a", "b") and the parameters made of them."""

from __future__ import annotations

from typing import Any

from psbridge.engine import customattributes, runtimedefined
from psbridge.engine import validation as v
from psbridge.objects.adapted import Method, declare
from psbridge.objects.nettypes import ACCELERATORS

declare(customattributes.TRANSFORMATION).constructor = Method("new", lambda: None, ("ArgumentTransformationAttribute()",))
ACCELERATORS.setdefault("parameter", runtimedefined.ParameterAttribute.net_type)
ACCELERATORS.setdefault("alias", runtimedefined.AliasAttribute.net_type)


def _make(cls: Any, name: str, *definitions: str) -> None:
    declare(cls.net_type).constructor = Method("new", cls, tuple(f"{name}Attribute({arguments})" for arguments in definitions))
    ACCELERATORS.setdefault(name.lower(), cls.net_type)


_make(v.ValidateSet, "ValidateSet", "params string[] validValues")
declare(v.ValidateSet.net_type).constructor = Method(
    "new", lambda values: v.ValidateSet(*values), ("ValidateSetAttribute(params string[] validValues)",)
)
_make(v.ValidateRange, "ValidateRange", "System.Object minRange, System.Object maxRange")
_make(v.ValidateLength, "ValidateLength", "int minLength, int maxLength")
_make(v.ValidateCount, "ValidateCount", "int minLength, int maxLength")
_make(v.ValidatePattern, "ValidatePattern", "string regexPattern")
_make(v.ValidateScript, "ValidateScript", "scriptblock scriptBlock")
_make(v.NotNull, "ValidateNotNull", "")
_make(v.NotNullOrEmpty, "ValidateNotNullOrEmpty", "")
