"""The public demo over SSH: the policy, the gates that ask it, and the sandbox behind them."""
