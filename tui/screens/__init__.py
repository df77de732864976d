"""Screens: they own the state, give its frames to their panels, and handle the panels' messages."""
