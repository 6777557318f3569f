"""What keeps a suite from running."""


class CannotRun(Exception):
    """The message is one sentence for the person at the terminal: what is wrong, and what to do."""
