"""What an answer of dedup means, also one that contradicts itself."""

import pytest

from enrolment_terms.reasons import ReasonCode
from registration.domain.application_states import ApplicationEvent
from registration.domain.check_verdict import CheckAnswer, verdict_of
from tests.registration.builders import AUTUMN, hit

HINDRANCE = hit(ReasonCode.CANCEL_OR_REFUND_FIRST)


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (CheckAnswer(True, (), AUTUMN), ApplicationEvent.CHECK_CLEAR),
        (CheckAnswer(True, (hit(None),), AUTUMN), ApplicationEvent.CHECK_CLEAR),
        (CheckAnswer(False, (HINDRANCE,), AUTUMN), ApplicationEvent.CHECK_BLOCKING),
        (CheckAnswer(True, (HINDRANCE,), AUTUMN), ApplicationEvent.CHECK_BLOCKING),
        (CheckAnswer(False, (), AUTUMN), ApplicationEvent.CHECK_BLOCKING),
    ],
)
def test_only_a_clear_answer_without_hindrance_goes_on(answer: CheckAnswer, event: ApplicationEvent) -> None:
    assert verdict_of(answer)[0] is event
