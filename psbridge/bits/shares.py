"""UNC paths of the real network, through smbprotocol (the `smb` extra), which is imported when the first share is met."""

from __future__ import annotations

import contextlib
from typing import Any

from psbridge.bits.codes import BitsError, Context, of_os_error
from psbridge.bits.volumes import Look, Reader, Writer

_LOGON = frozenset((0xC000006D, 0xC0000064, 0xC000006A, 0xC0000022, 0xC0000234))


class _Open:
    """An open file on a share."""

    def __init__(self, share: Share, file: Any) -> None:
        self._share, self._file = share, file

    def readinto(self, view: memoryview) -> int:
        with self._share.mapped():
            return int(self._file.readinto(view) or 0)

    def write(self, data: memoryview) -> None:
        with self._share.mapped():
            rest = data
            while rest:
                rest = rest[self._file.write(bytes(rest)) :]

    def sync(self) -> None:
        with self._share.mapped():
            self._file.flush()

    def close(self) -> None:
        with self._share.mapped():
            self._file.close()


class Share:
    """The shares of one server, with one credential (none: that of the running user, by Kerberos)."""

    separator = "\\"

    def __init__(self, credential: tuple[str, str] | None = None, port: int = 445) -> None:
        self._options: dict[str, Any] = {"port": port, "connection_cache": {}}
        if credential is not None:
            self._options |= {"username": credential[0], "password": credential[1]}

    @property
    def client(self) -> Any:
        try:
            import smbclient
        except ImportError as problem:
            raise BitsError("PROTOCOL_NOT_AVAILABLE", "Network shares need the smb extra: pip install 'psbridge[smb]'.") from problem
        return smbclient

    @contextlib.contextmanager
    def mapped(self) -> Any:
        """SMB's failures as BitsErrors: of names and rights fatal, of connections transient."""
        from smbprotocol.exceptions import SMBAuthenticationError, SMBException, SMBOSError, SMBResponseException

        try:
            yield
        except SMBOSError as problem:
            status = getattr(problem, "ntstatus", 0)
            if status in _LOGON and status != 0xC0000022:
                raise BitsError("LOGON_FAILURE") from problem
            if status == 0xC00000CC:
                raise BitsError("BAD_NETWORK_NAME") from problem
            raise of_os_error(problem, context=Context.RemoteFile) from problem
        except (SMBAuthenticationError, SMBResponseException) as problem:
            status = getattr(problem, "status", 0)
            name = "BAD_NETWORK_NAME" if status == 0xC00000CC else "ACCESS_DENIED" if status == 0xC0000022 else "LOGON_FAILURE"
            raise BitsError(name, context=Context.RemoteFile) from problem
        except (SMBException, OSError, ValueError) as problem:
            self._forget()
            raise BitsError("BAD_NETWORK_PATH") from problem

    def _forget(self) -> None:
        """Connections that failed are not used again."""
        with contextlib.suppress(Exception):
            self.client.reset_connection_cache(fail_on_error=False, connection_cache=self._options["connection_cache"])
        self._options["connection_cache"] = {}

    def look(self, path: str) -> Look | None:
        try:
            with self.mapped():
                found = self.client.stat(path, **self._options)
        except BitsError as problem:
            if problem.code.name in ("NO_SUCH_FILE", "PATH_NOT_FOUND"):
                return None
            raise
        return Look(found.st_size, f"{found.st_size}-{found.st_mtime_ns}", bool(found.st_file_attributes & 16))

    def list(self, path: str) -> list[str]:
        with self.mapped():
            return sorted(self.client.listdir(path, **self._options))

    def reader(self, path: str, offset: int) -> Reader:
        with self.mapped():
            file = self.client.open_file(path, mode="rb", buffering=0, share_access="r", **self._options)
            file.seek(offset)
        return _Open(self, file)

    def writer(self, path: str, offset: int) -> Writer:
        with self.mapped():
            file = self.client.open_file(path, mode="r+b" if offset else "wb", buffering=0, share_access="r", **self._options)
            if offset:
                file.truncate(offset)
                file.seek(offset)
        return _Open(self, file)

    def replace(self, temporary: str, final: str) -> None:
        with self.mapped():
            self.client.replace(temporary, final, **self._options)

    def remove(self, path: str) -> None:
        try:
            with self.mapped():
                self.client.remove(path, **self._options)
        except BitsError as problem:
            if problem.code.name != "NO_SUCH_FILE":
                raise

    def sync(self, path: str) -> None:
        """A closed file on a share is the server's matter."""
