"""A question to somebody outside that comes up in the midst of a request.

No transaction waits for another party: the use case raises `AskOutside`, the request's transaction is rolled back and its connection given
back, the question is asked, and the request is done once more from its beginning. It asks once at most; whatever the answer, or none, the
second time it goes through with what is known by then.
"""

from collections.abc import Awaitable, Callable
from typing import Any

Outside = Callable[[Any, Any], Awaitable[None]]
"""(runtime, question): asks, and keeps the answer where the use case finds it. Never raises."""


class AskOutside(Exception):
    """Raised by a use case only where `tx.may_ask_outside`. `question` is for the service's own `outside`."""

    def __init__(self, question: object) -> None:
        super().__init__("to be asked outside")
        self.question = question
