"""powershell.config.json: settings that count from the next start on.

Decides where the file of a user and that of everybody are, and which experiments a session starts with: those of the user's file, else
those of the other one. A file that cannot be read says nothing.
"""

from __future__ import annotations

from typing import Any

from psbridge.objects.containers import TypedArray
from psbridge.objects.nettypes import find_type

_NAME = "powershell.config.json"
_KEY = "ExperimentalFeatures"


def place_of(runspace: Any, everybody: bool = False) -> str:
    """The path of the file: beside the user's profile, or with the program."""
    separator = "\\" if runspace.is_windows else "/"
    folder = runspace.ps_home if everybody else runspace.profile_object.rpartition(separator)[0]
    return f"{folder}{separator}{_NAME}"


def _settings(runspace: Any, path: str) -> dict[str, Any]:
    files = runspace.drives.files.files
    if files.stat(path) is None:
        return {}
    import json

    try:
        with files.open(path, "r") as file:
            found = json.loads(file.read().decode("utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _experiments(settings: dict[str, Any]) -> list[str]:
    listed = settings.get(_KEY)
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []


def enabled_experiments(runspace: Any) -> TypedArray:
    """What the session has started with; what is written later counts for the next one."""
    found: TypedArray | None = runspace.extras.get("experiments")
    if found is None:
        paths = (place_of(runspace), place_of(runspace, True))
        names = next((listed for path in paths if (listed := _experiments(_settings(runspace, path)))), [])
        found = runspace.extras["experiments"] = TypedArray(find_type("System.String"), names)
    return found


def switch_experiment(runspace: Any, name: str, on: bool, everybody: bool) -> None:
    """Write that an experiment is to be on or off; the other settings of the file stay."""
    import json

    enabled_experiments(runspace)
    files, path = runspace.drives.files.files, place_of(runspace, everybody)
    settings = _settings(runspace, path)
    listed = _experiments(settings)
    settings[_KEY] = [one for one in listed if one.lower() != name.lower()] + [name] * on
    _make_folder(files, path.rpartition(files.separator)[0])
    with files.open(path, "w") as file:
        file.write(json.dumps(settings, indent=2).encode())


def _make_folder(files: Any, folder: str) -> None:
    if files.stat(folder) is None:
        _make_folder(files, folder.rpartition(files.separator)[0])
        files.make_directory(folder)
