"""Get-MarkdownOption and Set-MarkdownOption: the colours of a session."""

from __future__ import annotations

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidatePattern, ValidateSet, cmdlet, parameter
from psbridge.modules.utility.markdown.faces import MarkdownOptions
from psbridge.objects import unwrap
from psbridge.objects.access import get_property
from psbridge.objects.psobject import type_names_of

_STATE = "markdown"
_SEQUENCE = (ValidatePattern(r"^\[*[0-9;]*?m{1}"),)
_ONE = ("IndividualSetting",)
_OUTPUT = ("Microsoft.PowerShell.MarkdownRender.PSMarkdownOptionInfo",)


def kept_options(cmd: Cmdlet) -> MarkdownOptions:
    """The options of this session."""
    found: MarkdownOptions = cmd.runspace.module_state(_STATE).setdefault("options", MarkdownOptions())
    return found


def options_of(cmd: Cmdlet) -> MarkdownOptions:
    """The options of this session; a host without a terminal turns sequences off for good."""
    options = kept_options(cmd)
    if not get_property(get_property(cmd.host, "UI"), "SupportsVirtualTerminal"):
        options.enabled = False
    return options


@cmdlet("Get-MarkdownOption", output=_OUTPUT)
class GetMarkdownOption(Cmdlet):
    """The colours in which Markdown is shown."""

    def end(self) -> None:
        self.write(kept_options(self))


@cmdlet("Set-MarkdownOption", default_set="IndividualSetting", output=_OUTPUT)
class SetMarkdownOption(Cmdlet):
    """Sets the colours in which Markdown is shown."""

    header1 = parameter("Header1Color", "string", sets=_ONE, validate=_SEQUENCE)
    header2 = parameter("Header2Color", "string", sets=_ONE, validate=_SEQUENCE)
    header3 = parameter("Header3Color", "string", sets=_ONE, validate=_SEQUENCE)
    header4 = parameter("Header4Color", "string", sets=_ONE, validate=_SEQUENCE)
    header5 = parameter("Header5Color", "string", sets=_ONE, validate=_SEQUENCE)
    header6 = parameter("Header6Color", "string", sets=_ONE, validate=_SEQUENCE)
    code = parameter("Code", "string", sets=_ONE, validate=_SEQUENCE)
    image = parameter("ImageAltTextForegroundColor", "string", sets=_ONE, validate=_SEQUENCE)
    link = parameter("LinkForegroundColor", "string", sets=_ONE, validate=_SEQUENCE)
    emphasisitalics = parameter("ItalicsForegroundColor", "string", sets=_ONE, validate=_SEQUENCE)
    emphasisbold = parameter("BoldForegroundColor", "string", sets=_ONE, validate=_SEQUENCE)
    pass_thru = parameter("PassThru", "switch")
    theme = parameter("Theme", "string", sets=(In("Theme", mandatory=True),), validate=(NotNullOrEmpty(), ValidateSet("Dark", "Light")))
    input_object = parameter(
        "InputObject", "psobject", sets=(In("InputObject", mandatory=True, position=0, pipeline=True),), validate=(NotNullOrEmpty(),)
    )

    def end(self) -> None:
        options = MarkdownOptions()
        if self.set_name == "Theme":
            options.set_theme(self.theme.lower())
        elif self.set_name == "InputObject":
            options = self._given()
        else:
            for name in _NAMED:
                if getattr(self, name):
                    options.change(name, getattr(self, name))
        self.runspace.module_state(_STATE)["options"] = options
        if self.pass_thru:
            self.write(options)

    def _given(self) -> MarkdownOptions:
        bare = unwrap(self.input_object)
        if not isinstance(bare, MarkdownOptions):
            text = f"The type of the input object '{type_names_of(bare)[0]}' is invalid."
            self.fail(self.error("System.ArgumentException", text, "InvalidObject", "InvalidArgument", self.input_object))
        assert isinstance(bare, MarkdownOptions)
        return bare


_NAMED = ("header1", "header2", "header3", "header4", "header5", "header6", "code", "image", "link", "emphasisitalics", "emphasisbold")
