"""The person has chosen which relation to keep: an office files it, or he says so himself; with the promise of the subsidised (R-124)."""

from dataclasses import replace
from uuid import UUID

import msgspec

from dedup.domain.cases import OPEN
from dedup.domain.choices import Answer, faults_of_answer
from dedup.errors import CaseIsOver, ChoiceHasFaults
from dedup.use_cases.look_at_people import look_at_said
from dedup.use_cases.read_case import Act, hold_case
from enrolment_events.duplicates import DuplicateCaseState
from service_runtime import Transaction


async def record_choice(tx: Transaction, case_id: UUID, answer: Answer, act: Act) -> None:
    """Raises CaseNotKnown, CaseChanged, CaseIsOver; ChoiceHasFaults with all reasons."""
    known = await hold_case(tx, case_id, act)
    if DuplicateCaseState(known.case.state) not in OPEN:
        raise CaseIsOver()
    if faults := faults_of_answer(answer, known.judged.ruling, known.judged.facts, tx.now.date()):
        raise ChoiceHasFaults(reasons=faults)
    facts = msgspec.structs.replace(known.case.facts, chosen=answer.chosen, chosen_on=answer.chosen_on)
    chosen = replace(known.case, facts=facts, promise=answer.promise_ref or known.case.promise)
    how = "duplicate_case.chosen" if answer.in_person else "duplicate_case.choice_filed"
    tx.audit(how, subject=str(case_id), actor=act.actor, detail={"promise": answer.promise_ref is not None})
    await look_at_said(tx, [known.case.number], [chosen], act.actor)
