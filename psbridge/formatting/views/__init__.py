"""The built-in views, one module per family of types."""

from __future__ import annotations

from psbridge.formatting.model import View


def all_views() -> list[View]:
    """All built-in views in the order in which they are looked up."""
    from psbridge.formatting.views import basic, cim, commands, computer, errors, session

    families = (basic, commands, session, errors, computer, cim)
    return [view for family in families for view in family.VIEWS]
