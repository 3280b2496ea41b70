"""MatchInfo: what Select-String gives, and how it is written; and the bookkeeping of lines around matches."""

from __future__ import annotations

from collections import deque
from typing import Any

from psbridge.objects import Method, NetObject, TypedArray, define, find_type
from psbridge.objects.nettypes import SMA

_C = "Microsoft.PowerShell.Commands."
_UTILITY = SMA.replace("System.Management.Automation", "Microsoft.PowerShell.Commands.Utility")
_STRING = find_type("System.String")
MATCH = find_type("System.Text.RegularExpressions.Match")
INPUT = "InputStream"


class MatchInfoContext(NetObject):
    """The lines around a match; the display lines leave out what is shown with a neighbouring match."""

    __slots__ = ("display_post", "display_pre", "post", "pre")
    net_type = define(_C + "MatchInfoContext", assembly=_UTILITY)
    PROPERTIES = {
        "PreContext": "pre",
        "PostContext": "post",
        "DisplayPreContext": "display_pre",
        "DisplayPostContext": "display_post",
    }
    METHODS = {"Clone": "clone"}

    def __init__(self) -> None:
        super().__init__()
        self.pre = self.post = self.display_pre = self.display_post = TypedArray(_STRING, [])

    def clone(self) -> MatchInfoContext:
        made = MatchInfoContext()
        made.pre, made.post, made.display_pre, made.display_post = self.pre, self.post, self.display_pre, self.display_post
        return made


class MatchInfo(NetObject):
    """A line that matched."""

    __slots__ = ("context", "file", "ignore_case", "line", "line_number", "matches", "pattern")
    net_type = define(_C + "MatchInfo", assembly=_UTILITY)
    PROPERTIES = {
        "IgnoreCase": "ignore_case",
        "LineNumber": "line_number",
        "Line": "line",
        "Filename": "filename",
        "Path": "path",
        "Pattern": "pattern",
        "Context": "context",
        "Matches": "matches",
    }
    METHODS = {
        "RelativePath": Method(
            "RelativePath", lambda match, directory: match.relative_path(directory), ("string RelativePath(string directory)",)
        ),
        "ToString": Method(
            "ToString", lambda match, *words: match.to_text(*words), ("string ToString()", "string ToString(string directory)")
        ),
        "ToEmphasizedString": Method(
            "ToEmphasizedString",
            lambda match, directory: match.to_emphasized_string(directory),
            ("string ToEmphasizedString(string directory)",),
        ),
    }

    def __init__(self, line: str, pattern: str, matches: list[Any], ignore_case: bool) -> None:
        super().__init__()
        self.line, self.pattern, self.ignore_case = line, pattern, ignore_case
        self.matches = TypedArray(MATCH, matches)
        self.line_number = 0
        self.file: str | None = None
        self.context: MatchInfoContext | None = None

    @property
    def path(self) -> str:
        return INPUT if self.file is None else self.file

    @path.setter
    def path(self, value: str) -> None:
        self.file = value or None

    @property
    def filename(self) -> str:
        return INPUT if self.file is None else self.file.replace("\\", "/").rpartition("/")[2]

    def relative_path(self, directory: str | None) -> str:
        """The path without the directory, when it lies in it."""
        if self.file is None or not directory or not self.file.lower().startswith(directory.lower()):
            return self.path
        rest = self.file[len(directory) :]
        if directory[-1] in "/\\":
            return rest or self.file
        return rest[1:] if rest[:1] in ("/", "\\") else self.file

    def to_text(self, directory: str | None = None) -> str:
        """`path:number:line`, or the line alone for input that came through the pipeline; with context the lines around it."""
        place = self.relative_path(directory) if directory else self.path
        if self.context is None:
            return self._line("", place, self.line_number, self.line)
        before, after = self.context.display_pre, self.context.display_post
        number = self.line_number - len(before)
        rows = [("  ", one) for one in before] + [("> ", self.line)] + [("  ", one) for one in after]
        return "\n".join(self._line(mark, place, number + i, text) for i, (mark, text) in enumerate(rows))

    def _line(self, mark: str, place: str, number: int, text: str) -> str:
        return f"{mark}{text}" if self.file is None else f"{mark}{place}:{number}:{text}"

    def to_emphasized_string(self, directory: str | None = None) -> str:
        """As ToString: matches are not emphasized where there is no virtual terminal."""
        return self.to_text(directory)

    def without_display(self) -> MatchInfo:
        """A copy with context that shows nothing around it: it was found once more by another Select-String."""
        if self.context is None:
            return self
        made = MatchInfo(self.line, self.pattern, list(self.matches), self.ignore_case)
        made.line_number, made.file = self.line_number, self.file
        made.context = self.context.clone()
        made.context.display_pre = made.context.display_post = TypedArray(_STRING, [])
        return made

    def __str__(self) -> str:
        return self.to_text()


class Tracker:
    """Matches that wait for the lines behind them; `ready` holds those that are complete."""

    def __init__(self, before: int, after: int) -> None:
        self.before, self.after = before, after
        self.ready: list[MatchInfo] = []
        self._waiting: deque[tuple[MatchInfo, list[str]]] = deque()
        self._recent: deque[str] = deque(maxlen=before)
        self._shown: deque[str] = deque(maxlen=before)  # recent lines that no match shows yet
        self._open: tuple[MatchInfo, list[str]] | None = None  # the match that still shows lines behind it

    def match(self, info: MatchInfo) -> None:
        """A line that matched."""
        if not self.before and not self.after:
            self.ready.append(info)
            return
        self._follow(info.line)
        self._close()
        context = info.context
        if context is None:
            self._waiting.append((info, []))
        else:
            context.pre = TypedArray(_STRING, list(self._recent))
            context.display_pre = TypedArray(_STRING, list(self._shown))
            self._waiting.append((info, []))
            self._open = (info, [])
        self._shown.clear()
        self._recent.append(info.line)
        self._settle()

    def line(self, text: str) -> None:
        """A line that did not match."""
        if not self.before and not self.after:
            return
        self._follow(text)
        if self._open is not None and len(self._open[1]) < self.after:
            self._open[1].append(text)
        else:
            self._close()
            self._shown.append(text)
        self._recent.append(text)
        self._settle()

    def end(self) -> None:
        """No more lines."""
        self._close()
        self._settle(final=True)

    def _follow(self, text: str) -> None:
        for _, behind in self._waiting:
            if len(behind) < self.after:
                behind.append(text)

    def _close(self) -> None:
        if self._open is not None:
            info, shown = self._open
            assert info.context is not None
            info.context.display_post = TypedArray(_STRING, shown)
            self._open = None

    def _settle(self, final: bool = False) -> None:
        waiting = self._waiting
        while waiting and (final or len(waiting[0][1]) >= self.after):
            info, behind = waiting.popleft()
            if self._open is not None and self._open[0] is info:
                self._close()
            if info.context is not None:
                info.context.post = TypedArray(_STRING, behind)
            self.ready.append(info)
