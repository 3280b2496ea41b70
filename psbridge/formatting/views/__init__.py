"""The built-in views, one module per family of types."""

from __future__ import annotations

from psbridge.formatting.model import View


def all_views() -> list[View]:
    """The built-in views in the order in which they are looked up."""
    from psbridge.formatting.views import basic, bits, cim, commands, computer, errors, helptopics, scheduled, session

    families = (basic, commands, session, errors, computer, cim, bits, scheduled, helptopics)
    return [view for family in families for view in family.VIEWS]


def desktop_views() -> list[View]:
    """Those that Windows PowerShell 5.1 has in place of later ones, then all others."""
    from psbridge.formatting.views import desktop

    return [*desktop.VIEWS, *all_views()]
