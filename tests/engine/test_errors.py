"""Exceptions as records."""

from __future__ import annotations

import pytest

from psbridge.engine.errors import (
    ScriptError,
    error_record,
    invocation_at,
    locate,
    record_of,
    runtime_error,
    script_error,
    seen_outside,
    terminate,
)
from psbridge.engine.scopes import VariableProtected
from psbridge.language.source import Extent, Source
from psbridge.objects import NetError, NetException, PSObject


def test_a_record_says_what_its_target_is():
    record = error_record("RuntimeException", "text", "Id", "InvalidOperation", "thing")
    info = record.category_info
    assert (info.category.label, info.target_name, info.target_type, info.reason) == (
        "InvalidOperation",
        "thing",
        "String",
        "RuntimeException",
    )
    assert record.exception.error_record is record


@pytest.mark.parametrize(("target", "name", "kind"), [([1, 2], "System.Object[]", "Object[]"), (PSObject.of(a=1), "@{a=1}", "PSObject")])
def test_targets_are_named(target, name, kind):
    info = error_record("RuntimeException", "m", "i", 0, target).category_info
    assert (info.target_name, info.target_type) == (name, kind)


@pytest.mark.parametrize(
    ("error", "error_id", "category", "kind"),
    [
        (ZeroDivisionError(), "RuntimeException", "NotSpecified", "RuntimeException"),
        (RecursionError(), "CallDepthOverflow", "InvalidOperation", "ScriptCallDepthException"),
        (MemoryError(), "System.OutOfMemoryException", "OperationStopped", "OutOfMemoryException"),
        (VariableProtected("x"), "VariableNotWritable", "WriteError", "SessionStateUnauthorizedAccessException"),
        (FileNotFoundError(2, "no", "f"), "System.IO.FileNotFoundException", "OperationStopped", "FileNotFoundException"),
        (NetError.of("System.FormatException", "bad"), "System.FormatException", "OperationStopped", "FormatException"),
        (
            NetError.of("System.Management.Automation.PSInvalidCastException", "bad", error_id="Cast"),
            "Cast",
            "InvalidArgument",
            "RuntimeException",
        ),
    ],
)
def test_every_exception_has_a_record(error, error_id, category, kind):
    record = record_of(error)
    assert (record.fully_qualified_error_id, record.category_info.category.label, record.exception.kind.name) == (error_id, category, kind)


def test_an_exception_keeps_its_own_record():
    exception = NetException("System.Management.Automation.RuntimeException", "m")
    own = error_record("RuntimeException", "m", "Own")
    exception.error_record = own
    assert record_of(NetError(exception)) is own
    error = runtime_error("m", "Id")
    assert script_error(error) is error
    with pytest.raises(ScriptError):
        terminate("RuntimeException", "m", "Id")


def test_a_record_is_placed_once():
    source = Source("first\nsecond", "/x/y.ps1")
    record = locate(error_record("RuntimeException", "m", "Id"), None, Extent(source, 6, 12))
    info = record.invocation_info
    assert (info.script_line_number, info.offset_in_line, info.script_name, info.line) == (2, 1, "/x/y.ps1", "second")
    assert info.position_message == "At /x/y.ps1:2 char:1\n+ second\n+ ~~~~~~"
    locate(record, None, Extent(source, 0, 5))
    assert record.invocation_info.script_line_number == 2


def test_an_invocation_is_copied_before_it_is_placed():
    source = Source("abc")
    first = invocation_at(Extent(source, 0, 1))
    second = invocation_at(Extent(source, 1, 2), first)
    assert (first.offset_in_line, second.offset_in_line) == (1, 2)


def test_what_a_caller_outside_of_scripts_sees():
    of_cmdlet = error_record("System.Management.Automation.ItemNotFoundException", "no", "Id", "ObjectNotFound")
    plain = ScriptError(error_record("System.IO.IOException", "io", "Io"))
    thrown = ScriptError(of_cmdlet)
    ending = ScriptError(of_cmdlet, final=True)
    ending.written = True
    stopped = seen_outside(ending)
    assert stopped.kind.name == "ActionPreferenceStopException"
    assert stopped.message.endswith("is set to Stop: no")
    assert stopped.error_record is of_cmdlet
    assert seen_outside(thrown) is of_cmdlet.exception  # a RuntimeException goes as it is
    assert seen_outside(ScriptError(of_cmdlet, final=True)) is of_cmdlet.exception  # also where the preference is Stop
    thrown.owned = True
    assert seen_outside(thrown).kind.name == "CmdletInvocationException"  # unless a command ends with it
    wrapped = seen_outside(plain)
    assert (wrapped.kind.name, wrapped.message, wrapped.inner) == ("CmdletInvocationException", "io", plain.record.exception)
