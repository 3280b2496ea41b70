"""Generators: an object and a view (or its properties) become format objects, one module per shape."""

from __future__ import annotations

from psbridge.formatting.generators.base import Generator
from psbridge.formatting.generators.selection import UnknownView, select_generator

__all__ = ["Generator", "UnknownView", "select_generator"]
