"""Accounts of an emulated machine: users with passwords, groups, lock-out.

Decides whether a password is right (in constant time) and whether an account may log on.  Protocols ask here; they keep no copy.
"""

from __future__ import annotations

import hmac
import threading
from dataclasses import dataclass, field

from psbridge.errors import AuthenticationError, ConfigurationError

LOCKOUT_THRESHOLD = 10


@dataclass(slots=True)
class User:
    """An account.  The password never shows in a representation."""

    name: str
    password: str = field(repr=False, default="")
    full_name: str = ""
    description: str = ""
    enabled: bool = True
    locked: bool = False
    sid: str = ""
    certificates: tuple[str, ...] = ()  # SHA-1 thumbprints that log on as this user
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    members: tuple[str, ...] = ()
    sid: str = ""
    description: str = ""


class Accounts:
    """Users and groups by name, case apart; `DOMAIN\\name` and `name@domain` mean the same account."""

    def __init__(self, computer: str, domain: str = "", machine_sid: str = "S-1-5-21-1004336348-1177238915-682003330") -> None:
        self.computer, self.domain, self.machine_sid = computer, domain, machine_sid
        self._users: dict[str, User] = {}
        self._groups: dict[str, Group] = {}
        self._lock = threading.Lock()

    def add_user(self, user: User) -> User:
        if user.name.lower() in self._users:
            raise ConfigurationError(f"The user {user.name!r} is defined twice", hint="Give every user a name of its own.")
        user.sid = user.sid or f"{self.machine_sid}-{500 if user.name.lower() == 'administrator' else 1001 + len(self._users)}"
        self._users[user.name.lower()] = user
        return user

    def add_group(self, group: Group) -> Group:
        self._groups[group.name.lower()] = group
        return group

    @staticmethod
    def bare(name: str) -> str:
        """The account name without its domain."""
        return name.rpartition("\\")[2].partition("@")[0] if "\\" in name or "@" in name else name

    def find(self, name: str) -> User | None:
        return self._users.get(self.bare(name).lower())

    def users(self) -> list[User]:
        return list(self._users.values())

    def groups(self) -> list[Group]:
        return list(self._groups.values())

    def groups_of(self, name: str) -> list[Group]:
        bare = self.bare(name).lower()
        return [group for group in self._groups.values() if bare in (member.lower() for member in group.members)]

    def is_administrator(self, name: str) -> bool:
        return any(group.name.lower() == "administrators" for group in self.groups_of(name))

    def check(self, name: str, password: str) -> User:
        """The user who gave the right password; AuthenticationError otherwise, the same for an unknown name and a wrong password."""
        user = self.find(name)
        expected = user.password if user is not None else "\0no such user"
        right = hmac.compare_digest(expected.encode("utf-8", "surrogatepass"), password.encode("utf-8", "surrogatepass"))
        return self.admit(name, right)

    def admit(self, name: str, right: bool) -> User:
        """Count an attempt whose secret another protocol has checked; AuthenticationError when the account may not log on."""
        user = self.find(name)
        with self._lock:
            if user is None or not user.enabled or user.locked or not right:
                if user is not None and not right:
                    user.failures += 1
                    user.locked = user.locked or user.failures >= LOCKOUT_THRESHOLD
                raise AuthenticationError(
                    "The user name or password is incorrect", where=self.computer, hint="Check both; the account may be locked."
                )
            user.failures = 0
        return user

    def by_certificate(self, thumbprint: str) -> User | None:
        wanted = thumbprint.lower()
        return next((user for user in self._users.values() if wanted in (t.lower() for t in user.certificates)), None)
