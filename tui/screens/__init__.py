"""Screens: they own the state, bind their panels to it, and handle the panels' messages."""
