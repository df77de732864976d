"""The flat landscape: heights, shading, isolines, marks, profiles of one parameter, close-ups."""
