"""The outside world this service calls: the tax office."""
