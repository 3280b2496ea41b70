"""Syntax errors as ScriptErrors: psbridge.engine.parsefailures."""

from __future__ import annotations

import pytest

from psbridge.engine.parsefailures import parse_failure
from psbridge.language.parser import parse


@pytest.mark.parametrize(
    ("text", "top", "kind"),
    [
        ("'a' 'b'", True, "ParseException"),
        ("'a", True, "IncompleteParseException"),
        ("'a", False, "ParseException"),
    ],
)
def test_what_is_raised(text, top, kind):
    record = parse_failure(parse(text).errors, top).record
    assert record.exception.kind.name == kind
    assert record.exception.extra["Errors"]
    assert record.fully_qualified_error_id == parse(text).errors[0].error_id
