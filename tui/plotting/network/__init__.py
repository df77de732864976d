"""Plots of networks: maps of outputs over the inputs, the data points on them, and heat maps of weights."""
