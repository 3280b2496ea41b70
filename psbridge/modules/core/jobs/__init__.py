"""The Job cmdlets."""
