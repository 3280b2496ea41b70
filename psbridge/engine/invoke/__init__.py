"""Members of any value: reading, setting, calling, indexing, constructing, with PowerShell's rules and errors.

Decides how a script's ``obj.name``, ``obj.name(args)``, ``[type]::name`` and ``obj[index]`` reach the tables of `engine.members` and the
members of objects.  The compiler calls nothing else.
"""

from __future__ import annotations

from psbridge.engine.invoke import offers  # noqa: F401  plugs what types offer into the conversions
from psbridge.engine.invoke.calls import QUICK, construct, direct_call, direct_static, forget, invoke_method, invoke_static
from psbridge.engine.invoke.delegates import Delegate, to_delegate
from psbridge.engine.invoke.indexing import get_index, set_index
from psbridge.engine.invoke.plans import DirectCall
from psbridge.engine.invoke.reading import get_member, get_static, has_property
from psbridge.engine.invoke.signatures import Parameter, Signature
from psbridge.engine.invoke.writing import set_member, set_static
from psbridge.engine.objectmethod import PSMethod
from psbridge.engine.reference import PSReference

__all__ = [
    "QUICK",
    "Delegate",
    "DirectCall",
    "PSMethod",
    "PSReference",
    "Parameter",
    "Signature",
    "construct",
    "direct_call",
    "direct_static",
    "forget",
    "get_index",
    "get_member",
    "get_static",
    "has_property",
    "invoke_method",
    "invoke_static",
    "set_index",
    "set_member",
    "set_static",
    "to_delegate",
]
