"""A look into one update of a racer: its lines with their values, momentum and scale."""
