"""Help as objects, in the shape that PowerShell gives them (after the MAML schema)."""

from __future__ import annotations

import re
from typing import Any

from psbridge.engine.commandfaces import sets_of, syntax
from psbridge.engine.commands import CmdletInfo, CommandInfo, ExternalScriptInfo, FunctionInfo
from psbridge.engine.commonparameters import ENGINE_NAMES
from psbridge.engine.parameters import Parameter, SetUse
from psbridge.language.ast import AttributeAst, FunctionDefinitionAst, StringConstantExpressionAst
from psbridge.language.help import CommentHelpInfo, help_of
from psbridge.language.source import Extent
from psbridge.objects.psobject import PSObject

_KEYWORD = re.compile(r"\b(?:function|filter)\s+[\w:-]+", re.IGNORECASE)


def comment_help(info: CommandInfo) -> CommentHelpInfo | None:
    """The help comment of a function or script file."""
    if isinstance(info, ExternalScriptInfo):
        return help_of(info.block.ast)
    if not isinstance(info, FunctionInfo):
        return None
    body = info.block.ast
    source, start = body.extent.source, body.extent.start
    base = max(0, start - 2000)
    starts = [match.start() for match in _KEYWORD.finditer(source.text[base:start])]  # words of comments before it among them
    offset = base + starts[-1] if starts else start
    return help_of(FunctionDefinitionAst(Extent(source, offset, body.extent.end), info.name, body))


def text_items(text: str | None) -> list[Any]:
    """A text as MAML paragraphs."""
    if not text:
        return []
    made = PSObject.of(("Text", text.strip()))
    made.custom_type_names = ["MamlParaTextItem", "MamlTextItem"]
    return [made]


def help_object(info: CommandInfo, brief: bool = False) -> PSObject:
    """What Get-Help gives for one command."""
    told = comment_help(info)
    category = {1: "Alias", 2: "Function", 4: "Filter", 8: "Cmdlet", 16: "ExternalScript"}.get(info.TYPE, "Function")
    made = PSObject()
    made.set("Name", info.name)
    made.set("Category", category)
    made.set("Synopsis", _synopsis(info, told))
    made.set("Component", told.component.strip() if told and told.component else None)
    made.set("Role", told.role.strip() if told and told.role else None)
    made.set("Functionality", told.functionality.strip() if told and told.functionality else None)
    made.set("ModuleName", info.module_name)
    _sections(made, info, told)
    made.custom_type_names = ["HelpInfoShort"] if brief else _type_names(info, told)
    return made


_COMMENTED, _PLAIN = "MamlCommandHelpInfo", "ExtendedCmdletHelpInfo"


def _type_names(info: CommandInfo, told: CommentHelpInfo | None) -> list[str]:
    """Help that was written, else what is made up from parameters."""
    if told is not None:
        return [_COMMENTED, "HelpInfo"]
    module = info.module_name or ""
    return [f"{_PLAIN}#{module}#command", f"{_PLAIN}#{module}", _PLAIN, "CmdletHelpInfo", "HelpInfo"]


def _synopsis(info: CommandInfo, told: CommentHelpInfo | None) -> str:
    if told is not None and told.synopsis:
        return told.synopsis.rstrip("\n")
    if isinstance(info, CmdletInfo) and info.cls.__doc__:
        return info.cls.__doc__.strip().split("\n")[0]
    return syntax(info)


def _node(told: CommentHelpInfo | None, kind: str, *pairs: tuple[str, Any]) -> PSObject:
    """An element of the help document; `kind` is its name."""
    made = PSObject.of(*pairs)
    made.custom_type_names = [f"{_PLAIN if told is None else _COMMENTED}#{kind}"]
    return made


def _some(items: list[Any]) -> Any:
    """The children of an element that have one name: a list only when there are several."""
    return items[0] if len(items) == 1 else items or None


def _sections(made: PSObject, info: CommandInfo, told: CommentHelpInfo | None) -> None:
    verb, _, noun = info.name.partition("-")
    details: list[tuple[str, Any]] = [("name", info.name), ("noun", noun), ("verb", verb)]
    if told is not None and told.synopsis:
        details.append(("description", text_items(told.synopsis)))
    made.set("details", _node(told, "details", *details))
    made.set("description", text_items(told.description) if told else [])
    made.set("syntax", _syntax(info, told))
    made.set("parameters", _parameters(info, told))
    made.set("inputTypes", _types(told, "inputType", told.inputs if told else []))
    made.set("returnValues", _types(told, "returnValue", told.outputs if told else []))
    made.set("alertSet", _node(told, "alertSet", ("alert", text_items(told.notes))) if told and told.notes else None)
    made.set("examples", _examples(told))
    made.set("relatedLinks", _links(told))


def _types(told: CommentHelpInfo | None, kind: str, texts: list[str]) -> PSObject | None:
    """What a command takes or gives, by name."""
    if not texts:
        return None
    found = [_node(told, kind, ("type", _node(told, "type", ("name", text.strip())))) for text in texts]
    return _node(told, f"{kind}s", (kind, _some(found)))


def _links(told: CommentHelpInfo | None) -> PSObject | None:
    if told is None or not told.links:
        return None
    links = [link.strip() for link in told.links]
    found = [_node(told, "navigationLink", ("uri" if _ADDRESS.match(link) else "linkText", link)) for link in links]
    return _node(told, "relatedLinks", ("navigationLink", _some(found)))


def _own(info: CommandInfo) -> list[Parameter]:
    meta = info.metadata()
    return [] if meta is None else [one for one in meta.all if one.name.lower() not in ENGINE_NAMES]


def _syntax(info: CommandInfo, told: CommentHelpInfo | None) -> PSObject:
    """A syntaxItem for each parameter set."""
    meta = info.metadata()
    found = []
    for one in sets_of(meta) if meta is not None else ():
        members = [(member.parameter, member.use) for member in one.members if member.name.lower() not in ENGINE_NAMES]
        placed = sorted(members, key=lambda pair: (pair[1].position is None, pair[1].position or 0))
        children = [_parameter(told, parameter, use, None, in_syntax=True) for parameter, use in placed]
        item = [("name", info.name), ("CommonParameters", meta is not None and meta.has_common), ("parameter", _some(children))]
        found.append(_node(told, "syntaxItem", *item))
    return _node(told, "syntax", ("syntaxItem", _some(found)))


def _parameters(info: CommandInfo, told: CommentHelpInfo | None) -> PSObject:
    texts = {} if told is None else {name.lower(): text for name, text in told.parameters.items()}
    defaults = _defaults(info)
    found = [
        _parameter(told, one, one.uses[0], texts.get(one.name.lower()), default=defaults.get(one.name.lower(), "")) for one in _own(info)
    ]
    return _node(told, "parameters", ("parameter", _some(found)))


def _defaults(info: CommandInfo) -> dict[str, str]:
    """The defaults of the parameters of a function or script, as they are written or as [PSDefaultValue(Help = ...)] says."""
    body = getattr(getattr(info, "block", None), "body", None)
    declared = [plan.ast for plan in body.parameters or ()] if body is not None else []
    found = {}
    for one in declared:
        told = [
            argument.argument.value
            for attribute in one.attributes
            if isinstance(attribute, AttributeAst)
            and attribute.type_name.full_name.lower() in ("psdefaultvalue", "psdefaultvalueattribute")
            for argument in attribute.named_arguments
            if argument.argument_name.lower() == "help" and isinstance(argument.argument, StringConstantExpressionAst)
        ]
        text = told[0] if told else "" if one.default_value is None else one.default_value.extent.text
        found[one.name.variable_path.unqualified.lower()] = text
    return found


def _parameter(
    told: CommentHelpInfo | None, one: Parameter, use: SetUse, text: str | None, in_syntax: bool = False, default: str = ""
) -> PSObject:
    takes = [word for word, flag in (("ByValue", use.pipeline), ("ByPropertyName", use.by_property)) if flag]
    position = "named" if use.position is None else str(use.position + 1)
    described = (
        [] if in_syntax else [("description", text_items(text or one.help)), ("defaultValue", "False" if one.is_switch else default)]
    )
    value = [] if in_syntax and one.is_switch else [("parameterValue", one.net.name)]
    return _node(
        told,
        "parameter",
        *described,
        *value,
        ("name", one.name),
        *([] if in_syntax else [("type", _node(told, "type", ("name", one.net.name)))]),
        ("required", str(use.mandatory).lower()),
        ("globbing", str(one.wildcard).lower()),
        ("pipelineInput", f"true ({', '.join(takes)})" if takes else "false"),
        ("position", position),
        ("aliases", ", ".join(one.aliases)),
    )


_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:\S", re.IGNORECASE)
_PROMPT = re.compile(r".*?>")
_CODE = re.compile(r"(.*?)\r?\n\r?\n(.*)$", re.DOTALL)


def _examples(told: CommentHelpInfo | None) -> PSObject | None:
    if told is None or not told.examples:
        return None
    found = []
    for number, text in enumerate(told.examples, 1):
        prompt, code, remarks = _example(text)
        title = f"-------------------------- EXAMPLE {number} --------------------------"
        more = [*text_items(remarks or " "), *(_blank() for _ in range(4))]
        found.append(
            _node(told, "example", ("title", title), ("introduction", text_items(prompt)), ("code", code), ("remarks", more)),
        )
    return _node(told, "examples", ("example", _some(found)))


def _blank() -> Any:
    return text_items(" ")[0]


def _example(text: str) -> tuple[str, str, str]:
    """Prompt, code and, behind an empty line, remarks."""
    prompt = _PROMPT.match(text)
    rest = text[prompt.end() :] if prompt else text
    found = _CODE.match(rest)
    code, remarks = found.groups() if found else (rest, "")
    return prompt.group() if prompt else "PS >", code.strip(), remarks
