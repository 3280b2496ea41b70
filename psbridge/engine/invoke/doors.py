"""The ways into member access for modules that member access itself is built on.

Decides nothing: `reading`, `writing` and `calls` put their functions here, tables and intrinsic methods call them through it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Doors:
    """``get_member(ctx, obj, name)`` and its siblings, once they are there."""

    construct: Callable[[Any, Any, list[Any]], Any]
    get_member: Callable[[Any, Any, str], Any]
    get_static: Callable[[Any, Any, str], Any]
    has_property: Callable[[Any, str], bool]
    set_member: Callable[[Any, Any, str, Any], None]
    set_static: Callable[[Any, Any, str, Any], None]
    invoke_method: Callable[[Any, Any, str, list[Any]], Any]


doors = Doors()
