"""The runner: the only code that knows all four services, the tax office and the console."""
