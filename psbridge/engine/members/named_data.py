"""Types that scripts only name, as lines ``full name | parent | kind``, parents first.  Pure data, so that the index can list them."""

from __future__ import annotations

_A = "System.Management.Automation."
_META = f"{_A}Internal.CmdletMetadataAttribute"
_COMMON = f"{_A}Internal.CmdletCommonMetadataAttribute"
_C = "Microsoft.PowerShell.Commands."

NAMED = f"""
{_A}Internal.InternalCommand
{_A}Cmdlet | {_A}Internal.InternalCommand
{_A}PSCmdlet | {_A}Cmdlet
{_META} | System.Attribute
{_COMMON} | {_META}
{_A}CmdletAttribute | {_COMMON}
{_A}CmdletBindingAttribute | {_COMMON}
{_A}OutputTypeAttribute | {_META}
{_A}PathIntrinsics
{_A}CommandInvocationIntrinsics
{_A}ProviderIntrinsics
{_A}DriveManagementIntrinsics
{_A}EngineIntrinsics
{_A}Debugger
{_A}CallStackFrame
{_A}PSDriveInfo
{_A}ProviderInfo
{_A}PathInfo
{_A}Signature
{_A}PSSnapInInfo
{_A}PSTransactionContext
{_A}CmsMessageRecipient
{_A}DscResourceInfo
{_A}ExperimentalFeature
{_A}ConfigurationInfo | {_A}FunctionInfo
{_A}PSDynamicMember | {_A}PSMemberInfo
{_A}PSEvent | {_A}PSMemberInfo
{_A}PSAdaptedProperty | {_A}PSProperty
{_A}PSEventArgs | System.EventArgs
{_A}PSEventManager
{_A}PSEventSubscriber
{_A}PSInvocationSettings
{_A}FlagsExpression`1 | System.Object | generic
{_A}PSReference`1 | {_A}PSReference | generic
{_A}Remoting.OriginInfo
{_A}Remoting.PSSessionOption
{_A}Runspaces.PSSession
{_A}Runspaces.Pipeline
{_A}Runspaces.TypeData
{_A}Runspaces.TypeTable
{_A}Runspaces.RunspaceConnectionInfo
{_A}Runspaces.WSManConnectionInfo | {_A}Runspaces.RunspaceConnectionInfo
{_A}Runspaces.SSHConnectionInfo | {_A}Runspaces.RunspaceConnectionInfo
{_A}Provider.CmdletProvider
{_A}Provider.DriveCmdletProvider | {_A}Provider.CmdletProvider
{_A}Provider.ItemCmdletProvider | {_A}Provider.DriveCmdletProvider
{_A}Provider.ContainerCmdletProvider | {_A}Provider.ItemCmdletProvider
{_A}Provider.NavigationCmdletProvider | {_A}Provider.ContainerCmdletProvider
{_A}Host.PSHostUserInterface
{_A}Host.PSHostRawUserInterface
{_A}Language.AstVisitor
{_A}Language.AstVisitor2 | {_A}Language.AstVisitor
{_A}Language.ICustomAstVisitor | - | interface
{_A}Language.StaticParameterBinder
{_A}Language.StaticBindingResult
{_A}Language.ParameterBindingResult
{_A}Language.CodeGeneration
{_A}IDynamicParameters | - | interface
{_A}IJobDebugger | - | interface
{_A}VariablePath
{_C}PSRemotingCmdlet | {_A}PSCmdlet
{_C}JobCmdletBase | {_C}PSRemotingCmdlet
{_C}PSRunspaceCmdlet | {_C}PSRemotingCmdlet
{_C}PSRemotingBaseCmdlet | {_C}PSRemotingCmdlet
{_C}ExitPSSessionCommand | {_C}PSRemotingCmdlet
{_C}ReceivePSSessionCommand | {_C}PSRemotingCmdlet
{_C}PSExecutionCmdlet | {_C}PSRemotingBaseCmdlet
{_C}NewPSSessionCommand | {_C}PSRemotingBaseCmdlet
{_C}EnterPSSessionCommand | {_C}PSRemotingBaseCmdlet
{_C}InvokeCommandCommand | {_C}PSExecutionCmdlet
{_C}StartJobCommand | {_C}PSExecutionCmdlet
{_C}ConnectPSSessionCommand | {_C}PSRunspaceCmdlet
{_C}DisconnectPSSessionCommand | {_C}PSRunspaceCmdlet
{_C}GetPSSessionCommand | {_C}PSRunspaceCmdlet
{_C}RemovePSSessionCommand | {_C}PSRunspaceCmdlet
{_C}GetJobCommand | {_C}JobCmdletBase
{_C}ReceiveJobCommand | {_C}JobCmdletBase
{_C}RemoveJobCommand | {_C}JobCmdletBase
{_C}StopJobCommand | {_C}JobCmdletBase
{_C}WaitJobCommand | {_C}JobCmdletBase
{_C}DebugJobCommand | {_A}PSCmdlet
{_C}ModuleCmdletBase | {_A}PSCmdlet
{_C}GetModuleCommand | {_C}ModuleCmdletBase
{_C}ImportModuleCommand | {_C}ModuleCmdletBase
{_C}NewModuleCommand | {_C}ModuleCmdletBase
{_C}RemoveModuleCommand | {_C}ModuleCmdletBase
"""
