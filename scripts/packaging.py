"""Builds the wheel, installs it into an empty environment, and imports every module there without the optional extras."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Modules that need an extra say so by raising ImportError with its name; everything else has to import.
IMPORT_ALL = """
import importlib, pkgutil, psbridge, sys
bad, count = [], 0
for module in pkgutil.walk_packages(psbridge.__path__, "psbridge."):
    if module.name.endswith("__main__"):
        continue
    try:
        importlib.import_module(module.name)
        count += 1
    except ImportError as error:
        if not any(extra in str(error) for extra in ("distributed", "smb", "pytest", "hypothesis", "IPython")):
            bad.append(f"{module.name}: {error}")
assert not bad, bad
print(f"{count} modules import from the installed wheel; psbridge {psbridge.__version__}")
"""


def run(*command: object) -> None:
    """Run a program; show what it said only when it failed."""
    done = subprocess.run([str(part) for part in command], cwd=tempfile.gettempdir(), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"packaging: {' '.join(map(str, command))[:200]} failed\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    if done.stdout.strip():
        print(done.stdout.strip()[-2000:])


def main() -> None:
    """Build, install, import."""
    with tempfile.TemporaryDirectory(prefix="psbridge-packaging-") as folder:
        dist, home = Path(folder) / "dist", Path(folder) / "env"
        run(sys.executable, "-c", f"import os; os.chdir({str(ROOT)!r}); from hatchling.build import build_wheel; os.makedirs({str(dist)!r}); build_wheel({str(dist)!r})")
        wheel = next(dist.glob("*.whl"))
        venv.create(home, with_pip=True)
        python = home / "bin" / "python"
        os.environ.pop("PYTHONPATH", None)
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
        run(python, "-c", IMPORT_ALL)
        if (ROOT / "psbridge" / "cli" / "main.py").exists():
            run(home / "bin" / "psbridge", "--version")
    print("packaging: ok")


main()
