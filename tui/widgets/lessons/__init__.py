"""The panels of the lessons screen: the list of lessons, and the claims of one."""
