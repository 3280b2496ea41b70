"""Reading a types file (.ps1xml) into the session's type table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.modules.utility.datafiles import read_xml
from psbridge.objects import AliasProperty, NoteProperty, PropertySet, ScriptMethod, ScriptProperty
from psbridge.objects.typetable import TypeData
from psbridge.objects.typetable import active as active_table

if TYPE_CHECKING:
    from psbridge.engine.cmdlet import Cmdlet

_STANDARD = {
    "DefaultDisplayProperty": "default_display_property",
    "SerializationMethod": "serialization_method",
    "SerializationDepth": "serialization_depth",
    "TargetTypeForDeserialization": "target_type_for_deserialization",
    "StringSerializationSource": "string_serialization_source",
}
_STANDARD_SETS = {
    "DefaultDisplayPropertySet": "default_display_property_set",
    "DefaultKeyPropertySet": "default_key_property_set",
    "PropertySerializationSet": "property_serialization_set",
}


def load_types(cmd: Cmdlet, full: str) -> None:
    """Add what a types file says; errors name the file."""
    from lxml import etree

    data, fault = read_xml(cmd, full)
    if fault is not None:
        text = f"{full}, {full} : Error: {fault}"
        cmd.write_error(cmd.error("System.Management.Automation.RuntimeException", text, "TypesXmlUpdateException", "InvalidOperation"))
        return
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    for node in root.iter("Type"):
        entry = active_table().data(node.findtext("Name", "").strip())
        for member in node.iterfind("Members/*"):
            _add(cmd, entry, member)


def _add(cmd: Cmdlet, data: TypeData, node: Any) -> None:
    name = node.findtext("Name", "").strip()
    if node.tag == "MemberSet" and name == "PSStandardMembers":
        for inner in node.iterfind("Members/*"):
            _standard(data, inner)
        return
    maker = _MEMBERS.get(node.tag)
    if maker is not None:
        data.add(maker(cmd, name, node))


def _standard(data: TypeData, node: Any) -> None:
    name = node.findtext("Name", "").strip()
    if name in _STANDARD:
        setattr(data, _STANDARD[name], node.findtext("Value", "").strip())
    elif name in _STANDARD_SETS:
        setattr(data, _STANDARD_SETS[name], _referenced(node))


def _referenced(node: Any) -> tuple[str, ...]:
    return tuple((one.text or "").strip() for one in node.iterfind("ReferencedProperties/Name"))


def _block(cmd: Cmdlet, text: str | None) -> Any:
    return None if text is None else cmd.runspace.script_block(text)


_MEMBERS: dict[str, Any] = {
    "NoteProperty": lambda cmd, name, node: NoteProperty(name, node.findtext("Value", "")),
    "AliasProperty": lambda cmd, name, node: AliasProperty(name, node.findtext("ReferencedMemberName", "").strip()),
    "PropertySet": lambda cmd, name, node: PropertySet(name, _referenced(node)),
    "ScriptProperty": lambda cmd, name, node: ScriptProperty(
        name, _block(cmd, node.findtext("GetScriptBlock")), _block(cmd, node.findtext("SetScriptBlock"))
    ),
    "ScriptMethod": lambda cmd, name, node: ScriptMethod(name, _block(cmd, node.findtext("Script", ""))),
}
