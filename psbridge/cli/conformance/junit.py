"""Results as JUnit XML, as CI systems read it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from psbridge.cli.conformance.judging import Outcome, Verdict

if TYPE_CHECKING:
    from psbridge.cli.conformance.running import Results


def junit(results: Results) -> bytes:
    """One suite for each target, one test case for each case."""
    root = ET.Element("testsuites", name="psbridge conformance")
    for target, verdicts in results.items():
        failed = sum(one.outcome in (Outcome.FAIL, Outcome.UNEXPECTED) for one in verdicts.values())
        skipped = sum(one.outcome in (Outcome.SKIP, Outcome.KNOWN) for one in verdicts.values())
        counts = {"name": target, "tests": str(len(verdicts)), "failures": str(failed), "skipped": str(skipped), "errors": "0"}
        suite = ET.SubElement(root, "testsuite", counts)
        for name, verdict in verdicts.items():
            area, _, rest = name.partition("/")
            one = ET.SubElement(suite, "testcase", classname=f"{target}.{area}", name=rest, time=f"{verdict.seconds:.3f}")
            _outcome(one, verdict)
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def _outcome(node: ET.Element, verdict: Verdict) -> None:
    text = _legal("\n".join(verdict.differences))
    if verdict.outcome is Outcome.FAIL:
        ET.SubElement(node, "failure", message=text[:200]).text = text
    elif verdict.outcome is Outcome.UNEXPECTED:
        ET.SubElement(node, "failure", message=f"It agrees, but is noted as different: {verdict.reason}")
    elif verdict.outcome is not Outcome.PASS:
        ET.SubElement(node, "skipped", message=verdict.reason or "known difference")


def _legal(text: str) -> str:
    return "".join(char if char in "\t\n" or char >= " " else f"\\x{ord(char):02x}" for char in text)
