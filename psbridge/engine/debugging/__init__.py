"""Debugging of scripts: breakpoints, stepping, tracing, and the prompt of the debugger.

Code that nobody debugs has no hook for it.  Once somebody sets the first breakpoint of the process, `arming` has every body compiled
anew, with hooks, when it next runs; a script that speaks of breakpoints itself is compiled with them from the start.
"""
