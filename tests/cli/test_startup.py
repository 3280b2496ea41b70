"""What `psbridge`, `import psbridge` and `psbridge run` load: start-up stays short because nothing is loaded that is not needed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

# what takes long to load, and none of which an expression or the version needs
HEAVY = frozenset((
    "aiohttp", "asyncio", "concurrent", "cryptography", "ctypes", "email", "http", "httpx", "json", "logging", "lxml", "multiprocessing",
    "prompt_toolkit", "pypsrp", "requests", "rich", "select", "socket", "spnego", "sqlite3", "ssl", "subprocess", "tempfile", "tomllib",
    "unittest", "winrm", "xml",
))  # fmt: skip
# layers of the project that an expression does not reach
UNUSED = frozenset((
    "bits", "cim", "clixml", "emulator", "formatting", "jobs", "machine", "outofproc", "ps", "psrp", "server", "sessions", "transports",
    "wsman",
))  # fmt: skip
STARTS = {
    "import": ("import psbridge", 3),
    "version": ("from psbridge.cli.main import main; main(['--version'])", 12),
    "run": ("from psbridge.cli.main import main; main(['run', '-c', '1'])", 228),
}


def loaded(code: str) -> list[str]:
    """The modules that a fresh interpreter loads for some code beyond those that it starts with."""
    code = f"import sys, io; old = set(sys.modules); sys.stdout = io.StringIO(); {code}; new = sorted(set(sys.modules) - old)"
    code += "; sys.stdout = sys.__stdout__; import json; print(json.dumps(new))"
    ran = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=500)
    found: list[str] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize(("code", "most"), STARTS.values(), ids=STARTS)
def test_nothing_heavy_is_loaded(code, most):
    modules = loaded(code)
    assert sorted(HEAVY & {name.partition(".")[0] for name in modules}) == []
    own = [name for name in modules if name.partition(".")[0] == "psbridge"]
    assert sorted(UNUSED & {name.split(".")[1] for name in own if "." in name}) == []
    assert len(own) <= most, "more modules than needed: load what is not always used where it is used"
