"""What an import says about the names of commands: verbs that nobody approved, nouns with characters that the language uses."""

from __future__ import annotations

from collections.abc import Iterable

from psbridge.engine.cmdlet import Cmdlet
from psbridge.engine.modules import PSModuleInfo

_RESTRICTED = frozenset("#,(){}[]&-/\\$^;:\"'<>|?@`*%+=~")
_SHOWN = "# , ( ) {{ }} [ ] & - / \\ $ ^ ; : \" ' < > | ? @ ` * % + = ~"
_KNOWN = frozenset({"sort-object", "tee-object"})


def check_names(command: Cmdlet, module: PSModuleInfo, names: Iterable[str]) -> None:
    """Warn once of verbs and once of nouns; each name is told to -Verbose."""
    from psbridge.modules.utility.verbs import VERBS

    approved = {row.verb.lower() for row in VERBS}
    warned: set[str] = set()
    for name in names:
        verb, dash, noun = name.partition("-")
        if not dash or not verb:
            continue
        if verb.lower() not in approved and name.lower() not in _KNOWN:
            _warn_once(command, warned, "verb", _VERBS.format(module.name))
            command.write_verbose(
                f"The '{name}' command in the '{module.name}' module was imported, but because its name does not include an approved verb, "
                "it might be difficult to find. For a list of approved verbs, type Get-Verb."
            )
        if _RESTRICTED & set(noun):
            text = f"contain one or more of the following restricted characters: {_SHOWN}"
            _warn_once(command, warned, "noun", f"Some imported command names {text}")
            command.write_verbose(f"The command name '{name}' from the module '{module.name}' {text.replace('contain', 'contains')}")


_VERBS = (
    "The names of some imported commands from the module '{0}' include unapproved verbs that might make them less discoverable. To find "
    "the commands with unapproved verbs, run the Import-Module command again with the Verbose parameter. For a list of approved verbs, "
    "type Get-Verb."
)


def _warn_once(command: Cmdlet, warned: set[str], kind: str, text: str) -> None:
    if kind not in warned:
        warned.add(kind)
        command.write_warning(text)
