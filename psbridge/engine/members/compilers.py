"""CodeDom: [Microsoft.CSharp.CSharpCodeProvider] for scripts that compile by themselves, and the accelerators that they add.

Decides that compiling means what it means to Add-Type: the command does the work, its errors become CompilerErrors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from psbridge.engine.members.arguments import needed
from psbridge.engine.members.memberreflection import Assembly
from psbridge.engine.members.table import WithContext, fill
from psbridge.objects.containers import GenericList, TypedArray
from psbridge.objects.nettypes import SMA, NetType, define, find_type
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.streams import Stream, StreamSet

_C = "System.CodeDom.Compiler."
_SYSTEM = "System, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089"
_COMPLAINT = re.compile(r"(.*?)\((\d+),(\d+)\): error (\w+): (.*)")
_STRING, _TYPE = find_type("System.String"), find_type("System.Type")


_STRINGS = define("System.Collections.Specialized.StringCollection", assembly=_SYSTEM)


class Strings(GenericList):
    """StringCollection."""

    __slots__ = ()

    def __init__(self, items: Any = ()) -> None:
        super().__init__(_STRING, items)
        self.net_type = _STRINGS


def _put_string(strings: Strings, text: str) -> int:
    strings.append(text)
    return len(strings) - 1


fill(
    _STRINGS,
    "int Count {get;}\nint Add(string value)\nvoid AddRange(string[] value)\nbool Contains(string value)\nvoid Clear()",
    {"Count": len, "Add": _put_string, "AddRange": Strings.extend, "Contains": Strings.__contains__, "Clear": Strings.clear},
)


class TempFiles(NetObject):
    """TempFileCollection: where a compiler would put its files."""

    __slots__ = ("directory", "keep")
    net_type = define(_C + "TempFileCollection", assembly=_SYSTEM)
    PROPERTIES = {"TempDir": "directory", "KeepFiles": "keep"}

    def __init__(self, directory: str = "", keep: bool = False) -> None:
        super().__init__()
        self.directory, self.keep = directory, keep


fill(
    TempFiles.net_type,
    "new()\nnew(string tempDir)\nnew(string tempDir, bool keepFiles)\nvoid Delete()",
    {"new": TempFiles, "Delete": lambda files: None},
)


class Parameters(NetObject):
    """CompilerParameters."""

    __slots__ = ("assemblies", "debug", "executable", "in_memory", "level", "main", "options", "output", "temporary", "warnings")
    net_type = define(_C + "CompilerParameters", assembly=_SYSTEM)
    PROPERTIES = {
        "ReferencedAssemblies": "assemblies",
        "IncludeDebugInformation": "debug",
        "GenerateExecutable": "executable",
        "GenerateInMemory": "in_memory",
        "WarningLevel": "level",
        "MainClass": "main",
        "CompilerOptions": "options",
        "OutputAssembly": "output",
        "TempFiles": "temporary",
        "TreatWarningsAsErrors": "warnings",
    }

    def __init__(self, assemblies: Any = ()) -> None:
        super().__init__()
        self.assemblies = Strings(assemblies)
        self.debug = self.executable = self.in_memory = self.warnings = False
        self.level, self.main, self.options, self.output = -1, None, None, None
        self.temporary = TempFiles()


fill(Parameters.net_type, "new()\nnew(string[] assemblyNames)", {"new": Parameters})


class CompilerError(NetObject):
    """One complaint of the compiler."""

    __slots__ = ("column", "file", "line", "number", "said")
    net_type = define(_C + "CompilerError", assembly=_SYSTEM)
    PROPERTIES = {
        "Line": "line",
        "Column": "column",
        "ErrorNumber": "number",
        "ErrorText": "said",
        "FileName": "file",
        "IsWarning": "warning",
    }
    warning = False

    def __init__(self, text: str) -> None:
        """`text` as Add-Type says it: `file(line,column): error CSnnnn: what`, then the line."""
        super().__init__()
        found = _COMPLAINT.match(text)
        place = found.groups() if found is not None else ("", "0", "0", "CS8000", text.partition("\n")[0])
        self.file, self.number, self.said = place[0], place[3], place[4]
        self.line, self.column = int(place[1]), int(place[2])

    def __str__(self) -> str:
        return f"{self.file}({self.line},{self.column}) : error {self.number}: {self.said}"


class Errors(GenericList):
    """CompilerErrorCollection."""

    __slots__ = ()

    def __init__(self, items: Any = ()) -> None:
        super().__init__(CompilerError.net_type, items, "System.Collections.ObjectModel.Collection`1")
        self.net_type = _ERRORS


_ERRORS = define(_C + "CompilerErrorCollection", "System.Object", assembly=_SYSTEM)
fill(
    _ERRORS,
    "bool HasErrors {get;}\nbool HasWarnings {get;}\nint Count {get;}",
    {"HasErrors": bool, "HasWarnings": lambda e: False, "Count": len},
)


class Compiled(Assembly):
    """An assembly that is in memory only."""

    __slots__ = ("types",)
    net_type = define("System.Reflection.Emit.InternalAssemblyBuilder", "System.Reflection.Assembly")

    def __init__(self, types: list[NetType]) -> None:
        super().__init__("psbridge, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null")
        self.types = types


fill(
    Compiled.net_type,
    "string FullName {get;}\nstring Location {get;}\ntype[] GetTypes()\ntype[] GetExportedTypes()\ntype GetType(string name)",
    {
        "FullName": "full_name",
        "Location": lambda a: "",
        "GetTypes": lambda a: TypedArray(_TYPE, a.types),
        "GetExportedTypes": lambda a: TypedArray(_TYPE, a.types),
        "GetType": lambda a, name: next((one for one in a.types if one.full_name == name), None),
    },
)


class Results(NetObject):
    """CompilerResults."""

    __slots__ = ("assembly", "errors", "temporary")
    net_type = define(_C + "CompilerResults", assembly=_SYSTEM)
    PROPERTIES = {
        "CompiledAssembly": "assembly",
        "Errors": "errors",
        "NativeCompilerReturnValue": "code",
        "PathToAssembly": "path",
        "TempFiles": "temporary",
    }
    path = None

    def __init__(self, assembly: Compiled | None, errors: Errors, temporary: Any) -> None:
        super().__init__()
        self.assembly, self.errors, self.temporary = assembly, errors, temporary

    @property
    def code(self) -> int:
        return 1 if self.errors else 0


class Provider(NetObject):
    """CSharpCodeProvider."""

    __slots__ = ()
    net_type = define("Microsoft.CSharp.CSharpCodeProvider", "System.ComponentModel.Component", assembly=_SYSTEM)


def _texts(sources: Any) -> Iterator[str]:
    """Texts, and the texts in lists of texts."""
    for one in map(unwrap, sources):
        if isinstance(one, list | tuple):
            yield from _texts(one)
        else:
            yield str(one)


def compile_sources(ctx: Any, provider: Any, parameters: Any, *sources: Any) -> Results:
    """CompileAssemblyFromSource: sources one by one."""
    from psbridge.engine.errors import ScriptError
    from psbridge.engine.powershell import PowerShell

    texts = list(_texts(sources))
    types: list[NetType] = []
    errors: list[CompilerError] = []
    for text in texts:
        streams = StreamSet()
        shell = PowerShell(ctx.runspace, streams=streams).add_command("Microsoft.PowerShell.Utility\\Add-Type")
        try:
            types += [unwrap(one) for one in shell.add_parameter("TypeDefinition", text).add_parameter("PassThru").invoke()]
        except ScriptError as problem:
            said = [str(record.message) for record in streams.values(Stream.ERROR)]
            errors += [CompilerError(one) for one in said or [problem.record.message]]
    return Results(None if errors else Compiled(types), Errors(errors), needed(parameters, "options").temporary)


fill(
    Provider.net_type,
    f"new()\nvoid Dispose()\n{_C}CompilerResults CompileAssemblyFromSource({_C}CompilerParameters options, Params System.Object[] sources)",
    {"new": Provider, "Dispose": lambda provider: None, "CompileAssemblyFromSource": WithContext(compile_sources)},
)

# -- accelerators

_ACCELERATORS = define("System.Management.Automation.TypeAccelerators", assembly=SMA)


def _add(ctx: Any, name: str, net: NetType) -> None:
    ctx.runspace.extras["added_types"][name.lower()] = net


def _remove(ctx: Any, name: str) -> bool:
    return ctx.runspace.extras["added_types"].pop(name.lower(), None) is not None


def _table(ctx: Any, net: NetType) -> Any:
    from psbridge.engine.types.accelerators import NAMES, find
    from psbridge.objects.containers import GenericDictionary
    from psbridge.objects.nettypes import ACCELERATORS

    named = {name: find(name) for name in NAMES}
    return GenericDictionary(_STRING, _TYPE, {**named, **ACCELERATORS, **ctx.runspace.extras["added_types"]}, ignore_case=True)


fill(
    _ACCELERATORS,
    "static System.Object Get {get;}\nstatic void Add(string typeName, type type)\nstatic bool Remove(string typeName)",
    {"::Get": WithContext(_table), "::Add": WithContext(_add), "::Remove": WithContext(_remove)},
)
