"""Enumerations of sessions, with PowerShell's names and numbers."""

from __future__ import annotations

from typing import Any

from psbridge.objects import define_enum
from psbridge.objects.nettypes import SMA

_A = "System.Management.Automation."
_C = "Microsoft.PowerShell.Commands."
RunspaceState: Any = define_enum(
    _A + "Runspaces.RunspaceState", "BeforeOpen Opening Opened Closed Closing Broken Disconnecting Disconnected Connecting", assembly=SMA
)
RunspaceAvailability: Any = define_enum(
    _A + "Runspaces.RunspaceAvailability", "None Available AvailableForNestedCommand Busy RemoteDebug", assembly=SMA
)
TargetMachineType: Any = define_enum(_A + "Runspaces.TargetMachineType", "RemoteMachine VirtualMachine Container", assembly=SMA)
AuthenticationMechanism: Any = define_enum(
    _A + "Runspaces.AuthenticationMechanism",
    "Default Basic Negotiate NegotiateWithImplicitCredential Credssp Digest Kerberos",
    assembly=SMA,
)
OutputBufferingMode: Any = define_enum(_A + "Runspaces.OutputBufferingMode", "None Drop Block", assembly=SMA)
ProxyAccessType: Any = define_enum(
    _A + "Remoting.ProxyAccessType", "None=0 IEConfig=1 WinHttpConfig=2 AutoDetect=4 NoProxyServer=8", assembly=SMA
)
OutTarget: Any = define_enum(_C + "OutTarget", "Default Host Job", assembly=SMA)
SessionFilterState: Any = define_enum(_C + "SessionFilterState", "All Opened Disconnected Closed Broken", assembly=SMA)
