"""Feed-forward networks: layers, made data, first weights, outputs, and gradients by backpropagation."""
