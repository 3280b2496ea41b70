"""Reading a types file (.ps1xml) into the session's type table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.modules.utility.datafiles import read_xml
from psbridge.objects import AliasProperty, NoteProperty, PropertySet, ScriptMethod, ScriptProperty
from psbridge.objects.typetable import TypeData
from psbridge.objects.typetable import active as active_table

if TYPE_CHECKING:
    from collections.abc import Iterator

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


_PARTS = ("Name", "Members", "TypeConverter", "TypeAdapter")
_KINDS = (
    *("NoteProperty", "AliasProperty", "ScriptProperty", "CodeProperty"),
    *("PropertySet", "ScriptMethod", "CodeMethod", "MemberSet"),
)


def load_types(cmd: Cmdlet, full: str) -> None:
    """Add what a types file says; errors name the file."""
    from lxml import etree

    data, fault = read_xml(cmd, full)
    if fault is not None:
        text = f"{full}, {full} : Error: {fault}"
        cmd.write_error(cmd.error("System.Management.Automation.RuntimeException", text, "TypesXmlUpdateException", "InvalidOperation"))
        return
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True))
    problems = list(_problems(root, full))
    for text in problems:
        cmd.write_error(cmd.error("System.Management.Automation.RuntimeException", text, "TypesXmlUpdateException", "InvalidOperation"))
    if problems:
        return
    told = loaded_of(cmd.runspace).setdefault(full, [])
    for node in root.iter("Type"):
        name = node.findtext("Name", "").strip()
        entry = active_table().data(name)
        for member in node.iterfind("Members/*"):
            told.append((name, member.findtext("Name", "").strip()))
            _add(cmd, entry, member)


def loaded_of(runspace: Any) -> dict[str, list[tuple[str, str]]]:
    """The types files that a session has read: full name -> the members that each brought, with their types."""
    found: dict[str, list[tuple[str, str]]] = runspace.extras.setdefault("type_files", {})
    return found


def forget_types(cmd: Cmdlet, full: str) -> bool:
    """Take out what a types file brought; False when the session has not read it."""
    told = loaded_of(cmd.runspace).pop(full, None)
    for type_name, member in told or ():
        active_table().remove_member(type_name, member)
    return told is not None


def _problems(root: Any, full: str) -> Iterator[str]:
    """What a types file has that has no place there."""
    for node in root.iter("Type"):
        name = node.findtext("Name", "").strip()
        for part in node:
            yield from _misplaced(part, name, _PARTS, full)
            for member in part if part.tag == "Members" else ():
                yield from _misplaced(member, name, _KINDS, full)


def _misplaced(node: Any, type_name: str, allowed: tuple[str, ...], full: str) -> Iterator[str]:
    if isinstance(node.tag, str) and node.tag not in allowed:
        said = f"The node {node.tag} is not allowed. The following nodes are allowed: {', '.join(allowed)}."
        yield f'{full}, {full}({node.sourceline}) : Error in type "{type_name}": {said}'


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
