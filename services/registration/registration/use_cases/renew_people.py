"""Renew or stop the people of a list (R-050, R-051), before or after the yearly run: both orders end alike."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import area_prefix
from enrolment_terms.scheme import ParticipationState
from policy_parameters.rule_parameters import windows
from registration.domain.benefit_year_choice import is_open_for
from registration.domain.filer import ASK_OFFICE, neutral_reasons
from registration.domain.listed_people import Values, document_in
from registration.domain.lists import ApplyOutcome, FiledList, ListKind, RowState
from registration.domain.participation_states import StateReason
from registration.domain.participation_status import status_of, until_the_year_ended
from registration.domain.renewal import renewal_rules, why_not_renewed
from registration.domain.stopping import stop_deadline_faults
from registration.repository.listed_applications import enrolled_by_lists, imported_students, students_of
from registration.repository.participation_facts import lock_facts
from registration.repository.participation_rows import ListedYear, listed_years
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.repository.renewal_rows import Candidate, candidates_among
from registration.use_cases.check_list import digest_of
from registration.use_cases.registered_rows import people_of_rows
from registration.use_cases.renew_insured import employees_among, register_again
from registration.use_cases.stop_people import stop_people
from service_runtime import Transaction

_STANDS = (ParticipationState.REGISTERED, ParticipationState.ACTIVE)
_CLOSED = reason(ReasonCode.YEAR_NOT_OPEN, field="benefit_year", rule="R-052")
_NOT_HERE, _CALLED_OFF = (
    reason(ReasonCode.NOT_REGISTERED, field="document_number", rule="R-050", msg=msg)
    for msg in ("上年度在名单区划内没有参保登记，须按新参保办理", "该年度的参保登记已取消、停保或终止，须重新办理参保登记")
)


async def renew_people(tx: Transaction, filed: FiledList, rows: Sequence[Values]) -> list[ApplyOutcome]:
    """Outcomes in the order of the rows. Who does not continue is registered and called off: no later run takes him up again.

    R-051, H2 R-033: the day on which the list was handed in decides what is in time.
    """
    if not is_open_for(filed.benefit_year, filed.filed_on, filed.area, tx.policy):
        return [_refused(filed, _CLOSED)] * len(rows)
    too_late = stop_deadline_faults(ParticipationState.REGISTERED, filed.benefit_year, filed.filed_on, filed.area, tx.policy).reasons
    people = await _own_people(tx, filed, rows)
    last, why_not = await _last_year(tx, filed, list(people.values()))
    may = {person for place, person in people.items() if rows[place]["continues"] or not too_late}
    new = [one for person, one in last.items() if person in may and not (why_not[person] or one.last.registered_for_new_year)]
    new.sort(key=lambda one: one.participation_id)
    renewed = await register_again(tx, new, filed.benefit_year, filed.confirmed_by or filed.filed_by, filed.filed_on)
    years = await listed_years(tx.driver, list(people.values()), filed.benefit_year, area_prefix(filed.area))
    leaving = [place for place, person in people.items() if person in years and not rows[place]["continues"]]
    stopped = dict(zip(leaving, await stop_people(tx, filed, [rows[place] for place in leaving]), strict=True))

    def outcome(place: int) -> ApplyOutcome:
        person = people.get(place)
        if person is None:
            return _refused(filed, _NOT_HERE)
        if rows[place]["continues"]:
            return _continued(filed, years.get(person), renewed, why_not.get(person, _NOT_HERE))
        return stopped.get(place) or _never_renewed(filed, person in last, too_late)

    return [outcome(place) for place in range(len(rows))]


def _continued(filed: FiledList, year: ListedYear | None, renewed: Collection[UUID], why_not: Reason | None) -> ApplyOutcome:
    """Registered elsewhere in the region: the office there knows."""
    if year is None:
        return _refused(filed, why_not or ASK_OFFICE)
    if year.participation_id in renewed:
        return ApplyOutcome(RowState.APPLIED, year.participation_id)
    return ApplyOutcome(RowState.ALREADY_THERE, year.participation_id) if year.state in _STANDS else _refused(filed, _CALLED_OFF)


def _never_renewed(filed: FiledList, was_insured: bool, too_late: tuple[Reason, ...]) -> ApplyOutcome:
    """Who does not continue, and would not be renewed: nothing is to be called off."""
    if was_insured and not too_late:
        return ApplyOutcome(RowState.ALREADY_THERE)
    return _refused(filed, *(too_late or (_NOT_HERE,)))


def _refused(filed: FiledList, *reasons: Reason) -> ApplyOutcome:
    """A school does not read what else is on file of a person."""
    return ApplyOutcome(RowState.REFUSED, reasons=neutral_reasons(reasons) if filed.organisation else reasons)


async def _own_people(tx: Transaction, filed: FiledList, rows: Sequence[Values]) -> dict[int, UUID]:
    """Place of a row -> its person. R-030: a school lists whom it has enrolled itself, or whom it goes on with of those who were taken
    over as students of its place and whom no other school has listed.
    """
    known = {place: person for place, person in enumerate(await people_of_rows(tx, rows)) if person is not None}
    if filed.organisation is None:
        return known
    digests = {place: digest_of(tx, document) for place in known if (document := document_in(rows[place]))}
    own = await students_of(tx.driver, filed.organisation, filed.benefit_year, list(digests.values()))
    listed = await enrolled_by_lists(tx.driver, ListKind.STUDENTS, filed.benefit_year, list(digests.values()))
    of_others = {digest for digest, one in listed.items() if one.organisation != filed.organisation}
    taken_over = await imported_students(tx.driver, list(known.values()), filed.benefit_year - 1, area_prefix(filed.area))

    def is_its_own(place: int, person: UUID) -> bool:
        goes_on = bool(rows[place]["continues"]) and person in taken_over and digests.get(place) not in of_others
        return digests.get(place) in own or goes_on

    return {place: person for place, person in known.items() if is_its_own(place, person)}


async def _last_year(
    tx: Transaction, filed: FiledList, people: Sequence[UUID]
) -> tuple[Mapping[UUID, Candidate], Mapping[UUID, Reason | None]]:
    """Last year's participations, locked, and what keeps each from the new year."""
    await PERSON_FACTS.hold(tx)
    last = await _as_the_year_ended(tx, await candidates_among(tx.driver, people, filed.benefit_year - 1, area_prefix(filed.area)))
    employees = await employees_among(tx, list(last.values()))
    rules = renewal_rules(tx.policy, filed.area, filed.benefit_year)
    year = filed.benefit_year
    return last, {person: why_not_renewed(one.last, year, rules, is_employee=person in employees) for person, one in last.items()}


async def _as_the_year_ended(tx: Transaction, last: Mapping[UUID, Candidate]) -> Mapping[UUID, Candidate]:
    """H2 R-033: of a list that is confirmed in January, whose year is over by itself is seen as he stood when it ended."""
    over = {one.participation_id: person for person, one in last.items() if one.last.state_reason is StateReason.YEAR_END}
    found = dict(last)
    for facts in await lock_facts(tx.driver, sorted(over), tx.now.date()) if over else ():
        period_end = tx.policy.read(windows, facts.area, facts.own.benefit_year).period_end()
        then, person = status_of(until_the_year_ended(facts), period_end), over[facts.participation_id]
        stood = replace(last[person].last, state=then.state, state_reason=then.state_reason, effective_on=then.effective_on)
        found[person] = last[person]._replace(last=stood)
    return found
