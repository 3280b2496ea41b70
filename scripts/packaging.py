"""Builds the wheel, installs it into an empty environment, and imports every module there without the optional extras."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# A module that needs an extra says so with an ImportError that names it; everything else has to import.
IMPORT_ALL = """
import importlib, pkgutil, psbridge
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

BUILD = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"


def run(*command: object, folder: Path | None = None) -> None:
    """Run a program; show what it said only when it failed."""
    words = [str(word) for word in command]
    place = folder or tempfile.gettempdir()
    done = subprocess.run(words, cwd=place, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        sys.exit(f"packaging: {' '.join(words)[:200]} failed\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    if done.stdout.strip():
        print(done.stdout.strip()[-2000:])


def main() -> None:
    """Build, install, import."""
    os.environ.pop("PYTHONPATH", None)
    with tempfile.TemporaryDirectory(prefix="psbridge-packaging-") as folder:
        dist, home = Path(folder) / "dist", Path(folder) / "env"
        dist.mkdir()
        run(sys.executable, "-c", BUILD, dist, folder=ROOT)
        venv.create(home, with_pip=True)
        python = home / "bin" / "python"
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", next(dist.glob("*.whl")))
        run(python, "-c", IMPORT_ALL)
        if (ROOT / "psbridge" / "cli" / "main.py").exists():
            run(home / "bin" / "psbridge", "--version")
    print("packaging: ok")


main()
