"""Compile an update rule and a problem: one list of lines for an update, emitted as scalar code or as array code."""
