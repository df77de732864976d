"""Optimizers from the user's own code: a class of PyTorch, a transformation of optax, or any object that steps."""
