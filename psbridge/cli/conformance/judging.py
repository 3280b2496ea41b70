"""Whether what a target did is what a case expects.

Decides equality of records; knows nothing of how they came to be.  A record has the fields of the recorded cases: state, hadErrors,
types, clixml, text, errors, terminating, warnings, verbose, debug, information, progress.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psbridge.cli.conformance.cases import Case

Record = dict[str, Any]
FIELDS = (
    "state", "hadErrors", "types", "text", "clixml", "errors", "terminating", "warnings", "verbose", "debug",
    "information",
)  # fmt: skip
KINDS = {  # targets that differ together
    "ours": frozenset(("engine", "python", "emulator", "emulator-pypsrp", "module")),
    "windows": frozenset(("emulator", "emulator-pypsrp", "winrm")),
}
_TEXTS = ("warnings", "verbose", "debug", "information")
_ERROR_KEYS = ("fqid", "category")
_PRIMITIVES = {
    "S": "System.String", "C": "System.Char", "B": "System.Boolean", "I32": "System.Int32", "I64": "System.Int64", "U32": "System.UInt32",
    "U64": "System.UInt64", "By": "System.Byte", "SB": "System.SByte", "I16": "System.Int16", "U16": "System.UInt16", "Db": "System.Double",
    "Sg": "System.Single", "D": "System.Decimal", "G": "System.Guid", "DT": "System.DateTime", "TS": "System.TimeSpan",
    "Version": "System.Version", "Nil": "",
}  # fmt: skip


class Outcome(StrEnum):
    """How a case went on a target."""

    PASS = "pass"  # noqa: S105 - a word, no password
    FAIL = "fail"
    KNOWN = "known"  # differs, as the case says
    UNEXPECTED = "unexpected"  # agrees, although the case says that it differs: the note is out of date
    SKIP = "skip"  # the target cannot run it

    @property
    def is_good(self) -> bool:
        return self in (Outcome.PASS, Outcome.KNOWN)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one case on one target, with every difference in words."""

    case: str
    outcome: Outcome
    differences: tuple[str, ...] = ()
    reason: str = ""
    seconds: float = 0.0


def judge(case: Case, target: str, record: Record | None, seconds: float = 0.0) -> Verdict:
    """Compare; a known difference is asserted as well."""
    differences = tuple(_differences(case, record))
    reason = next(filter(None, map(case.known.get, kinds_of(target))), "")
    outcomes = {(False, False): Outcome.PASS, (True, False): Outcome.FAIL, (False, True): Outcome.UNEXPECTED, (True, True): Outcome.KNOWN}
    return Verdict(case.id, outcomes[bool(differences), bool(reason)], differences, reason, seconds)


def kinds_of(target: str) -> tuple[str, ...]:
    """The names under which a case may note a difference of a target: its own first, then its kinds, then that of all."""
    kind = target.partition("://")[0]
    return (target, kind, *(name for name, members in KINDS.items() if kind in members), "*")


def _differences(case: Case, record: Record | None) -> list[str]:
    if record is None:
        return ["no answer"]
    if record.get("timedOut"):
        return ["no end within the time"]
    if record.get("failed"):
        return [f"no answer: {record['failed']}"]
    if case.dialogue is not None:
        return [str(one) for one in record["differences"]]
    return _against_record(case.recorded, record) if case.recorded is not None else _against_words(case, record)


# -- recorded cases


def _against_record(golden: Record, actual: Record) -> list[str]:
    actual = with_line_feeds(actual) if actual.get("newline") == "\r\n" else actual
    volatile = set(golden.get("volatile") or ())
    left_out = set(actual.get("unknown") or ())  # what a target cannot tell
    names = [name for name in FIELDS if name not in volatile and name not in left_out]
    found = [name for name in names if canonical(golden, name) != canonical(actual, name)]
    return [f"{name}: expected {_short(golden.get(name))}, got {_short(actual.get(name))}" for name in found]


def with_line_feeds(record: Record) -> Record:
    """The record of a target on Windows as it would be where lines end with a line feed, as the recorded ones do."""
    texts = {name: [text and text.replace("\r\n", "\n") for text in record[name]] for name in _TEXTS if record.get(name)}
    clixml = [text and text.replace("_x000D__x000A_", "_x000A_") for text in record.get("clixml") or []]
    return {**record, **texts, "clixml": clixml}


def canonical(record: Record, name: str) -> object:
    """The comparable form of one field."""
    value = record.get(name)
    if name == "clixml":
        return [canonical_xml(item) for item in value or []]
    if name == "errors":
        return [_error(item) for item in value or []]
    if name == "terminating":
        return _error(value)
    if name == "text":
        return canonical_text(value)
    return value


def canonical_xml(text: str | None) -> object:
    """CLIXML as nested tuples: layout and the order of attributes do not count."""
    if not text:
        return None
    try:
        return _element(ET.fromstring(text))  # noqa: S314 - our own records
    except ET.ParseError:
        return ("unparsable", text)


def _element(node: ET.Element) -> tuple[object, ...]:
    children = tuple(_element(child) for child in node)
    return (node.tag, tuple(sorted(node.attrib.items())), children or node.text or "")


def canonical_text(text: str | None) -> str:
    """Formatted output without blanks at line ends and empty lines at the end."""
    lines = (text or "").replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip("\n")


def _error(error: Record | None) -> object:
    return tuple((key, error[key]) for key in _ERROR_KEYS if key in error) if error else None


# -- written cases


def _against_words(case: Case, record: Record) -> list[str]:
    found = []
    expected = case.expected
    if "output" not in case.ignore:
        found += _output(case, expected.get("output", []), [typed(xml) for xml in record.get("clixml") or []])
    if "errors" not in case.ignore:
        wanted = [*expected.get("errors", []), *([expected["terminating"]] if "terminating" in expected else [])]
        got = [error["fqid"] for error in record.get("errors") or []]
        ending = record.get("terminating")
        got += [ending["fqid"]] if ending and ending["fqid"] not in got else []
        found += [] if wanted == got else [f"errors: expected {wanted}, got {_short(got)}"]
    if "warnings" in expected and expected["warnings"] != record.get("warnings"):
        found.append(f"warnings: expected {expected['warnings']}, got {_short(record.get('warnings'))}")
    if "text" in expected and canonical_text(expected["text"]) != canonical_text(record.get("text")):
        found.append(f"text: expected {_short(expected['text'])}, got {_short(record.get('text'))}")
    return found


def _output(case: Case, wanted: list[Any], got: list[tuple[str, str]]) -> list[str]:
    pairs = [expectation(one) for one in wanted]
    if "case" in case.ignore:
        pairs, got = [(a, b.lower()) for a, b in pairs], [(a, b.lower()) for a, b in got]
    if "order" in case.ignore:
        pairs, got = [(a, _sorted_words(b)) for a, b in pairs], [(a, _sorted_words(b)) for a, b in got]
    same = len(pairs) == len(got) and all(_fits(want, have) for want, have in zip(pairs, got, strict=True))
    return [] if same else [f"output: expected {_short([_shown(p) for p in pairs])}, got {_short([_shown(p) for p in got])}"]


def _sorted_words(text: str) -> str:
    return ",".join(sorted(text.split(",")))


def expectation(value: Any) -> tuple[str, str]:
    """What a value of a case means: type name ("" is any) and text."""
    if isinstance(value, dict):
        return value.get("type", ""), value.get("text", "")
    if isinstance(value, bool):
        return "System.Boolean", "true" if value else "false"
    names = {int: "System.Int32", float: "System.Double", str: "System.String"}
    return names[type(value)], repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _fits(want: tuple[str, str], have: tuple[str, str]) -> bool:
    return want[1] == have[1] and want[0] in ("", have[0])


def _shown(pair: tuple[str, str]) -> str:
    return f"{pair[0].removeprefix('System.')} {pair[1]}".strip()


def typed(xml: str | None) -> tuple[str, str]:
    """Type name and text of one value's CLIXML."""
    if not xml:
        return "", ""
    root = ET.fromstring(xml)  # noqa: S314 - our own records
    node = root[0] if len(root) else root
    tag = _local(node)
    if tag in _PRIMITIVES:
        return _PRIMITIVES[tag], node.text or ""
    text = next((child.text or "" for child in node if _local(child) == "ToString"), "")
    for child in node:
        if _local(child) in _PRIMITIVES:
            return _PRIMITIVES[_local(child)], text or child.text or ""
    return next((name.text or "" for name in node.iter() if _local(name) == "T"), ""), text


def _local(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2]


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 400 else text[:400] + " ..."
