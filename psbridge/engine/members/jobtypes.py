"""Jobs as scripts see them: constructors of the public classes, and what a class derived from Job may call."""

from __future__ import annotations

import uuid
from typing import Any

from psbridge.clixml import rehydration
from psbridge.engine import eventjobs, failures
from psbridge.engine.errors import ScriptError, record_of
from psbridge.engine.members import exceptions  # noqa: F401 - the constructors of JobFailedException
from psbridge.engine.members.bindingflags import ABSTRACT, PROTECTED, name_of
from psbridge.engine.members.table import IndexedProperty, fill, wants_type
from psbridge.jobs import ContainerParentJob, Job, JobIdentifier, JobStateEventArgs, JobStateInfo
from psbridge.jobs.adapters import JobDefinition, JobInvocationInfo, JobManager
from psbridge.jobs.states import JobState
from psbridge.objects import ErrorRecord, NetError, NetException, define
from psbridge.objects.adapted import Method, declare
from psbridge.objects.datacollection import PSDataCollection
from psbridge.objects.exceptions import extra_property
from psbridge.objects.nettypes import SMA, NetType, find_type
from psbridge.objects.psobject import PSObject, unwrap
from psbridge.objects.scalars import AutomationNull

_A = "System.Management.Automation."

define(_A + "Repository`1", assembly=SMA)
define(_A + "JobIdentifier", assembly=SMA)
define(_A + "InvalidJobStateException", "System.SystemException", assembly=SMA)
declare(define(_A + "JobFailedException", "System.SystemException", assembly=SMA)).properties.update(
    reason=extra_property("Reason"), displayscriptposition=extra_property("DisplayScriptPosition")
)
define(_A + "PSJobStartEventArgs", "System.EventArgs", assembly=SMA)


def _state_info(state: Any, reason: Any = None) -> JobStateInfo:
    return JobStateInfo(state, reason.exception if isinstance(reason, ErrorRecord) else reason)


fill(
    _A + "JobStateInfo",
    f"""
    new({_A}JobState state)
    new({_A}JobState state, System.Exception reason)
    """,
    {"new": _state_info},
)
fill(
    _A + "JobStateEventArgs",
    f"""
    new({_A}JobStateInfo jobStateInfo)
    new({_A}JobStateInfo jobStateInfo, {_A}JobStateInfo previousJobStateInfo)
    """,
    {"new": JobStateEventArgs},
)

_WRONG = "The state of the current job instance is {0}. This state is not valid for the attempted operation. {1}"


def _invalid_state(state: Any = None, action: Any = "") -> NetException:
    """InvalidJobStateException: of a state and what to do about it, of a text, or of nothing."""
    if isinstance(state, str) or state is None:
        text = state or "The state of the current job instance is not valid for this operation."
        made = NetException(_A + "InvalidJobStateException", text, action if isinstance(action, NetException) else None)
        made.extra["CurrentState"] = JobState(0)
        return made
    made = NetException(_A + "InvalidJobStateException", _WRONG.format(JobState(state).label, action))
    made.extra["CurrentState"] = JobState(state)
    return made


fill(
    _A + "InvalidJobStateException",
    f"""
    new()
    new({_A}JobState currentState, string actionMessage)
    new(string message)
    new(string message, System.Exception innerException)
    {_A}JobState CurrentState {{get;}}
    """,
    {"new": _invalid_state, "CurrentState": lambda error: error.extra.get("CurrentState")},
)


def _container(command: Any = None, name: Any = None, third: Any = None, kind: Any = None) -> ContainerParentJob:
    identity = third if isinstance(third, uuid.UUID) else None
    identifier = third if isinstance(third, JobIdentifier) else None
    type_name = kind if kind is not None else third if isinstance(third, str) else ""
    return ContainerParentJob(command, name, job_type_name=type_name, instance_id=identity, identifier=identifier)


fill(
    _A + "ContainerParentJob",
    f"""
    new(string command)
    new(string command, string name)
    new(string command, string name, string jobType)
    new(string command, string name, guid instanceId)
    new(string command, string name, guid instanceId, string jobType)
    new(string command, string name, {_A}JobIdentifier jobId)
    new(string command, string name, {_A}JobIdentifier jobId, string jobType)
    """,
    {"new": _container},
)
fill(
    _A + "JobDefinition",
    "new(type jobSourceAdapterType, string command, string name)",
    {"new": JobDefinition},
)
fill(
    _A + "JobInvocationInfo",
    f"new({_A}JobDefinition definition, System.Collections.Generic.Dictionary[string,System.Object] parameters)",
    {
        "new": lambda definition, parameters=None: JobInvocationInfo(
            definition, dict(parameters.pairs()) if parameters is not None else None
        )
    },
)


fill(
    _A + "RemoteException",
    f"""
    psobject SerializedRemoteException {{get;}}
    psobject SerializedRemoteInvocationInfo {{get;}}
    {_A}ErrorRecord ErrorRecord {{get;}}
    """,
    {
        "SerializedRemoteException": lambda error: error.extra.get("SerializedRemoteException"),
        "SerializedRemoteInvocationInfo": lambda error: error.extra.get("SerializedRemoteInvocationInfo"),
        "ErrorRecord": lambda error: error.error_record,
    },
)


_COMMON = (
    *("Verbose", "Debug", "ErrorAction", "WarningAction", "InformationAction", "ErrorVariable", "WarningVariable", "OutVariable"),
    *("OutBuffer", "PipelineVariable", "InformationVariable"),
)
define(_A + "Cmdlet", assembly=SMA)
fill(
    _A + "Cmdlet",
    """
    static System.Collections.Generic.HashSet[string] CommonParameters {get;}
    static System.Collections.Generic.HashSet[string] OptionalCommonParameters {get;}
    """,
    {"::CommonParameters": lambda net: list(_COMMON), "::OptionalCommonParameters": lambda net: ["WhatIf", "Confirm", "UseTransaction"]},
)


# -- sources of jobs

_JOBS = f"System.Collections.Generic.IList[{_A}Job2]"


def _sources_are_python(*_: Any) -> Any:
    raise NetError.of("System.NotImplementedException", "The method or operation is not implemented.")


_ADAPTER = define(_A + "JobSourceAdapter", assembly=SMA)
_WANTED = f"""
    {_A}Job2 NewJob({_A}JobInvocationInfo specification)
    {_JOBS} GetJobs()
    {_JOBS} GetJobsByName(string name, bool recurse)
    {_JOBS} GetJobsByCommand(string command, bool recurse)
    {_A}Job2 GetJobByInstanceId(guid instanceId, bool recurse)
    {_A}Job2 GetJobBySessionId(int id, bool recurse)
    {_JOBS} GetJobsByState({_A}JobState state, bool recurse)
    {_JOBS} GetJobsByFilter(System.Collections.Generic.Dictionary[string,System.Object] filter, bool recurse)
    void RemoveJob({_A}Job2 job)
    """
ABSTRACT[_ADAPTER.full_name] = tuple(name_of(line) for line in _WANTED.strip().splitlines())
fill(
    _ADAPTER,
    f"""
    string Name {{get;set;}}
    {_WANTED}
    {_A}Job2 NewJob({_A}JobDefinition definition)
    {_A}Job2 NewJob(string definitionName, string definitionPath)
    void PersistJob({_A}Job2 job)
    void StoreJobIdForReuse({_A}Job2 job, bool recurse)
    """,
    {"Name": _sources_are_python, "PersistJob": _sources_are_python, "StoreJobIdForReuse": _sources_are_python}
    | dict.fromkeys(ABSTRACT[_ADAPTER.full_name], _sources_are_python),
)


def _persist(manager: JobManager, job: Any, definition: Any) -> None:
    manager.source_of(definition).persist(job)


fill(
    JobManager.net_type,
    f"""
    bool IsRegistered(string typeName)
    {_A}Job2 NewJob({_A}JobDefinition definition)
    {_A}Job2 NewJob({_A}JobInvocationInfo specification)
    void PersistJob({_A}Job2 job, {_A}JobDefinition definition)
    """,
    {"IsRegistered": JobManager.is_registered, "NewJob": JobManager.new_job, "PersistJob": _persist},
)
fill(
    eventjobs.PSEventJob.net_type,
    f"new({_A}PSEventManager eventManager, {_A}PSEventSubscriber subscriber, {_A}ScriptBlock action, string name)",
    {"new": lambda manager, subscriber, action, name: eventjobs.PSEventJob(manager, name, action)},
)


# -- what a derived class calls


def _set_state(job: Job, state: Any, reason: Any = None) -> None:
    _must_be_derived(job, "SetJobState")
    job.set_job_state(JobState(state), reason)


def _generated_name(job: Job) -> str:
    _must_be_derived(job, "AutoGenerateJobName")
    return f"Job{job.id}"


def _must_be_derived(job: Job, method: str) -> None:
    """Only classes of scripts derive from Job here: for the others there is no such method."""
    if job.net_type.tag is None:
        raise ScriptError(record_of(failures.no_method(job.net_type.full_name, method), None))


fill(
    _A + "Job",
    f"""
    void SetJobState({_A}JobState state)
    void SetJobState({_A}JobState state, System.Exception reason)
    string AutoGenerateJobName()
    """,
    {"SetJobState": _set_state, "AutoGenerateJobName": _generated_name},
)


_DATE = "System.Nullable[datetime]"
PROTECTED[_A + "Job"] = (
    "void .ctor()",
    "void .ctor(string command)",
    "void .ctor(string command, string name)",
    f"void .ctor(string command, string name, System.Collections.Generic.IList[{_A}Job] childJobs)",
    f"void .ctor(string command, string name, {_A}JobIdentifier token)",
    "void .ctor(string command, string name, guid instanceId)",
    "string AutoGenerateJobName()",
    "void DoLoadJobStreams()",
    "void DoUnloadJobStreams()",
    "void Dispose(bool disposing)",
    f"void SetJobState({_A}JobState state)",
    f"void set_PSBeginTime({_DATE} value)",
    f"void set_PSEndTime({_DATE} value)",
    "void set_PSJobTypeName(string value)",
)


def hide_protected() -> None:
    """What only a derived class may call is not shown."""
    for name in ("setjobstate", "autogeneratejobname"):
        method = declare(find_type(_A + "Job")).methods[name]
        declare(find_type(_A + "Job")).methods[name] = Hidden(method.name, method.call, method.definitions)


class Hidden(Method):
    """A protected method: scripts of a derived class reach it, Get-Member does not show it."""

    hidden = True


hide_protected()


# -- what comes back from other processes


def _live_state_info(bag: PSObject) -> Any:
    """A JobStateInfo that travelled is a JobStateInfo again."""
    state, reason = unwrap(bag.get("State")), bag.get("Reason")
    if isinstance(state, str):
        state = JobState.parse(state)
    return bag if state is None else JobStateInfo(state, reason)


rehydration.TYPES[f"Deserialized.{_A}JobStateInfo"] = _live_state_info


# -- collections of records


def void(result: None) -> Any:
    """What a method gives that gives nothing."""
    return AutomationNull


@wants_type
def _collection(net: NetType, items: Any = ()) -> PSDataCollection:
    """A collection of an element type, empty or with the items of a list."""
    return PSDataCollection(net.generic_arguments[0], items) if net.generic_arguments else PSDataCollection(items=items)


def _item(collection: PSDataCollection, index: int) -> Any:
    return collection.snapshot()[index]


fill(
    _A + "PSDataCollection`1",
    """
    new()
    new(System.Collections.IEnumerable items)
    void Add(System.Object item)
    void Clear()
    void Complete()
    void Dispose()
    """,
    {
        "new": _collection,
        "Add": lambda collection, item: void(collection.add(item)),
        "Clear": lambda collection: void(collection.clear()),
        "Complete": lambda collection: void(collection.complete()),
        "Dispose": lambda collection: void(collection.complete()),
    },
)
declare(find_type(_A + "PSDataCollection`1")).methods["item"] = IndexedProperty(
    "Item", _item, ("System.Object Item(int index) {get;set;}",)
)
