"""Format-Table, Format-List, Format-Wide and Format-Custom."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, ValidateRange, ValidateSet, cmdlet, parameter
from psbridge.engine.rendering import environment
from psbridge.formatting import FormatCommand, Parameters, UnknownView
from psbridge.modules.utility.argumentkeys import Key
from psbridge.modules.utility.formatparameters import (
    CUSTOM_KEYS,
    LIST_KEYS,
    TABLE_KEYS,
    WIDE_KEYS,
    parse_group_by,
    parse_properties,
    refuse,
)
from psbridge.objects import ErrorDetails

_SHAPES = {"table": "Table", "list": "List", "wide": "Wide", "custom": "Custom"}
_POSITIVE = (ValidateRange(1, 2147483647),)


class Format(Cmdlet):
    """What the four have in common; a subclass names its shape and keys and adds its own parameters."""

    SHAPE = ""
    KEYS: tuple[Key, ...] = ()
    group_by = parameter("GroupBy", "object")
    view = parameter("View", "string")
    show_error = parameter("ShowError", "switch")
    display_error = parameter("DisplayError", "switch")
    force = parameter("Force", "switch")
    expand = parameter("Expand", "string", validate=(ValidateSet("CoreOnly", "EnumOnly", "Both"),))
    input_object = parameter("InputObject", "psobject", pipeline=True)

    def begin(self) -> None:
        properties = parse_properties(self, self.asked, self.KEYS)
        if properties and self.view:
            refuse(self, "FormatCannotSpecifyViewAndProperty", "Cmdlet parameters View and Property are mutually exclusive.")
        parameters = Parameters(
            properties=properties,
            group_by=parse_group_by(self, self.group_by),
            view=self.view or None,
            force=bool(self.force),
            expand=self._expansion(),
            show_errors=bool(self.show_error),
            display_errors=bool(self.display_error),
            **self.specific(),
        )
        self._command = FormatCommand(environment(self.ctx), self.write, self.SHAPE, parameters)

    @property
    def asked(self) -> Any:
        return self.property  # type: ignore[attr-defined]

    def specific(self) -> dict[str, Any]:
        """The parameters that only this shape has."""
        return {}

    def process(self) -> None:
        try:
            self._command.process(self.input_object)
        except UnknownView as problem:
            self._no_view(problem)

    def end(self) -> None:
        self._command.end()

    def _expansion(self) -> str | None:
        words = ("CoreOnly", "EnumOnly", "Both")
        return next((word for word in words if self.expand and word.lower() == self.expand.lower()), None)

    def _switch(self, name: str, value: Any) -> bool | None:
        return bool(value) if self.is_bound(name) else None

    def _no_view(self, problem: UnknownView) -> None:
        shape = _SHAPES[self.SHAPE]
        text = f"The view name {problem.name} cannot be found."
        if problem.usable:
            text += f" Specify one of the following {shape} views and try again: {', '.join(problem.usable)}."
        elif problem.elsewhere:
            cmdlets = ", ".join(f"Format-{_SHAPES[one]}" for one in problem.elsewhere)
            text = (
                f" The view name {problem.name} cannot be found in the {shape} formatting."
                f" Try using one of these other format cmdlets: {cmdlets}"
            )
        else:
            text += f" There are no existing {shape} views for {problem.type_name} objects."
        kind = "System.Management.Automation.PipelineStoppedException"
        record = self.error(kind, "The pipeline has been stopped.", "FormatViewNotFound", "ObjectNotFound", problem.name)
        record.error_details = ErrorDetails(text)
        self.fail(record)


@cmdlet("Format-Table", aliases=("ft",))
class FormatTable(Format):
    """Shows objects as a table."""

    SHAPE, KEYS = "table", TABLE_KEYS
    property = parameter("Property", "object[]", position=0)
    auto_size = parameter("AutoSize", "switch")
    repeat_header = parameter("RepeatHeader", "switch")
    hide_table_headers = parameter("HideTableHeaders", "switch")
    wrap = parameter("Wrap", "switch")

    def specific(self) -> dict[str, Any]:
        return {
            "autosize": self._switch("AutoSize", self.auto_size),
            "repeat_header": self._switch("RepeatHeader", self.repeat_header),
            "hide_headers": self._switch("HideTableHeaders", self.hide_table_headers),
            "wrap": self._switch("Wrap", self.wrap),
        }


@cmdlet("Format-List", aliases=("fl",))
class FormatList(Format):
    """Shows objects as lists of their properties."""

    SHAPE, KEYS = "list", LIST_KEYS
    property = parameter("Property", "object[]", position=0)


@cmdlet("Format-Wide", aliases=("fw",))
class FormatWide(Format):
    """Shows one property of objects in columns."""

    SHAPE, KEYS = "wide", WIDE_KEYS
    property = parameter("Property", "object", position=0)
    auto_size = parameter("AutoSize", "switch")
    column = parameter("Column", "int", validate=_POSITIVE)

    def specific(self) -> dict[str, Any]:
        if self.is_bound("AutoSize") and self.is_bound("Column"):
            refuse(self, "FormatCannotSpecifyAutosizeAndColumns", "Cmdlet parameters AutoSize and Column are mutually exclusive.")
        return {
            "autosize": self._switch("AutoSize", self.auto_size),
            "columns": self.column if self.is_bound("Column") else None,
        }


@cmdlet("Format-Custom", aliases=("fc",))
class FormatCustom(Format):
    """Shows objects as trees of their properties, or as a view says."""

    SHAPE, KEYS = "custom", CUSTOM_KEYS
    property = parameter("Property", "object[]", position=0)
    depth = parameter("Depth", "int", validate=_POSITIVE, default=5)

    def specific(self) -> dict[str, Any]:
        return {"depth": self.depth}
