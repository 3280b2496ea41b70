"""Type data of jobs: the State property, and what of a job goes over a wire."""

from __future__ import annotations

from psbridge.objects import ComputedScriptProperty, unwrap
from psbridge.objects.typetable import builtin

SERIALIZED = (
    "HasMoreData",
    "StatusMessage",
    "Location",
    "Command",
    "JobStateInfo",
    "InstanceId",
    "Id",
    "Name",
    "State",
    "ChildJobs",
    "PSJobTypeName",
    "PSBeginTime",
    "PSEndTime",
)

_job = builtin("System.Management.Automation.Job")
_job.add(ComputedScriptProperty("State", lambda job: unwrap(job).state.label, "$this.JobStateInfo.State.ToString()"))
_job.serialization_method = "SpecificProperties"
_job.serialization_depth = 2
_job.property_serialization_set = SERIALIZED
_job.inherit_property_serialization_set = True
_info = builtin("System.Management.Automation.JobStateInfo")
_info.serialization_depth = 1
