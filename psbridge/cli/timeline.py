"""A run on many hosts as a picture: one HTML file, a bar for each host, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

_ROW, _LEFT, _WIDTH, _TOP = 22, 220, 900, 30
_COLOURS = {"Completed": "#2e9e5b", "Failed": "#d64545", "Stopped": "#d9902f", "Disconnected": "#7a5cc0", "Running": "#4a7fd6"}
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 14px system-ui, sans-serif; margin: 1.5em; color: #222; background: #fff }}
h1 {{ font-size: 1.2em }} text {{ font-size: 12px; fill: currentColor }} .grid {{ stroke: #8884; }} rect:hover {{ opacity: .75 }}
@media (prefers-color-scheme: dark) {{ body {{ color: #ddd; background: #1b1b1b }} }}
</style></head><body><h1>{title}</h1><p>{summary}</p>
<svg role="img" aria-label="{summary}" viewBox="0 0 {width} {height}" style="max-width:{width}px;width:100%">{body}</svg>
</body></html>
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """What one host did: from `start` to `end` (seconds since the run began), how it ended, and a line about it."""

    host: str
    start: float
    end: float
    state: str
    about: str = ""


def write_timeline(path: str | Path, bars: Sequence[Bar], title: str) -> None:
    """Write the page."""
    Path(path).write_text(page(bars, title), encoding="utf-8")


def page(bars: Sequence[Bar], title: str) -> str:
    """The page as text."""
    total = max([bar.end for bar in bars], default=0.0) or 1.0
    counts = {state: sum(bar.state == state for bar in bars) for state in dict.fromkeys(bar.state for bar in bars)}
    told = ", ".join(f"{number} {state}" for state, number in counts.items())
    summary = escape(f"{len(bars)} hosts in {_seconds(total)}: {told}")
    height = _TOP + _ROW * len(bars) + 10
    body = _grid(total, height) + "".join(_bar(bar, row, total) for row, bar in enumerate(bars))
    return _PAGE.format(title=escape(title), summary=summary, width=_LEFT + _WIDTH + 20, height=height, body=body)


def _grid(total: float, height: int) -> str:
    step = next((one for one in _STEPS if total / one <= 10), _STEPS[-1])
    lines = []
    for number in range(int(total / step) + 1):
        x = _LEFT + _WIDTH * number * step / total
        lines.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 8}" y2="{height}"/>')
        lines.append(f'<text x="{x:.1f}" y="{_TOP - 14}" text-anchor="middle">{_seconds(number * step)}</text>')
    return "".join(lines)


def _bar(bar: Bar, row: int, total: float) -> str:
    y = _TOP + _ROW * row
    x, width = _LEFT + _WIDTH * bar.start / total, max(2.0, _WIDTH * (bar.end - bar.start) / total)
    tip = escape(f"{bar.host}: {bar.state}, {_seconds(bar.start)} to {_seconds(bar.end)}{f': {bar.about}' if bar.about else ''}")
    colour = _COLOURS.get(bar.state, "#888")
    return (
        f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(bar.host)}</text>'
        f'<rect x="{x:.1f}" y="{y + 2}" width="{width:.1f}" height="{_ROW - 5}" rx="3" fill="{colour}"><title>{tip}</title></rect>'
    )


def _seconds(value: float) -> str:
    if value >= 3600:
        return f"{value / 3600:.4g} h"
    if value >= 120:
        return f"{value / 60:.4g} min"
    return f"{value:.3g} s" if value >= 1 or not value else f"{value * 1000:.3g} ms"
