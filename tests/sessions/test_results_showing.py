"""Results in notebooks and data frames."""

from __future__ import annotations

import pytest

import psbridge as psb
from psbridge.errors import TransportError
from psbridge.sessions.results import Result, Results


@pytest.fixture(scope="module")
def results():
    with psb.Session.emulated("web01") as session:
        good = session.invoke("Get-Service Spooler, W3SVC | Select-Object Name, Status; Write-Warning w")
        html = session._repr_html_()
        job = session.invoke("1..2", as_job=True)
        job.wait(60)
        assert "web01" in html
        assert "RemoteJob" in job._repr_html_()
    return Results([good, Result("web02", "Failed", failure=TransportError("No <way>"))])


def test_repr_is_short(results):
    assert repr(results) == "<Results of 2 hosts: 1 succeeded, 1 failed>"
    results[0].errors.append("no")
    assert repr(results) == "<Results of 2 hosts: 1 succeeded (1 with errors), 1 failed>"
    results[0].errors.clear()
    assert repr(results[0]).endswith("Completed: 2 objects, 1 warning>")


def test_html(results):
    assert "Running" in results[0]._repr_html_()
    assert "No &lt;way&gt;" in results._repr_html_()


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_data_frames(results, library, kept_environment):
    pytest.importorskip(library)
    frame = getattr(results, f"to_{library}")()
    assert list(frame.columns)[:3] == ["Host", "Name", "Status"]
    assert list(frame["Status"]) == ["Running", "Running"]
    assert len(getattr(results[0], f"to_{library}")()) == 2
