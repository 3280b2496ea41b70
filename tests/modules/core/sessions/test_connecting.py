"""What session options and failures mean."""

from __future__ import annotations

import pytest

from psbridge.errors import AuthenticationError, ConnectionFailed, DeadlineExceeded, PsBridgeError, WSManFault
from psbridge.modules.core.sessions.connecting import transport_id
from psbridge.modules.core.sessions.declaring import uses
from psbridge.modules.core.sessions.delivering import Delivering
from psbridge.sessions.options import PSSessionOption, milliseconds, option_words

HTTP = "http://h:5985/wsman"


def test_an_option_in_the_words_of_a_connection() -> None:
    option = PSSessionOption()
    option.idle_timeout, option.open_timeout, option.skip_ca_check = milliseconds(90_000), milliseconds(5_000), True
    words = option_words(option)
    assert (words["idle_timeout"], words["connect_timeout"], words["skip_ca_check"]) == (90.0, 5, True)
    assert option_words(None) == {}


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (WSManFault(5, "no"), "AccessDenied"),
        (AuthenticationError("no", where=HTTP), "AccessDenied"),
        (DeadlineExceeded("late", where=HTTP), "WinRMOperationTimeout"),
        (ConnectionFailed("No connection", where=HTTP), "CannotConnect"),
        (ConnectionFailed("The name 'h' is not known", where=HTTP), "NetworkPathNotFound"),
        (ConnectionFailed("ssh said no"), "2100"),
    ],
)
def test_the_word_before_the_comma(error: PsBridgeError, word: str) -> None:
    assert transport_id(error) == word


def test_sets_as_text() -> None:
    first, second = uses("ComputerName!+~0 Uri")
    assert (first.name, first.mandatory, first.pipeline, first.by_property, first.position) == ("ComputerName", True, True, True, 0)
    assert (second.name, second.mandatory, second.position) == ("Uri", None, None)


def test_there_is_one_way_to_write_records() -> None:
    assert callable(Delivering.deliver)
