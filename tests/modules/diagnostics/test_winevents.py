"""Get-WinEvent on an emulated Windows machine."""

from __future__ import annotations

import pytest


def test_the_newest_come_first_and_no_more_than_asked(ask):
    ask("Write-EventLog -LogName System -Source EventLog -EventId 4711 -Message 'made now'")
    assert ask("(Get-WinEvent -LogName System -MaxEvents 1).Id") == [4711]
    assert ask("(Get-WinEvent -LogName System -Oldest -MaxEvents 1).Id -ne 4711") == [True]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("-FilterHashtable @{LogName='System';Level=2}", {2}),
        ("-FilterHashtable @{ProviderName='Service Control*';Level=2,4}", {2, 4}),
        ("-LogName System -FilterXPath '*[System[Level=2]]'", {2}),
        ("-FilterHashtable @{LogName='System';StartTime='2000-01-01';Level=3,2}", {2, 3}),
    ],
    ids=["level", "provider", "xpath", "since"],
)
def test_filters_leave_what_was_asked_for(ask, query, expected):
    found = {int(level) for level in ask(f"(Get-WinEvent {query}).Level")}
    assert found
    assert found <= expected


@pytest.mark.parametrize(
    ("query", "error_id"),
    [
        ("-LogName NoSuch", "NoMatchingLogsFound"),
        ("-FilterHashtable @{LogName='System';Id=9999}", "NoMatchingEventsFound"),
        ("-FilterHashtable @{LogNme='System'}", "InvalidFilterKey"),
        ("-FilterHashtable @{Level=2}", "LogsAndProvidersDontOverlap"),
        ("-FilterHashtable @{Path='C:\\x.evtx'}", "FileNotFound"),
        ("-LogName System -FilterXPath '*[System[not(Level=2)]]'", "InvalidXPathQuery"),
    ],
    ids=["log", "nothing", "key", "no-log", "file", "xpath"],
)
def test_what_cannot_be_found_or_read(ask, query, error_id):
    ask(f"try {{ Get-WinEvent {query} -ErrorAction Stop }} catch {{ $problem = $_ }}")
    assert ask("$problem.FullyQualifiedErrorId") == [f"{error_id},Microsoft.PowerShell.Commands.GetWinEventCommand"]


def test_logs_are_listed_and_events_are_xml(ask):
    assert "System" in ask("(Get-WinEvent -ListLog Sys*).LogName")
    assert ask("([xml](Get-WinEvent System -MaxEvents 1).ToXml()).Event.System.Channel") == ["System"]
