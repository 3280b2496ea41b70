"""Results as one HTML page: statements against targets, and from a cell to the cases behind it.  No script, no other files."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from psbridge.cli.conformance.judging import Outcome, Verdict

if TYPE_CHECKING:
    from psbridge.cli.conformance.cases import Case, Statement, Suite
    from psbridge.cli.conformance.running import Results

_WORST = (Outcome.FAIL, Outcome.UNEXPECTED, Outcome.KNOWN, Outcome.PASS, Outcome.SKIP)
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --dim: color-mix(in srgb, CanvasText 68%, Canvas); }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } a { color: LinkText; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
thead th { position: sticky; top: 0; background: Canvas; z-index: 1; }
tr:target > td { background: #bf870022; }
td.cell { white-space: nowrap; width: 1%; min-width: 5rem; } .id { white-space: nowrap; font-weight: 600; }
.totals { font-variant-numeric: tabular-nums; margin-bottom: .6rem; } .totals tr > * { vertical-align: middle; }
.totals tr > :not(:first-child) { text-align: right; } .totals td:nth-child(6) { white-space: nowrap; }
.mark { display: inline-block; border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; font-weight: 600; }
.pass { background: #1a7f3722; color: #1a7f37; } .fail, .unexpected { background: #cf222e22; color: #c11f2a; }
.known { background: #9a670022; color: #875a00; } .skip, .none { background: var(--soft); color: var(--dim); }
@media (prefers-color-scheme: dark) { .pass { color: #57d177; } .fail, .unexpected { color: #ff8182; } .known { color: #e3b341; } }
details > summary { cursor: pointer; } .note { color: var(--dim); font-size: .9rem; }
pre { background: var(--soft); border-radius: .4rem; padding: .6rem .8rem; font-size: .85rem; margin: .4rem 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
.bar { display: flex; height: .6rem; border-radius: .3rem; overflow: hidden; background: var(--soft); min-width: 12rem; }
.bar i { display: block; } .bar .pass { background: #1a7f37; } .bar .known { background: #bf8700; } .bar .fail { background: #cf222e; }
nav { display: flex; flex-wrap: wrap; gap: .2rem .8rem; margin-top: 1rem; } .case { margin: .5rem 0 .5rem 1rem; }
@media (max-width: 45rem) {
  body { margin: 1rem auto; } .case { margin-left: 0; }
  .totals .share-bar { display: none; } .totals th, .totals td { font-size: .85rem; padding: .3rem .25rem; }
  .matrix thead { display: none; } .matrix, .matrix tbody, .matrix tr { display: block; }
  .matrix tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  .matrix td { border: 0; display: block; padding: .1rem 0; }
  .matrix td.cell { display: inline-block; width: auto; margin: .2rem .8rem 0 0; }
  .matrix td.cell::before { content: attr(data-target) " "; color: var(--dim); font-size: .85rem; }
}
@media print { details > *:not(summary) { display: none; } thead th { position: static; } }
"""


def page(suite: Suite, results: Results) -> str:
    """The whole page."""
    targets = list(results)
    shown = suite.shown_by()
    cases = suite.by_id()
    ran = {name for verdicts in results.values() for name in verdicts}
    body = [_head(targets), _totals(results) + _wrong(results)]
    for area, title in suite.areas.items():
        of_area = [one for one in suite.statements if one.area == area]
        rows = [_row(suite, one, [cases[name] for name in shown[one.id] if name in ran], results) for one in of_area]
        body.append(f"<h2 id='{area}'>{area}: {escape(title)}</h2>{_table(targets, rows)}")
    others = sorted(name for name in ran if not cases[name].statements)
    body.append(f"<h2 id='language'>Cases of the language and of other commands</h2>{_others(others, results, targets)}")
    links = "".join(f"<a href='#{area}'>{area}</a>" for area in (*suite.areas, "language"))
    title = "Conformance"
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{title}</title><style>{_STYLE}</style></head><body>{body[0]}{body[1]}<nav>{links}</nav>{''.join(body[2:])}</body></html>\n"
    )


def _head(targets: list[str]) -> str:
    names = escape(", ".join(targets))
    return f"<h1>Conformance</h1><p class='note'>Documented statements against {names}. Open a statement to see its cases.</p>"


def _totals(results: Results) -> str:
    rows = []
    for target, verdicts in results.items():
        counts = {outcome: sum(one.outcome is outcome for one in verdicts.values()) for outcome in Outcome}
        bad = counts[Outcome.FAIL] + counts[Outcome.UNEXPECTED]
        ran = max(len(verdicts) - counts[Outcome.SKIP], 1)
        parts = (("pass", counts[Outcome.PASS]), ("known", counts[Outcome.KNOWN]), ("fail", bad))
        bar = "".join(f"<i class='{name}' style='width:{100 * count / ran:.2f}%'></i>" for name, count in parts)
        share = 100 * counts[Outcome.PASS] / ran
        cells = "".join(f"<td>{count}</td>" for count in (counts[Outcome.PASS], counts[Outcome.KNOWN], bad, counts[Outcome.SKIP]))
        cells += f"<td>{share:.1f} %</td><td class='share-bar'><div class='bar'>{bar}</div></td>"
        rows.append(f"<tr><th scope='row'>{escape(target)}</th>{cells}</tr>")
    names = ("target", "pass", "known difference", "fail", "skipped", "share")
    head = "".join(f"<th scope='col'>{name}</th>" for name in names) + "<th class='share-bar'></th>"
    return f"<table class='totals'><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _wrong(results: Results) -> str:
    """What failed, in one place; nothing when nothing did."""
    lines = [
        f"<li><b>{escape(one.case)}</b> <span class='note'>{escape(target)}</span> <span class='mark {one.outcome}'>{one.outcome}</span>"
        f"<pre>{escape(chr(10).join([*one.differences, one.reason]).strip())}</pre></li>"
        for target, verdicts in results.items()
        for one in verdicts.values()
        if one.outcome in (Outcome.FAIL, Outcome.UNEXPECTED)
    ]
    return f"<details><summary>What failed: {len(lines)}</summary><ul>{''.join(lines)}</ul></details>" if lines else ""


def _table(targets: list[str], rows: list[str]) -> str:
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in ("id", "statement", *targets))
    return f"<table class='matrix'><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _row(suite: Suite, statement: Statement, cases: list[Case], results: Results) -> str:
    reason = suite.instead_of_cases(statement.id)
    cells = "".join(_cell(target, [verdicts[one.id] for one in cases if one.id in verdicts]) for target, verdicts in results.items())
    if cases:
        inner = "".join(_case(case, results) for case in cases)
        text = f"<details><summary>{escape(statement.text)}</summary><p class='note'>{escape(statement.check)}</p>{inner}</details>"
    else:
        text = f"{escape(statement.text)}<br><span class='note'>{escape(reason)}</span>"
    return f"<tr id='{statement.id}'><td class='id'>{statement.id}</td><td>{text}</td>{cells}</tr>"


def _cell(target: str, verdicts: list[Verdict]) -> str:
    start = f"<td class='cell' data-target='{escape(target)}'>"
    ran = [one for one in verdicts if one.outcome is not Outcome.SKIP]
    if not ran:
        return f"{start}<span class='mark none'>{'skipped' if verdicts else '&ndash;'}</span></td>"
    worst = next(outcome for outcome in _WORST if any(one.outcome is outcome for one in ran))
    good = sum(one.outcome is Outcome.PASS for one in ran)
    return f"{start}<span class='mark {worst}'>{worst} {good}/{len(ran)}</span></td>"


def _case(case: Case, results: Results) -> str:
    told = []
    for target, verdicts in results.items():
        verdict = verdicts.get(case.id)
        if verdict is not None:
            notes = [*verdict.differences, *([verdict.reason] if verdict.reason else [])]
            more = f"<pre>{escape(chr(10).join(notes))}</pre>" if notes else ""
            told.append(f"<div>{escape(target)} <span class='mark {verdict.outcome}'>{verdict.outcome}</span>{more}</div>")
    head = f"<b>{escape(case.id)}</b> <span class='note'>{escape(case.provenance)}</span>"
    return f"<div class='case'>{head}<pre>{escape(case.script.strip())}</pre>{''.join(told)}</div>"


def _others(names: list[str], results: Results, targets: list[str]) -> str:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault("/".join(name.split("/")[:2]), []).append(name)
    rows = []
    for group, members in groups.items():
        cells = "".join(_cell(target, [verdicts[name] for name in members if name in verdicts]) for target, verdicts in results.items())
        bad = [one for target, verdicts in results.items() for one in _differing(target, verdicts, members)]
        text = f"<details><summary>{len(members)} cases</summary><ul>{''.join(bad) or '<li>all agree</li>'}</ul></details>"
        rows.append(f"<tr><td class='id'>{escape(group)}</td><td>{text}</td>{cells}</tr>")
    return _table(targets, rows)


def _differing(target: str, verdicts: dict[str, Verdict], names: list[str]) -> list[str]:
    found = [verdicts[name] for name in names if name in verdicts and verdicts[name].differences]
    return [f"<li>{escape(one.case)} ({escape(target)}): {escape('; '.join(one.differences))}</li>" for one in found]
