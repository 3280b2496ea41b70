"""What type checkers are told is what there is."""

from __future__ import annotations

import inspect

from psbridge.sessions import session
from psbridge.sessions.invokewords import InvokeWords


def test_the_keywords_are_those_of_invoke() -> None:
    given = inspect.signature(session.Session.invoke).parameters
    named = {name for name, one in given.items() if one.kind is inspect.Parameter.KEYWORD_ONLY} - {"as_job"}
    assert set(InvokeWords.__annotations__) == named | set(session._STREAMS)
