"""Programs and script files of the machine: what a name finds on PATH, what a path names.

Only the `local` profile has programs; a runspace of an emulated machine is given its own finder.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psbridge.engine.commands import ApplicationInfo, CommandInfo, ExternalScriptInfo
from psbridge.objects.exceptions import NetError
from psbridge.objects.wildcard import has_wildcards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psbridge.engine.context import Context

OWN_NAMES = frozenset(("pwsh", "powershell", "pwsh.exe", "powershell.exe"))


def names_a_path(name: str) -> bool:
    """Whether a command's name says where it is, so that it is not looked for."""
    return "/" in name or "\\" in name or name.startswith("~")


class Programs:
    """Looks programs up for one runspace."""

    def __init__(self, runspace: Any) -> None:
        self.runspace = runspace
        self._cache: dict[tuple[str, str], str | None] = {}

    def find(self, ctx: Context, name: str) -> CommandInfo | None:
        """A script or program by path or by name."""
        if not name or name.isspace() or "\0" in name:
            return None
        if names_a_path(name):
            return self._by_path(ctx, name)
        if name.lower() in OWN_NAMES:
            own = self._own(name)
            if own is not None:
                return own
        found = self._on_path(name)
        if found is None:
            return None
        return self._info(Path(found).name, found)

    def _own(self, name: str) -> CommandInfo | None:
        """pwsh and powershell are psbridge itself; it would see this computer's files, so an emulated machine does not have it."""
        if self.runspace.machine is not None:
            return None
        return ApplicationInfo(name, self.runspace.own_program)

    def _by_path(self, ctx: Context, name: str) -> CommandInfo | None:
        files = self.runspace.drives.files.files
        full = (self._by_pattern(ctx, name) if has_wildcards(name) else None) or self.runspace.full_path(name)
        places = [full]
        if "\\" in name and self.runspace.drives.files.separator == "/":  # either character separates, if no file has it in its name
            places.append(self.runspace.full_path(name.replace("\\", "/")))
        for candidate in (place + ending for place in places for ending in ("", ".ps1")):
            known = files.stat(candidate)
            if known is not None and not known.is_dir:
                return self._info(candidate.replace("\\", "/").rpartition("/")[2], candidate)
        leaf = full.rpartition("/")[2]
        if leaf in OWN_NAMES and full.rpartition("/")[0] == self.runspace.ps_home:
            return self._own(leaf)
        return None

    def _by_pattern(self, ctx: Context, pattern: str) -> str | None:
        """The only file that a path with wildcards means; without one the characters stand for themselves."""
        from psbridge.engine.errors import ScriptError

        try:
            found = self.runspace.paths(ctx).resolve(pattern)
        except (ScriptError, NetError):
            return None
        return found[0].path if len(found) == 1 and found[0].provider.NAME == "FileSystem" else None

    def _info(self, name: str, path: str) -> CommandInfo | None:
        if path.lower().endswith(".ps1"):
            return ExternalScriptInfo(name, path, self.runspace.load_script)
        if self.runspace.machine is not None:
            return None
        return ApplicationInfo(name, path) if os.access(path, os.X_OK) else None

    def _on_path(self, name: str) -> str | None:
        if self.runspace.machine is not None:
            return None
        folders = self.runspace.environment.get("PATH", "").split(os.pathsep)
        path = os.pathsep.join(folder if folder.startswith("/") else self.runspace.full_path(folder or ".") for folder in folders)
        key = (path, name)
        if key not in self._cache:
            self._cache[key] = self._search(path, name)
        found = self._cache[key]
        return found if found is None or Path(found).exists() else self._search(path, name)

    @staticmethod
    def _search(path: str, name: str) -> str | None:
        for folder in path.split(os.pathsep):
            for ending in ("", ".ps1"):
                full = Path(folder or ".") / (name + ending)
                if full.is_file() and (ending or os.access(full, os.X_OK) or name.lower().endswith(".ps1")):
                    return str(full)
        return None

    def matching(self, ctx: Context, test: Callable[[str], bool], kinds: int) -> Iterator[CommandInfo]:
        """The programs on PATH whose name passes a test."""
        if self.runspace.machine is not None:
            return
        seen: set[str] = set()
        for folder in self.runspace.environment.get("PATH", "").split(os.pathsep):
            try:
                names = sorted(entry.name for entry in os.scandir(folder or ".") if entry.is_file())
            except OSError:
                continue
            for name in names:
                info = self._info(name, str(Path(folder) / name)) if name not in seen and test(name) else None
                if info is not None and info.TYPE & kinds:
                    seen.add(name)
                    yield info
