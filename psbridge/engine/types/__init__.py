"""Names of types: how a script's [name] and a text find a NetType."""

from __future__ import annotations

from psbridge.engine.types.names import TypeNames, not_found, resolve, resolve_text
from psbridge.engine.types.written import type_from_text

__all__ = ["TypeNames", "not_found", "resolve", "resolve_text", "type_from_text"]
