"""How a command is written in Python: derive from `Cmdlet`, declare it with `@cmdlet`, its parameters with `parameter`.

    @cmdlet("Get-Thing", default_set="Name", aliases=("gth",), output=("System.String",),
            net_class="Microsoft.PowerShell.Commands.GetThingCommand")
    class GetThing(Cmdlet):
        \"\"\"Gives the things of that name.\"\"\"

        name = parameter("Name", "string[]", position=0, pipeline=True, by_property=True, validate=(NotNullOrEmpty(),))

        def process(self) -> None:
            for name in self.name or ():
                self.write(name)

An instance lives for one pipeline: `begin` once, `process` for every input object (once when there is no pipeline input), `end` once,
`stop`
from another thread.  Bound values are instance attributes; an unbound parameter has its default.  Declaring costs nothing but a dict:
metadata is built when the command first runs.

A package of commands says in its ``__init__`` where they are, without importing them: ``COMMANDS = {"Get-Thing": "things:GetThing"}``
(module inside the package, class in it).  A tuple of classes works as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeVar, cast

from psbridge.engine.metadata import CommandMetadata
from psbridge.engine.parameters import (
    In,
    NotNull,
    NotNullOrEmpty,
    Parameter,
    TrustedData,
    ValidateCount,
    ValidateDrive,
    ValidateLength,
    ValidatePattern,
    ValidateRange,
    ValidateScript,
    ValidateSet,
    parameter,
)
from psbridge.engine.scopes import UNSET
from psbridge.objects.convert import enumerate_value
from psbridge.objects.exceptions import NetException
from psbridge.objects.records import ErrorCategory, ErrorRecord, InformationRecord, ProgressRecord

if TYPE_CHECKING:
    from psbridge.concurrency import CancelToken
    from psbridge.engine.context import Context
    from psbridge.objects.records import InvocationInfo

__all__ = [
    "UNSET",
    "Cmdlet",
    "CmdletDeclaration",
    "In",
    "NotNull",
    "NotNullOrEmpty",
    "Parameter",
    "TrustedData",
    "ValidateCount",
    "ValidateDrive",
    "ValidateLength",
    "ValidatePattern",
    "ValidateRange",
    "ValidateScript",
    "ValidateSet",
    "cmdlet",
    "metadata_of",
    "parameter",
    "variant",
]

C = TypeVar("C", bound="type[Cmdlet]")


@dataclass(frozen=True, slots=True)
class CmdletDeclaration:
    """What `@cmdlet` was told."""

    name: str
    default_set: str | None
    aliases: tuple[str, ...]
    output: tuple[str, ...]
    should_process: bool
    impact: str
    net_class: str
    remoting: str
    paging: bool
    help_uri: str

    @property
    def verb(self) -> str:
        return self.name.partition("-")[0]

    @property
    def noun(self) -> str:
        return self.name.partition("-")[2]


def cmdlet(
    name: str,
    *,
    default_set: str | None = None,
    aliases: tuple[str, ...] = (),
    output: tuple[str, ...] = (),
    should_process: bool = False,
    impact: str = "Medium",
    net_class: str = "",
    remoting: str = "PowerShell",
    paging: bool = False,
    help_uri: str = "",
) -> Callable[[C], C]:
    """Make a class the command `name`.  `net_class` is what stands behind the comma of its error ids."""

    def declare(cls: C) -> C:
        table: dict[str, Parameter] = {}
        for ancestor in reversed(cls.__mro__):
            for attribute, value in ancestor.__dict__.items():
                if isinstance(value, Parameter):
                    value.attribute = attribute
                    table[attribute] = value
                elif attribute in table and ancestor is cls:
                    del table[attribute]  # a subclass took a parameter away
        cls.PARAMETERS = table
        cls.DEFAULTS = {attribute: one.default for attribute, one in table.items()}
        full = net_class or f"Microsoft.PowerShell.Commands.{name.replace('-', '')}Command"
        cls.DECLARATION = CmdletDeclaration(name, default_set, aliases, output, should_process, impact, full, remoting, paging, help_uri)
        cls.METADATA = None
        return cls

    return declare


def variant(base: C, parameters: dict[str, Parameter]) -> C:
    """The same command with these parameters, by attribute: as another edition or version has it."""
    for attribute, one in parameters.items():
        one.attribute = attribute
    told = {"PARAMETERS": parameters, "METADATA": None, "__doc__": base.__doc__, "__module__": base.__module__}
    return cast(C, type(base.__name__, (base,), told))


def metadata_of(cls: type[Cmdlet]) -> CommandMetadata:
    """The parameters of a cmdlet class, for the binder; made once."""
    found = cls.METADATA
    if found is None:
        told = cls.DECLARATION
        found = cls.METADATA = CommandMetadata(
            told.name,
            cls.PARAMETERS.values(),
            told.default_set,
            should_process=told.should_process,
            impact=told.impact,
            paging=told.paging,
        )
    return found


class Cmdlet:
    """Base of all commands in Python.  `runtime` (engine.commandruntime) does what needs the pipeline; everything here leads to it."""

    DECLARATION: ClassVar[CmdletDeclaration]
    PARAMETERS: ClassVar[dict[str, Parameter]] = {}
    DEFAULTS: ClassVar[dict[str, Any]] = {}
    METADATA: ClassVar[CommandMetadata | None] = None

    runtime: Any
    ctx: Context
    write: Callable[[Any], None]
    bound: dict[str, Any]
    set_name: str

    # -- what a command implements

    def begin(self) -> None:
        """Before the first input object."""

    def process(self) -> None:
        """For every input object."""

    def end(self) -> None:
        """After the last input object."""

    def stop(self) -> None:
        """From another thread: come home soon.  Loops look at `self.stopping.cancelled` anyway."""

    def dispose(self) -> None:
        """Always, at the very end, also after a failure."""

    def dynamic_parameters(self) -> list[Parameter] | None:
        """Parameters that depend on those bound so far; their values arrive in `self.dynamic`."""
        return None

    # -- output

    def write_all(self, values: Any) -> None:
        """Write the elements of a collection (a single value is written as it is)."""
        items: Iterable[Any] | None = values if isinstance(values, list | tuple) else enumerate_value(values)
        write = self.write
        if items is None:
            write(values)
            return
        for item in items:
            write(item)

    def write_error(self, record: ErrorRecord) -> None:
        """Report a non-terminating error; ErrorAction decides what becomes of it."""
        self.runtime.write_error(record)

    def fail(self, record: ErrorRecord) -> NoReturn:
        """End the command with a terminating error."""
        end: Callable[[ErrorRecord], NoReturn] = self.runtime.fail
        end(record)

    def error(
        self, kind: str, message: str, error_id: str, category: str | int, target: Any = None, inner: NetException | None = None
    ) -> ErrorRecord:
        """An error record of this command: `kind` is the type of the exception, `category` a name such as "ObjectNotFound"."""
        number = int(ErrorCategory.parse(category)) if isinstance(category, str) else category
        exception = NetException(kind, message, inner)
        record = ErrorRecord(exception, error_id, number, target)
        record.qualifier = self.DECLARATION.net_class
        return record

    def write_warning(self, text: str) -> None:
        self.runtime.write_warning(text)

    def write_verbose(self, text: str) -> None:
        self.runtime.write_verbose(text)

    def write_debug(self, text: str) -> None:
        self.runtime.write_debug(text)

    def write_information(self, data: Any, tags: Iterable[str] = (), source: str | None = None) -> None:
        """Write to stream 6; `data` may be a finished InformationRecord."""
        self.runtime.write_information(data if isinstance(data, InformationRecord) else InformationRecord(data, source, list(tags)))

    def write_progress(self, record: ProgressRecord) -> None:
        self.runtime.write_progress(record)

    # -- questions

    def should_process(self, target: str, action: str | None = None) -> bool:
        """Whether to do it: -WhatIf, -Confirm, $WhatIfPreference and $ConfirmPreference decide."""
        return bool(self.runtime.should_process(target, action or self.DECLARATION.name))

    def should_continue(self, query: str, caption: str) -> bool:
        return bool(self.runtime.should_continue(query, caption))

    # -- surroundings

    def is_bound(self, name: str) -> bool:
        """Whether the parameter was given (by argument or by pipeline)."""
        return name.lower() in self.bound

    @property
    def dynamic(self) -> dict[str, Any]:
        """Values of dynamic parameters by lower-case name."""
        found: dict[str, Any] = self.runtime.dynamic_values
        return found

    @property
    def runspace(self) -> Any:
        return self.ctx.runspace

    @property
    def session_state(self) -> Any:
        return self.ctx.session_state

    @property
    def invocation(self) -> InvocationInfo:
        found: InvocationInfo = self.runtime.invocation
        return found

    @property
    def stopping(self) -> CancelToken:
        return self.ctx.stop

    @property
    def host(self) -> Any:
        return self.ctx.runspace.host

    @property
    def machine(self) -> Any:
        return self.ctx.runspace.machine

    @property
    def input_is_expected(self) -> bool:
        """Whether the command stands behind a pipe."""
        return bool(self.runtime.expecting_input)

    @property
    def paths(self) -> Any:
        """Path resolution and items: see engine.providers.paths."""
        return self.ctx.runspace.paths(self.ctx)

    def invoke_block(self, block: Any, args: Iterable[Any] = (), input: Any = UNSET, dollar_under: Any = UNSET, out: Any = None) -> Any:  # noqa: A002
        """Run a script block in the caller's scope.  With `out` its output goes there, else it is returned as a list."""
        return self.runtime.invoke_block(block, list(args), input, dollar_under, out)
