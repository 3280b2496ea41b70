"""The views of scheduled jobs and their triggers (PSScheduledJob)."""

from __future__ import annotations

from psbridge.formatting.views.build import col, table

_S = "Microsoft.PowerShell.ScheduledJob."
VIEWS = (
    table(
        f"{_S}ScheduledJobDefinition Deserialized.{_S}ScheduledJobDefinition",
        col("Id", 10, 1), col("Name", 15), col("JobTriggers", 15), col("Command", 40), col("Enabled", 7),
        name="ScheduledJobDefinition",
    ),
    table(
        f"{_S}ScheduledJobTrigger Deserialized.{_S}ScheduledJobTrigger",
        col("Id", 10, 1), col("Frequency", 15), col("Time", 22, of="At"), col("DaysOfWeek", 23), col("Enabled", 7),
        name="ScheduledJobTrigger",
    ),
)  # fmt: skip
