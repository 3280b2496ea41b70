"""Get-Help: from comments of functions and scripts, else from what is known of a command."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidateSet, cmdlet, parameter
from psbridge.engine.commands import AliasInfo, CommandInfo
from psbridge.modules.core.abouttopics import Topic, matching, shown
from psbridge.modules.core.helpobjects import comment_help, help_object
from psbridge.objects.access import get_property
from psbridge.objects.records import ProgressRecord, ProgressRecordType
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_VIEWS = {"full": "FullView", "detailed": "DetailedView", "examples": "ExamplesView"}
_APPLICATION = 32
_COMMANDS = 2 | 4 | 8  # what is listed when no kind is asked for
_KINDS = {"alias": 1, "function": 2, "filter": 4, "cmdlet": 8, "externalscript": 16, "scriptcommand": 16}
_CATEGORIES = ValidateSet(
    *("Alias", "Cmdlet", "Provider", "General", "FAQ", "Glossary", "HelpFile", "ScriptCommand", "Function", "Filter", "ExternalScript"),
    *("All", "DefaultHelp", "DscResource", "Class", "Configuration"),
)


@cmdlet("Get-Help", default_set="AllUsersView", remoting="PowerShell", net_class="Microsoft.PowerShell.Commands.GetHelpCommand")
class GetHelp(Cmdlet):
    """Tells what a command does and which parameters it has."""

    name = parameter("Name", "string", position=0, by_property=True, validate=(NotNullOrEmpty(),))
    path = parameter("Path", "string")
    category = parameter("Category", "string[]", default=(), validate=(_CATEGORIES,))
    component = parameter("Component", "string[]")
    functionality = parameter("Functionality", "string[]")
    role = parameter("Role", "string[]")
    detailed = parameter("Detailed", "switch", sets=(In("DetailedView", mandatory=True),))
    full = parameter("Full", "switch", sets=("AllUsersView",))
    examples = parameter("Examples", "switch", sets=(In("Examples", mandatory=True),))
    parameter_name = parameter("Parameter", "string[]", sets=(In("Parameters", mandatory=True),))
    online = parameter("Online", "switch", sets=(In("Online", mandatory=True),))
    show_window = parameter("ShowWindow", "switch", sets=(In("ShowWindow", mandatory=True),))

    def begin(self) -> None:
        done = ProgressRecord(0, "Get-Help", "Completed")
        done.record_type = ProgressRecordType(1)
        self.done = done

    def process(self) -> None:
        self._kinds()
        about = self._topics()
        if about:
            self.write_all([shown(about[0])] if len(about) == 1 else [shown(topic, brief=True) for topic in about])
            return
        found = self._commands()
        if found and any((self.component, self.role, self.functionality)):
            found = [info for info in found if self._serves(info)]
            if not found:
                self._missing()
                return
        if not found and self.name and not has_wildcards(self.name):
            self._search(self.name)
            return
        self._tell(found)

    def _kinds(self) -> None:
        """What -Category asks for: kinds of commands, and whether topics are meant."""
        asked = {one.lower() for one in self.category}
        self.every = not asked or "all" in asked
        self.types = _COMMANDS if self.every else sum({_KINDS.get(one, 0) for one in asked})
        self.of_topics = self.every or not asked.isdisjoint(("helpfile", "defaulthelp"))
        narrowed = any((self.category, self.component, self.role, self.functionality))
        self.target = self.name or ("*" if narrowed else "default")

    def _topics(self) -> list[Topic]:
        if not self.of_topics or self.runspace.extras.get("strict"):
            return []
        if self.every and self.target == "*":
            return []  # commands first
        return matching("about_*" if self.target == "*" else self.target)

    def _serves(self, info: CommandInfo) -> bool:
        """Whether the help of a command says that it is for what -Component, -Role and -Functionality ask."""
        told = comment_help(info)
        wanted = (("component", self.component), ("role", self.role), ("functionality", self.functionality))
        return all(
            any(compile_wildcard(pattern)(str(getattr(told, field, None) or "").strip()) for pattern in patterns)
            for field, patterns in wanted
            if patterns
        )

    def _tell(self, found: list[CommandInfo]) -> None:
        if len(found) > 1:
            self.write_all([help_object(info, brief=True) for info in found])
            return
        for info in found:
            self._one(info)

    def _search(self, name: str) -> None:
        """What has a part of a name that is no command: commands that start with it or contain it, and topics."""
        pattern = f"{name}*" if "-" in name else f"*{name}*"
        found = sorted(self.runspace.discovery.matching(self.ctx, pattern, self.types), key=lambda info: info.name.lower())
        about = matching(f"about_*{name}*") if self.of_topics and not self.runspace.extras.get("strict") else []
        if not found and not about:
            self._missing()
        elif found and not about:
            self._tell(found)
        elif len(about) == 1 and not found:
            self.write(shown(about[0]))
        else:
            self.write_all([*(help_object(info, brief=True) for info in found), *(shown(topic, brief=True) for topic in about)])

    def end(self) -> None:
        self.write_progress(self.done)

    def _commands(self) -> list[CommandInfo]:
        name = self.target
        discovery = self.runspace.discovery
        if has_wildcards(name):
            found = discovery.matching(self.ctx, name, self.types)
            return sorted(found, key=lambda info: info.name.lower())
        one = discovery.find(self.ctx, name)
        if one is not None and not self.every and not one.TYPE & self.types:
            return []
        if isinstance(one, AliasInfo):
            one = one.resolved
        if one is None or one.TYPE == _APPLICATION or one.name.lower() == f"get-{name.lower()}":
            return []  # programs have no help, and a noun alone is no command
        told = comment_help(one)
        target = (told.forward_help_target_name or "").strip() if told is not None else ""
        return [discovery.find(self.ctx, target) or one if target else one]

    def _missing(self) -> None:
        name = self.name
        text = (
            f'Get-Help could not find {name} in a help file in this session. To download updated help topics type: "Update-Help". '
            "To get help online, search for the help topic in the TechNet library at https:/go.microsoft.com/fwlink/?LinkID=107116."
        )
        self.write_error(self.error("Microsoft.PowerShell.Commands.HelpNotFoundException", text, "HelpNotFound", "ResourceUnavailable"))

    def _one(self, info: CommandInfo) -> None:
        made = help_object(info)
        if self.parameter_name:
            self._parameters(made)
            return
        view = "full" if self.full else "detailed" if self.detailed else "examples" if self.examples else ""
        if view:
            made.custom_type_names = [*(f"{name}#{_VIEWS[view]}" for name in made.type_names), *made.type_names]
        self.write(made)

    def _parameters(self, made: Any) -> None:
        found = get_property(get_property(made, "parameters"), "parameter")
        table = [] if found is None else found if isinstance(found, list) else [found]
        for wanted in self.parameter_name:
            test = compile_wildcard(wanted)
            hits = [one for one in table if test(str(get_property(one, "name")))]
            if not hits and not has_wildcards(wanted):
                text = f"No parameter matches criteria {wanted}."
                kind = "System.Management.Automation.PSArgumentException"
                self.write_error(self.error(kind, text, "NoParmsFound", "InvalidArgument"))
            self.write_all(hits)
