"""Topics of Get-Help that are about no command: `about_Jobs` and its like, in our own words.

Each text is a file beside this module; of the topics in `others.tsv` there is a line that says what they are about.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from psbridge.objects.psobject import PSObject
from psbridge.objects.wildcard import compile_wildcard

_FOLDER = Path(__file__).parent / "topics"
_ENDING = ".help.txt"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its name, what it is about in a line, and its text."""

    name: str
    synopsis: str
    text: str


@functools.cache
def topics() -> dict[str, Topic]:
    """All of them by lower-case name."""
    found = [_read(path) for path in sorted(_FOLDER.glob(f"*{_ENDING}"))]
    for line in (_FOLDER / "others.tsv").read_text(encoding="utf-8").splitlines():
        name, _, about = line.partition("\t")
        synopsis = f"{about[:1].upper()}{about[1:]}."
        parts = ("TOPIC", name), ("SHORT DESCRIPTION", synopsis), ("LONG DESCRIPTION", "No text of this topic is here.")
        text = "\n".join(f"{title}\n    {line}\n" for title, line in parts)
        found.append(Topic(name, synopsis, text))
    return {topic.name.lower(): topic for topic in sorted(found, key=lambda topic: topic.name.lower())}


def _read(path: Path) -> Topic:
    text = path.read_text(encoding="utf-8")
    synopsis = text.partition("SHORT DESCRIPTION\n")[2].partition("\n\n")[0]
    return Topic(path.name.removesuffix(_ENDING), " ".join(synopsis.split()), text)


def matching(pattern: str) -> list[Topic]:
    """The topics that a name or a wildcard means; only what begins with about_ is looked for among them, and the one of Get-Help alone."""
    if pattern.lower() == "default":
        return [topics()["default"]]
    if not pattern.lower().startswith("about_"):
        return []
    test = compile_wildcard(pattern)
    return [topic for topic in topics().values() if test(topic.name)]


def shown(topic: Topic, brief: bool = False) -> PSObject:
    """A topic as Get-Help gives it: the text itself, or a line of a list."""
    made = PSObject() if brief else PSObject(topic.text)
    pairs = (("Name", topic.name), ("Category", "HelpFile"), ("Synopsis", topic.synopsis), ("Component", None), ("Role", None))
    for name, value in (*pairs, ("Functionality", None), ("ModuleName", "")):
        made.set(name, value)
    if brief:
        made.custom_type_names = ["HelpInfoShort"]
    return made
