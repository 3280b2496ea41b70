"""Modules that other packages bring along."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from psbridge.engine import modules
from psbridge.engine.streamsets import StreamList
from psbridge.modules import plugins
from psbridge.modules.shell import Runspace

_PACKAGE = '''
from psbridge.engine.cmdlet import Cmdlet, cmdlet, parameter

@cmdlet("Get-Greeting")
class GetGreeting(Cmdlet):
    """Greets."""
    name = parameter("Name", "string", position=0)
    def process(self):
        self.write(f"hello {self.name}")

COMMANDS = (GetGreeting,)
'''


@pytest.fixture
def installed(tmp_path, monkeypatch):
    info = tmp_path / "greeter-2.1.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[console_scripts]\nx = y:z\n\n[psbridge.modules]\nGreeter = greeter_module\n")
    (tmp_path / "greeter_module.py").write_text(_PACKAGE)
    monkeypatch.syspath_prepend(str(tmp_path))
    for cache in (plugins.installed, modules._commands, modules._keyed):
        cache.cache_clear()
    yield str(tmp_path)
    for cache in (plugins.installed, modules._commands, modules._keyed):
        cache.cache_clear()
    sys.modules.pop("greeter_module", None)


def test_found(installed):
    (only,) = plugins.find([installed])
    assert (only.name, only.package, only.version) == ("Greeter", "greeter_module", "2.1")
    assert plugins.find([installed + "/nowhere"]) == ()


@pytest.mark.parametrize("script", ["Get-Greeting you", "Import-Module Greeter; Get-Greeting you", "Greeter\\Get-Greeting you"])
def test_used(installed, script):
    with Runspace() as runspace:
        assert runspace.invoke(script) == ["hello you"]
        assert runspace.invoke("(Get-Module Greeter -ListAvailable).Version.ToString()") == ["2.1"]


def test_unknown_stays_unknown(installed):
    with Runspace() as runspace:
        assert runspace.invoke("try { Get-Nothing } catch { $_.FullyQualifiedErrorId }") == ["CommandNotFoundException"]


def test_versions():
    assert [plugins._version(text) for text in ("1.2.3", "1.0rc1", "x", "7")] == ["1.2.3", "1.0", "0.0", "7.0"]


@pytest.mark.parametrize(
    ("text", "why"), [("COMMANDS = (", "SyntaxError"), ("", "has no attribute 'COMMANDS'"), ("import none_such", "none_such")]
)
def test_a_broken_one_is_named_and_stops_nobody(installed, text, why):
    Path(installed, "greeter_module.py").write_text(text)
    streams = StreamList()
    with Runspace() as runspace:
        assert runspace.invoke("Get-Greeting you; 1; Get-Nothing", streams=streams) == [1]
    assert "The module Greeter cannot be loaded from the Python package greeter_module" in streams.errors[0].message
    assert why in streams.errors[0].message
