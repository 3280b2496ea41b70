"""What .NET declares for properties that the engine's own classes keep without types, as Get-Member shows it.

Decides the type of a property and whether it can be set: by the type that declares it, a word per property, `*` behind those with a setter.
"""

from __future__ import annotations

from functools import cache

from psbridge.objects import NetType

_A = "System.Management.Automation."
_C = "Microsoft.PowerShell.Commands."
_STRINGS, _NUMBERS, _LONGS, _FLAGS, _MOMENTS = "string", "int", "long", "bool", "datetime"
# type name -> type of the properties -> their names
_TABLE: dict[str, dict[str, str]] = {
    "System.IO.FileSystemInfo": {
        "System.IO.FileAttributes": "Attributes*",
        _MOMENTS: "CreationTime* CreationTimeUtc* LastAccessTime* LastAccessTimeUtc* LastWriteTime* LastWriteTimeUtc*",
        _FLAGS: "Exists",
        _STRINGS: "Extension FullName Name",
    },
    "System.IO.FileInfo": {
        "System.IO.DirectoryInfo": "Directory",
        _STRINGS: "DirectoryName Name",
        _FLAGS: "Exists IsReadOnly*",
        _LONGS: "Length",
    },
    "System.IO.DirectoryInfo": {"System.IO.DirectoryInfo": "Parent Root", _STRINGS: "Name", _FLAGS: "Exists"},
    "System.Diagnostics.Process": {
        _NUMBERS: "BasePriority ExitCode HandleCount Id NonpagedSystemMemorySize PagedMemorySize PagedSystemMemorySize PeakPagedMemorySize "
        "PeakVirtualMemorySize PeakWorkingSet PrivateMemorySize SessionId VirtualMemorySize WorkingSet",
        _LONGS: "NonpagedSystemMemorySize64 PagedMemorySize64 PagedSystemMemorySize64 PeakPagedMemorySize64 PeakVirtualMemorySize64 "
        "PeakWorkingSet64 PrivateMemorySize64 VirtualMemorySize64 WorkingSet64",
        _STRINGS: "MachineName MainWindowTitle ProcessName",
        _FLAGS: "EnableRaisingEvents* HasExited PriorityBoostEnabled* Responding",
        _MOMENTS: "ExitTime StartTime",
        "timespan": "PrivilegedProcessorTime TotalProcessorTime UserProcessorTime",
        "System.IntPtr": "Handle MainWindowHandle MaxWorkingSet* MinWorkingSet* ProcessorAffinity*",
        "System.Diagnostics.ProcessModule": "MainModule",
        "System.Diagnostics.ProcessModuleCollection": "Modules",
        "System.Diagnostics.ProcessPriorityClass": "PriorityClass*",
        "Microsoft.Win32.SafeHandles.SafeProcessHandle": "SafeHandle",
        "System.Diagnostics.ProcessStartInfo": "StartInfo*",
        "System.Diagnostics.ProcessThreadCollection": "Threads",
    },
    "System.Diagnostics.ProcessModule": {
        "System.IntPtr": "BaseAddress EntryPointAddress",
        "System.ComponentModel.IContainer": "Container",
        "System.ComponentModel.ISite": "Site*",
        _STRINGS: "FileName ModuleName",
        "System.Diagnostics.FileVersionInfo": "FileVersionInfo",
        _NUMBERS: "ModuleMemorySize",
    },
    "System.Diagnostics.ProcessThread": {
        _NUMBERS: "BasePriority CurrentPriority Id IdealProcessor*",
        "System.ComponentModel.IContainer": "Container",
        "System.ComponentModel.ISite": "Site*",
        _FLAGS: "PriorityBoostEnabled*",
        "System.Diagnostics.ThreadPriorityLevel": "PriorityLevel*",
        "timespan": "PrivilegedProcessorTime TotalProcessorTime UserProcessorTime",
        "System.IntPtr": "ProcessorAffinity* StartAddress",
        _MOMENTS: "StartTime",
        "System.Diagnostics.ThreadState": "ThreadState",
        "System.Diagnostics.ThreadWaitReason": "WaitReason",
    },
    _A + "CommandInfo": {
        _A + "CommandTypes": "CommandType",
        _STRINGS: "Definition ModuleName Name Source",
        "psmoduleinfo": "Module",
        "System.Collections.ObjectModel.ReadOnlyCollection[System.Management.Automation.PSTypeName]": "OutputType",
        "System.Collections.Generic.Dictionary[string,System.Management.Automation.ParameterMetadata]": "Parameters",
        "System.Collections.ObjectModel.ReadOnlyCollection[System.Management.Automation.CommandParameterSetInfo]": "ParameterSets",
        _A + "RemotingCapability": "RemotingCapability",
        "version": "Version",
        _A + "SessionStateEntryVisibility": "Visibility*",
    },
    _A + "CmdletInfo": {
        _STRINGS: "DefaultParameterSet HelpFile Noun Verb",
        "type": "ImplementingType",
        _A + "ScopedItemOptions": "Options*",
        _A + "PSSnapInInfo": "PSSnapIn",
    },
    _A + "FunctionInfo": {
        _FLAGS: "CmdletBinding",
        _STRINGS: "DefaultParameterSet Description* HelpFile Noun Verb",
        _A + "ScopedItemOptions": "Options*",
        "scriptblock": "ScriptBlock",
    },
    _A + "AliasInfo": {
        _STRINGS: "Description* DisplayName ResolvedCommandName",
        _A + "ScopedItemOptions": "Options*",
        _A + "CommandInfo": "ReferencedCommand ResolvedCommand",
    },
    _A + "ApplicationInfo": {_STRINGS: "Extension Path"},
    _A + "ExternalScriptInfo": {
        _STRINGS: "Path ScriptContents",
        "System.Text.Encoding": "OriginalEncoding",
        "scriptblock": "ScriptBlock",
    },
    _A + "PSVariable": {
        "System.Collections.ObjectModel.Collection[System.Attribute]": "Attributes",
        _STRINGS: "Description* ModuleName Name",
        "psmoduleinfo": "Module",
        _A + "ScopedItemOptions": "Options*",
        "System.Object": "Value*",
        _A + "SessionStateEntryVisibility": "Visibility*",
    },
    _A + "PSDriveInfo": {
        "pscredential": "Credential",
        _STRINGS: "CurrentLocation* Description* DisplayRoot Name Root",
        "System.Nullable[long]": "MaximumSize",
        _A + "ProviderInfo": "Provider",
        _FLAGS: "VolumeSeparatedByColon",
    },
    _A + "ProviderInfo": {
        _A + "Provider.ProviderCapabilities": "Capabilities",
        _STRINGS: "Description* HelpFile Home* ModuleName Name",
        "System.Collections.ObjectModel.Collection[System.Management.Automation.PSDriveInfo]": "Drives",
        "type": "ImplementingType",
        "psmoduleinfo": "Module",
        _A + "PSSnapInInfo": "PSSnapIn",
        _FLAGS: "VolumeSeparatedByColon",
    },
    _A + "PathInfo": {_A + "PSDriveInfo": "Drive", _STRINGS: "Path ProviderPath", _A + "ProviderInfo": "Provider"},
    _A + "ErrorRecord": {
        _A + "ErrorCategoryInfo": "CategoryInfo",
        _A + "ErrorDetails": "ErrorDetails*",
        "System.Exception": "Exception",
        _STRINGS: "FullyQualifiedErrorId ScriptStackTrace",
        _A + "InvocationInfo": "InvocationInfo",
        "System.Collections.ObjectModel.ReadOnlyCollection[int]": "PipelineIterationInfo",
        "System.Object": "TargetObject",
    },
    _A + "PSModuleInfo": {
        _A + "ModuleAccessMode": "AccessMode*",
        _STRINGS: "Author CompanyName* Copyright* Definition Description* HelpInfoUri ModuleBase Name Path Prefix RootModule*",
        "System.Collections.Generic.Dictionary[string,System.Management.Automation.AliasInfo]": "ExportedAliases",
        "System.Collections.Generic.Dictionary[string,System.Management.Automation.CmdletInfo]": "ExportedCmdlets",
        "System.Collections.Generic.Dictionary[string,System.Management.Automation.CommandInfo]": "ExportedCommands",
        "System.Collections.Generic.Dictionary[string,System.Management.Automation.FunctionInfo]": "ExportedFunctions",
        "System.Collections.Generic.Dictionary[string,psvariable]": "ExportedVariables",
        "guid": "Guid",
        _FLAGS: "LogPipelineExecutionDetails*",
        _A + "ModuleType": "ModuleType",
        "System.Collections.ObjectModel.ReadOnlyCollection[psmoduleinfo]": "NestedModules RequiredModules",
        "scriptblock": "OnRemove*",
        "System.Object": "PrivateData*",
        "System.Management.Automation.SessionState": "SessionState*",
        "version": "Version",
    },
    _A + "Internal.Host.InternalHost": {
        "cultureinfo": "CurrentCulture CurrentUICulture",
        _FLAGS: "DebuggerEnabled* IsRunspacePushed",
        "guid": "InstanceId",
        _STRINGS: "Name",
        "psobject": "PrivateData",
        "runspace": "Runspace",
        _A + "Host.PSHostUserInterface": "UI",
        "version": "Version",
    },
    _A + "CallStackFrame": {
        _STRINGS: "FunctionName ScriptName",
        "System.Management.Automation.InvocationInfo": "InvocationInfo",
        _A + "Language.IScriptExtent": "Position",
        _NUMBERS: "ScriptLineNumber",
    },
    _A + "PSEventArgs": {
        _STRINGS: "ComputerName SourceIdentifier",
        _NUMBERS: "EventIdentifier*",
        "psobject": "MessageData",
        "guid": "RunspaceId*",
        "System.Object": "Sender",
        "System.Object[]": "SourceArgs",
        "System.EventArgs": "SourceEventArgs",
        _MOMENTS: "TimeGenerated*",
    },
    _A + "VerbInfo": {_STRINGS: "AliasPrefix* Description* Group* Verb*"},
    _A + "ScriptBlock": {
        _A + "Language.Ast": "Ast",
        "System.Collections.Generic.List[System.Attribute]": "Attributes",
        "psmoduleinfo": "Module",
        _A + "PSToken": "StartPosition",
        _FLAGS: "DebuggerHidden* IsConfiguration* IsFilter*",
    },
    _C + "MatchInfo": {
        _C + "MatchInfoContext": "Context*",
        _STRINGS: "Filename Line* Path* Pattern*",
        _FLAGS: "IgnoreCase*",
        _NUMBERS: "LineNumber*",
        "System.Text.RegularExpressions.Match[]": "Matches*",
    },
    _C + "GroupInfo": {
        _NUMBERS: "Count",
        "System.Collections.ObjectModel.Collection[psobject]": "Group",
        _STRINGS: "Name",
        "System.Collections.ArrayList": "Values",
    },
    _C + "MeasureInfo": {_STRINGS: "Property*"},
    _C + "GenericMeasureInfo": {_NUMBERS: "Count*", "System.Nullable[double]": "Average* Maximum* Minimum* StandardDeviation* Sum*"},
    _C + "GenericObjectMeasureInfo": {
        _NUMBERS: "Count*",
        "System.Nullable[double]": "Average* StandardDeviation* Sum*",
        "System.Object": "Maximum* Minimum*",
    },
    _C + "TextMeasureInfo": {"System.Nullable[int]": "Characters* Lines* Words*"},
    _C + "FileHashInfo": {_STRINGS: "Algorithm* Hash* Path*"},
    _C + "SelectXmlInfo": {"System.Xml.XmlNode": "Node*", _STRINGS: "Path* Pattern*"},
    _C + "HistoryInfo": {_STRINGS: "CommandLine", "timespan": "Duration", _MOMENTS: "EndExecutionTime StartExecutionTime", "long": "Id"},
    _C + "MemberDefinition": {_STRINGS: "Definition Name TypeName", _A + "PSMemberTypes": "MemberType"},
    "System.Globalization.CultureInfo": {
        "System.Globalization.DateTimeFormatInfo": "DateTimeFormat*",
        _STRINGS: "DisplayName EnglishName IetfLanguageTag Name NativeName ThreeLetterISOLanguageName ThreeLetterWindowsLanguageName "
        "TwoLetterISOLanguageName",
        _FLAGS: "IsNeutralCulture",
        _NUMBERS: "KeyboardLayoutId LCID",
        "System.Globalization.NumberFormatInfo": "NumberFormat*",
        "cultureinfo": "Parent",
        "System.Globalization.TextInfo": "TextInfo",
    },
}


@cache
def declared_property(net: NetType, name: str) -> str | None:
    """`string Name {get;}` as .NET declares the property of a type or of an ancestor of it; None for what the table does not know."""
    at: NetType | None = net
    while at is not None:
        for type_name, names in _TABLE.get(at.full_name, {}).items():
            for one in names.split():
                if one.rstrip("*") == name:
                    return f"{type_name} {name} {{get;{'set;' if one.endswith('*') else ''}}}"
        at = at.base
    return None
