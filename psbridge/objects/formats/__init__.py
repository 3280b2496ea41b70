"""Writing and parsing scalars in a culture: numbers, dates, time spans, Guids, enums."""

from __future__ import annotations
