"""The culture of a session: Windows PowerShell's may be changed, for this session alone."""

from __future__ import annotations

import pytest

from psbridge.engine.runspace import Runspace
from psbridge.modules.defaults import default_modules
from psbridge.objects.culture import EN_US, current_culture, set_current_culture

_CHANGE = "(Get-Culture).NumberFormat.NumberDecimalSeparator = '!'; (1.5).ToString(); [cultureinfo]::CurrentCulture.NumberFormat.IsReadOnly"


@pytest.fixture(autouse=True)
def _own_culture():
    before = current_culture()
    set_current_culture(EN_US)
    yield
    set_current_culture(before)


def test_desktop_changes_its_own():
    with_desktop = Runspace(modules=default_modules(), version="5.1.20348.2849").open()
    try:
        assert [str(x) for x in with_desktop.invoke(_CHANGE)] == ["1!5", "False"]
    finally:
        with_desktop.close()
    assert EN_US.number.decimal_separator == "."


def test_core_refuses():
    runspace = Runspace(modules=default_modules()).open()
    try:
        assert [str(x) for x in runspace.invoke(_CHANGE)] == ["1.5", "True"]
        assert [record.fully_qualified_error_id for record in runspace.execution.errors] == ["ExceptionWhenSetting"]
    finally:
        runspace.close()
