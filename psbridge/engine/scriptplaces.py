"""Where a script file lies: its folder and its name, in the notation of the machine that it is on."""

from __future__ import annotations

__all__ = ["folder_of", "leaf_of"]


def _cut(path: str) -> int:
    """The place of the last separator; -1 when there is none.  A backslash separates in Windows paths only."""
    windows = path[1:2] == ":" or path.startswith("\\\\")
    return max(path.rfind("/"), path.rfind("\\")) if windows else path.rfind("/")


def folder_of(path: str | None) -> str:
    """The folder of a file; roots keep their separator, "" when there is no file."""
    if not path:
        return ""
    cut = _cut(path)
    if cut < 0:
        return ""
    return path[: cut + 1] if cut == 0 or path[cut - 1] == ":" else path[:cut]


def leaf_of(path: str | None) -> str:
    """The name of a file without its folder."""
    return path[_cut(path) + 1 :] if path else ""
