"""Built-in type data of values that psbridge.objects itself defines; which properties stand for types that have many, and how deep
and which of them are written as CLIXML.

Types of modules bring their members along.
"""

from __future__ import annotations

from typing import Any

from psbridge.objects.adapted import Property, declare
from psbridge.objects.members import AliasProperty, CodeMethod, ComputedScriptProperty
from psbridge.objects.nettypes import find_type
from psbridge.objects.psobject import PSObject, unwrap
from psbridge.objects.typetable import builtin

_DATE_TIME = """if ((& { Set-StrictMode -Version 1; $this.DisplayHint }) -ieq  "Date")
{
    "{0}" -f $this.ToLongDateString()
}
elseif ((& { Set-StrictMode -Version 1; $this.DisplayHint }) -ieq "Time")
{
    "{0}" -f  $this.ToLongTimeString()
}
else
{
    "{0} {1}" -f $this.ToLongDateString(), $this.ToLongTimeString()
}"""
_MESSAGE_DETAILS = "& { Set-StrictMode -Version 1; $this.Exception.InnerException.PSMessageDetails }"


def _date_time(value: Any) -> str:
    """Long date and long time, or the one of them that the note DisplayHint names."""
    from psbridge.objects import convert
    from psbridge.objects.culture import current_culture

    hint = value.get("DisplayHint") if isinstance(value, PSObject) else None
    spec = {"date": "D", "time": "T"}.get(str(hint).lower())
    specs = (spec,) if spec is not None else ("D", "T")
    return " ".join(convert.format_value(unwrap(value), one, current_culture()) for one in specs)


builtin("System.DateTime").add(ComputedScriptProperty("DateTime", _date_time, _DATE_TIME, "System.String"))
builtin("System.Guid").add(ComputedScriptProperty("Guid", lambda value: str(unwrap(value)), "$this.ToString()", "System.String"))
declare(find_type("System.Collections.DictionaryEntry")).properties.update(
    key=Property("Key", lambda entry: entry.key), value=Property("Value", lambda entry: entry.value)
)
builtin("System.Collections.DictionaryEntry").add(AliasProperty("Name", "Key"))
builtin("System.Management.Automation.ErrorRecord").add(ComputedScriptProperty("PSMessageDetails", lambda record: None, _MESSAGE_DETAILS))
builtin("System.Version#IncludeLabel").add(CodeMethod("ToString", lambda value, *_: value.text))
builtin("System.Net.IPAddress").add(ComputedScriptProperty("IPAddressToString", lambda value: str(unwrap(value)), "$this.Tostring()"))
builtin("System.Net.IPAddress").default_display_property = "IPAddressToString"

_DISPLAYED = {
    "System.IO.FileInfo": "LastWriteTime Length Name",
    "System.Diagnostics.Process": "Id Handles CPU SI Name",
    "Deserialized.System.Diagnostics.Process": "Id Handles CPU Name",
    "Deserialized.System.ServiceProcess.ServiceController": "Status Name DisplayName",
    "System.Management.Automation.PSModuleInfo": "Name Path Description Guid Version ModuleBase ModuleType PrivateData AccessMode "
    "ExportedAliases ExportedCmdlets ExportedFunctions ExportedVariables NestedModules",
}
for _type, _names in _DISPLAYED.items():
    builtin(_type).default_display_property_set = tuple(_names.split())
builtin("System.IO.DirectoryInfo").default_display_property = "Name"
builtin("Microsoft.PowerShell.Commands.HistoryInfo").default_key_property_set = ("Id",)

_DEPTHS = {
    "System.Net.IPAddress": 1,
    "System.Net.Mail.MailAddress": 1,
    "System.Globalization.CultureInfo": 1,
    "System.Management.Automation.PSCredential": 1,
    "System.Management.Automation.PSPrimitiveDictionary": 1,
    "System.Management.Automation.SwitchParameter": 1,
    "System.Management.Automation.PSListModifier": 2,
    "System.Management.Automation.Signature": 2,
    "System.Security.Cryptography.X509Certificates.X509Certificate2": 1,
    "System.Security.Cryptography.X509Certificates.X500DistinguishedName": 1,
    "System.Security.AccessControl.RegistrySecurity": 1,
    "System.Security.AccessControl.FileSystemSecurity": 1,
    "HelpInfo": 1,
}
_WRITTEN = {
    "System.Globalization.CultureInfo": "LCID Name DisplayName IetfLanguageTag ThreeLetterISOLanguageName ThreeLetterWindowsLanguageName "
    "TwoLetterISOLanguageName",
    "System.Security.Cryptography.X509Certificates.X509Certificate2": "RawData",
    "System.Security.Cryptography.X509Certificates.X500DistinguishedName": "RawData",
    "System.Management.Automation.ParameterMetadata": "Name ParameterType Aliases IsDynamic SwitchParameter",
    "System.Management.Automation.ParameterSetMetadata": "Position Flags HelpMessage",
}
for _type, _depth in _DEPTHS.items():
    builtin(_type).serialization_depth = _depth
for _type, _names in _WRITTEN.items():
    builtin(_type).serialization_method = "SpecificProperties"
    builtin(_type).property_serialization_set = tuple(_names.split())
builtin("System.Management.Automation.PSTypeName").serialization_method = "String"
builtin("System.Management.Automation.PSTypeName").string_serialization_source = "Name"
