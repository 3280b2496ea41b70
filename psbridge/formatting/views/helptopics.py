"""Views of what Get-Help gives: sections with headings, as on a help page; -Detailed, -Full and -Examples choose which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.formatting.model import Binding, CustomBody, CustomEntry, Frame, NewLine, Text, View, expression
from psbridge.formatting.views.build import table
from psbridge.objects.access import get_property
from psbridge.objects.convert import to_text
from psbridge.objects.psobject import PSObject, type_names_of

Lines = Callable[[Any], list[str]]
_LONG = ("DetailedView", "FullView")
_VIEWS = (*_LONG, "ExamplesView")


def _view(value: Any) -> str:
    """Which view was asked for: what stands behind the last # of the first type name."""
    found = str(type_names_of(value)[0]).rpartition("#")[2]
    return found if found in _VIEWS else ""


def _items(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]


def _paragraphs(name: str) -> Lines:
    def lines(value: Any) -> list[str]:
        texts = [to_text(get_property(one, "Text")) for one in _items(get_property(value, name))]
        return [line for text in texts for line in text.split("\n")]

    return lines


def _named(outer: str, inner: str) -> Lines:
    """The names of types."""

    def lines(value: Any) -> list[str]:
        kinds = _items(get_property(get_property(value, outer), inner))
        return [line for one in kinds for line in to_text(get_property(get_property(one, "type"), "name")).split("\n")]

    return lines


def _notes(value: Any) -> list[str]:
    return _paragraphs("alert")(get_property(value, "alertSet"))


def _syntax(value: Any) -> list[str]:
    items = _items(get_property(get_property(value, "syntax"), "syntaxItem"))
    return [" ".join([to_text(get_property(one, "name")), *_words(one)]) for one in items]


def _words(item: Any) -> list[str]:
    """The parameters of a syntaxItem as a diagram writes them."""
    found = []
    for one in _items(get_property(item, "parameter")):
        name, value = f"-{get_property(one, 'name')}", get_property(one, "parameterValue")
        name = name if get_property(one, "position") == "named" else f"[{name}]"
        text = name if value is None else f"{name} <{value}>"
        found.append(text if get_property(one, "required") == "true" else f"[{text}]")
    return [*found, "[<CommonParameters>]"] if get_property(item, "CommonParameters") else found


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
        prompt = "".join(_paragraphs("introduction")(one))
        found += [to_text(get_property(one, "title")), "", *f"{prompt}{get_property(one, 'code')}".split("\n"), ""]
        found += ["\n".join(_paragraphs("remarks")(one)).rstrip(), ""]
    return found


def _links(value: Any) -> list[str]:
    links = _items(get_property(get_property(value, "relatedLinks"), "navigationLink"))
    return [to_text(get_property(one, "linkText") or get_property(one, "uri")) for one in links]


def _remarks(value: Any) -> list[str]:
    name = to_text(get_property(value, "Name"))
    told = [f'To see the examples, type: "Get-Help {name} -Examples"'] if _examples(value) else []
    return [
        *told,
        f'For more information, type: "Get-Help {name} -Detailed"',
        f'For technical information, type: "Get-Help {name} -Full"',
    ]


# heading, its lines, the views that have it ("" is the short one)
_SECTIONS: tuple[tuple[str, Lines, tuple[str, ...]], ...] = (
    ("NAME", _texts("Name"), ("", "ExamplesView", *_LONG)),
    ("SYNOPSIS", _texts("Synopsis"), ("", "ExamplesView", *_LONG)),
    ("SYNTAX", _syntax, ("", *_LONG)),
    ("DESCRIPTION", _paragraphs("description"), ("", *_LONG)),
    ("PARAMETERS", _parameters, _LONG),
    ("INPUTS", _named("inputTypes", "inputType"), ("FullView",)),
    ("OUTPUTS", _named("returnValues", "returnValue"), ("FullView",)),
    ("NOTES", _notes, ("FullView",)),
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


# an element that is shown by itself: what says its lines, and the elements that it stands in on a page
_ELEMENTS: dict[str, tuple[Lines, tuple[str, ...]]] = {
    "syntax": (_syntax, ("syntax",)),
    "syntaxItem": (_syntax, ("syntaxItem", "syntax")),
    "parameters": (_parameters, ("parameters",)),
    "parameter": (_parameters, ("parameter", "parameters")),
    "inputTypes": (_named("inputTypes", "inputType"), ("inputTypes",)),
    "returnValues": (_named("returnValues", "returnValue"), ("returnValues",)),
    "alertSet": (_notes, ("alertSet",)),
    "examples": (_examples, ("examples",)),
    "example": (_examples, ("example", "examples")),
    "relatedLinks": (_links, ("relatedLinks",)),
}


def _element(name: str, lines: Lines, outer: tuple[str, ...]) -> View:
    """The lines of an element, as the full page has them."""

    def text(value: Any, env: Any) -> str:
        page = value
        for one in outer:
            page = PSObject.of((one, page))
        page.custom_type_names = ["#FullView"]
        return "\n".join(lines(page))

    body = CustomEntry((NewLine(), Binding(expression(text)), NewLine()))
    return View(name, tuple(f"{kind}#{name}" for kind in _KINDS), CustomBody((body,)))


_HELP, _KINDS = "HelpInfo", ("MamlCommandHelpInfo", "ExtendedCmdletHelpInfo")
VIEWS = (
    View(_HELP, (_HELP,), CustomBody((CustomEntry(tuple(_section(*row) for row in _SECTIONS)),))),
    *(_element(name, lines, outer) for name, (lines, outer) in _ELEMENTS.items()),
    table("HelpInfoShort", "Name", "Category", "ModuleName", "Synopsis"),
)
