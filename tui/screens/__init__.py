"""Whole screens: they own the state, bind the panels to it, and answer the messages that come up."""
