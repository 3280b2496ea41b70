"""Syntax errors as PowerShell raises them."""

from __future__ import annotations

from typing import Any

from psbridge.engine.errors import ScriptError, error_record, locate


def parse_failure(errors: Any, top: bool = True) -> ScriptError:
    """The ScriptError for syntax errors."""
    from psbridge.engine.members import languages  # noqa: F401 - scripts may look at the errors
    from psbridge.language.errors import PowerShellParseError

    problem = PowerShellParseError(errors)
    incomplete = top and problem.incomplete
    kind = "IncompleteParseException" if incomplete else "ParseException"
    record = error_record(kind, problem.what if incomplete else problem.positioned_message, problem.error_id, "ParserError")
    record.exception.extra["Errors"] = list(errors)
    locate(record, None, errors[0].extent)
    return ScriptError(record)
