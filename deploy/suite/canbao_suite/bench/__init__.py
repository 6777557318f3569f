"""Measurements: each names its own limit and its peers, and runs them in the same minute on the same cores."""
