"""Planes: the two dimensions of a problem with any number of parameters that a picture shows."""
