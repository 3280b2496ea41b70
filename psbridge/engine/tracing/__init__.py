"""Trace sources: what the engine decides about commands, parameters, conversions, members and paths, told while it decides."""
