"""`pytest conformance --target=engine [--target=...]`: every case a test, so that the CI of other projects can use the suite."""

from __future__ import annotations

from pathlib import Path

import pytest

from psbridge.cli.conformance.cases import load
from psbridge.cli.conformance.judging import Outcome
from psbridge.cli.conformance.running import run_cases
from psbridge.cli.conformance.targets import Plan, target_of

HERE = Path(__file__).resolve().parent


def pytest_addoption(parser):
    parser.addoption("--target", action="append", help="where the cases run (engine when not said; repeatable)")
    parser.addoption("--case-timeout", type=float, default=60.0, help="seconds for one case")


def pytest_collect_file(file_path, parent):
    if file_path.suffix == ".toml" and file_path.parent.name in ("cases", "protocol"):
        return CaseFile.from_parent(parent, path=file_path)
    if file_path.name.endswith(".jsonl.gz"):
        return CaseFile.from_parent(parent, path=file_path)
    return None


class CaseFile(pytest.File):
    """A file of cases."""

    def collect(self):
        suite = load(HERE)
        import tomllib

        if self.path.suffix == ".toml":
            ids = {entry["id"] for entry in tomllib.loads(self.path.read_text(encoding="utf-8")).get("case", [])}
        else:
            kind = {"lang.jsonl.gz": ("lang/",), "cmdlets.jsonl.gz": ("cmdlet/", "format/"), "jobs.jsonl.gz": ("jobs/",)}[self.path.name]
            ids = {case.id for case in suite.cases if case.recorded is not None and case.id.startswith(kind)}
        for target in self.config.getoption("--target") or ["engine"]:
            for case in suite.cases:
                if case.id in ids:
                    yield CaseItem.from_parent(self, name=f"{case.id}[{target}]", case=case, target=target)


class Differs(Exception):
    """A case that failed; its text is the differences."""


class CaseItem(pytest.Item):
    """One case on one target."""

    def __init__(self, *, case, target, **words):
        super().__init__(**words)
        self.case, self.target = case, target

    def runtest(self):
        with target_of(self.target) as target:
            (verdict,) = run_cases(target, [self.case], Plan(1, self.config.getoption("--case-timeout"))).values()
        if verdict.outcome is Outcome.SKIP:
            pytest.skip(verdict.reason)
        if verdict.outcome is Outcome.KNOWN:
            pytest.xfail(verdict.reason)
        if verdict.outcome is not Outcome.PASS:
            note = [f"It agrees, but is noted as different: {verdict.reason}"] if verdict.outcome is Outcome.UNEXPECTED else []
            raise Differs("\n".join([*verdict.differences, *note]))

    def repr_failure(self, excinfo):
        if isinstance(excinfo.value, Differs):
            return f"{self.case.script or self.case.dialogue.statement}\n{excinfo.value}"
        return super().repr_failure(excinfo)

    def reportinfo(self):
        return self.path, None, self.name
