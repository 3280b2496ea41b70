"""The CIM classes of an emulated machine."""

from __future__ import annotations

import pytest

from psbridge.machine.cim import CLASSES
from psbridge.machine.computer import Machine


@pytest.mark.parametrize("name", CLASSES)
def test_every_row_has_the_keys_of_its_class(name: str) -> None:
    kind = CLASSES[name]
    rows = kind.rows(Machine.windows("web01"))
    assert rows
    assert all(row.get(key) is not None for row in rows for key in kind.keys)
    assert len({tuple(row[key] for key in kind.keys) for row in rows}) == len(rows)


def test_methods_answer_with_the_codes_of_windows() -> None:
    machine = Machine.windows("web01")
    service = CLASSES["win32_service"]
    row = next(row for row in service.rows(machine) if row["Name"] == "W3SVC")
    codes = [int(service.methods[name](machine, row, {})["ReturnValue"]) for name in ("startservice", "stopservice", "stopservice")]
    assert codes == [10, 0, 5]
    assert int(service.methods["changestartmode"](machine, row, {"startmode": "Disabled"})["ReturnValue"]) == 0
    assert int(service.methods["startservice"](machine, row, {})["ReturnValue"]) == 14
