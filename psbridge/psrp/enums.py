"""Enums that remoting messages carry."""

from __future__ import annotations

from typing import Any

from psbridge.objects.enums import define_enum
from psbridge.objects.nettypes import SMA, find_type

_A = "System.Management.Automation."


def _enum(name: str, members: str, *, flags: bool = False) -> Any:
    """The enum of that name, defined here unless somebody has."""
    try:
        found = find_type(name).python
    except KeyError:
        found = None
    return found or define_enum(name, members, flags=flags, assembly=SMA)


PSThreadOptions = _enum(_A + "Runspaces.PSThreadOptions", "Default UseNewThread ReuseThread UseCurrentThread")
ApartmentState = _enum("System.Threading.ApartmentState", "STA MTA Unknown")
RemoteStreamOptions = _enum(
    _A + "RemoteStreamOptions",
    "AddInvocationInfoToErrorRecord=1 AddInvocationInfoToWarningRecord=2 AddInvocationInfoToDebugRecord=4 "
    "AddInvocationInfoToVerboseRecord=8 AddInvocationInfo=15",
    flags=True,
)
PipelineResultTypes = _enum(_A + "Runspaces.PipelineResultTypes", "None Output Error Warning Verbose Debug Information All Null")
RemoteHostMethodId = _enum(
    _A + "Remoting.RemoteHostMethodId",
    "GetName=1 GetVersion GetInstanceId GetCurrentCulture GetCurrentUICulture SetShouldExit EnterNestedPrompt ExitNestedPrompt "
    "NotifyBeginApplication NotifyEndApplication ReadLine ReadLineAsSecureString Write1 Write2 WriteLine1 WriteLine2 WriteLine3 "
    "WriteErrorLine WriteDebugLine WriteProgress WriteVerboseLine WriteWarningLine Prompt PromptForCredential1 PromptForCredential2 "
    "PromptForChoice GetForegroundColor SetForegroundColor GetBackgroundColor SetBackgroundColor GetCursorPosition SetCursorPosition "
    "GetWindowPosition SetWindowPosition GetCursorSize SetCursorSize GetBufferSize SetBufferSize GetWindowSize SetWindowSize "
    "GetWindowTitle SetWindowTitle GetMaxWindowSize GetMaxPhysicalWindowSize GetKeyAvailable ReadKey FlushInputBuffer SetBufferContents1 "
    "SetBufferContents2 GetBufferContents ScrollBufferContents PushRunspace PopRunspace GetIsRunspacePushed GetRunspace "
    "PromptForChoiceMultipleSelection",
)
