"""The state behind the sweep screen: which runs there are, how far they are computed, and what is shown of them."""
