"""What the item commands share: how -Path, -LiteralPath, -Include, -Exclude and -Filter become items, and how failures are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.providers.base import ProviderCapabilities, ProviderThrow
from psbridge.engine.providers.fileoperations import exception_of
from psbridge.engine.providers.paths import ProviderPath
from psbridge.objects import ErrorRecord, NetError, unwrap
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_BAD = "System.Management.Automation.PSArgumentException"
_IN_USE = "System.Management.Automation.PSInvalidOperationException"
_FILTERS = int(ProviderCapabilities.Filter)
# what an OSError's exception ends an error id with, and its category
_ENDINGS = {
    "System.IO.FileNotFoundException": ("FileNotFoundError", "ObjectNotFound"),
    "System.IO.DirectoryNotFoundException": ("DirectoryNotFoundError", "ObjectNotFound"),
    "System.UnauthorizedAccessException": ("UnauthorizedAccessError", "PermissionDenied"),
}


def path_parameter(position: int | None = 0, mandatory: bool = True, **more: Any) -> Any:
    """-Path: patterns, from the pipeline by value and by property name."""
    use = In("Path", mandatory=mandatory, position=position, pipeline=True, by_property=True)
    return parameter("Path", "string[]", sets=(use,), wildcard=True, **more)


def literal_parameter(**more: Any) -> Any:
    """-LiteralPath: names as they are."""
    use = In("LiteralPath", mandatory=True, by_property=True)
    return parameter("LiteralPath", "string[]", sets=(use,), aliases=("PSPath", "LP"), **more)


class ItemCommand(Cmdlet):
    """Base of the commands that work on items."""

    path: Any = None
    literal_path: Any = None
    include: Any = None
    exclude: Any = None
    filter: Any = None
    force: Any = False

    @property
    def is_literal(self) -> bool:
        return bool(self.literal_path)

    @property
    def given(self) -> list[str]:
        """The paths as they were given."""
        return list(self.literal_path or self.path or ())

    def targets(self, force: bool | None = None) -> Iterator[ProviderPath]:
        """The items that the paths mean, as include, exclude and filter allow; what leads nowhere is reported."""
        accept = self.acceptance()
        wanted = bool(self.force) if force is None else force
        for found in self.paths.each(self.given, self.is_literal, self.report, wanted):
            self.check_filter(found)
            if accept(found):
                yield found

    def check_filter(self, found: ProviderPath) -> None:
        """-Filter is what a provider does itself, if it can; else the command ends."""
        if self.filter and not found.provider.CAPABILITIES & _FILTERS:
            text = "Cannot call method. The provider does not support the use of filters."
            self.fail(self.error("System.Management.Automation.PSNotSupportedException", text, "NotSupported", "NotImplemented"))

    def acceptance(self) -> Callable[[ProviderPath], bool]:
        included = [compile_wildcard(p) for p in self.include or ()]
        excluded = [compile_wildcard(p) for p in self.exclude or ()]
        filtered = compile_wildcard(self.filter) if self.filter else None

        def accept(found: ProviderPath) -> bool:
            name = found.provider.leaf(found.path)
            if filtered is not None and not filtered(name):
                return False
            return (not included or any(m(name) for m in included)) and not any(m(name) for m in excluded)

        return accept

    def report(self, record: ErrorRecord) -> None:
        """Write an error that a provider raised as this command's own."""
        record.qualifier = self.DECLARATION.net_class
        self.write_error(record)

    def attempt(self, prefix: str, where: ProviderPath, action: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Do something to an item; a failure is written and gives None.  `prefix` starts the error ids of failures of the system."""
        try:
            return action(*arguments, **options)
        except ProviderThrow as problem:
            problem.record.qualifier = self.DECLARATION.net_class
            self.fail(problem.record)
        except ScriptError as problem:
            self.report(problem.record)
        except NetError as problem:
            self.fail(ErrorRecord(problem.exception, problem.exception.extra.get("error_id"), 0))
        except OSError as problem:
            self.report(self.system_failure(prefix, where, problem))
        return None

    def system_failure(self, prefix: str, where: ProviderPath, problem: OSError) -> ErrorRecord:
        """An OSError in PowerShell's words."""
        kind, text = exception_of(problem, where.path)
        if isinstance(problem, FileNotFoundError) and not where.provider.exists(self.ctx, where.provider.parent(where.path)):
            kind, text = "System.IO.DirectoryNotFoundException", f"Could not find a part of the path '{where.path}'."
        ending, category = _ENDINGS.get(kind, ("IOError", "WriteError"))
        return self.error(kind, text, prefix + ending, category, where.path, None)

    def operate(self, where: ProviderPath, action: Callable[..., None], *arguments: Any, show: bool = True) -> None:
        """Have a provider do something to an item, which asks and reports in this command's name; `show`: write what it made."""
        self.attempt("", where, action, _Work(self, where, show), where.path, *arguments)

    def in_use(self, found: ProviderPath, text: str) -> bool:
        """Whether an item is the current location or lies above it, which is an error."""
        here = self.paths.location
        if here.provider is not found.provider.info or not found.provider.CONTAINERS:
            return False
        mark = found.provider.separator
        one, other = (path.rstrip(mark) + mark for path in (here.provider_path, found.path))
        if not (one.lower() if mark == "\\" else one).startswith(other.lower() if mark == "\\" else other):
            return False
        self.write_error(self.error(_IN_USE, text.format(path=found.shown), "InvalidOperation", "InvalidOperation"))
        return True

    def argument_error(self, text: str, error_id: str, category: str = "InvalidArgument") -> ErrorRecord:
        return self.error(_BAD, text, error_id, category)


class _Work:
    """What a provider sees of the command that has it do something to an item."""

    def __init__(self, command: ItemCommand, where: ProviderPath, show: bool) -> None:
        self.command, self.where, self.show = command, where, show
        self.force = bool(command.force)
        self.options = command.dynamic.get("options")
        self._excluded = [compile_wildcard(pattern) for pattern in command.exclude or ()]

    @property
    def ctx(self) -> Any:
        return self.command.ctx

    def should_process(self, target: str, action: str) -> bool:
        return self.command.should_process(target, action)

    def write(self, item: Any, path: str) -> None:
        if self.show and item is not None:
            paths = self.command.paths
            self.command.write(paths.dress(item, self.where.child(getattr(unwrap(item), "full_name", path))))

    def write_error(self, failure: ScriptError) -> None:
        self.command.report(failure.record)

    def excluded(self, name: str) -> bool:
        return any(matches(name) for matches in self._excluded)


__all__ = ["ItemCommand", "has_wildcards", "literal_parameter", "path_parameter"]
