"""The panels of the sweep screen."""
