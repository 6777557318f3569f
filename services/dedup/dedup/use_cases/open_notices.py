"""Open the notices that a complete registration brings; withdraw those of one that came to nothing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from dedup.domain.notices import AT_YEAR_END, BY_CONSENT, Notice, effective_day, notices_for, stands, year_end_notices
from dedup.repository.identities import numbers_of
from dedup.repository.individuals import individuals_of
from dedup.repository.locks import lock_applications
from dedup.repository.notices import CompleteRegistration, complete_registrations, notices_of_applications
from dedup.use_cases.notify_regions import keep_notices
from enrolment_events.duplicates import NoticeState
from enrolment_terms.benefit_year import first_day
from enrolment_terms.identifiers import named_id
from service_runtime import Transaction


async def open_notices(tx: Transaction, applications: Sequence[UUID]) -> None:
    """Notices follow from the newest check and the newest state of the participation, in whichever order they came."""
    if not applications:
        return
    await lock_applications(tx.driver, applications)
    complete = await complete_registrations(tx.driver, applications)
    if complete:
        known = await notices_of_applications(tx.driver, [registration.application_id for registration in complete])
        normal, asked = await _normal_relations(tx, complete), _asked(known.values())
        swept = [normal.get(one.person_id, frozenset()) | asked.get(one.application_id, frozenset()) for one in complete]
        wanted = [notice for one, relations in zip(complete, swept, strict=True) for notice in _notices(one, relations, tx.now)]
        await keep_notices(tx, wanted, known)


async def _normal_relations(tx: Transaction, complete: Sequence[CompleteRegistration]) -> dict[UUID, frozenset[str]]:
    """By person, relations elsewhere that stand; of those only whose old year is over and was to be swept then (R-086)."""
    over = [one for one in complete if first_day(one.benefit_year) <= tx.now.date() and any(hit.rule == AT_YEAR_END for hit in one.hits)]
    numbers = await numbers_of(tx.driver, [one.person_id for one in over])
    found = {one.number: one for one in await individuals_of(tx.driver, set(numbers.values()))}
    return {
        person_id: frozenset(relation.name for relation in found[number].relations if relation.spell.is_normal)
        for person_id, number in numbers.items()
    }


def _asked(known: Iterable[Notice]) -> dict[UUID | None, frozenset[str]]:
    """R-086: what a region was asked to end is asked of it as before once it has done so: to take that back would undo it.

    By application.
    """
    found: dict[UUID | None, frozenset[str]] = {}
    for one in known:
        if one.rule == AT_YEAR_END and one.told_version and one.state is not NoticeState.WITHDRAWN and one.relation:
            found[one.application_id] = found.get(one.application_id, frozenset()) | {one.relation}
    return found


def _notices(registration: CompleteRegistration, swept: frozenset[str], now: datetime) -> Iterator[Notice]:
    for due in (*notices_for(registration.hits), *year_end_notices(registration.hits, swept)):
        hit = registration.hits[due.hit_no]
        if not stands(registration.state, hit.rule, consent_withdrawn=registration.withdrawn_on is not None):
            continue
        yield Notice(
            notice_id=named_id(registration.application_id, f"{due.kind}:{hit.relation or hit.starts_on}"),
            application_id=registration.application_id,
            participation_id=registration.participation_id,
            case_id=None,
            person_id=registration.person_id,
            kind=due.kind,
            rule=hit.rule,
            to_area=due.area,
            from_area=registration.area,
            scheme=hit.scheme,
            benefit_year=hit.benefit_year,
            relation=hit.relation,
            relation_starts_on=hit.starts_on,
            effective_on=effective_day(due.kind, registration.benefit_year, registration.cover_starts_on),
            due_on=None,
            consent_id=registration.consent_id if hit.rule == BY_CONSENT else None,
            state=NoticeState.OPEN,
            opened_at=now,
        )
