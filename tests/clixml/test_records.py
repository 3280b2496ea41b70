"""Records of the streams on the wire, both ways."""

from __future__ import annotations

import pytest

from psbridge import clixml
from psbridge.clixml import invocations, records
from psbridge.objects import (
    DateTime,
    DebugRecord,
    ErrorDetails,
    ErrorRecord,
    HostInformationMessage,
    InformationRecord,
    InvocationInfo,
    NetException,
    ProgressRecord,
    PSObject,
    VerboseRecord,
    WarningRecord,
)


def error(message: str = "boom") -> ErrorRecord:
    record = ErrorRecord(NetException("System.IO.IOException", message), "MyId", 13, "target")
    info = record.category_info
    info.activity, info.reason, info.target_name, info.target_type = "Do-It", "IOException", "target", "String"
    record.qualifier = "Do-It"
    return record


def travel(value):
    return clixml.read_element(clixml.write_element(value))


def test_an_error_keeps_its_words():
    sent = error()
    sent.error_details = ErrorDetails("instead", "act")
    sent.script_stack_trace = "at <ScriptBlock>"
    bag = travel(sent)
    assert bag.text == "instead"
    got = records.read_error(bag)
    assert got.fully_qualified_error_id == "MyId,Do-It"
    assert got.category_info.get_message() == sent.category_info.get_message()
    assert got.category_info.category.label == "ObjectNotFound"
    assert got.message == "instead"
    assert got.exception.message == "boom"
    assert got.exception.kind.name == "RemoteException"
    assert got.exception.extra["SerializedRemoteException"].type_names[0] == "Deserialized.System.IO.IOException"
    assert (got.target_object, got.script_stack_trace) == ("target", "at <ScriptBlock>")
    assert got.error_details.recommended_action == "act"
    assert records.read_error(got) is got


def test_members_stand_in_powershells_order():
    names = [name for name, _ in records.error_members(error())]
    assert names == [
        "Exception", "TargetObject", "FullyQualifiedErrorId", "InvocationInfo", "ErrorCategory_Category", "ErrorCategory_Activity",
        "ErrorCategory_Reason", "ErrorCategory_TargetName", "ErrorCategory_TargetType", "ErrorCategory_Message", "SerializeExtendedInfo",
    ]  # fmt: skip


def test_a_received_error_can_be_sent_on():
    got = records.read_error(travel(error()))
    got.set("PSComputerName", "web01")
    again = travel(got)
    assert again.get("PSComputerName") == "web01"
    assert again.get("Exception").type_names[0] == "Deserialized.System.Management.Automation.RemoteException"
    final = records.read_error(again)
    assert final.message == "boom"
    assert final.get("PSComputerName") == "web01"


def test_invocations_travel_with_extended_info():
    sent = error()
    sent.invocation_info = InvocationInfo("Do-It", "Do-It")
    sent.invocation_info.script_line_number = 7
    sent.invocation_info.line = "Do-It -x"
    sent.set("SerializeExtendedInfo", True)
    members = dict(records.error_members(sent, extended=True))
    assert members["InvocationInfo_ScriptLineNumber"] == 7
    assert members["CommandInfo_CommandType"].label == "Script"
    bag = records.bare(records.error_members(sent, extended=True))
    bag.set("SerializeExtendedInfo", True)
    got = records.read_error(travel(bag))
    assert got.invocation_info.script_line_number == 7
    assert got.invocation_info.line == "Do-It -x"
    assert got.invocation_info.history_id == -1
    assert invocations.command_members(InvocationInfo()) == []


@pytest.mark.parametrize(("kind", "make"), [("warning", WarningRecord), ("verbose", VerboseRecord), ("debug", DebugRecord)])
def test_informational_records(kind, make):
    got = records.read_informational(kind, travel(records.extended_body(make("careful", InvocationInfo("x")))))
    assert (type(got), got.message) == (make, "careful")
    assert got.invocation_info is not None
    assert records.read_informational(kind, travel(make("m", InvocationInfo("x")))).invocation_info is None
    assert records.read_informational(kind, "bare text").message == "bare text"
    assert records.read_informational(kind, got) is got


def test_information_records():
    sent = InformationRecord(HostInformationMessage("hosted"), "Write-Host", ["PSHOST"])
    sent.time_generated = DateTime.of(2020, 1, 2, kind=1)
    sent.user, sent.process_id = "u", 7
    body = records.information_body(sent)
    assert clixml.write_text(body).startswith('<Obj RefId="0"><MS><Obj N="MessageData"')
    got = records.read_information(travel(body))
    assert got.message_data.text == "hosted"
    assert (got.source, got.tags, got.user, got.process_id) == ("Write-Host", ["PSHOST"], "u", 7)
    assert got.time_generated == sent.time_generated
    assert records.read_information("x").message_data == "x"
    assert records.read_information(got) is got


def test_progress_records():
    sent = ProgressRecord(3, "act", "stat")
    sent.percent_complete, sent.current_operation = 40, "op"
    got = records.read_progress(travel(records.progress_body(sent)))
    assert (got.activity_id, got.activity, got.status_description, got.percent_complete, got.current_operation) == (
        3,
        "act",
        "stat",
        40,
        "op",
    )
    assert records.read_progress(got) is got


def test_odd_input_does_not_break_reading():
    assert records.read_error("text").message == "text"
    assert records.read_error(PSObject.of(Exception=5, ErrorCategory_Category="x")).exception.message == ""
    assert records.read_progress(None).activity == ""
