"""Markdown: blocks and inlines of a text, and what they are as HTML and on a terminal."""
