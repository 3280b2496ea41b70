"""Providers and drives: items under paths.  (In work by the lead since 04:40: base.py, paths.py, filesystem.py, session providers, text files.)"""
