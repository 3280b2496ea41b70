"""Watching calls from outside: what is in the table is told, nested, and nothing else."""

from __future__ import annotations

from psbridge.engine.runspace import Runspace
from psbridge.engine.tracing import events
from psbridge.engine.tracing.sources import PSTraceSourceOptions, TraceListener, sources_of
from psbridge.engine.tracing.watching import watch, watching


def _inner(value):
    return value + 1


def _outer(value):
    return _inner(value)


def test_calls_are_told_nested():
    lines = []
    with Runspace() as runspace:
        source = sources_of(runspace)["typeconversion"]
        source.options = PSTraceSourceOptions(32767)
        source.listeners = [*source.listeners, TraceListener("here", lines.append)]
        watch("TypeConversion", _outer, lambda watcher, here: watcher.enter(f"outer {here['value']}"))
        watch("TypeConversion", _inner, lambda watcher, here: False, lambda watcher, here, result: watcher.say(f"inner gave {result}"))
        with watching(runspace):
            _outer(1)
        _outer(2)
    assert lines == ["TypeConversion Information: 0 : outer 1", "TypeConversion Information: 0 :     inner gave 2"]


def test_long_values_are_cut():
    assert events.shown("x" * 1000) == "x" * 256 + "..."
    assert events.shown(None) == "null"
