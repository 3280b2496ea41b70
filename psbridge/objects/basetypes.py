"""Built-in type data of values that psbridge.objects itself defines; types of modules bring theirs along."""

from __future__ import annotations

from psbridge.objects.members import AliasProperty, ComputedScriptProperty
from psbridge.objects.psobject import unwrap
from psbridge.objects.typetable import builtin

_MESSAGE_DETAILS = "& { Set-StrictMode -Version 1; $this.Exception.InnerException.PSMessageDetails }"

builtin("System.Array").add(AliasProperty("Count", "Length"))
builtin("System.Collections.DictionaryEntry").add(AliasProperty("Name", "Key"))
builtin("System.Management.Automation.ErrorRecord").add(ComputedScriptProperty("PSMessageDetails", lambda record: None, _MESSAGE_DETAILS))
builtin("System.Net.IPAddress").add(ComputedScriptProperty("IPAddressToString", lambda value: str(unwrap(value)), "$this.Tostring()"))
builtin("System.Net.IPAddress").default_display_property = "IPAddressToString"
