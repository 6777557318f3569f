"""Parameters of the book that no service reads: they decide nothing."""

from pathlib import Path

import benefits
import dedup
import payment_bridge
import policy_parameters
import registration
from policy_parameters import Problem, load_policy_book
from policy_parameters.readers import unread

AWAITED: frozenset[str] = frozenset()
"""Unread still; this list may only shrink."""
_PACKAGES = tuple(Path(package.__path__[0]) for package in (benefits, dedup, payment_bridge, policy_parameters, registration))


def unread_parameters(names: tuple[str, ...] | None = None) -> list[Problem]:
    """An error for each parameter of the book (or of these names) that nobody reads, and for each that is read and still awaited."""
    told = load_policy_book().names() if names is None else names
    found = set(unread(told, _PACKAGES))
    return [
        *(Problem("error", "UNREAD", name, "no service reads it: give it a reader, or take it out") for name in sorted(found - AWAITED)),
        *(Problem("error", "READ", name, "is read by now: take it off the list AWAITED") for name in sorted((AWAITED & set(told)) - found)),
    ]
