"""Pipelines as data: commands with their parameters, and the body that carries them ([MS-PSRP] 2.2.2.10).

Decides the members of CREATE_PIPELINE and GET_COMMAND_METADATA, in the order of a real client.  A server gets the same data back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from psbridge.clixml.invocations import CommandTypes
from psbridge.clixml.records import bare
from psbridge.objects.containers import GenericList
from psbridge.objects.nettypes import find_type
from psbridge.objects.psobject import PSObject
from psbridge.psrp.enums import ApartmentState, PipelineResultTypes, RemoteStreamOptions
from psbridge.psrp.fields import Body
from psbridge.psrp.hostcalls import decode_host_info, encode_host_info
from psbridge.psrp.hosttypes import HostInfo

_PSOBJECT = find_type("System.Management.Automation.PSObject")
OUTPUT, ERROR, NULL = 1, 2, 8  # PipelineResultTypes
# member on the wire, attribute, first protocol (minor number) that has it
_MERGES = (
    ("MergeMyResult", "merge_my_result", 0),
    ("MergeToResult", "merge_to_result", 0),
    ("MergePreviousResults", "merge_previous", 0),
    ("MergeError", "merge_error", 2),
    ("MergeWarning", "merge_warning", 2),
    ("MergeVerbose", "merge_verbose", 2),
    ("MergeDebug", "merge_debug", 2),
    ("MergeInformation", "merge_information", 3),
)


@dataclass(slots=True)
class Command:
    """A command or a script with its arguments; a parameter without name is positional, one without value a switch.

    ``merge_*`` are PipelineResultTypes: where a stream of this command goes (0: where it belongs).
    """

    text: str
    is_script: bool = False
    use_local_scope: bool | None = None
    parameters: list[tuple[str | None, Any]] = field(default_factory=list)
    merge_my_result: int = 0
    merge_to_result: int = 0
    merge_previous: int = 0
    merge_error: int = 0
    merge_warning: int = 0
    merge_verbose: int = 0
    merge_debug: int = 0
    merge_information: int = 0
    ends_statement: bool = False

    def add(self, name: str | None, value: Any) -> Command:
        """Add a parameter."""
        self.parameters.append((name, value))
        return self


@dataclass(slots=True)
class Pipeline:
    """Everything that starts a pipeline. ``no_input``: nothing will be sent to it. ``stream_options``: RemoteStreamOptions."""

    commands: list[Command] = field(default_factory=list)
    is_nested: bool = False
    history: str | None = None
    redirect_errors: bool = True
    no_input: bool = True
    add_to_history: bool = False
    stream_options: int = 0
    apartment_state: int = 2
    host: HostInfo = field(default_factory=HostInfo)
    written: dict[int, bytes] | None = field(default=None, repr=False, compare=False)  # what was sent already, by protocol; see `shared`

    def shared(self) -> Pipeline:
        """For many hosts: it is written once, and must not be changed any more.  One with arguments may hold secrets: it stays as it is."""
        if not any(command.parameters for command in self.commands):
            self.written = {}
        return self

    @classmethod
    def script(cls, text: str, arguments: Iterable[Any] = (), **options: Any) -> Pipeline:
        """A pipeline of one script."""
        return cls([Command(text, is_script=True, parameters=[(None, value) for value in arguments])], **options)

    @property
    def statements(self) -> list[list[Command]]:
        """The commands, statement by statement."""
        result: list[list[Command]] = [[]]
        for command in self.commands:
            result[-1].append(command)
            if command.ends_statement:
                result.append([])
        return [statement for statement in result if statement]


def _typed(items: Iterable[Any]) -> GenericList:
    return GenericList(_PSOBJECT, items)


def _encode_command(command: Command, minor: int) -> PSObject:
    members: list[tuple[str, Any]] = [("Cmd", command.text), ("IsScript", command.is_script), ("UseLocalScope", command.use_local_scope)]
    members += [(wire, PipelineResultTypes(getattr(command, name))) for wire, name, since in _MERGES if minor >= since]
    arguments = [bare([("N", name), ("V", value)]) for name, value in command.parameters]
    return bare([*members, ("Args", _typed(arguments))])


def encode_pipeline(pipeline: Pipeline, minor: int = 3) -> PSObject:
    """The body of CREATE_PIPELINE for a protocol 2.`minor`."""
    statements = pipeline.statements or [[]]
    first = statements[0]
    members: list[tuple[str, Any]] = [("Cmds", _typed(_encode_command(command, minor) for command in first))]
    if len(statements) > 1:
        extra = [bare([("Cmds", _typed(_encode_command(command, minor) for command in statement))]) for statement in statements]
        members.append(("ExtraCmds", _typed(extra)))
    members += [
        ("IsNested", pipeline.is_nested),
        ("History", pipeline.history),
        ("RedirectShellErrorOutputPipe", pipeline.redirect_errors),
    ]
    return bare(
        [
            ("PowerShell", bare(members)),
            ("NoInput", pipeline.no_input),
            ("ApartmentState", ApartmentState(pipeline.apartment_state)),
            ("RemoteStreamOptions", RemoteStreamOptions(pipeline.stream_options)),
            ("AddToHistory", pipeline.add_to_history),
            ("HostInfo", encode_host_info(pipeline.host)),
            ("IsNested", pipeline.is_nested),
        ]
    )


def _decode_command(bag: Any, where: str) -> Command:
    body = Body(bag, where)
    scope = body.raw("UseLocalScope", None)
    command = Command(body.text("Cmd"), body.flag("IsScript", False), scope if isinstance(scope, bool) else None)
    for wire, name, _ in _MERGES:
        if wire in body:
            setattr(command, name, int(body.integer(wire)))
    for i, argument in enumerate(body.items("Args", None)):
        pair = Body(argument, f"{where}, Args[{i}]")
        command.add(pair.text("N", None), pair.raw("V", None))
    return command


def _decode_commands(body: Body, where: str) -> list[Command]:
    return [_decode_command(item, f"{where}[{i}]") for i, item in enumerate(body.items("Cmds"))]


def decode_pipeline(bag: Any) -> Pipeline:
    """A pipeline from the body of its message."""
    body = Body(bag, "CREATE_PIPELINE")
    shell = body.body("PowerShell")
    commands = _decode_commands(shell, "CREATE_PIPELINE, Cmds")
    statements = shell.items("ExtraCmds", None)  # all statements, the first one too; pypsrp sends a null for a single one
    if statements:
        commands = []
        for i, item in enumerate(statements):
            where = f"CREATE_PIPELINE, ExtraCmds[{i}]"
            statement = _decode_commands(Body(item, where), where)
            if statement:
                statement[-1].ends_statement = True
            commands += statement
    return Pipeline(
        commands,
        is_nested=body.flag("IsNested", False) or shell.flag("IsNested", False),
        history=shell.text("History", None),
        redirect_errors=shell.flag("RedirectShellErrorOutputPipe", True),
        no_input=body.flag("NoInput", True),
        add_to_history=body.flag("AddToHistory", False),
        stream_options=int(body.integer("RemoteStreamOptions", 0)),
        apartment_state=int(body.integer("ApartmentState", 2)),
        host=decode_host_info(body.raw("HostInfo")) if "HostInfo" in body else HostInfo(),
    )


@dataclass(frozen=True, slots=True)
class MetadataQuery:
    """What GET_COMMAND_METADATA asks: names (wildcards allowed), kinds of commands (CommandTypes), modules, arguments.

    ``specifications``: modules by name and version, as hash tables; not in the document, but clients since 3.0 send them.
    """

    names: tuple[str, ...] = ("*",)
    command_type: int = 383
    modules: tuple[str, ...] = ()
    arguments: tuple[Any, ...] = ()
    specifications: tuple[Any, ...] = ()


def encode_query(query: MetadataQuery) -> PSObject:
    string = find_type("System.String")
    exact = [("FullyQualifiedModule", list(query.specifications))] if query.specifications else []
    return bare(
        [
            ("Name", GenericList(string, query.names)),
            ("CommandType", CommandTypes(query.command_type)),
            ("Namespace", GenericList(string, query.modules) if query.modules else None),
            *exact,
            ("ArgumentList", list(query.arguments) if query.arguments else None),
        ]
    )


def decode_query(bag: Any) -> MetadataQuery:
    body = Body(bag, "GET_COMMAND_METADATA")
    return MetadataQuery(
        tuple(str(name) for name in body.items("Name", None)) or ("*",),
        int(body.integer("CommandType", 383)),
        tuple(str(name) for name in body.items("Namespace", None)),
        tuple(body.items("ArgumentList", None)),
        tuple(body.items("FullyQualifiedModule", None)) if "FullyQualifiedModule" in body else (),
    )
