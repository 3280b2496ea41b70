"""Start-Transcript and Stop-Transcript."""

from __future__ import annotations

import secrets
import string
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.encodings import default_for
from psbridge.engine.transcripts import Transcript, now, transcripts_of
from psbridge.machine.files import READ_ONLY
from psbridge.objects import NoteProperty, PSObject
from psbridge.objects.convert import to_text

_A = "System.Management.Automation."
_LETTERS = string.ascii_letters + string.digits + "_+"


@cmdlet("Start-Transcript", default_set="ByPath", output=("System.String",), should_process=True)
class StartTranscript(Cmdlet):
    """Copies what the session shows into a file."""

    path = parameter("Path", "string", sets=(In("ByPath", position=0),))
    literal_path = parameter("LiteralPath", "string", sets=(In("ByLiteralPath", position=0),), aliases=("PSPath", "LP"))
    output_directory = parameter("OutputDirectory", "string", sets=(In("ByOutputDirectory", position=0),), validate=(NotNullOrEmpty(),))
    append = parameter("Append", "switch")
    force = parameter("Force", "switch")
    no_clobber = parameter("NoClobber", "switch", aliases=("NoOverwrite",))
    include_invocation_header = parameter("IncludeInvocationHeader", "switch")
    use_minimal_header = parameter("UseMinimalHeader", "switch")

    def begin(self) -> None:
        path = self._file()
        if not self.should_process(path):
            return
        files = self.runspace.drives.files.files
        try:
            self._prepare(files, path)
        except OSError as problem:
            self._cannot(f"Could not write to '{path}': {problem.strerror or problem}", "CannotStartTranscription", "InvalidOperation")
        transcripts_of(self.runspace).start(Transcript(files, path, bool(self.include_invocation_header)), bool(self.use_minimal_header))
        self.write(_message(f"Transcript started, output file is {path}", path))

    def _file(self) -> str:
        """The file's full name: said, of $Transcript, or a new name."""
        given = self.literal_path if self.set_name == "ByLiteralPath" else self.path
        if self.set_name == "ByOutputDirectory":
            return self._in(self.runspace.full_path(self.output_directory))
        if given is None and not self.is_bound("Path"):
            said = self.ctx.get_variable("global:Transcript")
            given = to_text(said) if said is not None else None
        if given is None:
            return self._in(self._documents())
        if self.set_name == "ByLiteralPath":
            return str(self.runspace.full_path(given))
        found = [one for one in self.paths.each([given], False, lambda record: None) if one.provider.NAME == "FileSystem"]
        if len(found) > 1:
            self._refuse(
                "Cannot perform operation because the path resolved to more than one file. This command cannot operate on multiple files.",
                "ReadWriteMultipleFilesNotSupported",
                "InvalidArgument",
            )
        return str(found[0].path) if found else str(self.runspace.full_path(given))

    def _in(self, folder: str) -> str:
        """A name in a folder that nobody can guess."""
        from psbridge.engine.members.runtime import machine_name

        separator = "\\" if self.runspace.is_windows else "/"
        token = "".join(secrets.choice(_LETTERS) for _ in range(8))
        return f"{folder.rstrip(separator)}{separator}PowerShell_transcript.{machine_name(self.ctx)}.{token}.{now()}.txt"

    def _documents(self) -> str:
        home = str(self.runspace.home)
        return f"{home}\\Documents" if self.runspace.is_windows else home

    def _prepare(self, files: Any, path: str) -> None:
        """Make the file: its folder is made too, what stands there is kept with -Append and replaced else."""
        stat = files.stat(path)
        if stat is None:
            self._make_folder(files, path)
        elif self.no_clobber and not self.append:
            self._refuse(f"File {path} already exists and NoClobber was specified.", "NoClobber", "ResourceExists")
        elif stat.attributes & READ_ONLY:
            if not self.force:
                text = f"The transcript file cannot be started: the file {path} is read only. Use -Force to write to it."
                self._cannot(text, "CannotStartTranscription", "InvalidOperation")
            files.set_attributes(path, stat.attributes & ~READ_ONLY)
        mark = default_for(self.runspace, "Start-Transcript").preamble
        with files.open(path, "a" if self.append else "w") as stream:
            if mark and (stat is None or not self.append):
                stream.write(mark)

    def _make_folder(self, files: Any, path: str) -> None:
        """The folders on the way to a file."""
        separator = "\\" if self.runspace.is_windows else "/"
        missing: list[str] = []
        folder = path.rpartition(separator)[0]
        while folder and not folder.endswith(":") and files.stat(folder) is None:
            missing.append(folder)
            folder = folder.rpartition(separator)[0]
        for one in reversed(missing):
            files.make_directory(one)

    def _refuse(self, text: str, error_id: str, category: str) -> None:
        self.fail(self.error("System.UnauthorizedAccessException", text, error_id, category, self.path))

    def _cannot(self, text: str, error_id: str, category: str) -> None:
        message = f"Transcription cannot be started due to the error: {text}"
        self.fail(self.error(_A + "PSInvalidOperationException", message, error_id, category))


@cmdlet("Stop-Transcript", output=("System.String",))
class StopTranscript(Cmdlet):
    """Ends the newest transcript."""

    def begin(self) -> None:
        found = transcripts_of(self.runspace)
        if not found.running:
            text = "An error occurred stopping transcription: The host is not currently transcribing."
            self.fail(self.error(_A + "PSInvalidOperationException", text, "InvalidOperation", "InvalidOperation"))
        path = found.running[-1].path
        found.stop()
        self.write(_message(f"Transcript stopped, output file is {path}", path))


def _message(text: str, path: str) -> PSObject:
    """The text, which knows the path."""
    made = PSObject(text)
    made.add_member(NoteProperty("Path", path))
    return made
