"""Providers and drives: items under paths."""
