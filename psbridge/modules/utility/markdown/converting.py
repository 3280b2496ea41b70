"""ConvertFrom-Markdown and Show-Markdown."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.encodings import text_of
from psbridge.engine.errors import ScriptError
from psbridge.machine import files_of
from psbridge.machine.fileinfo import FileInfo
from psbridge.modules.utility import files
from psbridge.modules.utility.markdown.blocks import parse
from psbridge.modules.utility.markdown.faces import MarkdownDocument, MarkdownInfo, MarkdownOptions
from psbridge.modules.utility.markdown.nodes import Dialect
from psbridge.modules.utility.markdown.options import options_of
from psbridge.modules.utility.markdown.tohtml import to_html
from psbridge.modules.utility.markdown.toterminal import to_terminal
from psbridge.objects import NetError, unwrap
from psbridge.objects.psobject import type_names_of
from psbridge.objects.wildcard import has_wildcards

_A = "System.Management.Automation."


def info_of(text: str, terminal: bool, options: MarkdownOptions) -> MarkdownInfo:
    """A text as HTML, or for a terminal."""
    document = parse(text, Dialect(extended=not terminal))
    tokens = MarkdownDocument(document, len(text.splitlines()))
    if terminal:
        return MarkdownInfo(None, to_terminal(document, options.sequence if options.enabled else None), tokens)
    return MarkdownInfo(to_html(document), None, tokens)


def _files(cmd: Cmdlet, path: str, literal: bool) -> Iterator[str]:
    kept = cmd.runspace.drives.files
    try:
        found = [cmd.paths.unresolved(path)] if literal else cmd.paths.resolve(path)
    except (ScriptError, NetError):
        if has_wildcards(path):
            return
        found = [cmd.paths.unresolved(path)]
        if found[0].provider is kept:
            text = f"Cannot find path '{found[0].path}' because it does not exist."
            cmd.write_error(cmd.error(_A + "ItemNotFoundException", text, "FileNotFound", "ResourceUnavailable", path))
            return
    if all(one.provider is kept for one in found):
        yield from (str(one.path) for one in found)
        return
    text = f"The given path '{path}' is not supported. This command only supports the FileSystem Provider paths."
    cmd.write_error(cmd.error("System.ArgumentException", text, "OnlyFileSystemPathsSupported", "InvalidArgument", path))


def _text_of(cmd: Cmdlet, full: str) -> str | None:
    try:
        with files_of(cmd.machine).open(full, "r") as source:
            return text_of(source.read())
    except OSError as problem:
        denied = isinstance(problem, PermissionError)
        exception = files.exception_of(problem, full)
        error_id, category = ("FileUnauthorizedAccess", "SecurityError") if denied else ("FileNotFound", "ResourceUnavailable")
        record = cmd.error(exception.kind.full_name, exception.message, error_id, category, full)
        record.exception = exception
        cmd.write_error(record)
        return None


def _converted(cmd: Cmdlet, paths: list[str], literal: bool, terminal: bool, options: MarkdownOptions) -> Iterator[MarkdownInfo]:
    for path in paths:
        for full in _files(cmd, path, literal):
            text = _text_of(cmd, full)
            if text is not None:
                yield info_of(text, terminal, options)


def _of_input(cmd: Cmdlet, value: Any, terminal: bool, options: MarkdownOptions) -> Iterator[MarkdownInfo]:
    bare = unwrap(value)
    if isinstance(bare, str):
        yield info_of(bare, terminal, options)
    elif isinstance(bare, FileInfo):
        yield from _converted(cmd, [bare.full_name], True, terminal, options)
    else:
        text = f"The type of the input object '{type_names_of(bare)[0]}' is invalid."
        cmd.write_error(cmd.error("System.IO.InvalidDataException", text, "InvalidInputObject", "InvalidData", value))


@cmdlet("ConvertFrom-Markdown", default_set="PathParamSet", output=("Microsoft.PowerShell.MarkdownRender.MarkdownInfo",))
class ConvertFromMarkdown(Cmdlet):
    """Converts Markdown into HTML, or into text with colours for a terminal."""

    path = parameter("Path", "string[]", sets=(In("PathParamSet", mandatory=True, position=0),), validate=(NotNullOrEmpty(),))
    literal_path = parameter(
        "LiteralPath", "string[]", sets=(In("LiteralParamSet", mandatory=True),), aliases=("PSPath", "LP"), validate=(NotNullOrEmpty(),)
    )
    input_object = parameter(
        "InputObject", "psobject", sets=(In("InputObjParamSet", mandatory=True, pipeline=True),), validate=(NotNullOrEmpty(),)
    )
    terminal = parameter("AsVT100EncodedString", "switch")

    def begin(self) -> None:
        self._options = options_of(self)

    def process(self) -> None:
        terminal = bool(self.terminal)
        if self.set_name == "InputObjParamSet":
            found = _of_input(self, self.input_object, terminal, self._options)
        else:
            literal = self.set_name == "LiteralParamSet"
            found = _converted(self, self.literal_path if literal else self.path, literal, terminal, self._options)
        for info in found:
            self.write(info)


@cmdlet("Show-Markdown", default_set="Path", output=("System.String",))
class ShowMarkdown(Cmdlet):
    """Shows Markdown on the terminal, or in a browser."""

    input_object = parameter(
        "InputObject", "psobject", sets=(In("InputObject", mandatory=True, pipeline=True),), validate=(NotNullOrEmpty(),)
    )
    path = parameter("Path", "string[]", sets=(In("Path", mandatory=True, position=0, by_property=True),), validate=(NotNullOrEmpty(),))
    literal_path = parameter(
        "LiteralPath", "string[]", sets=(In("LiteralPath", mandatory=True, by_property=True),), aliases=("PSPath", "LP")
    )
    use_browser = parameter("UseBrowser", "switch")

    def process(self) -> None:
        bare = unwrap(self.input_object)
        if isinstance(bare, MarkdownInfo):
            self._show(bare)
            return
        options = options_of(self)
        terminal = not self.use_browser
        if self.set_name == "InputObject":
            found = _of_input(self, self.input_object, terminal, options)
        else:
            literal = self.set_name == "LiteralPath"
            found = _converted(self, self.literal_path if literal else self.path, literal, terminal, options)
        for info in found:
            self._show(info)

    def _show(self, info: MarkdownInfo) -> None:
        name, text = ("Html", info.html) if self.use_browser else ("VT100EncodedString", info.vt100)
        if not text:
            said = f"The property {name} of the given object is null or empty."
            self.write_error(self.error("System.IO.InvalidDataException", said, f"{name}IsNullOrEmpty", "InvalidData", text))
        elif self.use_browser:
            self._browse(text)
        else:
            self.write(text)

    def _browse(self, text: str) -> None:
        """A browser of this computer is asked for local sessions only; another machine has none."""
        full = f"{self.runspace.environment.get('TMPDIR', '/tmp').rstrip('/')}/markdown-{id(self):x}.html"  # noqa: S108 - what .NET does
        with files.open_file(self, full, "w") as opened:
            opened.write(text.encode())
        if self.runspace.is_windows or not webbrowser.open(f"file://{full}"):
            said = "There is no browser that could show the page."
            self.write_error(
                self.error("System.ComponentModel.Win32Exception", said, "ErrorLaunchingDefaultApplication", "InvalidOperation")
            )
