"""Completion: what may stand at the cursor of a text, complete or not.

`analysis.complete` decides by the syntax tree which kind of word is being typed; the other modules give the offers for one kind each.
Scripts reach it through TabExpansion2 and [CommandCompletion]::CompleteInput (engine.members.completions), the shell through `analysis`.
"""
