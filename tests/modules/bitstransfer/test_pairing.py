"""Parts of the commands: pairs of files, forms of values, whose jobs, and what interrupts waiting."""

from __future__ import annotations

import pytest

from psbridge.bits.codes import BitsError
from psbridge.modules.bitstransfer.command import JOB, JOBS, BitsCommand, net_name
from psbridge.modules.bitstransfer.pairing import Pairing
from psbridge.modules.bitstransfer.parameters import _TABLE, JobProperties, to_plain
from psbridge.modules.bitstransfer.waiting import jobs_of, transfer
from psbridge.objects.scalars import Uri


@pytest.fixture
def pairing(bench):
    ctx = bench.session.context()
    return Pairing(bench.session.paths(ctx), bench.service.manager, upload=False)


def test_pairs_by_place(pairing):
    assert pairing.pairs(["http://h/a", "http://h/b"], ["C:\\clientdir\\1", "C:\\clientdir\\2"]) == [
        ("http://h/a", "C:\\clientdir\\1"),
        ("http://h/b", "C:\\clientdir\\2"),
    ]
    assert pairing.pairs(["http://h/a?x=1", "http://h/b"], ["C:\\clientdir"]) == [
        ("http://h/a?x=1", "C:\\clientdir\\a"),
        ("http://h/b", "C:\\clientdir\\b"),
    ]


@pytest.mark.parametrize(
    ("sources", "targets"),
    [
        (["http://h/"], ["C:\\clientdir\\"]),
        (["http://h/*"], None),
        (["C:\\nowhere\\*.txt"], ["C:\\clientdir\\"]),
        (["C:\\clientdir"], ["C:\\x"]),
        (["C:\\web\\*.txt"], ["C:\\one.txt"]),
        (["ftp://h/a"], ["C:\\x"]),
    ],
)
def test_pairs_that_cannot_be(pairing, sources, targets):
    with pytest.raises(BitsError):
        pairing.pairs(sources, targets)


def test_values_as_the_engine_stores_them():
    assert to_plain([Uri("http://p"), "q"]) == ("http://p", "q")
    assert (to_plain(5), to_plain(True), to_plain("x")) == (5, True, "x")
    assert len({name for _, name, _ in _TABLE}) == len(_TABLE)
    assert issubclass(JobProperties, BitsCommand)


def test_names():
    assert (net_name("X"), JOBS) == ("Microsoft.BackgroundIntelligentTransfer.Management.X", f"{JOB}[]")
    assert callable(jobs_of)
    assert callable(transfer)


def test_a_deserialized_job_is_found_by_its_id(bench):
    bench.start("-Suspended")
    text = (
        "$copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($job)); "
    )
    assert bench.run(f"{text} $copy.PSObject.TypeNames[0]")[0].startswith("Deserialized.")
    assert bench.run("Get-BitsTransfer -JobId $copy.JobId | Remove-BitsTransfer; @(Get-BitsTransfer).Count") == [0]
