"""Which generator formats a sequence: by the caller's words, the views of the first object's type, or its properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.formatting.expressions import default_property_set
from psbridge.formatting.generators.base import Generator
from psbridge.formatting.generators.custom import CustomGenerator
from psbridge.formatting.generators.listing import ListGenerator
from psbridge.formatting.generators.table import TableGenerator
from psbridge.formatting.generators.wide import WideGenerator
from psbridge.formatting.model import View
from psbridge.formatting.parameters import Parameters, expand_all, shows_computer_name
from psbridge.objects.nettypes import type_of
from psbridge.objects.psobject import type_names_of, unwrap

if TYPE_CHECKING:
    from psbridge.formatting.environment import Environment

GENERATORS: dict[str, type[Generator]] = {
    "table": TableGenerator,
    "list": ListGenerator,
    "wide": WideGenerator,
    "custom": CustomGenerator,
}
TABLE_PROPERTIES = 4


class UnknownView(Exception):
    """There is no view of that name for the object in that shape.

    `usable`: names of views of that shape; `elsewhere`: shapes that have a view of the name.
    """

    def __init__(self, env: Environment, name: str, value: Any, shape: str | None) -> None:
        super().__init__(name)
        self.name = name
        self.type_name = type_of(unwrap(value)).full_name
        views = env.views.of_type(self.type_name)
        self.usable = [view.name for view in views if view.shape == shape]
        self.elsewhere = [view.shape for view in views if view.shape != shape and view.name.lower() == name.lower()]


def select_generator(env: Environment, shape: str | None, parameters: Parameters, first: Any) -> Generator:
    """The generator for a sequence that starts with `first`; `shape` None: nobody asked for one."""
    names = type_names_of(first)
    view: View | None = None
    if shape is None or not parameters.properties:
        view = env.views.find(names, shape, parameters.view)
        if view is None and parameters.view:
            raise UnknownView(env, parameters.view, first, shape)
    made = GENERATORS[view.shape if view is not None else shape or _heuristic(first)](env, view, parameters, first)
    if view is not None and shows_computer_name(first):
        made.prepare_remote()
    return made


def _heuristic(first: Any) -> str:
    count = len(default_property_set(first)) or len(expand_all(first))
    return "table" if count <= TABLE_PROPERTIES else "list"
