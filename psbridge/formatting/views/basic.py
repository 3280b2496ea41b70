"""Views of plain .NET types that scripts show: dictionaries, times, versions, types, cultures."""

from __future__ import annotations

from typing import Any

from psbridge.formatting.views.build import col, custom, listing, table, wide
from psbridge.objects.access import get_property
from psbridge.objects.containers import DictionaryEntry
from psbridge.objects.convert import enumerate_value

_SPAN = ("Days", "Hours", "Minutes", "Seconds", "Milliseconds")
_TOTALS = ("Ticks", "TotalDays", "TotalHours", "TotalMinutes", "TotalSeconds", "TotalMilliseconds")


def _key(value: Any, env: Any) -> Any:
    if value.__class__ is DictionaryEntry:
        return value.key
    found = get_property(value, "Name")
    return get_property(value, "Key") if found is None else found


def _value(value: Any, env: Any) -> Any:
    return value.value if value.__class__ is DictionaryEntry else get_property(value, "Value")


def _overloads(value: Any, env: Any) -> str:
    found = get_property(value, "OverloadDefinitions")
    lines = [found] if isinstance(found, str) else list(enumerate_value(found) or ())
    return "".join(f"{line}\n" for line in lines)


_ENTRY = "System.Collections.DictionaryEntry"
_VERSION = (col("Major", 6), col("Minor", 6), col("Build", 6), col("Revision", 8))

VIEWS = (
    table("System.RuntimeType", col("IsPublic", 8), col("IsSerial", 8, of="IsSerializable"), col(None, 40, of="Name"), "BaseType"),
    table("System.Reflection.Assembly", col("GAC", 6, of="GlobalAssemblyCache"), col("Version", 14, of="ImageRuntimeVersion"), "Location"),
    listing(
        "System.Reflection.Assembly",
        *("CodeBase", "EntryPoint", "EscapedCodeBase", "FullName", "GlobalAssemblyCache", "HostContext", "ImageFileMachine"),
        *("ImageRuntimeVersion", "Location", "ManifestModule", "MetadataToken", "PortableExecutableKind", "ReflectionOnly"),
    ),
    table("System.Reflection.AssemblyName", col(None, 14, of="Version"), "Name"),
    table("System.Globalization.CultureInfo", col(None, 16, of="LCID"), col(None, 16, of="Name"), "DisplayName"),
    table("System.Version", *_VERSION),
    table("System.Version#IncludeLabel", *_VERSION, col("PSSemVerPreReleaseLabel", 26), col("PSSemVerBuildLabel", 27)),
    table(
        "System.Management.Automation.SemanticVersion",
        *(col("Major", 6), col("Minor", 6), col("Patch", 6), col("PreReleaseLabel", 15), col("BuildLabel", 11)),
    ),
    table(_ENTRY, col("Name", 30, of=_key), col("Value", of=_value), name="Dictionary"),
    listing(_ENTRY, "Name", "Value"),
    listing("System.TimeSpan", *_SPAN, *_TOTALS),
    table("System.TimeSpan", *_SPAN),
    wide("System.TimeSpan", "TotalMilliseconds"),
    listing(
        "System.AppDomain",
        *("FriendlyName", "Id", "ApplicationDescription", "BaseDirectory", "DynamicDirectory", "RelativeSearchPath"),
        *("SetupInformation", "ShadowCopyFiles"),
    ),
    custom("System.DateTime", "DateTime", name="DateTime"),
    table("System.Guid", "Guid"),
    table("System.Net.NetworkCredential", col("UserName", 50), col("Domain", 50)),
    table("System.Management.Automation.PSMethod", col("OverloadDefinitions", of=_overloads), wrap=True),
    listing("System.CodeDom.Compiler.CompilerError", "ErrorText", "Line", "Column", "ErrorNumber", "LineSource"),
)
