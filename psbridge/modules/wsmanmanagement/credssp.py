"""Enable-, Disable- and Get-WSManCredSSP: the setting is kept on the WSMan: drive, the computers to trust in the registry."""

from __future__ import annotations

from psbridge.engine.cmdlet import Cmdlet, ValidateSet, cmdlet, parameter
from psbridge.objects import PSObject

_INVALID = "System.InvalidOperationException"
_POLICY = "HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows\\CredentialsDelegation"
_FRESH = _POLICY + "\\AllowFreshCredentials"


class _Role(Cmdlet):
    def turn(self, role: str, on: bool) -> None:
        self.machine.wsman.set(f"{'Client' if role.lower() == 'client' else 'Service'}\\Auth\\CredSSP", "true" if on else "false")

    def forget(self) -> None:
        key = self.machine.registry.find(_FRESH)
        if key is not None:
            key.values_by_name.clear()


@cmdlet("Enable-WSManCredSSP", net_class="Microsoft.WSMan.Management.EnableWSManCredSSPCommand")
class EnableWSManCredSSP(_Role):
    """Enables CredSSP authentication on a client or on a server."""

    role = parameter("Role", "string", position=0, mandatory=True, validate=(ValidateSet("Client", "Server"),))
    delegate_computer = parameter("DelegateComputer", "string[]", position=1)
    force = parameter("Force", "switch")

    def process(self) -> None:
        client = self.role.lower() == "client"
        if client is not bool(self.delegate_computer):
            word = "required for" if client else "not valid with"
            text = f"The DelegateComputer parameter is {word} the {'client' if client else 'server'} role."
            self.fail(self.error(_INVALID, text, "CredSSPRoleAndDelegateCannotBeSpecified", "InvalidOperation"))
        self.turn(self.role, True)
        if client:
            key = self.machine.registry.create(_FRESH)
            for number, name in enumerate(self.delegate_computer, 1):
                key.set_value(str(number), f"wsman/{name}")
        made = PSObject(None, ["System.Xml.XmlElement", "System.Object"])
        made.set("CredSSP", "true")
        self.write(made)


@cmdlet("Disable-WSManCredSSP", net_class="Microsoft.WSMan.Management.DisableWSManCredSSPCommand")
class DisableWSManCredSSP(_Role):
    """Disables CredSSP authentication on a client or on a server."""

    role = parameter("Role", "string", position=0, mandatory=True, validate=(ValidateSet("Client", "Server"),))

    def process(self) -> None:
        self.turn(self.role, False)
        if self.role.lower() == "client":
            self.forget()


@cmdlet("Get-WSManCredSSP", net_class="Microsoft.WSMan.Management.GetWSManCredSSPCommand", output=("System.String",))
class GetWSManCredSSP(Cmdlet):
    """Tells what CredSSP is set to."""

    def process(self) -> None:
        key = self.machine.registry.find(_FRESH)
        targets = [str(value.data) for value in key.values_by_name.values()] if key is not None else []
        if targets:
            self.write(f"The machine is configured to allow delegating fresh credentials to the following target(s): {','.join(targets)}")
        else:
            self.write("The machine is not configured to allow delegating fresh credentials.")
        receives = self.machine.wsman.get("Service\\Auth\\CredSSP") == "true"
        self.write(f"This computer is {'' if receives else 'not '}configured to receive credentials from a remote client computer.")
