"""Views of what Get-Help gives: sections with headings, as on a help page; -Detailed, -Full and -Examples choose which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.formatting.model import Binding, CustomBody, CustomEntry, Frame, NewLine, Text, View, expression
from psbridge.formatting.views.build import table
from psbridge.objects.access import get_property
from psbridge.objects.convert import to_text
from psbridge.objects.psobject import type_names_of

Lines = Callable[[Any], list[str]]
_LONG = ("DetailedView", "FullView")


def _view(value: Any) -> str:
    """Which view was asked for: what stands behind # in the first type name."""
    return str(type_names_of(value)[0]).partition("#")[2]


def _items(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]


def _paragraphs(name: str) -> Lines:
    def lines(value: Any) -> list[str]:
        texts = [to_text(get_property(one, "Text")) for one in _items(get_property(value, name))]
        return [line for text in texts for line in text.split("\n")]

    return lines


def _texts(name: str) -> Lines:
    return lambda value: [line.strip() for line in to_text(get_property(value, name) or "").strip().split("\n") if line.strip()]


def _parameters(value: Any) -> list[str]:
    found: list[str] = []
    for one in _items(get_property(get_property(value, "parameters"), "parameter")):
        kind = to_text(get_property(get_property(one, "type"), "name"))
        found.append(f"-{get_property(one, 'name')} <{kind}>")
        found += [f"    {line}" for line in _paragraphs("description")(one)]
        if _view(value) == "FullView":
            found += [f"    {label:<27} {to_text(get_property(one, name) or '')}".rstrip() for label, name in _FACTS]
        found.append("")
    return found


_FACTS = (
    ("Required?", "required"),
    ("Position?", "position"),
    ("Default value", "defaultValue"),
    ("Accept pipeline input?", "pipelineInput"),
    ("Aliases", "aliases"),
    ("Accept wildcard characters?", "globbing"),
)


def _examples(value: Any) -> list[str]:
    found: list[str] = []
    for one in _items(get_property(get_property(value, "examples"), "example")):
        found += [to_text(get_property(one, "title")), "", *to_text(get_property(one, "code")).split("\n"), ""]
        found += [*_paragraphs("remarks")(one), ""]
    return found


def _links(value: Any) -> list[str]:
    return [to_text(get_property(one, "linkText")) for one in _items(get_property(value, "relatedLinks"))]


def _remarks(value: Any) -> list[str]:
    name = to_text(get_property(value, "Name"))
    told = [f'To see the examples, type: "Get-Help {name} -Examples"'] if _examples(value) else []
    return [*told, f'For more, type: "Get-Help {name} -Detailed" or "Get-Help {name} -Full"']


# heading, its lines, the views that have it ("" is the short one)
_SECTIONS: tuple[tuple[str, Lines, tuple[str, ...]], ...] = (
    ("NAME", _texts("Name"), ("", "ExamplesView", *_LONG)),
    ("SYNOPSIS", _texts("Synopsis"), ("", "ExamplesView", *_LONG)),
    ("SYNTAX", _texts("syntax"), ("", *_LONG)),
    ("DESCRIPTION", _paragraphs("description"), ("", *_LONG)),
    ("PARAMETERS", _parameters, _LONG),
    ("INPUTS", _paragraphs("inputTypes"), ("FullView",)),
    ("OUTPUTS", _paragraphs("returnValues"), ("FullView",)),
    ("NOTES", _paragraphs("alertSet"), ("FullView",)),
    ("EXAMPLES", _examples, ("ExamplesView", *_LONG)),
    ("RELATED LINKS", _links, ("", *_LONG)),
    ("REMARKS", _remarks, ("",)),
)


def _section(heading: str, lines: Lines, views: tuple[str, ...]) -> Binding:
    """A heading with its lines below, where the view has it and there is something to say."""

    def present(value: Any, env: Any) -> bool:
        return _view(value) in views and bool(lines(value))

    def text(value: Any, env: Any) -> str:
        return "\n".join(lines(value))

    body = (NewLine(), Text(heading), NewLine(), Frame((Binding(expression(text)), NewLine()), left=4))
    return Binding(control=CustomBody((CustomEntry(body),)), when=expression(present))


_HELP = "HelpInfo"
VIEWS = (
    View(_HELP, (_HELP,), CustomBody((CustomEntry(tuple(_section(*row) for row in _SECTIONS)),))),
    table("HelpInfoShort", "Name", "Category", "ModuleName", "Synopsis"),
)
