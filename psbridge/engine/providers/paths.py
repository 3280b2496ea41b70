"""From the paths that people write to items: drives, providers, `~`, `..`, wildcards; and items with the notes that say where they lie.

`Paths` is what cmdlets have as `self.paths`; it belongs to one command of one session.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from psbridge.engine.providers.base import Drive, Provider, missing, refuse
from psbridge.engine.providers.drives import PathInfo
from psbridge.objects.psobject import PSObject, note_shape
from psbridge.objects.wildcard import compile_wildcard, has_wildcards, unescape

if TYPE_CHECKING:
    from psbridge.engine.context import Context

_QUALIFIED = re.compile(r"([A-Za-z][\w.]*\\)?([A-Za-z]\w*)::(.*)", re.DOTALL)
_DRIVE = re.compile(r"([^:/\\]+):(.*)", re.DOTALL)
_NOTES = note_shape(("PSPath", "PSParentPath", "PSChildName", "PSDrive", "PSProvider", "PSIsContainer"))


class ProviderPath:
    """A path of a provider on a drive (None: it was qualified by provider).  ``original`` is how it was written."""

    __slots__ = ("drive", "original", "path", "provider")

    def __init__(self, provider: Provider, path: str, drive: Drive | None, original: str = "") -> None:
        self.provider, self.path, self.drive, self.original = provider, path, drive, original

    @property
    def shown(self) -> str:
        """As people write it, with the drive."""
        return self.provider.shown(self.path, self.drive)

    @property
    def ps_path(self) -> str:
        """As PSPath gives it: qualified by provider."""
        return f"{self.provider.info.full_name}::{self.path}"

    @property
    def info(self) -> PathInfo:
        return PathInfo(self.drive, self.provider.info, self.path, self.shown if self.drive is not None else self.ps_path)

    def child(self, path: str) -> ProviderPath:
        return ProviderPath(self.provider, path, self.drive, path)

    def __repr__(self) -> str:
        return f"<ProviderPath {self.ps_path}>"


class Paths:
    """Resolution in the session of `runspace`, seen from `ctx`."""

    __slots__ = ("ctx", "drives", "runspace")

    def __init__(self, runspace: Any, ctx: Context) -> None:
        self.runspace, self.ctx = runspace, ctx
        self.drives = runspace.drives

    # -- without looking at items

    def unresolved(self, path: str, literal: bool = True) -> ProviderPath:
        """What a path means, whether or not there is such an item; wildcards are ordinary characters."""
        qualified = _QUALIFIED.fullmatch(path)
        if qualified is not None:
            provider = self.drives.find_provider((qualified[1] or "") + qualified[2])
            inner = qualified[3]
            return ProviderPath(provider, self._of_provider(provider, inner), None, path)
        found = _DRIVE.fullmatch(path)
        if found is not None and not path.startswith(("/", "./", "../", "\\")):
            return self._on_drive(self.drives.find(found[1]), found[2], path)
        return self._relative(path)

    def _of_provider(self, provider: Provider, inner: str) -> str:
        if provider.CONTAINERS and not provider.is_rooted(inner):
            drive = self._drive_of(provider, inner)
            if drive is not None:
                root = drive.root.rstrip("/\\").lower()
                return provider.normal(drive, inner[len(root) :] if root and inner.lower().startswith(root) else inner)
        return inner.strip("/\\")

    def _drive_of(self, provider: Provider, inner: str) -> Drive | None:
        drives = [drive for drive in self.drives.all() if drive.provider is provider.info]
        fitting = [drive for drive in drives if inner.lower().startswith(drive.root.lower())]
        return max(fitting, key=lambda drive: len(drive.root), default=drives[0] if drives else None)

    def _on_drive(self, drive: Drive, rest: str, original: str) -> ProviderPath:
        provider = self.drives.provider_of(drive)
        if not rest.startswith(("/", "\\")) and drive.location:
            rest = f"{drive.location}/{rest}"
        return ProviderPath(provider, provider.normal(drive, rest), drive, original)

    def _relative(self, path: str) -> ProviderPath:
        drive: Drive = self.drives.current
        provider = self.drives.provider_of(drive)
        if path == "~" or path.startswith(("~/", "~\\")):
            home = self.drives.files.info.home
            files = self.drives.location_of("FileSystem").drive
            return ProviderPath(self.drives.files, self.drives.files.normal(files, home.rstrip("/") + path[1:]), files, path)
        if path.startswith(("/", "\\")):
            if provider.CONTAINERS:
                return ProviderPath(provider, provider.normal(drive, path), drive, path)
            return ProviderPath(provider, path.strip("/\\"), drive, path)
        joined = f"{drive.location}/{path}" if drive.location else path
        if not provider.CONTAINERS:
            joined = path.removeprefix("./").removeprefix(".\\")
            joined = "" if joined in (".", "") else joined
        return ProviderPath(provider, provider.normal(drive, joined), drive, path)

    # -- with items

    def resolve(self, path: str, literal: bool = False, must_exist: bool = True, force: bool = False) -> list[ProviderPath]:
        """The items that a path means; a path without wildcards that leads nowhere is PathNotFound (with `must_exist`)."""
        if literal or not has_wildcards(path):
            found = self.unresolved(path if literal else unescape(path))
            if must_exist and not found.provider.exists(self.ctx, found.path):
                raise missing(found.shown)
            return [found]
        return list(self._matching(path, force))

    def _matching(self, path: str, force: bool) -> Iterator[ProviderPath]:
        base = self.unresolved(path)
        if not base.provider.CONTAINERS:
            test = compile_wildcard(base.path)
            return (base.child(child) for child in base.provider.children(self.ctx, "", True) if test(child))
        return self._walk(base, force)

    def _walk(self, base: ProviderPath, force: bool) -> Iterator[ProviderPath]:
        separator = base.provider.separator
        parts = base.path.split(separator)
        first = next(i for i, part in enumerate(parts) if has_wildcards(part))
        root = separator.join(parts[:first]) or separator
        level = [root]
        for i in range(first, len(parts)):
            level = list(self._level(base, level, parts[i], i + 1 < len(parts), force))
        return (base.child(path) for path in level)

    def _level(self, base: ProviderPath, parents: list[str], part: str, inner: bool, force: bool) -> Iterator[str]:
        provider, ctx = base.provider, self.ctx
        if not has_wildcards(part):
            for parent in parents:
                path = provider.join(parent, unescape(part))
                if provider.exists(ctx, path):
                    yield path
            return
        test = compile_wildcard(part)
        for parent in parents:
            if not provider.is_container(ctx, parent):
                continue
            for child in provider.children(ctx, parent, force or part.startswith(".")):
                if test(provider.leaf(child)) and (not inner or provider.is_container(ctx, child)):
                    yield child

    def resolve_one(self, path: str, literal: bool = False) -> ProviderPath:
        """The single item that a path means; several are an error."""
        found = self.resolve(path, literal)
        if not found:
            raise missing(self.unresolved(path).shown)
        if len(found) > 1:
            text = f"Cannot resolve path '{path}' because it leads to more than one item."
            raise refuse("PSArgumentException", text, "AmbiguousPath", "InvalidArgument", path)
        return found[0]

    def exists(self, path: str, literal: bool = False) -> bool:
        """Whether a path leads to an item."""
        from psbridge.engine.errors import ScriptError

        try:
            return bool(self.resolve(path, literal, force=True))
        except ScriptError:
            return False

    # -- items as objects

    def item(self, where: ProviderPath) -> Any:
        """The item with its PSPath and the like."""
        return self.dress(where.provider.item(self.ctx, where.path), where)

    def dress(self, value: Any, where: ProviderPath) -> Any:
        """Add the notes that say where an item lies."""
        provider = where.provider
        target = value if isinstance(value, PSObject) else PSObject(value)
        parent = provider.parent(where.path)
        qualified = provider.info.full_name
        notes = [
            f"{qualified}::{where.path}",
            f"{qualified}::{parent}" if parent else "",
            provider.leaf(where.path) or where.path,
            where.drive,
            provider.info,
            provider.is_container(self.ctx, where.path),
        ]
        if not target.shape.names:
            target.shape, target.values = _NOTES, notes
            return target
        for name, note in zip(_NOTES.names, notes, strict=True):
            target.set(name, note)
        return target

    def children(self, where: ProviderPath, force: bool = False) -> Iterator[ProviderPath]:
        """The items in a container."""
        for path in where.provider.children(self.ctx, where.path, force):
            yield where.child(path)

    def each(self, paths: list[str], literal: bool, report: Callable[[Any], None], force: bool = False) -> Iterator[ProviderPath]:
        """All items that several paths mean; what leads nowhere is reported and passed over."""
        from psbridge.engine.errors import ScriptError

        for path in paths:
            try:
                yield from self.resolve(path, literal, force=force)
            except ScriptError as error:
                report(error.record)

    # -- parts of paths

    def split(self, path: str) -> tuple[str, str]:
        """What stands before the drive's colon (or the provider's), and the rest."""
        qualified = _QUALIFIED.fullmatch(path)
        if qualified is not None:
            return path[: len(path) - len(qualified[3])], qualified[3]
        found = _DRIVE.fullmatch(path)
        return (f"{found[1]}:", found[2]) if found is not None else ("", path)

    @property
    def location(self) -> PathInfo:
        found: PathInfo = self.drives.location_object()
        return found
