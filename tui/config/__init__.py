"""The configuration of the app: its options, where they come from, and the file that keeps them."""
