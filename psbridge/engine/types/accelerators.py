"""Type accelerators beyond those that the registry has from the start: short name to full name.

Pure data; `find` gives the type under either name, and makes a bare one for names that only have to be known (attributes).
"""

from __future__ import annotations

from psbridge.engine.members.index import find as find_listed
from psbridge.objects.nettypes import SMA, NetType, define, lookup_type

_A = "System.Management.Automation."

# attributes that scripts write: short name = full name without "Attribute"
_ATTRIBUTES = """
AllowEmptyCollection AllowEmptyString AllowNull ArgumentCompleter ArgumentCompletions CmdletBinding DscResource Experimental OutputType
PSDefaultValue PSTypeName DscProperty SupportsWildcards ValidateDrive ValidateNotNullOrWhiteSpace ValidateTrustedData ValidateUserDrive
DscLocalConfigurationManager
"""
_OTHERS = {
    "experimentaction": _A + "ExperimentAction",
    "experimentalfeature": _A + "ExperimentalFeature",
    "ciminstance": "Microsoft.Management.Infrastructure.CimInstance",
    "cimclass": "Microsoft.Management.Infrastructure.CimClass",
    "cimtype": "Microsoft.Management.Infrastructure.CimType",
    "cimconverter": "Microsoft.Management.Infrastructure.CimConverter",
    "cimsession": "Microsoft.Management.Infrastructure.CimSession",
    "ipendpoint": "System.Net.IPEndPoint",
    "nullstring": _A + "Language.NullString",
    "objectsecurity": "System.Security.AccessControl.ObjectSecurity",
    "physicaladdress": "System.Net.NetworkInformation.PhysicalAddress",
    "pslistmodifier": _A + "PSListModifier",
    "psprimitivedictionary": _A + "PSPrimitiveDictionary",
    "pstypenameattribute": _A + "PSTypeNameAttribute",
    "wildcardpattern": _A + "WildcardPattern",
    "x509certificate": "System.Security.Cryptography.X509Certificates.X509Certificate",
    "x500distinguishedname": "System.Security.Cryptography.X509Certificates.X500DistinguishedName",
    "pspropertyexpression": "Microsoft.PowerShell.Commands.PSPropertyExpression",
    "psvariable": _A + "PSVariable",
    "psmoduleinfo": _A + "PSModuleInfo",
    "powershell": _A + "PowerShell",
    "runspacefactory": _A + "Runspaces.RunspaceFactory",
    "runspace": _A + "Runspaces.Runspace",
    "initialsessionstate": _A + "Runspaces.InitialSessionState",
}
NAMES: dict[str, str] = {name.lower(): f"{_A}{name}Attribute" for name in _ATTRIBUTES.split()} | _OTHERS
_WHOLE = {full.lower(): full for full in NAMES.values()}


def find(name: str) -> NetType | None:
    """The type under a short name, or the full name of such a type; None when it is no accelerator."""
    key = name.lower()
    full_name = NAMES.get(key) or _WHOLE.get(key)
    if full_name is None:
        return None
    found = lookup_type(full_name) or find_listed(full_name)
    if found is not None:
        return found
    base = "System.Attribute" if full_name.endswith("Attribute") and lookup_type("System.Attribute") is not None else "System.Object"
    return define(full_name, base, assembly=SMA)
