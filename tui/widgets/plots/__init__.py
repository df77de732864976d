"""Plot panels: landscape, surface, loss, weights, data. Each draws a frame, and repaints the cells that changed."""
