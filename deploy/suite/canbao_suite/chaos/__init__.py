"""Faults from outside on a running suite: what the chaos tests and `script/bench chaos` share."""
