"""JSON Schema, as far as Test-Json needs it: drafts 4 to 7 without remote references."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any


class SchemaProblem(Exception):
    """The schema itself cannot be used."""


_TYPES: dict[str, Callable[[Any], bool]] = {
    "null": lambda v: v is None,
    "boolean": lambda v: isinstance(v, bool),
    "integer": lambda v: (isinstance(v, int) and not isinstance(v, bool)) or (isinstance(v, float) and v.is_integer()),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "string": lambda v: isinstance(v, str),
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
}


class Schema:
    """A schema that lists what is wrong with a value, each line with its path."""

    def __init__(self, root: Any) -> None:
        if not isinstance(root, dict | bool):
            raise SchemaProblem("A schema is an object or a boolean.")
        self.root = root

    def problems(self, value: Any) -> list[str]:
        return self._check(self.root, value, "#/")

    def _check(self, schema: Any, value: Any, path: str) -> list[str]:
        if isinstance(schema, bool):
            return [] if schema else [f"NoAdditionalPropertiesAllowed: {path}"]
        if "$ref" in schema:
            return self._check(self._resolve(schema["$ref"]), value, path)
        found: list[str] = []
        for word, rule in _RULES.items():
            if word in schema:
                found += rule(self, schema[word], value, path, schema)
        return found

    def _resolve(self, reference: str) -> Any:
        if not reference.startswith("#"):
            raise SchemaProblem(f"Only references within the schema are followed, not {reference}.")
        here: Any = self.root
        for part in filter(None, reference[1:].split("/")):
            key = part.replace("~1", "/").replace("~0", "~")
            try:
                here = here[int(key)] if isinstance(here, list) else here[key]
            except (KeyError, IndexError, ValueError):
                raise SchemaProblem(f"The reference {reference} leads nowhere.") from None
        return here


def _type(schema: Schema, names: Any, value: Any, path: str, whole: Any) -> list[str]:
    wanted = names if isinstance(names, list) else [names]
    if any(_TYPES.get(name, lambda v: True)(value) for name in wanted):
        return []
    return [f"{wanted[0].capitalize()}Expected: {path}"]


def _properties(schema: Schema, table: Any, value: Any, path: str, whole: Any) -> list[str]:
    if not isinstance(value, dict):
        return []
    return [line for name, inner in table.items() if name in value for line in schema._check(inner, value[name], f"{path}{name}/")]


def _additional(schema: Schema, rule: Any, value: Any, path: str, whole: Any) -> list[str]:
    if not isinstance(value, dict):
        return []
    patterns = [re.compile(p) for p in whole.get("patternProperties", {})]
    extra = [n for n in value if n not in whole.get("properties", {}) and not any(p.search(n) for p in patterns)]
    if rule is False:
        return [f"NoAdditionalPropertiesAllowed: {path}{name}" for name in extra]
    return [line for name in extra for line in schema._check(rule, value[name], f"{path}{name}/")]


def _patterns(schema: Schema, table: Any, value: Any, path: str, whole: Any) -> list[str]:
    if not isinstance(value, dict):
        return []
    pairs = [(inner, name) for pattern, inner in table.items() for name in value if re.search(pattern, name)]
    return [line for inner, name in pairs for line in schema._check(inner, value[name], f"{path}{name}/")]


def _required(schema: Schema, names: Any, value: Any, path: str, whole: Any) -> list[str]:
    return [f"PropertyRequired: {path}{name}" for name in names if isinstance(value, dict) and name not in value]


def _items(schema: Schema, rule: Any, value: Any, path: str, whole: Any) -> list[str]:
    if not isinstance(value, list):
        return []
    rules = rule if isinstance(rule, list) else [rule] * len(value)
    found = [
        line for i, (inner, item) in enumerate(zip(rules, value, strict=False)) for line in schema._check(inner, item, f"{path}[{i}]/")
    ]
    if isinstance(rule, list) and whole.get("additionalItems") is False and len(value) > len(rule):
        found.append(f"TooManyItemsInTuple: {path}")
    return found


def _all_of(schema: Schema, rules: Any, value: Any, path: str, whole: Any) -> list[str]:
    return ["NotAllOf: " + path] if any(schema._check(rule, value, path) for rule in rules) else []


def _any_of(schema: Schema, rules: Any, value: Any, path: str, whole: Any) -> list[str]:
    return [] if any(not schema._check(rule, value, path) for rule in rules) else ["NotAnyOf: " + path]


def _one_of(schema: Schema, rules: Any, value: Any, path: str, whole: Any) -> list[str]:
    return [] if sum(not schema._check(rule, value, path) for rule in rules) == 1 else ["NotOneOf: " + path]


def _not(schema: Schema, rule: Any, value: Any, path: str, whole: Any) -> list[str]:
    return [] if schema._check(rule, value, path) else ["ExcludedSchemaValidates: " + path]


def _bound(name: str, kind: str, measure: Callable[[Any], Any], wrong: Callable[[Any, Any], bool]) -> Any:
    def rule(schema: Schema, limit: Any, value: Any, path: str, whole: Any) -> list[str]:
        return [f"{name}: {path}"] if _TYPES[kind](value) and wrong(measure(value), limit) else []

    return rule


def _self(value: Any) -> Any:
    return value


_RULES: dict[str, Any] = {
    "type": _type,
    "enum": lambda s, choices, v, p, w: [] if v in choices else [f"NotInEnumeration: {p}"],
    "const": lambda s, wanted, v, p, w: [] if v == wanted else [f"ConstNotEqual: {p}"],
    "properties": _properties,
    "patternProperties": _patterns,
    "additionalProperties": _additional,
    "required": _required,
    "items": _items,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "minimum": _bound("NumberTooSmall", "number", _self, lambda a, b: a < b),
    "maximum": _bound("NumberTooBig", "number", _self, lambda a, b: a > b),
    "exclusiveMinimum": _bound("NumberTooSmall", "number", _self, lambda a, b: not isinstance(b, bool) and a <= b),
    "exclusiveMaximum": _bound("NumberTooBig", "number", _self, lambda a, b: not isinstance(b, bool) and a >= b),
    "multipleOf": _bound("NumberNotMultipleOf", "number", _self, lambda a, b: abs(a / b - round(a / b)) > 1e-9),
    "minLength": _bound("StringTooShort", "string", len, lambda a, b: a < b),
    "maxLength": _bound("StringTooLong", "string", len, lambda a, b: a > b),
    "pattern": _bound("PatternMismatch", "string", _self, lambda a, b: not re.search(b, a)),
    "minItems": _bound("TooFewItems", "array", len, lambda a, b: a < b),
    "maxItems": _bound("TooManyItems", "array", len, lambda a, b: a > b),
    "uniqueItems": _bound("ItemsNotUnique", "array", _self, lambda a, b: b and len({repr(x) for x in a}) < len(a)),
    "minProperties": _bound("TooFewProperties", "object", len, lambda a, b: a < b),
    "maxProperties": _bound("TooManyProperties", "object", len, lambda a, b: a > b),
}
