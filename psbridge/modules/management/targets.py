"""What the item commands share: how -Path, -LiteralPath, -Include, -Exclude and -Filter become items, and how failures are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.providers.paths import ProviderPath
from psbridge.objects import ErrorRecord, NetError
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_IO = "System.IO."
# OSError -> exception type, what the error id ends in, category
_OS_FAILURES: tuple[tuple[type[OSError], str, str, str, str], ...] = (
    (FileNotFoundError, _IO + "FileNotFoundException", "FileNotFoundError", "ObjectNotFound", "Could not find file '{path}'."),
    (
        NotADirectoryError,
        _IO + "DirectoryNotFoundException",
        "DirectoryNotFoundError",
        "ObjectNotFound",
        "Could not find a part of the path '{path}'.",
    ),
    (
        IsADirectoryError,
        "System.UnauthorizedAccessException",
        "UnauthorizedAccessError",
        "PermissionDenied",
        "Access to the path '{path}' is denied.",
    ),
    (
        PermissionError,
        "System.UnauthorizedAccessException",
        "UnauthorizedAccessError",
        "PermissionDenied",
        "Access to the path '{path}' is denied.",
    ),
    (FileExistsError, _IO + "IOException", "IOError", "WriteError", "The file '{path}' already exists."),
    (OSError, _IO + "IOException", "IOError", "WriteError", "{reason} : '{path}'"),
)


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
            if accept(found):
                yield found

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
        except ScriptError as problem:
            self.report(problem.record)
        except NetError as problem:
            self.report(ErrorRecord(problem.exception, problem.exception.extra.get("error_id"), 0, where.path))
        except OSError as problem:
            self.report(self.system_failure(prefix, where, problem))
        return None

    def system_failure(self, prefix: str, where: ProviderPath, problem: OSError) -> ErrorRecord:
        """An OSError in PowerShell's words."""
        row = next(row for row in _OS_FAILURES if isinstance(problem, row[0]))
        _, kind, ending, category, text = row
        parent_missing = row[0] is FileNotFoundError and not where.provider.exists(self.ctx, where.provider.parent(where.path))
        if parent_missing:
            kind, ending, text = _IO + "DirectoryNotFoundException", "DirectoryNotFoundError", "Could not find a part of the path '{path}'."
        message = text.format(path=where.path, reason=problem.strerror or problem)
        return self.error(kind, message, prefix + ending, category, where.path, None)

    def argument_error(self, text: str, error_id: str, category: str = "InvalidArgument") -> ErrorRecord:
        return self.error("System.Management.Automation.PSArgumentException", text, error_id, category)


__all__ = ["ItemCommand", "has_wildcards", "literal_parameter", "path_parameter"]
