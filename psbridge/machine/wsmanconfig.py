"""The WS-Management configuration of an emulated machine: a tree of settings, as the WSMan: drive shows it.

Decides which settings there are, their default values and what each accepts.
"""

from __future__ import annotations

from collections.abc import Iterator

from psbridge.errors import ConfigurationError

# path | value; a path that ends in \ is a container
_DEFAULTS = """
MaxEnvelopeSizekb|500
MaxTimeoutms|60000
MaxBatchItems|32000
MaxProviderRequests|4294967295
Client\\NetworkDelayms|5000
Client\\URLPrefix|wsman
Client\\AllowUnencrypted|false
Client\\Auth\\Basic|true
Client\\Auth\\Digest|true
Client\\Auth\\Kerberos|true
Client\\Auth\\Negotiate|true
Client\\Auth\\Certificate|true
Client\\Auth\\CredSSP|false
Client\\DefaultPorts\\HTTP|5985
Client\\DefaultPorts\\HTTPS|5986
Client\\TrustedHosts|
Service\\RootSDDL|O:NSG:BAD:P(A;;GA;;;BA)(A;;GR;;;IU)S:P(AU;FA;GA;;;WD)(AU;SA;GXGW;;;WD)
Service\\MaxConcurrentOperations|4294967295
Service\\MaxConcurrentOperationsPerUser|1500
Service\\EnumerationTimeoutms|240000
Service\\MaxConnections|300
Service\\MaxPacketRetrievalTimeSeconds|120
Service\\AllowUnencrypted|false
Service\\Auth\\Basic|false
Service\\Auth\\Kerberos|true
Service\\Auth\\Negotiate|true
Service\\Auth\\Certificate|false
Service\\Auth\\CredSSP|false
Service\\Auth\\CbtHardeningLevel|Relaxed
Service\\DefaultPorts\\HTTP|5985
Service\\DefaultPorts\\HTTPS|5986
Service\\IPv4Filter|*
Service\\IPv6Filter|*
Service\\EnableCompatibilityHttpListener|false
Service\\EnableCompatibilityHttpsListener|false
Service\\CertificateThumbprint|
Service\\AllowRemoteAccess|true
Shell\\AllowRemoteShellAccess|true
Shell\\IdleTimeout|7200000
Shell\\MaxConcurrentUsers|2147483647
Shell\\MaxShellRunTime|2147483647
Shell\\MaxProcessesPerShell|2147483647
Shell\\MaxMemoryPerShellMB|2147483647
Shell\\MaxShellsPerUser|2147483647
Listener\\Listener_1084132640\\Address|*
Listener\\Listener_1084132640\\Transport|HTTP
Listener\\Listener_1084132640\\Port|5985
Listener\\Listener_1084132640\\Hostname|
Listener\\Listener_1084132640\\Enabled|true
Listener\\Listener_1084132640\\URLPrefix|wsman
Listener\\Listener_1084132640\\CertificateThumbprint|
Listener\\Listener_1084132640\\ListeningOn|127.0.0.1
"""
_CONTAINERS = ("Plugin", "ClientCertificate")
# what a session configuration has under Plugin\NAME\Quotas
QUOTAS = {
    "IdleTimeoutms": "7200000",
    "MaxConcurrentUsers": "5",
    "MaxProcessesPerShell": "15",
    "MaxMemoryPerShellMB": "1024",
    "MaxShellsPerUser": "25",
    "MaxConcurrentCommandsPerShell": "1000",
    "MaxShells": "25",
    "MaxIdleTimeoutms": "2147483647",
}


class WSManConfig:
    """Settings by path below the computer's name; names have no case."""

    def __init__(self) -> None:
        self._settings: dict[str, tuple[str, str]] = {}
        for line in _DEFAULTS.strip().splitlines():
            path, _, value = line.partition("|")
            self._settings[path.lower()] = (path, value)
        self._containers = {name.lower(): name for name in _CONTAINERS}

    def get(self, path: str) -> str | None:
        found = self._settings.get(path.strip("\\").lower())
        return None if found is None else found[1]

    def set(self, path: str, value: str) -> None:
        """Change a setting; ConfigurationError when there is none, or the value is not what it takes."""
        key = path.strip("\\").lower()
        found = self._settings.get(key)
        if found is None:
            raise ConfigurationError(f"There is no setting {path!r}", hint="List them with Get-ChildItem WSMan:\\localhost -Recurse.")
        old = found[1]
        if old in ("true", "false"):
            if value.lower() not in ("true", "false"):
                raise ConfigurationError(f"The setting {found[0]} is true or false, not {value!r}")
            value = value.lower()
        elif old.isdigit() and not value.isdigit():
            raise ConfigurationError(f"The setting {found[0]} is a number, not {value!r}")
        self._settings[key] = (found[0], value)

    def add(self, path: str, value: str) -> None:
        self._settings[path.strip("\\").lower()] = (path.strip("\\"), value)

    def remove(self, path: str) -> None:
        """Take a setting or a container with all in it away."""
        key = path.strip("\\").lower()
        for known in [k for k in self._settings if k == key or k.startswith(key + "\\")]:
            del self._settings[known]
        self._containers.pop(key, None)

    def is_container(self, path: str) -> bool:
        key = path.strip("\\").lower()
        return not key or key in self._containers or any(known.startswith(key + "\\") for known in self._settings)

    def exists(self, path: str) -> bool:
        return self.get(path) is not None or self.is_container(path)

    def children(self, path: str) -> Iterator[str]:
        """Names of what lies in a container, in the order of definition."""
        key = path.strip("\\")
        prefix = f"{key}\\" if key else ""
        seen: dict[str, str] = {}
        for written, _ in self._settings.values():
            if written.lower().startswith(prefix.lower()):
                name = written[len(prefix) :].partition("\\")[0]
                seen.setdefault(name.lower(), name)
        if not key:
            for low, name in self._containers.items():
                seen.setdefault(low, name)
        yield from seen.values()

    def add_plugin(self, name: str) -> None:
        """What a session configuration shows on the drive."""
        for setting, value in (("Name", name), ("Enabled", "true"), ("RunAsUser", ""), ("XmlRenderingType", "text")):
            self.add(f"Plugin\\{name}\\{setting}", value)
        for setting, value in QUOTAS.items():
            self.add(f"Plugin\\{name}\\Quotas\\{setting}", value)
