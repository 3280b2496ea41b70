"""What .NET types can do, as tables: one module for each topic, loaded when a script first asks for one of its types."""

from __future__ import annotations
