"""Which files a job gets: sources and destinations paired by place, wildcards of local and shared sources matched, directories completed.

Addresses and destinations take no wildcard.  A destination may be a file, a directory, relative, or missing (the current directory).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.bits.codes import BitsError
from psbridge.bits.places import Kind, file_name, kind_of
from psbridge.engine.errors import ScriptError
from psbridge.objects.wildcard import compile_wildcard, has_wildcards, unescape

if TYPE_CHECKING:
    from psbridge.bits.authentication import Login
    from psbridge.bits.manager import Manager

_NO_WILDCARD_URL = "Wildcard characters are not supported in HTTP and HTTPS addresses."
_NO_WILDCARD_TARGET = "Wildcard characters are not supported in the Destination parameter."
_COUNTS = (
    "The number of items that the Source parameter specifies ({0}) does not match the number of items that the Destination parameter "
    "specifies ({1})."
)


class Pairing:
    """Finds pairs with the paths of a session (`paths`) and the volumes of its machine."""

    def __init__(self, paths: Any, manager: Manager, upload: bool, login: Login | None = None) -> None:
        self._paths, self._world, self._upload, self._login = paths, manager.world, upload, login

    def pairs(self, sources: list[str], destinations: list[str] | None) -> list[tuple[str, str]]:
        for target in destinations or ():
            if kind_of(target) is not Kind.HTTP and has_wildcards(target):
                raise BitsError("INVALID_NAME", _NO_WILDCARD_TARGET, where=target)
        targets = self._counted(sources, destinations)
        found: list[tuple[str, str]] = []
        for source, place in zip(sources, targets, strict=True):
            matches = self._matches(source)
            if len(matches) != 1 or has_wildcards(source):
                self._must_hold_many(place)
            found += [(match, self._target(place, match)) for match in matches]
        return found

    def _counted(self, sources: list[str], destinations: list[str] | None) -> list[str | None]:
        if not destinations:
            if self._upload:
                raise BitsError("INVALID_ARGUMENT", "The Destination parameter must be given for an upload.")
            return [None] * len(sources)
        if len(destinations) == 1 and len(sources) > 1 and self._is_directory(destinations[0]):
            return [destinations[0]] * len(sources)
        if len(destinations) != len(sources):
            raise BitsError("INVALID_ARGUMENT", _COUNTS.format(len(sources), len(destinations)))
        return [*destinations]

    # -- sources

    def _matches(self, source: str) -> list[str]:
        kind = kind_of(source)
        if kind is Kind.HTTP:
            if "*" in source or "[" in source.partition("?")[0]:
                raise BitsError("INVALID_NAME", _NO_WILDCARD_URL, where=source)
            return [source]
        if kind is Kind.UNC:
            return self._shared(source) if has_wildcards(source) else [source]
        try:
            found = [str(one.path) for one in self._paths.resolve(source)]
        except ScriptError as problem:
            raise BitsError("NO_SUCH_FILE", problem.record.exception.message, where=source) from problem
        files = [path for path in found if not self._is_folder(path)]
        if not files:
            text = f"Cannot find path '{source}' because it does not exist." if not found else f"The path '{source}' is a directory."
            raise BitsError("NO_SUCH_FILE", text, where=source)
        return files

    def _shared(self, source: str) -> list[str]:
        """Matches in the last part of a UNC path."""
        directory, _, pattern = source.rpartition("\\")
        volume: Any = self._world.volume(source, self._login)
        matches = compile_wildcard(pattern)
        names = [name for name in volume.list(directory) if matches(name)]
        paths = [f"{directory}\\{name}" for name in names if not self._is_folder(f"{directory}\\{name}")]
        if not paths:
            raise BitsError("NO_SUCH_FILE", f"Cannot find path '{source}' because it does not exist.", where=source)
        return paths

    # -- destinations

    def _local(self, path: str) -> str:
        try:
            return str(self._paths.unresolved(path).path)
        except ScriptError as problem:
            raise BitsError("PATH_NOT_FOUND", problem.record.exception.message, where=path) from problem

    def _target(self, target: str | None, source: str) -> str:
        if target is None:
            target = "."
        if kind_of(target) is Kind.HTTP:
            return target + file_name(source) if target.endswith("/") and self._upload else target
        if not self._is_directory(target):
            return self._whole(target)
        name = file_name(source)
        if not name:
            raise BitsError("INVALID_NAME", f"The address '{source}' does not name a file; give the destination a file name.", where=source)
        whole = self._whole(target)
        separator = self._world.volume(whole, None).separator
        return whole.rstrip("/\\") + separator + name

    def _whole(self, target: str) -> str:
        return target if kind_of(target) is Kind.UNC else self._local(unescape(target))

    def _is_directory(self, target: str | None) -> bool:
        if target is None or target.endswith(("/", "\\")):
            return target is None or kind_of(target) is not Kind.HTTP
        return kind_of(target) is not Kind.HTTP and self._is_folder(self._whole(target))

    def _is_folder(self, path: str) -> bool:
        """A share that does not answer now is the transfer's matter, not ours."""
        try:
            found = self._world.volume(path, self._login).look(path)
        except BitsError:
            return False
        return found is not None and found.is_dir

    def _must_hold_many(self, target: str | None) -> None:
        if target is not None and not self._is_directory(target) and kind_of(target) is not Kind.HTTP:
            raise BitsError(
                "INVALID_ARGUMENT", f"The destination '{target}' must be a directory, because the source has wildcard characters."
            )
