"""Checks of trees that need to know more than one node: control flow, classes, the restricted language."""
