"""Polylines that grow with the newest points: curves, and trajectories over a landscape."""
