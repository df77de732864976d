"""Plot panels: landscape, surface, loss, weights, data. A frame comes in, the changed cells go out."""
