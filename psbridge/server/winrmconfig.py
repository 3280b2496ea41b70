"""What the WinRM service of a host allows: authentication, limits, time-outs.  Pure data; the numbers are Windows' defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psbridge.errors import ConfigurationError

SCHEMES = ("negotiate", "kerberos", "ntlm", "credssp", "basic", "certificate")


@dataclass(frozen=True, slots=True)
class Quotas:
    """How much one user may have open at a time (winrm/config/Winrs and the plug-ins)."""

    shells_per_user: int = 30
    operations_per_user: int = 1500
    processes_per_shell: int = 0x7FFFFFFF
    users: int = 0x7FFFFFFF
    connections: int = 300


@dataclass(frozen=True, slots=True)
class Limits:
    """What the HTTP side takes of anybody."""

    envelope: int = 512000
    header: int = 65536
    header_timeout: float = 20.0
    body_timeout: float = 60.0
    idle_timeout: float = 900.0
    connections: int = 20000  # at a time; more are cut off at once
    attempts: int = 10  # failed log-ons on one connection before it is closed

    upload: int = 0  # bytes of a request to a web directory of the machine

    @property
    def body(self) -> int:
        """Bytes of a request, sealed messages being a little longer than what they hold."""
        return max(self.upload, self.envelope + self.envelope // 4 + 65536)


@dataclass(frozen=True, slots=True)
class WinRMConfig:
    """One service.  ``schemes``: what may be tried, in the order of the offer; Basic on HTTP needs `allow_unencrypted`.

    ``network_timeout``: seconds after which a client whose connection broke while it waited counts as gone; it leaves its session then.
    """

    schemes: tuple[str, ...] = ("negotiate", "kerberos", "ntlm", "basic", "credssp", "certificate")
    allow_unencrypted: bool = False
    strict_bindings: bool = False  # CbtHardeningLevel Strict
    keytab: str = ""
    idle_timeout: float = 7200.0
    max_idle_timeout: float = 2147483.647
    buffered_output: int = 2 << 20
    receive_linger: float = 0.0
    network_timeout: float = 240.0
    limits: Limits = field(default_factory=Limits)
    quotas: Quotas = field(default_factory=Quotas)

    def __post_init__(self) -> None:
        unknown = [scheme for scheme in self.schemes if scheme not in SCHEMES]
        if unknown:
            raise ConfigurationError(f"There is no authentication {unknown[0]!r}", hint=f"Known: {', '.join(SCHEMES)}.")
        if self.keytab and not Path(self.keytab).is_file():
            raise ConfigurationError(f"The keytab {self.keytab} is not there")

    def offers(self, scheme: str, secure: bool) -> bool:
        """Whether a scheme is offered on a connection."""
        if scheme == "basic" and not secure and not self.allow_unencrypted:
            return False
        if scheme == "kerberos" and not self.keytab:
            return False
        if scheme == "certificate" and not secure:
            return False
        return scheme in self.schemes

    def as_values(self, http: int, https: int) -> dict[str, Any]:
        """The nested values of winrm/config, in Windows' order."""
        words = {scheme: str(scheme in self.schemes).lower() for scheme in SCHEMES}
        client_auth = {
            "Basic": "true",
            "Digest": "true",
            "Kerberos": "true",
            "Negotiate": "true",
            "Certificate": "true",
            "CredSSP": "false",
        }
        service_auth = {
            "Basic": words["basic"],
            "Kerberos": words["kerberos"],
            "Negotiate": words["negotiate"],
            "Certificate": words["certificate"],
            "CredSSP": words["credssp"],
            "CbtHardeningLevel": "Strict" if self.strict_bindings else "Relaxed",
        }
        ports = {"HTTP": str(http or 5985), "HTTPS": str(https or 5986)}
        return {
            "MaxEnvelopeSizekb": str(self.limits.envelope // 1024),
            "MaxTimeoutms": "60000",
            "MaxBatchItems": "32000",
            "MaxProviderRequests": "4294967295",
            "Client": {
                "NetworkDelayms": "5000",
                "URLPrefix": "wsman",
                "AllowUnencrypted": "false",
                "Auth": client_auth,
                "DefaultPorts": {"HTTP": "5985", "HTTPS": "5986"},
                "TrustedHosts": "",
            },
            "Service": {
                "RootSDDL": "O:NSG:BAD:P(A;;GA;;;BA)(A;;GR;;;IU)S:P(AU;FA;GA;;;WD)(AU;SA;GXGW;;;WD)",
                "MaxConcurrentOperations": "4294967295",
                "MaxConcurrentOperationsPerUser": str(self.quotas.operations_per_user),
                "EnumerationTimeoutms": "240000",
                "MaxConnections": str(self.quotas.connections),
                "MaxPacketRetrievalTimeSeconds": "120",
                "AllowUnencrypted": str(self.allow_unencrypted).lower(),
                "Auth": service_auth,
                "DefaultPorts": ports,
                "IPv4Filter": "*",
                "IPv6Filter": "*",
                "EnableCompatibilityHttpListener": "false",
                "EnableCompatibilityHttpsListener": "false",
                "CertificateThumbprint": "",
                "AllowRemoteAccess": "true",
            },
            "Winrs": self._winrs(),
        }

    def _winrs(self) -> dict[str, str]:
        return {
            "AllowRemoteShellAccess": "true",
            "IdleTimeout": str(int(self.idle_timeout * 1000)),
            "MaxConcurrentUsers": str(self.quotas.users),
            "MaxShellRunTime": "2147483647",
            "MaxProcessesPerShell": str(self.quotas.processes_per_shell),
            "MaxMemoryPerShellMB": "2147483647",
            "MaxShellsPerUser": str(self.quotas.shells_per_user),
        }
