"""Kinds and layers of members as enums."""

from __future__ import annotations

from typing import Any

from psbridge.objects.enums import define_enum
from psbridge.objects.nettypes import SMA

_KINDS = (
    "AliasProperty=1 CodeProperty=2 Property=4 NoteProperty=8 ScriptProperty=16 Properties=31 PropertySet=32 Method=64 CodeMethod=128 "
    "ScriptMethod=256 Methods=448 ParameterizedProperty=512 MemberSet=1024 Event=2048 Dynamic=4096 InferredProperty=8192 All=16383"
)
PSMemberTypes: Any = define_enum("System.Management.Automation.PSMemberTypes", _KINDS, flags=True, assembly=SMA)
PSMemberViewTypes: Any = define_enum(
    "System.Management.Automation.PSMemberViewTypes", "Extended=1 Adapted=2 Base=4 All=7", flags=True, assembly=SMA
)
