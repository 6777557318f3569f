"""The outside world this service calls: the registration service, which holds the key of identity tokens."""
