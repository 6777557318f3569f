"""What somebody handed in, told without its values: which answers there are, and which were changed since the time before (R-006)."""

from collections.abc import Sequence
from typing import Any

import msgspec

from registration.domain.application_form import FormAnswers

_NO_ANSWERS = frozenset({"item", "materials", "answered", "more", "channel_open", "credential_active"})


def answers_of(form: FormAnswers) -> dict[str, Any]:
    """Every answer that was given, by field; those of the item's own beside the others."""
    given = {name: answer for name, answer in msgspec.to_builtins(form).items() if name not in _NO_ANSWERS and answer is not None}
    return given | form.more


def changed_answers(forms: Sequence[FormAnswers]) -> list[tuple[str, ...]]:
    """For each form, the fields whose answers differ from the one before; all that were given for the first."""
    before: dict[str, Any] = {}
    found = []
    for answers in map(answers_of, forms):
        found.append(tuple(sorted(name for name in before.keys() | answers.keys() if before.get(name) != answers.get(name))))
        before = answers
    return found
