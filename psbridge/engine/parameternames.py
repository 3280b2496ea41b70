"""Names of a function's parameters that clash: with each other, with aliases, or with those of the common parameters.

Decides which clash is told, as the parameters are taken in one after the other: own ones first, the common ones after them.
"""

from __future__ import annotations

from collections.abc import Iterable

from psbridge.engine.errors import ScriptError, error_record
from psbridge.engine.parameters import Parameter

_TEXTS = {
    "ParameterNameAlreadyExistsForCommand": "A parameter with the name '{0}' was defined multiple times for the command.",
    "AliasParameterNameAlreadyExistsForCommand": (
        "The parameter alias cannot be specified because an alias with the name '{0}' was already defined multiple times for the command."
    ),
    "ParameterNameConflictsWithAlias": (
        "The parameter '{0}' cannot be specified because it conflicts with the parameter alias of the same name for parameter '{1}'."
    ),
}


def refuse_clashes(parameters: Iterable[Parameter]) -> None:
    """ScriptError (MetadataException) for the first name that is taken already."""
    names: set[str] = set()
    aliases: dict[str, str] = {}
    for one in parameters:
        key = one.name.lower()
        if key in names:
            raise _clash("ParameterNameAlreadyExistsForCommand", one.name)
        if key in aliases:
            raise _clash("ParameterNameConflictsWithAlias", one.name, aliases[key])
        names.add(key)
        for alias in one.aliases:
            short = alias.lower()
            if short in aliases:
                raise _clash("AliasParameterNameAlreadyExistsForCommand", alias)
            if short in names:
                raise _clash("ParameterNameConflictsWithAlias", alias, one.name)
            aliases[short] = one.name


def _clash(error_id: str, *words: str) -> ScriptError:
    return ScriptError(error_record("MetadataException", _TEXTS[error_id].format(*words), error_id, "MetadataError"))
