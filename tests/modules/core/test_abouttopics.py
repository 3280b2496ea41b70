"""Topics that are about no command: texts of our own for jobs and remoting, a line for the others."""

from __future__ import annotations

import re

import pytest

from psbridge.modules.core import abouttopics

OWN = [topic for topic in abouttopics.topics().values() if "No text of this topic is here." not in topic.text]


def test_get_help_gives_the_text(session):
    assert session.lines("(Get-Help about_Jobs).Split()[0]; (Get-Help about_jobs).Category; (Get-Help about_Splatting).Synopsis") == [
        "TOPIC",
        "HelpFile",
        "Arguments from a table or a list.",
    ]
    assert session.lines("(Get-Help about_Remote_*).Name")[0] == "about_Remote_Disconnected_Sessions"
    assert "Receive-Job" in session.shown("Get-Help about_Jobs")


def test_get_help_alone_says_how_to_go_on(session):
    assert "Get-Command" in session.shown("Get-Help")
    assert session.lines("(Get-Help).Name; (Get-Help about_*).Name -contains 'default'") == ["default", "False"]


def test_categories_tell_topics_from_commands(session):
    assert session.lines("(Get-Help job -Category HelpFile).Name")[0].startswith("about_Job")
    assert session.lines("(Get-Help job -Category Cmdlet).Name")[0] == "Debug-Job"
    assert session.fails("Get-Help about_Jobs -Category Cmdlet") == ["HelpNotFound"]


def test_what_is_no_topic(session):
    assert session.fails("Get-Help about_Nothing_At_All") == ["HelpNotFound"]


@pytest.mark.parametrize("topic", OWN, ids=lambda topic: topic.name)
def test_texts_are_whole(topic):
    assert topic.synopsis
    assert max(map(len, topic.text.splitlines())) <= 142
    named = set(re.findall(r"about_\w+", topic.text))
    assert {name.lower() for name in named} <= abouttopics.topics().keys()


def test_commands_in_texts_are_there(session):
    session.runspace.extras.pop("strict", None)
    verbs = {line for topic in OWN for line in re.findall(r"\b(?:Start|Wait|Receive|Stop|Remove|Get)-(?:Job|ThreadJob)\b", topic.text)}
    assert session.lines(f"(Get-Command {', '.join(sorted(verbs))}).Count") == [str(len(verbs))]


def test_strict_sessions_have_none(session):
    session.runspace.extras["strict"] = True
    assert session.fails("Get-Help about_Jobs") == ["HelpNotFound"]
