"""The panels, forms and bars of the screens."""
