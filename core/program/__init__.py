"""Compile a rule and a problem: the lines of an update as scalar code, or as array calls for many runs or numbers."""
