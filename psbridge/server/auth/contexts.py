"""Security contexts for a connection: pyspnego's acceptors with the accounts of the emulated machine behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import spnego
from spnego._context import GSSMech
from spnego._credssp import CredSSPProxy
from spnego._negotiate import NegotiateProxy
from spnego.channel_bindings import GssChannelBindings

from psbridge.errors import ConfigurationError
from psbridge.machine.users import Accounts
from psbridge.server.auth.ntlm import AccountsNtlm
from psbridge.server.auth.quickntlm import QuickNtlm, is_for_us
from psbridge.server.certificates import credssp_tls
from psbridge.server.winrmconfig import WinRMConfig

_KERBEROS = frozenset((GSSMech.kerberos.value, "1.2.840.48018.1.2.2", "1.3.5.1.5.2"))
_NTLMSSP = b"NTLMSSP\0"
_BOTH = frozenset(("negotiate", "ntlm"))
_WINRM = spnego.NegotiateOptions.wrapping_winrm


class OfferedNegotiate(NegotiateProxy):  # type: ignore[misc, unused-ignore]
    """SPNEGO that makes only those inner contexts that the client offers, in the client's order."""

    def __init__(self, maker: Contexts, **options: Any) -> None:
        super().__init__(usage="accept", protocol="negotiate", **options)
        self._maker = maker
        self.ntlm: AccountsNtlm | None = None

    @classmethod
    def available_protocols(cls, options: Any = None) -> list[str]:
        return ["kerberos", "ntlm", "negotiate"]

    def _rebuild_context_list(self, mech_types: list[str] | None = None, channel_bindings: Any = None) -> list[str]:
        made: dict[Any, Any] = {}
        for oid in mech_types or [GSSMech.kerberos.value, GSSMech.ntlm.value]:
            if oid in _KERBEROS and self._maker.has_kerberos:
                made.setdefault(GSSMech.kerberos, None)
            elif oid == GSSMech.ntlm.value and self._maker.has_ntlm:
                made.setdefault(GSSMech.ntlm, None)
        for mech in made:
            made[mech] = self._maker.kerberos() if mech is GSSMech.kerberos else self._maker.ntlm()
            made[mech]._is_wrapped = True
        self.ntlm = made.get(GSSMech.ntlm)
        self._available_contexts = made
        if not made:
            raise spnego.exceptions.BadMechanismError(context_msg="No mechanism that both sides have")
        found: list[str] = super()._rebuild_context_list(mech_types, channel_bindings)
        return found

    def _preferred_mech_list(self) -> list[Any]:
        return list(self._available_contexts or ()) or [GSSMech.kerberos]


class Contexts:
    """Makes security contexts for connections of one host; ``bindings`` are those of its TLS certificate."""

    def __init__(self, accounts: Accounts, config: WinRMConfig, bindings: bytes = b"") -> None:
        self.accounts, self.config, self.bindings = accounts, config, bindings
        self._credential: Any = None

    @property
    def has_kerberos(self) -> bool:
        return bool(self.config.keytab) and ("kerberos" in self.config.schemes or "negotiate" in self.config.schemes)

    @property
    def has_ntlm(self) -> bool:
        return "ntlm" in self.config.schemes or "negotiate" in self.config.schemes

    def make(self, scheme: str, token: bytes = b"") -> Any:
        """A fresh context for an HTTP authentication scheme; NTLM that comes without SPNEGO needs no negotiation."""
        if scheme in _BOTH and self.has_ntlm and token.startswith(_NTLMSSP) and is_for_us(token):
            return QuickNtlm(self.accounts, self.bindings, self.config.strict_bindings)
        return _MAKERS[scheme](self)

    def ntlm(self) -> AccountsNtlm:
        return AccountsNtlm(self.accounts, self.bindings, self.config.strict_bindings)

    def kerberos(self) -> Any:
        try:
            import gssapi
            from spnego._gss import GSSAPIProxy
        except ImportError as error:
            raise ConfigurationError("Kerberos needs the gssapi package", hint="pip install 'psbridge[kerberos]'") from error
        if self._credential is None:
            mech = gssapi.OID.from_int_seq(GSSMech.kerberos.value)
            self._credential = gssapi.Credentials(usage="accept", mechs=[mech], store={"keytab": self.config.keytab})
        bindings = GssChannelBindings(application_data=self.bindings) if self.bindings else None
        return GSSAPIProxy(
            usage="accept", protocol="kerberos", channel_bindings=bindings, options=_WINRM, _gssapi_credential=self._credential
        )

    def negotiate(self) -> OfferedNegotiate:
        return OfferedNegotiate(self, options=_WINRM)

    def credssp(self) -> Any:
        inner = OfferedNegotiate(self.without_bindings())
        return CredSSPProxy(usage="accept", credssp_negotiate_context=inner, credssp_tls_context=credssp_tls(), options=_WINRM)

    def without_bindings(self) -> Contexts:
        """For what is wrapped in TLS of its own."""
        made = Contexts(self.accounts, self.config)
        made._credential = self._credential
        return made


_MAKERS: dict[str, Callable[[Contexts], Any]] = {
    "negotiate": Contexts.negotiate,
    "kerberos": Contexts.negotiate,  # a raw Kerberos token is understood, too
    "ntlm": Contexts.ntlm,
    "credssp": Contexts.credssp,
}
