"""Where a record came from: RemotingErrorRecord, and notes on the other records that another process or computer wrote."""

from __future__ import annotations

import uuid

from psbridge.objects import ErrorRecord, NetObject, define
from psbridge.objects.nettypes import SMA
from psbridge.psrp import HostCall

_A = "System.Management.Automation."


class OriginInfo(NetObject):
    """Computer and runspace of a record."""

    __slots__ = ("instance_id", "ps_computer_name", "runspace_id")
    net_type = define(_A + "Remoting.OriginInfo", assembly=SMA)
    PROPERTIES = {"PSComputerName": "ps_computer_name", "RunspaceID": "runspace_id", "InstanceID": "instance_id"}

    def __init__(self, computer: str, runspace_id: uuid.UUID, instance_id: uuid.UUID | None = None) -> None:
        super().__init__()
        self.ps_computer_name, self.runspace_id = computer, runspace_id
        self.instance_id = instance_id or uuid.UUID(int=0)

    def __str__(self) -> str:
        return self.ps_computer_name


class RemotingErrorRecord(ErrorRecord):
    """An error of another process or computer."""

    __slots__ = ("origin_info",)
    net_type = define(_A + "Runspaces.RemotingErrorRecord", _A + "ErrorRecord", assembly=SMA)
    PROPERTIES = {"OriginInfo": "origin_info"}

    def __init__(self, record: ErrorRecord, origin: OriginInfo) -> None:
        super().__init__(record.exception, record.error_id, 0, record.target_object)
        self.qualifier, self.category_info, self.error_details = record.qualifier, record.category_info, record.error_details
        self.invocation_info, self.script_stack_trace = record.invocation_info, record.script_stack_trace
        self.pipeline_iteration_info = record.pipeline_iteration_info
        self.origin_info = origin
        record.exception.error_record = self


ECHOES = frozenset(("WriteWarningLine", "WriteVerboseLine", "WriteDebugLine", "WriteProgress"))


def repeats_record(call: HostCall) -> bool:
    """Whether a host call only shows a record that has come before it: whoever keeps the records wants it once."""
    return call.method.name in ECHOES
