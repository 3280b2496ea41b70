"""Select-String."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNull, NotNullOrEmpty, ValidateCount, ValidateRange, cmdlet, parameter
from psbridge.engine.encodings import DATA_NAMES, is_desktop, text_of, to_encoding
from psbridge.engine.errors import ScriptError
from psbridge.engine.members.regexes import Match
from psbridge.machine import files_of
from psbridge.machine.fileinfo import FileSystemInfo
from psbridge.modules.utility import files
from psbridge.modules.utility.matchinfo import MatchInfo, MatchInfoContext, Tracker
from psbridge.modules.utility.sorting import culture_of
from psbridge.objects import INT32_MAX, NetError, unwrap
from psbridge.objects.convert import to_text
from psbridge.objects.convert.tailoring import tailoring_for
from psbridge.objects.regex import IGNORE_CASE, compile_pattern
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_FILES = ("File", "FileRaw")
_LITERAL = ("LiteralFile", "LiteralFileRaw")
_OBJECTS = ("Object", "ObjectRaw")
_PLAIN = ("File", "LiteralFile", "Object")
_RAW = ("FileRaw", "LiteralFileRaw", "ObjectRaw")
Search = Callable[[str], "list[Any] | None"]


def _path_of_file(value: Any, ctx: Any) -> Any:
    """A FileInfo stands for its full name."""
    bare = unwrap(value)
    if isinstance(bare, list):
        return [_path_of_file(one, ctx) for one in bare]
    return bare.full_name if isinstance(bare, FileSystemInfo) else value


@cmdlet(
    "Select-String",
    default_set="File",
    aliases=("sls",),
    output=("Microsoft.PowerShell.Commands.MatchInfo", "System.Boolean", "System.String"),
)
class SelectString(Cmdlet):
    """Finds text in strings and files."""

    input_object = parameter(
        "InputObject", "psobject", sets=tuple(In(s, mandatory=True, pipeline=True) for s in _OBJECTS), allow_null=True, allow_empty=True
    )
    pattern = parameter("Pattern", "string[]", position=0, mandatory=True)
    path = parameter(
        "Path",
        "string[]",
        sets=tuple(In(s, mandatory=True, position=1, by_property=True) for s in _FILES),
        transform=(_path_of_file,),
    )
    literal_path = parameter(
        "LiteralPath",
        "string[]",
        sets=tuple(In(s, mandatory=True, by_property=True) for s in _LITERAL),
        aliases=("PSPath", "LP"),
        transform=(_path_of_file,),
    )
    raw = parameter("Raw", "switch", sets=tuple(In(s, mandatory=True) for s in _RAW))
    simple_match = parameter("SimpleMatch", "switch")
    culture = parameter("Culture", "string", validate=(NotNull(),))
    case_sensitive = parameter("CaseSensitive", "switch")
    quiet = parameter("Quiet", "switch", sets=_PLAIN)
    list_first = parameter("List", "switch")
    no_emphasis = parameter("NoEmphasis", "switch")
    include = parameter("Include", "string[]", validate=(NotNullOrEmpty(),))
    exclude = parameter("Exclude", "string[]", validate=(NotNullOrEmpty(),))
    not_match = parameter("NotMatch", "switch")
    all_matches = parameter("AllMatches", "switch")
    encoding = parameter("Encoding", "System.Text.Encoding", transform=(to_encoding,), validate=(NotNullOrEmpty(),))
    context = parameter("Context", "int[]", validate=(NotNullOrEmpty(), ValidateCount(1, 2), ValidateRange(0, INT32_MAX)))

    def begin(self) -> None:
        if self.is_bound("Culture") and not self.simple_match:
            text = "Cannot specify -Culture without -SimpleMatch"
            self.fail(self.error("System.InvalidOperationException", text, "CannotSpecifyCultureWithoutSimpleMatch", "InvalidData"))
        self._searches = [self._simple(p) if self.simple_match else self._regex(p) for p in self.pattern]
        lines = list(self.context or (0, 0))
        self._before, self._after = lines[0], lines[-1]
        self._tracker = Tracker(self._before, self._after)
        self._number = 0
        self._done = False
        self._accept = self._file_filter()

    # -- one line

    def _simple(self, pattern: str) -> Search:
        if self.case_sensitive:
            return lambda line: [] if pattern in line else None
        fold = self._folding()
        low = fold(pattern)
        return lambda line: [] if low in fold(line) else None

    def _folding(self) -> Callable[[str], str]:
        """How the culture that -Culture names makes small letters."""
        name = (self.culture or "Current").lower()
        if name in ("ordinal", "invariant"):
            return str.lower
        culture = self.runspace.culture if name == "current" else culture_of(self, name)
        language = tailoring_for(culture)
        return str.lower if language is None else language.lowered

    def _regex(self, pattern: str) -> Search:
        try:
            compiled = compile_pattern(pattern, 0 if self.case_sensitive else IGNORE_CASE)
        except NetError as problem:
            text = f"The string {pattern} is not a valid regular expression: {problem.exception.message}"
            record = self.error("System.ArgumentException", text, "InvalidRegex", "InvalidArgument")
            record.exception.inner = problem.exception
            self.fail(record)
        program = compiled.program
        if self.all_matches and not self.not_match:
            return lambda line: [Match(compiled, one, line) for one in program.finditer(line)] or None

        def first(line: str) -> list[Any] | None:
            found = program.search(line)
            return None if found is None else [Match(compiled, found, line)]

        return first

    def _match(self, line: str) -> MatchInfo | None:
        """What a line gives: None when it is not selected."""
        found: list[Any] | None = None
        pattern = self.pattern[0]
        for one, search in zip(self.pattern, self._searches, strict=True):
            found = search(line)
            if found is not None:
                pattern = one
                break
        if self.not_match:
            if found is not None:
                return None
            found = []
        if found is None:
            return None
        made = MatchInfo(line, pattern, found, not self.case_sensitive)
        if self._before or self._after:
            made.context = MatchInfoContext()
        return made

    # -- input

    def process(self) -> None:
        if self._done:
            return
        if self.set_name in _OBJECTS:
            bare = unwrap(self.input_object)
            if isinstance(bare, FileSystemInfo) and not bare.stat.is_dir:
                self._files([bare.full_name])
            elif bare is not None:
                self._object(bare)
            return
        literal = self.set_name in _LITERAL
        self._files(self._resolved(self.literal_path if literal else self.path, literal))

    def _object(self, value: Any) -> None:
        self._number += 1
        known = value if isinstance(value, MatchInfo) else None
        line = known.line if known is not None else to_text(self.input_object)
        made = self._match(line)
        if made is None:
            self._tracker.line(line)
        elif known is not None:
            self._tracker.match(known.without_display())
        else:
            made.line_number = self._number
            self._tracker.match(made)
        if self._flush(self._tracker) and self.quiet:
            self._done = True

    def end(self) -> None:
        self._tracker.end()
        if not self._done:
            self._flush(self._tracker)

    def _flush(self, tracker: Tracker) -> bool:
        """Write what is complete."""
        if not tracker.ready:
            return False
        if self.quiet and not self.list_first:
            self.write(True)
        elif self.list_first:
            self._emit(tracker.ready[0])
        else:
            for one in tracker.ready:
                self._emit(one)
        tracker.ready.clear()
        return True

    def _emit(self, found: MatchInfo) -> None:
        self.write(found.line if self.raw else found)

    # -- files

    def _file_filter(self) -> Callable[[str], bool]:
        included = [compile_wildcard(p) for p in self.include or ()]
        excluded = [compile_wildcard(p) for p in self.exclude or ()]
        separator = files_of(self.machine).separator

        def accept(full: str) -> bool:
            name = full.rpartition(separator)[2]
            return (not included or any(p(name) for p in included)) and not any(p(name) for p in excluded)

        return accept

    def _resolved(self, paths: list[str], literal: bool) -> Iterator[str]:
        table = files_of(self.machine)
        for path in paths:
            try:
                found = self.paths.resolve(path, literal=literal)
            except (ScriptError, NetError) as problem:
                self._not_resolved(problem)
                continue
            for one in found:
                if not getattr(one.provider, "CONTAINERS", True):
                    text = f"The file {one.path} cannot be read: only files of the file system can be searched."
                    self.write_error(self.error("System.ArgumentException", text, "ProcessingFile", "InvalidArgument", path))
                    continue
                stat = table.stat(one.path)
                if stat is not None and stat.is_dir:
                    if is_desktop(self.runspace) and not has_wildcards(path):
                        self._unreadable(one.path, PermissionError(13, "denied", one.path))
                    continue
                yield one.path

    def _not_resolved(self, problem: Exception) -> None:
        record = problem.record if isinstance(problem, ScriptError) else None
        if record is None:
            raise problem
        made = self.error(record.exception.kind.full_name, record.exception.message, record.error_id, int(record.category_info.category))
        made.target_object = record.target_object
        self.write_error(made)

    def _files(self, names: Any) -> None:
        for full in names:
            if self._accept(full) and self._file(full) and self.quiet:
                self._done = self.set_name in _OBJECTS
                return
        if self.quiet:
            self.write(None if self.list_first else False)

    def _file(self, full: str) -> bool:
        """Search a file; whether something was found in it."""
        try:
            with files_of(self.machine).open(full, "r") as source:
                text = text_of(source.read(), files.told(self))
        except OSError as problem:
            self._unreadable(full, problem)
            return False
        tracker = Tracker(self._before, self._after)
        found = False
        for number, line in enumerate(_lines(text), 1):
            made = self._match(line)
            if made is None:
                tracker.line(line)
            else:
                made.file, made.line_number = full, number
                tracker.match(made)
            if tracker.ready:
                found = True
                if self.quiet or self.list_first:
                    break
                self._flush(tracker)
        tracker.end()
        return self._flush(tracker) or found

    def _unreadable(self, full: str, problem: OSError) -> None:
        text = f"The file {full} cannot be read: {files.exception_of(problem, full).message}"
        self.write_error(self.error("System.ArgumentException", text, "ProcessingFile", "InvalidArgument"))


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[-1] == "":
        lines.pop()
    return lines


SelectStringDesktop = files.desktop(SelectString, DATA_NAMES)
