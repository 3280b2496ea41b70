"""JSON schemas: every keyword lets the right values pass and stops the others."""

from __future__ import annotations

import pytest

from psbridge.modules.utility.jsonschema import Schema

CASES = [
    ({"type": "integer"}, [1, 2.0], ["a", True, 1.5, None]),
    ({"type": ["string", "null"]}, ["a", None], [1, []]),
    ({"enum": [1, "a"]}, [1, "a"], [2]),
    ({"const": 3}, [3], [4]),
    ({"properties": {"a": {"type": "string"}}}, [{"a": "x"}, {"b": 1}, 5], [{"a": 1}]),
    ({"patternProperties": {"^n": {"type": "number"}}}, [{"n1": 1, "x": "y"}], [{"n1": "y"}]),
    ({"properties": {"a": {}}, "additionalProperties": False}, [{"a": 1}], [{"b": 1}]),
    ({"properties": {"a": {}}, "additionalProperties": {"type": "string"}}, [{"a": 1, "b": "x"}], [{"b": 1}]),
    ({"required": ["a"]}, [{"a": None}, "text"], [{}]),
    ({"items": {"type": "integer"}}, [[1, 2], []], [[1, "a"]]),
    ({"allOf": [{"type": "integer"}, {"minimum": 3}]}, [3], [2, "a"]),
    ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, [1, "a"], [None]),
    ({"oneOf": [{"type": "integer"}, {"minimum": 3}]}, [1, 3.5], [4, 2.5]),
    ({"not": {"type": "string"}}, [1], ["a"]),
    ({"minimum": 1, "maximum": 3}, [1, 3], [0, 4]),
    ({"exclusiveMinimum": 1, "exclusiveMaximum": 3}, [2], [1, 3]),
    ({"multipleOf": 0.5}, [1.5], [1.3]),
    ({"minLength": 2, "maxLength": 3}, ["ab", 7], ["a", "abcd"]),
    ({"pattern": "^a+$"}, ["aa"], ["ab"]),
    ({"minItems": 1, "maxItems": 2, "uniqueItems": True}, [[1, 2]], [[], [1, 2, 3], [1, 1]]),
    ({"minProperties": 1, "maxProperties": 1}, [{"a": 1}], [{}, {"a": 1, "b": 2}]),
    ({"definitions": {"n": {"type": "number"}}, "properties": {"a": {"$ref": "#/definitions/n"}}}, [{"a": 1}], [{"a": "x"}]),
]


@pytest.mark.parametrize(("schema", "fitting", "others"), CASES, ids=lambda case: "+".join(case) if isinstance(case, dict) else "")
def test_keywords(schema, fitting, others):
    made = Schema(schema)
    assert [made.problems(value) for value in fitting] == [[] for _ in fitting]
    assert all(made.problems(value) for value in others)


def test_problems_name_kind_and_place():
    made = Schema({"properties": {"a": {"items": {"type": "string"}}}, "required": ["b"]})
    told = "; ".join(made.problems({"a": ["x", 1]}))
    assert "StringExpected" in told
    assert "PropertyRequired" in told
    assert "a" in told
