"""Start-ThreadJob."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, ValidateRange, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.inputs import InputQueue
from psbridge.engine.threads.blockrun import using_values
from psbridge.engine.threads.threadjob import ThreadJob, new_thread_job
from psbridge.jobs import IDS
from psbridge.jobs.adapters import JobManager
from psbridge.objects import unwrap

_BLOCK, _FILE = "ScriptBlock", "FilePath"


@cmdlet(
    "Start-ThreadJob",
    default_set=_BLOCK,
    output=("Microsoft.PowerShell.ThreadJob.ThreadJob",),
    net_class="Microsoft.PowerShell.ThreadJob.StartThreadJobCommand",
)
class StartThreadJob(Cmdlet):
    """Creates background jobs on threads of the current process."""

    script_block = parameter("ScriptBlock", "scriptblock", sets=(In(_BLOCK, mandatory=True, position=0),))
    file_path = parameter("FilePath", "string", sets=(In(_FILE, mandatory=True, position=0),))
    name = parameter("Name", "string")
    initialization_script = parameter("InitializationScript", "scriptblock")
    input_object = parameter("InputObject", "psobject", pipeline=True)
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
        self.dispose()

    def dispose(self) -> None:
        job = getattr(self, "_job", None)
        if job is not None:
            job.close_input()

    def _start(self) -> ThreadJob:
        manager = self.runspace.extras.setdefault("jobs", JobManager())
        text, command, block, file = self._script()
        return new_thread_job(
            self.runspace,
            manager,
            command,
            self.name,
            self.throttle_limit if self.is_bound("ThrottleLimit") else None,
            text=text,
            args=[unwrap(argument) if argument is None else argument for argument in self.argument_list or ()],
            using=using_values(block, self.ctx),
            input=InputQueue() if self.is_bound("InputObject") or self.input_is_expected else None,
            init=self.initialization_script.source if self.initialization_script is not None else None,
            file=file,
            host=self.streaming_host,
        )

    def _script(self) -> tuple[str, str, Any, str | None]:
        """Text, what Command shows, the block for $using:, and the file."""
        if self.set_name == _BLOCK:
            return self.script_block.source, self.script_block.source, self.script_block, None
        path = self._file()
        block = self.runspace.load_script(path)
        return block.source, path, block, path

    def _file(self) -> str:
        if not self.file_path.lower().endswith(".ps1"):
            self._bad_file("Invalid file path extension.  Extension should be .ps1.", "System.ArgumentException")
        try:
            found = self.paths.resolve(self.file_path)
        except ScriptError as problem:
            problem.record.qualifier = self.DECLARATION.net_class
            IDS.next()  # the job was made before its file was looked for
            self.fail(problem.record)
            raise  # not reached: failing does not return
        if len(found) != 1:
            self._bad_file(f"Cannot resolve the file path to a single file: {self.file_path}", "System.ArgumentException")
        path = str(found[0].path)
        if not path.lower().endswith(".ps1"):
            self._bad_file("Invalid file path extension. Extension should be .ps1", "System.ArgumentException")
        return path

    def _bad_file(self, text: str, kind: str) -> None:
        self.fail(self.error(kind, text, kind, "NotSpecified"))
