"""Test-WSMan, Connect-WSMan, Disconnect-WSMan and Get-WSManInstance: an emulated machine reaches its own service, and no other."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.objects import PSObject

_INVALID = "System.InvalidOperationException"
_CONFIG = "winrm/config"


class WSManCommand(Cmdlet):
    """What the commands share: which computer is this one."""

    def is_here(self, name: str | None) -> bool:
        own = self.machine.own_names | {".", "127.0.0.1"}
        if name is None or name.lower() in own:
            return True
        text = (
            "The WinRM client cannot process the request because the server name cannot be resolved: "
            f"an emulated machine has no network, so {name} is not there. Name localhost."
        )
        self.write_error(self.error(_INVALID, text, "WsManError", "InvalidOperation", name))
        return False


@cmdlet("Test-WSMan", net_class="Microsoft.WSMan.Management.TestWSManCommand", output=("System.Xml.XmlElement",))
class TestWSMan(WSManCommand):
    """Tests whether the WinRM service runs on a computer."""

    computer_name = parameter("ComputerName", "string", position=0, pipeline=True, aliases=("cn",))
    authentication = parameter("Authentication", "string", aliases=("auth", "am"))
    port = parameter("Port", "int")
    use_ssl = parameter("UseSSL", "switch")
    application_name = parameter("ApplicationName", "string", default="wsman")
    credential = parameter("Credential", "pscredential", aliases=("cred", "c"))

    def process(self) -> None:
        if not self.is_here(self.computer_name):
            return
        service = self.machine.services.find("WinRM")
        listener = _listener(self.machine.wsman, "HTTPS" if self.use_ssl else "HTTP")
        if service is None or service.status != "Running" or listener is None or (self.port and str(self.port) != listener["Port"]):
            text = (
                "The client cannot connect to the destination specified in the request. Verify that the service on the destination is "
                'running and is accepting requests. Run "winrm quickconfig" on the destination to analyze and configure the service.'
            )
            self.write_error(self.error(_INVALID, text, "WsManError", "InvalidOperation"))
            return
        version = self.machine.definition.os_version if self.authentication else "0.0.0"
        made = PSObject(None, ["System.Xml.XmlElement#http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd#IdentifyResponse",
                               "System.Xml.XmlElement", "System.Object"])  # fmt: skip
        made.set("wsmid", "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd")
        made.set("ProtocolVersion", "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd")
        made.set("ProductVendor", "Microsoft Corporation")
        made.set("ProductVersion", f"OS: {version} SP: 0.0 Stack: 3.0")
        self.write(made)


@cmdlet("Connect-WSMan", net_class="Microsoft.WSMan.Management.ConnectWSManCommand")
class ConnectWSMan(WSManCommand):
    """Connects to the WinRM service on a computer; on an emulated machine that is its own, which the WSMan: drive already shows."""

    computer_name = parameter("ComputerName", "string", position=0, aliases=("cn",))
    authentication = parameter("Authentication", "string", aliases=("auth", "am"))
    port = parameter("Port", "int")
    use_ssl = parameter("UseSSL", "switch")
    application_name = parameter("ApplicationName", "string", default="wsman")
    credential = parameter("Credential", "pscredential", aliases=("cred", "c"))

    def process(self) -> None:
        self.is_here(self.computer_name)


@cmdlet("Disconnect-WSMan", net_class="Microsoft.WSMan.Management.DisconnectWSManCommand")
class DisconnectWSMan(WSManCommand):
    """Disconnects from the WinRM service of a remote computer; the own one cannot be left."""

    computer_name = parameter("ComputerName", "string", position=0, aliases=("cn",))

    def process(self) -> None:
        if self.is_here(self.computer_name):
            text = "This operation is not permitted: the connection to the local computer cannot be closed."
            self.write_error(self.error("System.ArgumentException", text, "ArgumentException", "InvalidOperation", "localhost"))


@cmdlet("Get-WSManInstance", default_set="GetInstance", net_class="Microsoft.WSMan.Management.GetWSManInstanceCommand")
class GetWSManInstance(WSManCommand):
    """Gets management information of the resource winrm/config: a part of it, or with -Enumerate all listeners or plug-ins."""

    resource_uri = parameter("ResourceURI", "string", sets=(In("GetInstance", mandatory=True, position=0, by_property=True),
                             In("Enumerate", mandatory=True, position=0, by_property=True)), aliases=("ruri",),
                             validate=(NotNullOrEmpty(),))  # fmt: skip
    enumerate = parameter("Enumerate", "switch", sets=(In("Enumerate", mandatory=True),))
    selector_set = parameter("SelectorSet", "hashtable", sets=(In("GetInstance", position=2),))
    computer_name = parameter("ComputerName", "string", aliases=("cn",))
    authentication = parameter("Authentication", "string", aliases=("auth", "am"))
    credential = parameter("Credential", "pscredential", aliases=("cred", "c"))

    def process(self) -> None:
        if not self.is_here(self.computer_name):
            return
        uri = self.resource_uri.strip("/").lower()
        path = uri.removeprefix(_CONFIG).strip("/").replace("/", "\\")
        tree = self.machine.wsman
        if not uri.startswith(_CONFIG) or not tree.is_container(path):
            text = f"The WS-Management service cannot process the request. The resource URI {self.resource_uri} was not found."
            self.write_error(self.error(_INVALID, text, "WsManError", "InvalidOperation", self.resource_uri))
        elif self.enumerate:
            for name in tree.children(path):
                if tree.is_container(f"{path}\\{name}"):
                    self.write(_branch(tree, f"{path}\\{name}"))
        elif self.selector_set:
            self._select(tree, path)
        else:
            self.write(_branch(tree, path))

    def _select(self, tree: Any, path: str) -> None:
        wanted = {str(key).lower(): str(value).lower() for key, value in self.selector_set.items()}
        for name in tree.children(path):
            inner = f"{path}\\{name}"
            if all((tree.get(f"{inner}\\{key}") or "").lower() == value for key, value in wanted.items()):
                self.write(_branch(tree, inner))


def _branch(tree: Any, path: str) -> PSObject:
    """A container as an object: settings as properties, containers as objects."""
    made = PSObject(None, ["System.Xml.XmlElement", "System.Object"])
    for name in tree.children(path):
        inner = f"{path}\\{name}" if path else name
        made.set(name, _branch(tree, inner) if tree.is_container(inner) else tree.get(inner))
    return made


def _listener(tree: Any, transport: str) -> dict[str, str] | None:
    for name in tree.children("Listener"):
        facts = {key: tree.get(f"Listener\\{name}\\{key}") for key in tree.children(f"Listener\\{name}")}
        if facts.get("Transport") == transport and facts.get("Enabled") == "true":
            return facts
    return None
