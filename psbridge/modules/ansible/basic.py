"""Ansible.Basic.AnsibleModule: parameters in, one JSON document out.

Decides what a module is told (Params, check mode, ...), what it says at its end (ExitJson, FailJson: the document goes to the
console, then the script exits), what goes to the event log, and that temporary files are gone afterwards.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any, NoReturn

from psbridge.engine.errors import ExitRequest, ScriptError
from psbridge.engine.members.consoles import write_line
from psbridge.engine.members.runtime import expand
from psbridge.engine.members.table import WithContext, fill
from psbridge.machine.eventlogs import LogRefusal
from psbridge.modules.ansible import arguments, specification
from psbridge.modules.ansible.secrets import hide, log_text
from psbridge.modules.ansible.values import READERS, argument_error, dictionary, from_json, parse_bool, parse_int, text_of, to_json
from psbridge.objects.containers import GenericList, NetDictionary
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, find_type
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.scalars import DateTime

_N = "Ansible.Basic.AnsibleModule"
_STRING = find_type("System.String")
_ASSEMBLY = "Ansible.Basic, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null"
SETTINGS: dict[str, str | None] = {
    "check_mode": "check_mode",
    "debug": "debug",
    "diff": "diff_mode",
    "keep_remote_files": "keeps_files",
    "ignore_unknown_opts": "ignores_unknown",
    "module_name": "name",
    "no_log": "no_log",
    "remote_tmp": "remote_tmp",
    "selinux_special_fs": None,
    "shell_executable": None,
    "socket": None,
    "syslog_facility": None,
    "target_log_info": "target_info",
    "tracebacks_for": None,
    "tmpdir": "directory",
    "verbosity": "verbosity",
    "version": "version",
}
_BOOLEANS = frozenset(("check_mode", "debug", "diff", "keep_remote_files", "ignore_unknown_opts", "no_log"))
_ARG_SPEC = "ansible-test validate-modules check"


@dataclass(slots=True)
class Statics:
    """The static fields of the class, for one process."""

    warnings: Any = None
    only_spec: bool = False
    exit: Any = None
    write_line: Any = None


def statics(ctx: Any) -> Statics:
    found: Statics = ctx.runspace.extras["process_state"].setdefault(_N, Statics())
    return found


def end(ctx: Any, code: int) -> NoReturn:
    """Leave the script with an exit code."""
    handler = statics(ctx).exit
    if handler is not None:
        handler(code)
    ctx.set_variable("global:LASTEXITCODE", code)
    raise ExitRequest(code)


def put_line(ctx: Any, line: str) -> None:
    handler = statics(ctx).write_line
    if handler is not None:
        handler(line)
    else:
        write_line(ctx, line)


@dataclass(slots=True)
class Notes:
    """What a module said beside its result."""

    warnings: list[str] = field(default_factory=list)
    deprecations: list[Any] = field(default_factory=list)


class AnsibleModule(NetObject):
    """One run of a module."""

    __slots__ = (
        *("check_mode", "cleanup", "ctx", "debug", "diff", "diff_mode", "directory", "ignores_unknown", "keeps_files", "name", "no_log"),
        *("notes", "params", "remote_tmp", "result", "secrets", "target_info", "verbosity", "version", "where"),
    )
    net_type = NetType(_N, find_type("System.Object"), assembly=_ASSEMBLY)

    def __init__(self, ctx: Any, args: Any, spec: Any, fragments: Any = None) -> None:
        super().__init__()
        self.ctx, self.where, self.secrets, self.notes = ctx, specification.Context(), set[str](), Notes()
        self.check_mode = self.debug = self.diff_mode = self.keeps_files = self.ignores_unknown = False
        self.no_log, self.verbosity, self.version = False, 0, None
        self.name, self.target_info, self.remote_tmp = "undefined win module", "", "%TEMP%"
        self.directory: str | None = None
        self.cleanup: list[str] = []
        self.diff, self.result = dictionary(), dictionary({"changed": False})
        self.params: Any = None
        spec = unwrap(spec)
        aliases = self._prepare(args, spec, [unwrap(one) for one in fragments or ()])
        self.no_log = bool(unwrap(spec["no_log"]))
        legal = [*(f"_ansible_{key}" for key in SETTINGS), *(key for key, _ in specification.pairs(spec["options"])), *aliases]
        arguments.check(self, spec, self.params, legal)
        self.result["invocation"] = hide(dictionary({"module_args": self.params}), self.secrets)
        self.log(f"Invoked with:\r\n  {log_text(self.params, self.secrets, 2)}", sanitise=False)

    def _prepare(self, args: Any, spec: Any, fragments: list[Any]) -> dict[str, str]:
        """Read spec and parameters; mistakes in them are internal errors of the module."""
        try:
            specification.validate(spec, self.where)
            for fragment in fragments:
                specification.validate(fragment, self.where)
                specification.merge(spec, fragment)
            if statics(self.ctx).only_spec:
                self.ctx.set_variable("global:ansibleTestArgSpec", spec)
                raise argument_error(_ARG_SPEC)
            specification.complete(spec)
            self.params = read_params(self.ctx, args)
            aliases = arguments.find_aliases(self, spec, self.params)
            arguments.find_secrets(self, spec, self.params)
        except (NetError, ScriptError) as error:
            text = error.record.message if isinstance(error, ScriptError) else error.exception.message
            if text == _ARG_SPEC:
                end(self.ctx, 0)
            told = {"failed": True, "msg": f"internal error: {text}", "exception": text}
            put_line(self.ctx, to_json(self.ctx, dictionary(told)))
            end(self.ctx, 1)
        return aliases

    # -- what the checks ask for

    def take_setting(self, key: str, value: Any) -> None:
        """A setting of Ansible that came with the parameters."""
        attribute = SETTINGS[key]
        if attribute is None or (key == "no_log" and self.no_log):
            return
        made = parse_bool(self.ctx, value) if key in _BOOLEANS else parse_int(self.ctx, value) if key == "verbosity" else value
        setattr(self, attribute, made)

    def skip(self, message: str) -> NoReturn:
        self.result["skipped"], self.result["msg"] = True, message
        self.exit()

    # -- what a module says

    def deprecate(self, message: str, when: Any, collection: str | None = None) -> None:
        key, text = ("date", _day(when)) if isinstance(when, DateTime) else ("version", text_of(when))
        self.notes.deprecations.append(dictionary({"msg": message, key: text, "collection_name": collection}))
        self.log(f"[DEPRECATION WARNING] {message} {text}")

    def warn(self, message: str) -> None:
        self.notes.warnings.append(message)
        self.log(f"[WARNING] {message}", "Warning")

    def say_debug(self, message: str) -> None:
        if self.debug:
            self.log(f"[DEBUG] {message}")

    def log(self, message: str, kind: Any = "Information", sanitise: bool = True) -> None:
        """To the Application log, under a source of our own."""
        machine = self.ctx.runspace.machine
        if self.no_log or machine is None or not self.ctx.runspace.is_windows:
            return
        text = f"{self.name} {self.target_info} - {message}" if (self.target_info or "").strip() else f"{self.name} - {message}"
        if sanitise:
            text = str(hide(text, self.secrets))
        logs = machine.eventlogs
        try:
            log = logs.of_source("Ansible") or logs.create("Application", ("Ansible",))
            log.write("Ansible", 0, text, text_of(kind))
        except LogRefusal as error:
            self.notes.warnings.append(f"Unknown error when creating event log entry: {error}")

    # -- the end

    def exit(self) -> NoReturn:
        self._finish(0)

    def fail(self, message: str, cause: Any = None) -> NoReturn:
        """`cause`: an ErrorRecord or an exception; shown to those who ask for details."""
        self.result["failed"], self.result["msg"] = True, hide(message, self.secrets)
        bare = unwrap(cause)
        if bare is not None and "exception" not in self.result and (self.verbosity > 2 or self.debug):
            self.result["exception"] = _details(bare)
        self._finish(1)

    def _finish(self, code: int) -> NoReturn:
        self.clean()
        put_line(self.ctx, self.document())
        end(self.ctx, code)

    def document(self) -> str:
        """The result as the controller reads it."""
        told, notes = self.result, self.notes
        if "invocation" not in told:
            told["invocation"] = dictionary({"module_args": hide(self.params, self.secrets)})
        warnings = [*notes.warnings, *map(text_of, unwrap(statics(self.ctx).warnings) or ())]
        if warnings:
            told["warnings"] = GenericList(_STRING, warnings)
        if notes.deprecations:
            told["deprecations"] = GenericList(dictionary().net_type, notes.deprecations)
        if len(self.diff) and self.diff_mode:
            told["diff"] = self.diff
        return to_json(self.ctx, told)

    # -- files

    def tmpdir(self) -> str:
        """A directory of this run, made when it is first asked for."""
        machine = self.ctx.runspace.machine
        if machine is None or not self.ctx.runspace.is_windows:
            raise NetError.of("System.NotImplementedException", "Tmpdir is only supported on Windows")
        if self.directory is None:
            base = machine.files.normalize(expand(self.ctx, text_of(self.remote_tmp)).rstrip("\\"))
            if machine.files.stat(base) is None:
                _make(machine.files, base)
                user = f"{machine.name}\\{self.ctx.runspace.environment.get('USERNAME', '')}"
                self.warn(
                    f"Module remote_tmp {base} did not exist and was created with FullControl to {user}, this may cause issues when "
                    "running as another user. To avoid this, create the remote_tmp dir with the correct permissions manually"
                )
            stamp = DateTime.now().ticks
            number = self.ctx.runspace.extras.get("process_id", 4)
            self.directory = f"{base}\\ansible-moduletmp-{stamp}-{number}-{random.randrange(1 << 31)}"
            machine.files.make_directory(self.directory)
            if not self.keeps_files:
                self.cleanup.append(self.directory)
        return self.directory

    def clean(self) -> None:
        for path in self.cleanup:
            try:
                _remove(self.ctx.runspace.machine.files, path)
            except OSError as error:
                self.warn(f"Failure cleaning temp path '{path}': {type(error).__name__} {error}")
        self.cleanup.clear()


def _day(when: DateTime) -> str:
    return when.to_datetime().strftime("%Y-%m-%d")


def _details(cause: Any) -> str:
    """An error for people who asked for more."""
    if not hasattr(cause, "category_info"):
        return str(cause)
    position = getattr(cause.invocation_info, "position_message", "") if getattr(cause, "invocation_info", None) is not None else ""
    head = f"{cause}\r\n{position}\r\n    + CategoryInfo          : {cause.category_info}"
    return (
        f"{head}\r\n    + FullyQualifiedErrorId : {cause.fully_qualified_error_id}\r\n\r\nScriptStackTrace:\r\n{cause.script_stack_trace}"
    )


def _make(files: Any, path: str) -> None:
    parts = path.split("\\")
    for i in range(2, len(parts) + 1):
        directory = "\\".join(parts[:i])
        if files.stat(directory) is None:
            files.make_directory(directory)


def _remove(files: Any, path: str) -> None:
    """A directory with everything in it; what is gone is gone."""
    found = files.stat(path)
    if found is None:
        return
    if not found.is_dir:
        files.remove_file(path)
        return
    for name in files.list(path):
        _remove(files, f"{path}\\{name}")
    files.remove_directory(path)


def read_params(ctx: Any, args: Any) -> Any:
    """The parameters: of a JSON file that is the first argument, else $complex_args."""
    given = [unwrap(one) for one in args or ()]
    if not given:
        return unwrap(ctx.get_variable("complex_args"))
    with ctx.runspace.drives.files.files.open(str(ctx.runspace.full_path(given[0])), "r") as file:
        told = from_json(file.read().decode("utf-8-sig"))
    if not isinstance(told, NetDictionary) or "ANSIBLE_MODULE_ARGS" not in told:
        raise argument_error("Module was unable to get ANSIBLE_MODULE_ARGS value from the argument path json")
    return told["ANSIBLE_MODULE_ARGS"]


def _static(name: str) -> dict[str, Any]:
    """Getter and setter of a static field."""
    return {
        "": WithContext(lambda ctx, net: getattr(statics(ctx), name)),
        "=": WithContext(lambda ctx, net, value: setattr(statics(ctx), name, unwrap(value))),
    }


def _parser(kind: str) -> Any:
    return WithContext(lambda ctx, value: READERS[kind](ctx, unwrap(value)))


_STATICS = {"_WrapperWarnings": "warnings", "_DebugArgSpec": "only_spec", "Exit": "exit", "WriteLine": "write_line"}
_PARSERS = {"Bool": "bool", "Dict": "dict", "Float": "float", "Int": "int", "Json": "json", "List": "list", "Path": "path", "Raw": "raw",
            "Sid": "sid", "Str": "str"}  # fmt: skip
_MAKERS = """(string[] args, System.Collections.IDictionary argumentSpec)
(string[] args, System.Collections.IDictionary argumentSpec, System.Collections.IDictionary[] fragments)""".splitlines()
fill(
    AnsibleModule.net_type,
    "\n".join(
        [
            *(f"static System.Object {name} {{get;set;}}" for name in _STATICS),
            *(f"static System.Object Parse{name}(System.Object value)" for name in _PARSERS),
            *(f"new{arguments_}" for arguments_ in _MAKERS),
            *(f"static System.Object Create{arguments_}" for arguments_ in _MAKERS),
        ]
    )
    + """
    System.Object Diff {get;set;}
    System.Object Params {get;set;}
    System.Object Result {get;set;}
    bool CheckMode {get;}
    bool DebugMode {get;}
    bool DiffMode {get;}
    bool KeepRemoteFiles {get;}
    string ModuleName {get;}
    bool NoLog {get;}
    string TargetLogInfo {get;}
    int Verbosity {get;}
    string AnsibleVersion {get;}
    string Tmpdir {get;}
    void Debug(string message)
    void Deprecate(string message, datetime date)
    void Deprecate(string message, datetime date, string collectionName)
    void Deprecate(string message, string version)
    void Deprecate(string message, string version, string collectionName)
    void ExitJson()
    void FailJson(string message)
    void FailJson(string message, System.Management.Automation.ErrorRecord psErrorRecord)
    void FailJson(string message, System.Exception exception)
    void LogEvent(string message)
    void LogEvent(string message, System.Object logEntryType)
    void LogEvent(string message, System.Object logEntryType, bool sanitise)
    void Warn(string message)
    static System.Object FromJson(string json)
    static string ToJson(System.Object obj)
    static System.Object GetParams(string[] args)
    """,
    {
        **{f"::{name}{suffix}": call for name, key in _STATICS.items() for suffix, call in _static(key).items()},
        **{f"::Parse{name}": _parser(kind) for name, kind in _PARSERS.items()},
        "new": WithContext(AnsibleModule),
        "::Create": WithContext(AnsibleModule),
        "Diff": "diff",
        "Params": "params",
        "Result": "result",
        "CheckMode": "check_mode",
        "DebugMode": "debug",
        "DiffMode": "diff_mode",
        "KeepRemoteFiles": "keeps_files",
        "ModuleName": "name",
        "NoLog": "no_log",
        "TargetLogInfo": "target_info",
        "Verbosity": "verbosity",
        "AnsibleVersion": "version",
        "Tmpdir": AnsibleModule.tmpdir,
        "Debug": AnsibleModule.say_debug,
        "Deprecate": AnsibleModule.deprecate,
        "ExitJson": AnsibleModule.exit,
        "FailJson": AnsibleModule.fail,
        "LogEvent": AnsibleModule.log,
        "Warn": AnsibleModule.warn,
        "::FromJson": from_json,
        "::ToJson": WithContext(to_json),
        "::GetParams": WithContext(read_params),
    },
)
TYPES = {_N: AnsibleModule.net_type}
