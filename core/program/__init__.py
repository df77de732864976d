"""Compile an update rule and a problem: one list of lines for an update, as generated scalar code or as array calls."""
