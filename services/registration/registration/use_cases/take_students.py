"""A student who was renewed without being asked is his school's as soon as the school lists him again (R-030, R-031, R-050)."""

from collections.abc import Sequence

from enrolment_terms.regions import area_prefix
from enrolment_terms.scheme import Category, Channel, ParticipationState, Payer
from registration.domain.filer import neutral_reasons
from registration.domain.listed_people import Values
from registration.domain.lists import ApplyOutcome, FiledList, RowState
from registration.domain.participation import Participation
from registration.domain.participation_change import MAY_CHANGE, TermsChange
from registration.domain.scope import Scope
from registration.errors import ChangeHasFaults
from registration.repository.participation_changes import keep_collector
from registration.repository.participation_rows import load_participations
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.use_cases.change_participation import change_terms
from registration.use_cases.registered_rows import registered_rows
from service_runtime import Transaction


async def renewed_students(tx: Transaction, filed: FiledList, rows: Sequence[Values]) -> dict[int, Participation]:
    """Place of a row -> the renewal of a student at the place of the list, locked. Whoever has applied himself is not among them."""
    await PERSON_FACTS.hold(tx)
    places = {one.participation_id: place for one, place in await registered_rows(tx, filed, rows)}
    found = await load_participations(tx.driver, list(places)) if places else []
    return {places[one.participation_id]: one for one in found if _is_renewed_student(one)}


def _is_renewed_student(one: Participation) -> bool:
    return one.channel is Channel.RENEWAL and one.category is Category.STUDENT and one.state in MAY_CHANGE


async def take_student(tx: Transaction, filed: FiledList, found: Participation, *, collects: bool) -> ApplyOutcome:
    """H-R-031: the school collects, or the student pays himself; finance and what is paid already stay. R-044: until the year begins."""
    payer = Payer.SCHOOL if collects else Payer.PERSON
    if found.state is ParticipationState.REGISTERED and found.payer not in (payer, Payer.FINANCE):
        if collects:
            await keep_collector(tx.driver, found.participation_id, filed.organisation)
        scope = Scope(filed.confirmed_by or filed.filed_by, [f"{area_prefix(filed.area)}%"], day=tx.now.date())
        try:
            await change_terms(tx, found.participation_id, TermsChange(payer=payer), scope)
        except ChangeHasFaults as faults:
            return ApplyOutcome(RowState.REFUSED, reasons=neutral_reasons(tuple(faults.reasons)))
    return ApplyOutcome(RowState.APPLIED, found.participation_id)
