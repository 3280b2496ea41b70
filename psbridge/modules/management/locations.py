"""Get-, Set-, Push-, Pop-Location."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.providers.paths import ProviderPath
from psbridge.modules.management.targets import ItemCommand

_REMEMBERED = 20  # how many locations `Set-Location -` can go back
_A = "System.Management.Automation."


@cmdlet("Get-Location", default_set="Location", aliases=("gl", "pwd"), output=(_A + "PathInfo", _A + "PathInfoStack"))
class GetLocation(ItemCommand):
    """Gets information about the current working location or a location stack."""

    provider_names = parameter("PSProvider", "string[]", sets=(In("Location", by_property=True),))
    drive_names = parameter("PSDrive", "string[]", sets=(In("Location", by_property=True),))
    stack = parameter("Stack", "switch", sets=("Stack",))
    stack_names = parameter("StackName", "string[]", sets=(In("Stack", by_property=True),))

    def process(self) -> None:
        drives = self.runspace.drives
        if self.set_name == "Stack":
            for name in self.stack_names or (None,):
                self._stack(name)
            return
        if not self.provider_names and not self.drive_names:
            self.write(drives.location_object())
            return
        for name in self.provider_names or ():
            self._try(lambda name=name: drives.location_of(name), "GetLocationNoMatchingProvider")
        for name in self.drive_names or ():
            self._try(lambda name=name: drives.location_on(drives.find(name)), "GetLocationNoMatchingDrive")

    def _try(self, get: Any, error_id: str) -> None:
        try:
            self.write(get())
        except ScriptError as problem:
            problem.record.error_id = error_id
            self.report(problem.record)

    def _stack(self, name: str | None) -> None:
        drives = self.runspace.drives
        if name and name.lower() not in drives.stacks:
            text = f"Cannot find location stack '{name}'. It does not exist or it is not a container."
            self.write_error(self.error(_A + "PSArgumentException", text, "Argument", "InvalidArgument"))
            return
        self.write(drives.stack(name))


class _Go(ItemCommand):
    """Makes a path the current location."""

    def _container(self, path: str, literal: bool) -> ProviderPath | None:
        """The one container that a path means; no one and several are errors."""
        try:
            hits = self.paths.resolve(path, literal)
        except ScriptError as problem:
            self.report(problem.record)
            return None
        found = [one for one in hits if one.provider.is_container(self.ctx, one.path)]
        if len(found) > 1:
            text = (
                f"Cannot set the location because path '{path}' resolved to multiple containers. You can only the set location to a single "
            )
            self.write_error(self.error(_A + "PSArgumentException", text + "container at a time.", "Argument", "InvalidArgument"))
        elif not found:
            shown = hits[0].shown if hits else path
            text = f"Cannot find path '{shown}' because it does not exist."
            self.write_error(self.error(_A + "ItemNotFoundException", text, "PathNotFound", "ObjectNotFound", shown))
        return found[0] if len(found) == 1 else None

    def go(self, path: str, literal: bool) -> Any:
        found = self._container(path, literal)
        if found is None:
            return None
        drive = found.drive
        if drive is None:
            fitting = [one for one in self.runspace.drives.all() if one.provider is found.provider.info]
            drive = fitting[0] if fitting else self.runspace.drives.current
        return self.runspace.drives.go(drive, found.path)


@cmdlet("Set-Location", default_set="Path", aliases=("sl", "cd", "chdir"), output=(_A + "PathInfo", _A + "PathInfoStack"))
class SetLocation(_Go):
    """Sets the current working location to a specified location."""

    path = parameter("Path", "string", sets=(In("Path", position=0, pipeline=True, by_property=True),))
    literal_path = parameter("LiteralPath", "string", sets=(In("LiteralPath", mandatory=True, by_property=True),), aliases=("PSPath", "LP"))
    pass_thru = parameter("PassThru", "switch")
    stack_name = parameter("StackName", "string", sets=(In("Stack", by_property=True),))

    def process(self) -> None:
        if self.set_name == "Stack":
            self._choose_stack((self.stack_name or "").lower())
            return
        target = self.literal_path or self.path or "~"
        history: dict[str, list[str]] = self.runspace.extras.setdefault("locations", {"-": [], "+": []})
        made = self._again(history, target) if target in history and self.literal_path is None else self._anew(history, target)
        if self.pass_thru and made is not None:
            self.write(made)

    def _choose_stack(self, name: str) -> None:
        drives = self.runspace.drives
        if name and name != "default" and name not in drives.stacks:
            text = f"Cannot find location stack '{self.stack_name}'. It does not exist or it is not a container."
            self.write_error(self.error(_A + "ItemNotFoundException", text, "StackNotFound", "ObjectNotFound", self.stack_name))
            return
        drives.default_stack = name
        if self.pass_thru:
            self.write(drives.stack(name))

    def _anew(self, history: dict[str, list[str]], target: str) -> Any:
        before = self.paths.location.path
        made = self.go(target, self.literal_path is not None)
        if made is not None:
            history["-"].append(before)
            del history["-"][:-_REMEMBERED]
            history["+"].clear()
        return made

    def _again(self, history: dict[str, list[str]], way: str) -> Any:
        """`-` goes back to where we were before, `+` forward to where we came back from."""
        if not history[way]:
            text = f"There is no location history left to navigate {'backwards' if way == '-' else 'forwards'}."
            self.fail(self.error("System.InvalidOperationException", text, "System.InvalidOperationException", "NotSpecified"))
        before = self.paths.location.path
        made = self.go(history[way].pop(), True)
        history["+" if way == "-" else "-"].append(before)
        return made


@cmdlet("Push-Location", default_set="Path", aliases=("pushd",), output=(_A + "PathInfo",))
class PushLocation(_Go):
    """Adds the current location to the top of a location stack."""

    path = parameter("Path", "string", sets=(In("Path", position=0, pipeline=True, by_property=True),))
    literal_path = parameter("LiteralPath", "string", sets=(In("LiteralPath", by_property=True),), aliases=("PSPath", "LP"))
    pass_thru = parameter("PassThru", "switch")
    stack_name = parameter("StackName", "string", by_property=True)

    def process(self) -> None:
        drives = self.runspace.drives
        before = drives.location_object()
        target = self.literal_path or self.path
        made = self.go(target, self.literal_path is not None) if target else before
        if made is None:
            return
        drives.stack(self.stack_name).entries.insert(0, before)
        if self.pass_thru:
            self.write(made)


@cmdlet("Pop-Location", aliases=("popd",), output=(_A + "PathInfo",))
class PopLocation(Cmdlet):
    """Changes the current location to the location most recently pushed onto the stack."""

    pass_thru = parameter("PassThru", "switch")
    stack_name = parameter("StackName", "string", by_property=True)

    def process(self) -> None:
        drives = self.runspace.drives
        if self.stack_name and self.stack_name.lower() not in drives.stacks:
            text = f"Cannot find location stack '{self.stack_name}'. It does not exist or it is not a container."
            self.write_error(self.error(_A + "PSArgumentException", text, "Argument", "InvalidArgument"))
            return
        entries = drives.stack(self.stack_name).entries
        if not entries:
            return
        before = entries.pop(0)
        made = drives.go(before.drive, before.provider_path)
        if self.pass_thru:
            self.write(made)
