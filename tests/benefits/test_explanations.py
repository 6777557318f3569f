"""The reasons people are given change only when somebody means them to."""

import json

from tests.benefits.explanations import TOLD, told


def test_every_case_is_told_the_same_reasons() -> None:
    assert told() == json.loads(TOLD.read_text()), "if the change is meant: python -m tests.benefits.explanations write"
