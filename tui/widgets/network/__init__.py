"""The panels of the network screen: the weights of all layers, and the map of one unit."""
