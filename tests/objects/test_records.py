"""Exceptions and the records of the streams."""

from __future__ import annotations

import pytest

from psbridge.errors import PsBridgeError
from psbridge.objects import (
    DebugRecord,
    ErrorCategory,
    ErrorCategoryInfo,
    ErrorDetails,
    ErrorRecord,
    HostInformationMessage,
    InformationRecord,
    InvocationInfo,
    NetError,
    NetException,
    ProgressRecord,
    VerboseRecord,
    WarningRecord,
    find_type,
    members_of,
    type_of,
)
from psbridge.objects.access import get_property
from psbridge.objects.exceptions import extra_property


def test_exceptions_are_of_their_kind():
    error = NetException("System.ArgumentNullException", "m", ParamName="p")
    assert type_of(error) is find_type("System.ArgumentNullException")
    assert error.is_a("System.ArgumentException")
    assert not error.is_a("System.FormatException")
    assert error.type_names[0] == "System.ArgumentNullException"
    assert extra_property("ParamName").get(error) == "p"
    assert get_property(error, "Message") == "m"
    assert "ArgumentNullException" in repr(error)


def test_default_message():
    assert NetException("System.Exception").message == "Exception of type 'System.Exception' was thrown."


def test_unknown_kinds_are_exceptions():
    error = NetException("Tests.Records.Strange", "x")
    assert error.is_a("System.Exception")


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("System.Management.Automation.PSInvalidCastException", "System.InvalidCastException"),
        ("System.Management.Automation.ParameterBindingException", "System.Management.Automation.RuntimeException"),
        ("System.Management.Automation.Remoting.PSRemotingTransportRedirectException",
         "System.Management.Automation.Remoting.PSRemotingTransportException"),
        ("Microsoft.PowerShell.Commands.WriteErrorException", "System.SystemException"),
        ("Newtonsoft.Json.JsonReaderException", "Newtonsoft.Json.JsonException"),
    ],
)  # fmt: skip
def test_hierarchy(name, parent):
    base = find_type(name).base
    assert base is not None
    assert base.full_name == parent


def test_net_errors_travel():
    with pytest.raises(PsBridgeError, match="outer") as caught:
        raise NetError.of("System.FormatException", "outer", NetException("System.Exception", "inner"), error_id="X")
    assert caught.value.exception.inner.message == "inner"
    assert caught.value.exception.extra == {"error_id": "X"}


def test_error_records():
    record = ErrorRecord(NetException("System.FormatException", "bad"), "Id", ErrorCategory.InvalidData, "target")
    assert record.fully_qualified_error_id == "Id"
    record.qualifier = "Command"
    assert get_property(record, "FullyQualifiedErrorId") == "Id,Command"
    assert str(record) == "bad"
    record.error_details = ErrorDetails("better", "do")
    assert record.message == "better"
    assert str(record.error_details) == "better"
    assert ErrorRecord(NetException("System.FormatException", "bad")).fully_qualified_error_id == "System.FormatException"
    assert record.category_info.reason == "FormatException"
    assert "Id,Command" in repr(record)


def test_category_text():
    info = ErrorCategoryInfo(ErrorCategory.ObjectNotFound, "Write-Error", "WriteErrorException", "thing", "String")
    assert str(info) == "ObjectNotFound: (thing:String) [Write-Error], WriteErrorException"
    info.target_name = "x" * 50
    assert f"({'x' * 19}...{'x' * 18}:String)" in info.get_message()


def test_informational_records():
    for kind in (WarningRecord, VerboseRecord, DebugRecord):
        record = kind("text", InvocationInfo())
        assert str(record) == "text"
        assert get_property(record, "Message") == "text"
        assert record.invocation_info is not None
        assert "text" in repr(record)
    assert get_property(WarningRecord("x"), "FullyQualifiedWarningId") == ""
    assert str(DebugRecord(None)) == ""


def test_information():
    record = InformationRecord(HostInformationMessage("hello", True), "source", ["PSHOST"])
    assert str(record) == "hello"
    assert record.tags == ["PSHOST"]
    assert get_property(record.message_data, "NoNewLine") is True


def test_progress():
    record = ProgressRecord(1, "act", "stat")
    assert (record.percent_complete, record.seconds_remaining, record.parent_activity_id) == (-1, -1, -1)
    assert str(record) == "parent = -1 id = 1 act = act stat = stat cur =  pct = -1 sec = -1 type = Processing"


def test_invocation_info_has_powershells_names():
    assert get_property(InvocationInfo(invocation_name="x"), "InvocationName") == "x"
    assert {"mycommand", "positionmessage", "pscommandpath"} <= members_of(
        find_type("System.Management.Automation.InvocationInfo")
    ).properties.keys()
