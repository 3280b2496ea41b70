"""The PowerShell prompt: what runs (`session`), what is offered (`completing`), how it looks (`lexing`), where it is typed (`editor`)."""
