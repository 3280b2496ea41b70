"""The view of BITS jobs; the width of its columns follows their content."""

from __future__ import annotations

from psbridge.formatting.views.build import table

VIEWS = (
    table(
        "Microsoft.BackgroundIntelligentTransfer.Management.BitsJob",
        *("JobId", "DisplayName", "TransferType", "JobState", "OwnerAccount"),
        name="BitsJob",
    ),
)
