"""Several applications in one transaction: filed in one order, and all that registers may have of their people is asked at once."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from enrolment_terms.writing import normal_number
from registration.domain.registers import Question
from registration.use_cases.ask_registers import Questions
from service_runtime.outside import AskOutside

Form = TypeVar("Form")
Outcome = TypeVar("Outcome")


async def file_several(
    forms: Sequence[Form], number_of: Callable[[Form], str | None], file: Callable[[Form], Awaitable[Outcome]], asked_by: str
) -> list[Outcome]:
    """What became of each, in their order. They are filed by the numbers of their documents: two who file for the same people at once do
    not wait crosswise. Raises AskOutside for all of them together.
    """
    outcomes: dict[int, Outcome] = {}
    questions: dict[Question, None] = {}
    for place, form in sorted(enumerate(forms), key=lambda one: (normal_number(number_of(one[1]) or ""), one[0])):
        try:
            outcomes[place] = await file(form)
        except AskOutside as outside:
            asked = outside.question
            assert isinstance(asked, Questions)
            questions |= dict.fromkeys(asked.questions)
    if questions:
        raise AskOutside(Questions(tuple(questions), asked_by))
    return [outcomes[place] for place in range(len(forms))]
