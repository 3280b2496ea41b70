"""Start-ThreadJob."""

from __future__ import annotations

from typing import Any, NoReturn

from psbridge.engine.cmdlet import Cmdlet, In, NotNull, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.inputs import InputQueue
from psbridge.engine.threads.blockrun import using_values
from psbridge.engine.threads.threadjob import ThreadJob, new_thread_job
from psbridge.jobs import IDS
from psbridge.jobs.adapters import JobManager
from psbridge.language import find_all
from psbridge.language.ast import UsingExpressionAst, VariableExpressionAst
from psbridge.objects import NetError, unwrap

_BLOCK, _FILE = "ScriptBlock", "FilePath"


@cmdlet(
    "Start-ThreadJob",
    default_set=_BLOCK,
    output=("Microsoft.PowerShell.ThreadJob.ThreadJob",),
    net_class="Microsoft.PowerShell.ThreadJob.StartThreadJobCommand",
)
class StartThreadJob(Cmdlet):
    """Creates background jobs on threads of the current process."""

    script_block = parameter("ScriptBlock", "scriptblock", sets=(In(_BLOCK, mandatory=True, position=0),), validate=(NotNull(),))
    file_path = parameter("FilePath", "string", sets=(In(_FILE, mandatory=True, position=0),), validate=(NotNullOrEmpty(),))
    name = parameter("Name", "string", validate=(NotNullOrEmpty(),))
    initialization_script = parameter("InitializationScript", "scriptblock", validate=(NotNull(),))
    input_object = parameter("InputObject", "psobject", pipeline=True, validate=(NotNull(),))
    argument_list = parameter("ArgumentList", "object[]")
    throttle_limit = parameter("ThrottleLimit", "int", validate=(ValidateRange(1, 1000000),))
    streaming_host = parameter("StreamingHost", "System.Management.Automation.Host.PSHost")

    def begin(self) -> None:
        self._job: ThreadJob | None = None

    def process(self) -> None:
        """The job starts with the first object, and takes the others while it runs."""
        if self._job is None:
            self._job = self._start()
            self.write(self._job)
        if self.is_bound("InputObject"):
            self._job.inject_input(self.input_object)

    def end(self) -> None:
        if self._job is None:  # no input came at all: the real one says no more than this either
            raise NetError.of("System.NullReferenceException", "Object reference not set to an instance of an object.")
        self._job.close_input()

    def dispose(self) -> None:
        job = getattr(self, "_job", None)
        if job is not None:
            job.close_input()

    def _start(self) -> ThreadJob:
        manager = JobManager.among(self.runspace.extras)
        block, command = self._script()
        return new_thread_job(
            self.runspace,
            manager,
            command,
            self.name,
            self.throttle_limit if self.is_bound("ThrottleLimit") else None,
            text=block.source,
            args=[unwrap(argument) if argument is None else argument for argument in self.argument_list or ()],
            using=self._using(block),
            input=InputQueue() if self.is_bound("InputObject") or self.input_is_expected else None,
            init=self.initialization_script.source if self.initialization_script is not None else None,
            host=self.streaming_host,
        )

    def _script(self) -> tuple[Any, str]:
        """What runs, and what Command shows; a script file is run as text, so that it does not know where it stands."""
        if self.set_name == _BLOCK:
            return self.script_block, self.script_block.source
        path = self._file()
        try:
            return self.runspace.load_script(path), self.file_path
        except (ScriptError, NetError, OSError):
            self._refuse("Unable to parse script file.", "System.InvalidOperationException")

    def _using(self, block: Any) -> dict[str, Any]:
        for expression in find_all(block.ast, UsingExpressionAst):
            if not isinstance(expression.sub_expression, VariableExpressionAst):
                what = f"Cannot get the value of the Using expression {expression.extent.text}."
                text = f"{what}  Start-ThreadJob only supports using variable expressions."
                self._refuse(text, "System.Management.Automation.PSInvalidOperationException", "InvalidOperation", "InvalidOperation")
        return using_values(block, self.ctx)

    def _file(self) -> str:
        if any(character in "*?[]" for character in self.file_path):
            self._refuse("FilePath cannot contain wildcards.", "System.ArgumentException")
        if not self.file_path.lower().endswith(".ps1"):
            self._refuse("Invalid file path extension.  Extension should be .ps1.", "System.ArgumentException")
        try:
            return str(self.paths.resolve(self.file_path)[0].path)
        except ScriptError as problem:
            problem.record.qualifier = self.DECLARATION.net_class
            self._spend()
            self.fail(problem.record)
            raise  # not reached: failing does not return

    def _refuse(self, text: str, kind: str, error_id: str = "", category: str = "NotSpecified") -> NoReturn:
        self._spend()
        record = self.error(kind, text, error_id or kind, category)
        self.fail(record)
        raise ScriptError(record)  # not reached: failing does not return

    @staticmethod
    def _spend() -> None:
        """The real job exists, and has its id, before its script is looked at."""
        IDS.next()
