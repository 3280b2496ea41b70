"""Microsoft.PowerShell.Commands.ModuleSpecification: made of a name or a table, and of its own text."""

from __future__ import annotations

from typing import Any

from psbridge.engine.datafiles import read_data
from psbridge.engine.errors import ScriptError
from psbridge.engine.members.arguments import null_argument
from psbridge.engine.members.table import fill
from psbridge.engine.modulespecs import ModuleSpecification, misfit
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import to_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.psobject import unwrap

_TOGETHER = "The parameters ModuleVersion and RequiredVersion cannot be used together. Please specify only one parameter."


def new_specification(source: Any) -> ModuleSpecification:
    """Of a name, or of a table that says which module and which of its versions."""
    bare = unwrap(source)
    if bare is None or bare == "":
        raise null_argument("moduleSpecification")
    if not isinstance(bare, NetDictionary):
        return ModuleSpecification(to_text(bare))
    limits = {to_text(key).lower(): value for key, value in bare.pairs()}
    wrong = misfit(limits)
    if wrong is None and limits.get("requiredversion") is not None and limits.get("moduleversion") is not None:
        wrong = _TOGETHER
    if wrong is not None:
        kind = "System.ArgumentException" if "not valid" in wrong or wrong == _TOGETHER else "System.MissingMemberException"
        raise NetError.of(kind, wrong)
    return ModuleSpecification(to_text(limits["modulename"]), limits)


def try_parse(text: str, result: Any) -> bool:
    """A name, or the notation that ToString writes."""
    try:
        table = read_data(text) if text.lstrip().startswith("@") else text
        result.value = new_specification(table)
    except (NetError, ScriptError):
        return False
    return True


fill(
    "Microsoft.PowerShell.Commands.ModuleSpecification",
    """
    new(string moduleName)
    new(hashtable moduleSpecification)
    string Name {get;}
    guid Guid {get;}
    version Version {get;}
    string MaximumVersion {get;}
    version RequiredVersion {get;}
    string ToString()
    static bool TryParse(string input, [ref] Microsoft.PowerShell.Commands.ModuleSpecification result)
    """,
    {
        "new": new_specification,
        "Name": "name",
        "Guid": lambda one: one.limit("guid"),
        "Version": lambda one: one.limit("moduleversion"),
        "MaximumVersion": lambda one: one.limit("maximumversion"),
        "RequiredVersion": lambda one: one.limit("requiredversion"),
        "ToString": str,
        "::TryParse": try_parse,
    },
)
