"""Inspection of one update: its lines with their values, momentum and scale, curvature, stability limit, rates."""
