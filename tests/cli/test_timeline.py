"""The picture of a run."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from psbridge.cli.timeline import Bar, page, write_timeline

BARS = [Bar("web01", 0.0, 1.5, "Completed"), Bar("<db>", 0.5, 3.0, "Failed", "No & never"), Bar("old", 0.1, 0.1, "Stopped")]


def test_a_bar_for_each_host_in_its_place():
    svg = ET.fromstring(re.search(r"<svg.*</svg>", page(BARS, "run"), re.DOTALL)[0])
    bars = svg.findall("rect")
    assert [bar.find("title").text.partition(":")[0] for bar in bars] == ["web01", "<db>", "old"]
    assert float(bars[0].get("width")) == 450.0
    assert float(bars[2].get("width")) == 2.0
    assert "No & never" in bars[1].find("title").text


def test_summary_and_nothing_from_elsewhere(tmp_path):
    write_timeline(tmp_path / "out.html", BARS, "Get-Service")
    text = (tmp_path / "out.html").read_text()
    assert "3 hosts in 3 s: 1 Completed, 1 Failed, 1 Stopped" in text
    assert "http" not in text
    assert "0 hosts" in page([], "nothing")
