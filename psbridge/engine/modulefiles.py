"""Where modules lie: the files that a name or a path means, and all that PSModulePath leads to.

Names are found whatever their case, on disks that tell cases apart as well; in paths either slash separates.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

ENDINGS = (".psd1", ".psm1", ".ps1")


def is_path(name: str) -> bool:
    """Whether a module's name says where it is."""
    return name.startswith((".", "/", "~")) or name.lower().endswith(ENDINGS) or "/" in name or "\\" in name or ":" in name


def leaf(path: str) -> str:
    return path.rstrip("/\\").replace("\\", "/").rpartition("/")[2]


class ModuleFiles:
    """Finds modules for a session."""

    __slots__ = ("files", "runspace")

    def __init__(self, runspace: Any) -> None:
        self.runspace = runspace
        self.files = runspace.drives.files.files

    def place(self, name: str, base: str = "") -> str:
        """The full path that a name means, seen from a folder or from where the session stands."""
        mark = self.files.separator
        rooted = name.startswith(("/", "~")) or (mark == "\\" and (name.startswith("\\") or name[1:2] == ":"))
        full = str(self.runspace.full_path(name if rooted or not base else base + name))
        if "\\" in name and mark == "/" and self.files.stat(full) is None:
            return self.place(name.replace("\\", "/"), base)
        return full

    # -- one name

    def named(self, name: str, base: str = "") -> Iterator[str]:
        """The files that a module's name or path may mean, the best first."""
        if is_path(name):
            yield from self.at(self.place(name, base))
            return
        for folder in self.folders():
            yield from self._in_folder(folder, name)

    def at(self, path: str) -> Iterator[str]:
        """Those of a file, of a file without its ending, or of a folder."""
        if self._is_file(path):
            if path.lower().endswith(ENDINGS):
                yield path
            return
        yield from (path + ending for ending in ENDINGS if self._is_file(path + ending))
        if self._is_folder(path):
            yield from self._of_folder(path, leaf(path))

    def modules_at(self, path: str, everything: bool = False) -> list[str]:
        """Those that Get-Module lists for a path; a script that is missing counts, as it does in PowerShell."""
        if self._is_folder(path):
            return self._namesakes(path) if everything else list(self._of_folder(path, leaf(path)))
        return [path] if path.lower().endswith(ENDINGS[1:]) or (path.lower().endswith(ENDINGS[0]) and self._is_file(path)) else []

    def _namesakes(self, folder: str) -> list[str]:
        """The modules below a folder that are called as it is; of a manifest and a script side by side the manifest."""
        found = sorted(one for one in self._below(folder) if leaf(one).rpartition(".")[0].lower() == leaf(folder).lower())
        manifests = {one[:-5] for one in found if one.lower().endswith(ENDINGS[0])}
        return [one for one in found if one.lower().endswith(ENDINGS[0]) or one[:-5] not in manifests]

    # -- all

    def folders(self) -> list[str]:
        """The folders of PSModulePath."""
        mark = ";" if self.runspace.is_windows else ":"
        return [folder for folder in self.runspace.environment.get("PSModulePath", "").split(mark) if folder]

    def on_path(self, path: str) -> bool:
        """Whether a file lies below a folder of PSModulePath; a session without such a path sees all."""
        folders = self.folders()
        there = path.replace("\\", "/").lower()
        return not folders or any(there.startswith(folder.replace("\\", "/").rstrip("/").lower() + "/") for folder in folders)

    def available(self, everything: bool = False) -> list[str]:
        """The files of all modules on PSModulePath; with `everything` those inside of modules as well."""
        found: list[str] = []
        for folder in self.folders():
            if not self._is_folder(folder):
                continue
            if everything:
                found += sorted(self._below(folder))
                continue
            for name in sorted(self.files.list(folder)):
                found += self._in_folder(folder, name)
        return found

    def _below(self, folder: str) -> Iterator[str]:
        for name in self.files.list(folder):
            full = f"{folder.rstrip('/')}{self.files.separator}{name}"
            if self._is_folder(full):
                yield from self._below(full)
            elif name.lower().endswith(ENDINGS[:2]):
                yield full

    # -- folders

    def _is_file(self, path: str) -> bool:
        known = self.files.stat(path)
        return known is not None and not known.is_dir

    def _is_folder(self, path: str) -> bool:
        known = self.files.stat(path)
        return known is not None and bool(known.is_dir)

    def _entry(self, folder: str, name: str) -> str | None:
        """The path of an entry of a folder, whatever the case of its name."""
        full = f"{folder.rstrip('/')}{self.files.separator}{name}"
        if self.files.stat(full) is not None:
            return full
        if self.files.separator != "/" or not self._is_folder(folder):
            return None
        spelled = next((one for one in self.files.list(folder) if one.lower() == name.lower()), None)
        return None if spelled is None else f"{folder.rstrip('/')}/{spelled}"

    def _in_folder(self, folder: str, name: str) -> Iterator[str]:
        path = self._entry(folder, name)
        if path is not None and self._is_folder(path):
            yield from self._of_folder(path, name)

    def _of_folder(self, path: str, name: str) -> Iterator[str]:
        """The files of a module's folder: those of versions, the newest first, then the one beside them."""
        versions = [one for one in self.files.list(path) if one.replace(".", "").isdigit()]
        for version in sorted(versions, key=lambda text: [int(part) for part in text.split(".") if part], reverse=True):
            found = self._inside(f"{path}{self.files.separator}{version}", name)
            if found is not None:
                yield found
        found = self._inside(path, name)
        if found is not None:
            yield found

    def _inside(self, path: str, name: str) -> str | None:
        for ending in ENDINGS[:2]:
            full = self._entry(path, name + ending)
            if full is not None and self._is_file(full):
                return full
        return None
