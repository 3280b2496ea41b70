"""PSCredential: a user name and a secret."""

from __future__ import annotations

from psbridge.objects.nettypes import find_type
from psbridge.objects.psobject import NetObject
from psbridge.objects.scalars import SecureString


class PSCredential(NetObject):
    """A user name with its password, which only `reveal` shows."""

    __slots__ = ("password", "user_name")
    net_type = find_type("System.Management.Automation.PSCredential")
    PROPERTIES = {"UserName": "user_name", "Password": "password"}

    def __init__(self, user_name: str, password: SecureString) -> None:
        super().__init__()
        self.user_name, self.password = user_name, password

    def reveal(self) -> str:
        return self.password.reveal()

    def __repr__(self) -> str:
        return f"PSCredential({self.user_name!r}, ***)"
