"""Commands about text and the session: Join-String, ConvertFrom-StringData, cultures, verbs, host, call stack, Invoke-Expression."""

from __future__ import annotations

from typing import Any, NoReturn

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidateSet, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.host import FieldDescription
from psbridge.modules.utility.argumentkeys import EXPRESSION
from psbridge.modules.utility.editions import refuse_newer
from psbridge.modules.utility.expressions import evaluate, parse_entries
from psbridge.modules.utility.verbs import VERBS, VerbInfo
from psbridge.objects import Hashtable, NetError, SecureString, find_type
from psbridge.objects.convert import convert, format_composite, to_text
from psbridge.objects.culture import current_culture
from psbridge.objects.records import ErrorRecord
from psbridge.objects.regex import unescape
from psbridge.objects.wildcard import compile_wildcard

_A = "System.Management.Automation."
_NO_PROMPT = (
    "A command that prompts the user failed because the host program or the command type does not support user interaction. "
    "The host was attempting to request confirmation with the following message: "
)


@cmdlet("ConvertFrom-StringData", output=("System.Collections.Hashtable",))
class ConvertFromStringData(Cmdlet):
    """Converts a string of name=value lines to a hashtable."""

    string_data = parameter("StringData", "string", position=0, mandatory=True, pipeline=True, allow_empty=True)
    delimiter = parameter("Delimiter", "char", position=1, default="=")

    def process(self) -> None:
        table = Hashtable()
        for line in self.string_data.split("\n"):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            name, mark, value = text.partition(str(self.delimiter))
            if not mark or not name:
                self._bad_line(line)
            name = name.strip()
            if name in table:
                message = f"Data item '{name}' in line '{line}' is already defined. "
                self.fail(self.error(_A + "PSInvalidOperationException", message, "InvalidOperation", "InvalidOperation"))
            table[name] = unescape(value.strip())
        self.write(table)

    def _bad_line(self, text: str) -> None:
        message = f"Data line '{text}' is not in 'name=value' format. "
        self.fail(self.error(_A + "PSInvalidOperationException", message, "InvalidOperation", "InvalidOperation"))


@cmdlet("Join-String", default_set="default", output=("System.String",))
class JoinString(Cmdlet):
    """Combines objects from the pipeline into a single string."""

    property = parameter("Property", "object", position=0)
    separator = parameter("Separator", "string", position=1, allow_empty=True)
    output_prefix = parameter("OutputPrefix", "string", aliases=("op",), default="")
    output_suffix = parameter("OutputSuffix", "string", aliases=("os",), default="")
    single_quote = parameter("SingleQuote", "switch", sets=("SingleQuote",))
    double_quote = parameter("DoubleQuote", "switch", sets=("DoubleQuote",))
    format_string = parameter("FormatString", "string", sets=("Format",))
    use_culture = parameter("UseCulture", "switch")
    input_object = parameter("InputObject", "psobject[]", pipeline=True)

    def begin(self) -> None:
        entries = parse_entries(self, None if self.property is None else [self.property], (EXPRESSION,))
        self._entry = entries[0] if entries else None
        self._parts: list[str] = []
        mark = self.ctx.get_variable("OFS")
        self._separator = self.separator if self.separator is not None else "" if mark is None else to_text(mark)

    def process(self) -> None:
        for value in self.input_object or ():
            if value is not None:
                self._add(value)

    def _add(self, value: Any) -> None:
        culture = current_culture() if self.use_culture else None
        if self._entry is not None:
            value = next((one.value for one in evaluate(self, self._entry, value)), None)
        if self.format_string:
            self._parts.append(format_composite(self.format_string, [value], culture))
        else:
            mark = "'" if self.single_quote else '"' if self.double_quote else ""
            self._parts.append(f"{mark}{to_text(value, culture)}{mark}")

    def end(self) -> None:
        self.write(f"{self.output_prefix}{self._separator.join(self._parts)}{self.output_suffix}")


@cmdlet("Get-Culture", default_set="CurrentCulture", output=("System.Globalization.CultureInfo",))
class GetCulture(Cmdlet):
    """Gets the current culture, or cultures by name."""

    no_user_overrides = parameter("NoUserOverrides", "switch", sets=("CurrentCulture", "Name"))
    name = parameter("Name", "string[]", sets=(In("Name", position=0, pipeline=True),), validate=(NotNullOrEmpty(),))
    list_available = parameter("ListAvailable", "switch", sets=("ListAvailable",))

    def process(self) -> None:
        if self.set_name == "ListAvailable":
            from psbridge.objects.culture import culture_of
            from psbridge.objects.culture_data import ROWS

            self.write_all([culture_of(row.name) for row in ROWS])
        elif self.name:
            for name in self.name:
                self._named(name)
        else:
            self.write(self.runspace.culture)

    def _named(self, name: str) -> None:
        try:
            self.write(convert(name, find_type("System.Globalization.CultureInfo")))
        except NetError:
            text = f"Culture is not supported. (Parameter 'name')\n{name} is an invalid culture identifier."
            kind = "System.Globalization.CultureNotFoundException"
            self.write_error(self.error(kind, text, "ItemNotFoundException", "ObjectNotFound", name))


@cmdlet("Get-UICulture", output=("System.Globalization.CultureInfo",))
class GetUICulture(Cmdlet):
    """Gets the current UI culture."""

    def process(self) -> None:
        self.write(self.runspace.culture)


@cmdlet("Get-Verb", output=("System.Management.Automation.VerbInfo",))
class GetVerb(Cmdlet):
    """Gets the approved verbs."""

    verb = parameter("Verb", "string[]", position=0, pipeline=True, by_property=True)
    group = parameter(
        "Group",
        "string[]",
        position=1,
        by_property=True,
        validate=(ValidateSet("Common", "Communications", "Data", "Diagnostic", "Lifecycle", "Other", "Security"),),
    )

    def process(self) -> None:
        wanted = {name.lower() for name in self.group or ()}
        patterns = [compile_wildcard(pattern) for pattern in self.verb or ("*",)]
        for row in VERBS:
            if any(matches(row.verb) for matches in patterns) and (not wanted or row.group.lower() in wanted):
                self.write(VerbInfo(row))


@cmdlet("Get-Host", output=("System.Management.Automation.Host.PSHost",))
class GetHost(Cmdlet):
    """Gets an object that represents the current host program."""

    def process(self) -> None:
        self.write(self.host)


@cmdlet("Invoke-Expression", aliases=("iex",), output=("System.Management.Automation.PSObject",))
class InvokeExpression(Cmdlet):
    """Runs commands or expressions on the local computer."""

    command = parameter("Command", "string", position=0, mandatory=True, pipeline=True)

    def process(self) -> None:
        self.runtime.invoke_text(self.command, self.write)


@cmdlet("Read-Host", default_set="AsString", output=("System.String", "System.Security.SecureString"))
class ReadHost(Cmdlet):
    """Reads a line of input from the console."""

    prompt = parameter("Prompt", "object", position=0, remaining=True, allow_null=True)
    as_secure_string = parameter("AsSecureString", "switch", sets=(In("AsSecureString"),))
    mask_input = parameter("MaskInput", "switch", sets=(In("AsString"),))

    def begin(self) -> None:
        refuse_newer(self, MaskInput=(7, 1))

    def process(self) -> None:
        words = self.prompt
        text = None if not words else " ".join(map(to_text, words)) if isinstance(words, list) else to_text(words)
        answer = self._ask(text, bool(self.as_secure_string or self.mask_input))
        if self.mask_input and isinstance(answer, SecureString):
            answer = answer.reveal()
        if answer is not None:
            self.write(answer)

    def _ask(self, text: str | None, secret: bool) -> Any:
        """With a text the host prompts for one field, without it reads a line; a host that cannot is an error."""
        ui = self.host.ui
        try:
            if text is None:
                return ui.read_secret() if secret else ui.read_line()
            kind = "System.Security.SecureString" if secret else "System.String"
            found = ui.prompt("", "", [FieldDescription(text, kind)])
        except ScriptError as problem:
            self._refused(problem.record)
        if found is None:
            self._refused(ui.refusal(_NO_PROMPT).record)
        return next(iter(found.values()), None)

    def _refused(self, record: ErrorRecord) -> NoReturn:
        category = int(record.category_info.category)
        self.fail(self.error(record.exception.kind.full_name, record.exception.message, record.error_id, category))


@cmdlet("Get-PSCallStack", aliases=("gcs",), output=("System.Management.Automation.CallStackFrame",))
class GetPSCallStack(Cmdlet):
    """Displays the current call stack."""

    def process(self) -> None:
        for frame in self.runtime.call_stack():
            self.write(frame)
