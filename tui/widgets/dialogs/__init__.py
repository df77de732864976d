"""Dialogs: add or rename a racer, open, save or export a file."""
