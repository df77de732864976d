"""From an update rule and a problem to code that steps: one list of lines, emitted as scalar code or as array code."""
