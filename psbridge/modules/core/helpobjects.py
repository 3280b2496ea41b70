"""Help as objects, in the shape that PowerShell gives them (after the MAML schema)."""

from __future__ import annotations

import re
from typing import Any

from psbridge.engine.commandfaces import short_type, syntax
from psbridge.engine.commands import CmdletInfo, CommandInfo, ExternalScriptInfo, FunctionInfo
from psbridge.engine.commonparameters import ENGINE_NAMES
from psbridge.engine.parameters import Parameter
from psbridge.language.ast import FunctionDefinitionAst
from psbridge.language.help import CommentHelpInfo, help_of
from psbridge.language.source import Extent
from psbridge.objects.psobject import PSObject

_KEYWORD = re.compile(r"\b(?:function|filter)\s+[\w:-]+[^{}]*$", re.IGNORECASE)


def comment_help(info: CommandInfo) -> CommentHelpInfo | None:
    """The help comment of a function or script file."""
    if isinstance(info, ExternalScriptInfo):
        return help_of(info.block.ast)
    if not isinstance(info, FunctionInfo):
        return None
    body = info.block.ast
    source, start = body.extent.source, body.extent.start
    before = source.text[:start]
    base = max(0, start - 2000)
    starts = [match.start() for match in _KEYWORD.finditer(before[base:])]
    offset = base + starts[-1] if starts else start
    return help_of(FunctionDefinitionAst(Extent(source, offset, body.extent.end), info.name, body))


def text_items(text: str | None) -> list[Any]:
    """A text as MAML paragraphs."""
    if not text:
        return []
    made = PSObject.of(("Text", text.rstrip("\n")))
    made.custom_type_names = ["MamlParaTextItem", "MamlTextItem"]
    return [made]


def help_object(info: CommandInfo, brief: bool = False) -> PSObject:
    """What Get-Help gives for one command."""
    told = comment_help(info)
    category = {1: "Alias", 2: "Function", 4: "Filter", 8: "Cmdlet", 16: "ExternalScript"}.get(info.TYPE, "Function")
    synopsis = _synopsis(info, told)
    made = PSObject()
    made.set("Name", info.name)
    made.set("Category", category)
    made.set("Synopsis", synopsis)
    made.set("Component", told.component if told else None)
    made.set("Role", told.role if told else None)
    made.set("Functionality", told.functionality if told else None)
    made.set("ModuleName", info.module_name)
    _sections(made, info, told)
    kind = "HelpInfoShort" if brief else "MamlCommandInfo" if told is not None else f"Extended{category}HelpInfo"
    made.custom_type_names = [kind, "HelpInfo"] if kind != "HelpInfoShort" else ["HelpInfoShort"]
    return made


def _synopsis(info: CommandInfo, told: CommentHelpInfo | None) -> str:
    if told is not None and told.synopsis:
        return told.synopsis.rstrip("\n")
    if isinstance(info, CmdletInfo) and info.cls.__doc__:
        return info.cls.__doc__.strip().split("\n")[0]
    return syntax(info)


def _sections(made: PSObject, info: CommandInfo, told: CommentHelpInfo | None) -> None:
    made.set("details", PSObject.of(("name", info.name), ("noun", info.name.partition("-")[2]), ("verb", info.name.partition("-")[0])))
    made.set("description", text_items(told.description) if told else [])
    made.set("syntax", syntax(info))
    made.set("parameters", _parameters(info, told))
    made.set("inputTypes", text_items("\n".join(told.inputs)) if told else [])
    made.set("returnValues", text_items("\n".join(told.outputs)) if told else [])
    made.set("alertSet", text_items(told.notes) if told else [])
    made.set("examples", _examples(told))
    made.set("relatedLinks", [PSObject.of(("linkText", link.strip())) for link in told.links] if told else [])


def _parameters(info: CommandInfo, told: CommentHelpInfo | None) -> PSObject:
    meta = info.metadata()
    texts = {} if told is None else {name.lower(): text for name, text in told.parameters.items()}
    own = [] if meta is None else [one for one in meta.all if one.name.lower() not in ENGINE_NAMES]
    return PSObject.of(("parameter", [_parameter(one, texts.get(one.name.lower())) for one in own]))


def _parameter(one: Parameter, text: str | None) -> PSObject:
    use = one.uses[0]
    takes = [word for word, flag in (("ByValue", use.pipeline), ("ByPropertyName", use.by_property)) if flag]
    position = "named" if use.position is None else str(use.position + 1)
    made = PSObject.of(
        ("description", text_items(text or one.help)),
        ("defaultValue", "" if not one.is_switch else "False"),
        ("parameterValue", one.net.name),
        ("name", one.name),
        ("type", PSObject.of(("name", one.net.name if one.net.kind != "array" else short_type(one.net)))),
        ("required", str(use.mandatory).lower()),
        ("globbing", str(one.wildcard).lower()),
        ("pipelineInput", f"true ({', '.join(takes)})" if takes else "false"),
        ("position", position),
        ("aliases", ", ".join(one.aliases)),
    )
    made.custom_type_names = ["MamlCommandHelpInfo#parameter"]
    return made


def _examples(told: CommentHelpInfo | None) -> Any:
    if told is None or not told.examples:
        return None
    found = []
    for number, text in enumerate(told.examples, 1):
        code, _, remarks = text.strip("\n").partition("\n")
        title = f"-------------------------- EXAMPLE {number} --------------------------"
        found.append(PSObject.of(("title", title), ("code", code), ("remarks", text_items(remarks.strip("\n")))))
    return PSObject.of(("example", found))
