"""The pytest plugin and the context managers."""

from __future__ import annotations

import subprocess
import sys

from psbridge.testing import emulated_estate, emulated_host
from psbridge.testing.plugin import leave_as_it_is

TEST = """
import pytest

def test_one(emulated_host):
    assert emulated_host.url.startswith("http://127.0.0.1:")

@pytest.mark.emulated(machine="DB01", user="op", https_port=None)
def test_marked(emulated_host):
    assert (emulated_host.machine.name, emulated_host.username, emulated_host.https_port) == ("DB01", "op", 0)

@pytest.mark.emulated(machines=["a1", "a2"], https=False)
def test_estate(emulated_estate):
    assert emulated_estate.names == ["a1", "a2"]
"""


def test_fixtures(tmp_path):
    (tmp_path / "test_it.py").write_text(TEST)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "psbridge.testing.plugin", "-p", "no:cacheprovider", str(tmp_path)]
    # Whether or not the package is installed with its entry point, the plugin is loaded once.
    environment = {"PYTHONPATH": ":".join(sys.path), "PATH": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=500, cwd=tmp_path, env=environment, check=False)
    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_context_managers():
    with emulated_host("WEB06", https_port=None) as host, emulated_estate(["a1"], https=False) as estate:
        assert host.port != estate["a1"].port


def test_our_modules_are_not_rewritten():
    class Finder:
        def __init__(self):
            self._must_rewrite = {"psbridge", "other"}
            self._marked_for_rewrite_cache = {"psbridge.agent": True}

    finder = Finder()
    leave_as_it_is([object(), finder])
    assert finder._must_rewrite == {"other"}
    assert not finder._marked_for_rewrite_cache
    assert not any("psbridge" in getattr(one, "_must_rewrite", ()) for one in sys.meta_path)
