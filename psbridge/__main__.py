"""`python -m psbridge` is the command line."""

from __future__ import annotations

from psbridge.cli.main import main

raise SystemExit(main())
