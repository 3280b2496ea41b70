"""Custom views: free text of a view's control, or the tree of an object's properties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psbridge.formatting.expressions import MISSING
from psbridge.formatting.fields import cell_text, enumerate_cell, is_scalar_type
from psbridge.formatting.freeform import FreeForm
from psbridge.formatting.generators.base import Generator
from psbridge.formatting.packets import (
    ComplexViewEntry,
    ComplexViewHeaderInfo,
    FormatEntry,
    FormatNewLine,
    FormatPropertyField,
    FormatTextField,
    FormatValue,
    FrameInfo,
)
from psbridge.formatting.parameters import Association, PropertyParameter, active_properties
from psbridge.objects.psobject import type_names_of

INDENT = 2
Values = list[FormatValue]


class CustomGenerator(Generator):
    shape = "custom"

    def shape_info(self, first: Any) -> ComplexViewHeaderInfo:
        return ComplexViewHeaderInfo()

    def payload(self, value: Any) -> ComplexViewEntry:
        entry = ComplexViewEntry()
        if self.view is not None:
            FreeForm(self.env, self.failures, self._controls()).run(self.body, value, entry.format_value_list)
        else:
            _Tree(self).run(value, entry.format_value_list)
        return entry


def _text(values: Values, text: str) -> None:
    values += [FormatTextField(text), FormatNewLine()]


def _indented(values: Values) -> Values:
    """A frame of its own in `values`; gives the list to fill."""
    entry = FormatEntry(FrameInfo(INDENT))
    values.append(entry)
    return entry.format_value_list


class _Tree:
    """Walks an object's properties down to a depth."""

    def __init__(self, generator: CustomGenerator) -> None:
        self._generator, self._env = generator, generator.env
        self._asked = generator.parameters.properties

    def run(self, value: Any, out: Values) -> None:
        depth = self._generator.parameters.depth
        if is_scalar_type(type_names_of(value)):
            self._leaf(value, self._entry(out))
            return
        items = enumerate_cell(value)
        if items is not None:
            self._enumeration(items, 0, depth, self._entry(out))
        else:
            self._object(value, 0, depth, self._asked, out)

    def _entry(self, out: Values) -> Values:
        entry = FormatEntry()
        out.append(entry)
        return entry.format_value_list

    def _object(self, value: Any, level: int, depth: int, asked: tuple[PropertyParameter, ...], out: Values) -> None:
        values = self._entry(out)
        names = type_names_of(value)
        _text(values, "class " + (names[0].split(".")[-1] if names else "PSObject"))
        _text(values, "{")
        inner = _indented(values)
        for one in active_properties(asked, value):
            self._property(value, one, level, depth, inner)
        _text(values, "}")

    def _property(self, value: Any, one: Association, level: int, depth: int, out: Values) -> None:
        out.append(FormatTextField(f"{one.expression} = "))
        found, ok = one.expression.value(value, self._env)
        if not ok:
            failed = found is not MISSING
            found = self._generator.failures.expression_failed(str(one.expression), found, value) if failed else None
        if one.parameter is not None and one.parameter.depth is not None:
            depth = one.parameter.depth
        items = None if found is None else enumerate_cell(found)
        if items is not None:
            out.append(FormatNewLine())
            self._enumeration(items, level + 1, depth, _indented(out))
        elif self._is_leaf(found, level, depth):
            self._leaf(found, out)
        else:
            out.append(FormatNewLine())
            self._object(found, level + 1, depth, (), _indented(out))

    def _enumeration(self, items: Iterator[Any], level: int, depth: int, out: Values) -> None:
        _text(out, "[")
        inner = _indented(out)
        limit = self._env.enumeration_limit
        for n, item in enumerate(items):
            if 0 <= limit <= n:
                self._leaf(self._env.ellipsis, inner)
                break
            self._item(item, level, depth, inner)
        _text(out, "]")
        out.append(FormatNewLine())

    def _item(self, item: Any, level: int, depth: int, out: Values) -> None:
        if self._is_leaf(item, level, depth):
            self._leaf(item, out)
            return
        nested = enumerate_cell(item)
        if nested is not None:
            out.append(FormatNewLine())
            self._enumeration(nested, level + 1, depth, _indented(out))
        else:
            self._object(item, level + 1, depth, (), out)

    def _is_leaf(self, value: Any, level: int, depth: int) -> bool:
        return value is None or level >= depth or is_scalar_type(type_names_of(value))

    def _leaf(self, value: Any, out: Values) -> None:
        out += [FormatPropertyField(cell_text(value, self._env)), FormatNewLine()]
