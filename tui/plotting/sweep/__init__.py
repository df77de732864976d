"""Plots of sweeps: results over one hyperparameter as curves, over two as a map."""
