"""The panels of the anatomy screen: close-up, equations, development, figures."""
