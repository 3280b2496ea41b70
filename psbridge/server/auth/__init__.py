"""Who is at the other end of a connection: log-on by Basic, NTLM, Negotiate, Kerberos, CredSSP and certificates."""

from __future__ import annotations

from psbridge.server.auth.authenticator import Authenticator, Caller, Verdict

__all__ = ["Authenticator", "Caller", "Verdict"]
