"""Join-, Split-, Resolve-, Convert-, Test-Path."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import In, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.providers.paths import ProviderPath
from psbridge.modules.management.targets import ItemCommand, literal_parameter, path_parameter
from psbridge.objects import DateTime, define_enum, unwrap

TestPathType: Any = define_enum("Microsoft.PowerShell.Commands.TestPathType", "Any Container Leaf")


@cmdlet("Join-Path", output=("System.String",))
class JoinPath(ItemCommand):
    """Combines a path and child paths into a single path."""

    path = parameter("Path", "string[]", position=0, mandatory=True, pipeline=True, by_property=True, aliases=("PSPath",))
    child_path = parameter("ChildPath", "string", position=1, mandatory=True, by_property=True, allow_null=True, allow_empty=True)
    additional = parameter(
        "AdditionalChildPath", "string[]", position=2, by_property=True, remaining=True, allow_null=True, allow_empty=True
    )
    resolve = parameter("Resolve", "switch")
    credential = parameter("Credential", "pscredential", by_property=True)

    def process(self) -> None:
        for path in self.path:
            mark = self._separator(path)
            if mark is None:
                continue
            joined = self._join(path, self.child_path or "", mark)
            for child in self.additional or ():
                joined = self._join(joined, child or "", mark)
            if not self.resolve:
                self.write(joined)
                continue
            for found in self.paths.each([joined], False, self.report):
                self.write(found.shown)

    @staticmethod
    def _join(parent: str, child: str, mark: str) -> str:
        """One separator between the two; the other kind of slash is turned into this machine's."""
        other = "/" if mark == "\\" else "\\"
        head, tail = parent.replace(other, mark), child.replace(other, mark).lstrip(mark)
        if head.endswith(mark):
            return head.rstrip(mark) + mark + tail if head.strip(mark) else mark + tail
        return f"{head}{mark}{tail}"

    def _separator(self, path: str) -> str | None:
        """That of the drive which the path names, None when there is none, which is reported."""
        try:
            return str(self.paths.unresolved(path).provider.separator)
        except ScriptError as problem:
            self.report(problem.record)
            return None


@cmdlet("Split-Path", default_set="ParentSet", output=("System.String", "System.Boolean"))
class SplitPath(ItemCommand):
    """Returns the specified part of a path."""

    path = parameter(
        "Path",
        "string[]",
        sets=tuple(
            In(name, mandatory=True, position=0, pipeline=True, by_property=True)
            for name in ("ParentSet", "LeafSet", "LeafBaseSet", "ExtensionSet", "QualifierSet", "NoQualifierSet", "IsAbsoluteSet")
        ),
    )
    literal_path = parameter(
        "LiteralPath", "string[]", sets=(In("LiteralPathSet", mandatory=True, by_property=True),), aliases=("PSPath", "LP")
    )
    qualifier = parameter("Qualifier", "switch", sets=(In("QualifierSet", mandatory=True),))
    no_qualifier = parameter("NoQualifier", "switch", sets=(In("NoQualifierSet", mandatory=True),))
    parent = parameter("Parent", "switch", sets=("ParentSet",))
    leaf = parameter("Leaf", "switch", sets=(In("LeafSet", mandatory=True),))
    leaf_base = parameter("LeafBase", "switch", sets=(In("LeafBaseSet", mandatory=True),))
    extension = parameter("Extension", "switch", sets=(In("ExtensionSet", mandatory=True),))
    resolve = parameter("Resolve", "switch")
    is_absolute = parameter("IsAbsolute", "switch", sets=(In("IsAbsoluteSet", mandatory=True),))
    credential = parameter("Credential", "pscredential", by_property=True)

    def process(self) -> None:
        paths = self.given
        if self.resolve:
            paths = [found.shown for found in self.targets()]
        for path in paths:
            made = self._part(path)
            if made is not None:
                self.write(made)

    def _part(self, path: str) -> Any:
        head, rest = self.paths.split(path)
        if self.qualifier:
            return self._qualifier(path, head)
        if self.no_qualifier:
            return rest
        if self.is_absolute:
            return bool(head) or path.startswith(("/", "\\"))
        leaf = self._leaf(rest)
        if self.leaf:
            return leaf if leaf or not head else f"{head}{rest}"
        dot = leaf.rfind(".")
        if self.leaf_base:
            return leaf if dot < 0 else leaf[:dot]
        if self.extension:
            return "" if dot < 0 else leaf[dot:]
        return self._parent(head, rest)

    def _qualifier(self, path: str, head: str) -> str | None:
        if head:
            return head
        text = f"Cannot parse path because path '{path}' does not have a qualifier specified."
        self.write_error(self.error("System.FormatException", text, "ParsePathFormatError", "InvalidArgument", path))
        return None

    @property
    def _mark(self) -> str:
        return "\\" if self.runspace.is_windows else "/"

    def _slashes(self, rest: str) -> str:
        return rest.replace("/", "\\") if self._mark == "\\" else rest.replace("\\", "/")

    def _leaf(self, rest: str) -> str:
        return self._slashes(rest).rstrip(self._mark).rpartition(self._mark)[2]

    def _parent(self, head: str, rest: str) -> str:
        text = self._slashes(rest).rstrip(self._mark)
        above, mark, _ = text.rpartition(self._mark)
        return f"{head}{above}" if above else f"{head}{mark}" if mark and (text or head) else ""


@cmdlet("Resolve-Path", default_set="Path", aliases=("rvpa",), output=("System.Management.Automation.PathInfo", "System.String"))
class ResolvePath(ItemCommand):
    """Resolves the wildcard characters in a path, and displays the path contents."""

    path = path_parameter()
    literal_path = literal_parameter()
    relative = parameter("Relative", "switch")
    relative_base = parameter("RelativeBasePath", "string")
    force = parameter("Force", "switch")
    credential = parameter("Credential", "pscredential", by_property=True)

    def process(self) -> None:
        for found in self.targets():
            self.write(self._relative(found) if self.relative else found.info)

    def _relative(self, found: ProviderPath) -> str:
        here_drive = self.paths.location.drive
        if found.drive is not here_drive and here_drive is not None and not found.path.startswith(here_drive.root or "\0"):
            return str(found.shown)  # on another drive: there is no way from here
        base = self.paths.unresolved(self.relative_base).path if self.relative_base else self.paths.location.provider_path
        mark = found.provider.separator
        here, there = ([part for part in path.split(mark) if part] for path in (base, found.path))
        same = 0
        while same < min(len(here), len(there)) and here[same] == there[same]:
            same += 1
        steps = [".."] * (len(here) - same) or ["."]
        return mark.join([*steps, *there[same:]])


@cmdlet("Convert-Path", default_set="Path", aliases=("cvpa",), output=("System.String",))
class ConvertPath(ItemCommand):
    """Converts a path from a PowerShell path to a provider path."""

    path = path_parameter()
    literal_path = literal_parameter()

    def process(self) -> None:
        for found in self.targets():
            self.write(found.path)


@cmdlet("Test-Path", default_set="Path", output=("System.Boolean",))
class TestPath(ItemCommand):
    """Determines whether all elements of a path exist."""

    path = path_parameter(allow_null=True, allow_empty=True)
    literal_path = literal_parameter(allow_null=True, allow_empty=True)
    filter = parameter("Filter", "string")
    include = parameter("Include", "string[]")
    exclude = parameter("Exclude", "string[]")
    path_type = parameter("PathType", "Microsoft.PowerShell.Commands.TestPathType", aliases=("Type",), default=0)
    is_valid = parameter("IsValid", "switch")
    credential = parameter("Credential", "pscredential", by_property=True)
    older_than = parameter("OlderThan", "System.Nullable[datetime]")
    newer_than = parameter("NewerThan", "System.Nullable[datetime]")

    def process(self) -> None:
        given = self.literal_path if self.set_name == "LiteralPath" else self.path
        if not given:
            self._null()
            return
        for path in given:
            if path is None:
                self._null()
            elif not path.strip():
                self.write(False)
            else:
                self.write(self._valid(path) if self.is_valid else self._exists(path))

    def _null(self) -> None:
        text = "Value cannot be null. (Parameter 'The provided Path argument was null or an empty collection.')"
        self.write_error(self.error("System.ArgumentNullException", text, "NullPathNotPermitted", "InvalidArgument"))

    def _valid(self, path: str) -> bool:
        try:
            found = self.paths.unresolved(path)
        except ScriptError:
            return False
        return "\0" not in path and not (found.provider.separator == "\\" and any(c in found.path[2:] for c in '<>"|?*'))

    def _exists(self, path: str) -> bool:
        accept = self.acceptance()
        try:
            found = self.paths.resolve(path, self.set_name == "LiteralPath", force=True)
        except (ScriptError, OSError, ValueError):
            return False
        return any(accept(one) and self._fits(one) for one in found)

    def _fits(self, found: ProviderPath) -> bool:
        wanted = int(self.path_type)
        if wanted and found.provider.is_container(self.ctx, found.path) != (wanted == 1):
            return False
        if self.older_than is None and self.newer_than is None:
            return True
        written: DateTime | None = getattr(unwrap(self.paths.item(found)), "last_write_time", None)
        if written is None:
            return True
        return (self.older_than is None or written < self.older_than) and (self.newer_than is None or written > self.newer_than)
