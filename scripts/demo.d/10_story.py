"""The main job on an emulated estate: many hosts, a failing one, a job that is left and taken up again, a transfer that is killed."""

from __future__ import annotations

import sys

from psbridge.cli.main import main

sys.exit(main(["demo"]))
