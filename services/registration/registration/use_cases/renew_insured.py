"""Register last year's insured for the new year without asking them (R-050)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Payer
from registration.domain.benefit_year_choice import year_reasons
from registration.domain.renewal import Renewal, is_renewed, renewal_rules, renewed_as
from registration.errors import ApplicationHasFaults
from registration.repository.employee_relations import relations_of
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.repository.renewal_rows import Candidate, count_candidates, register_renewals, take_candidates
from registration.repository.subsidy_rows import marked_among
from registration.use_cases.publish_participations import publish_states
from registration.use_cases.update_statuses import update_statuses
from service_runtime import Transaction


@dataclass(frozen=True, slots=True)
class RenewalOutcome:
    """How many were registered now, and how many are still to be looked at."""

    renewed: int
    remaining: int


async def renew_insured(tx: Transaction, year: int, area: str, limit: int, actor: str) -> RenewalOutcome:
    """The next `limit` people below an area; call again until nothing remains. Raises ApplicationHasFaults if the year is not open."""
    closed = tuple(year_reasons(year, tx.now.date(), area, tx.policy))
    if closed:
        raise ApplicationHasFaults(reasons=closed)
    rules = renewal_rules(tx.policy, area, year)
    await PERSON_FACTS.hold(tx)
    candidates = await take_candidates(tx.driver, year - 1, area, limit, lapsed=rules.after_lapse)
    employees = await employees_among(tx, candidates)
    renewed = await register_again(
        tx, [one for one in candidates if is_renewed(one.last, year, rules, is_employee=one.person_id in employees)], year, actor
    )
    tx.audit("participations.renewed", subject=area, actor=actor, detail={"benefit_year": year, "renewed": len(renewed)})
    return RenewalOutcome(len(renewed), await count_candidates(tx.driver, year - 1, area, lapsed=rules.after_lapse))


async def register_again(
    tx: Transaction, candidates: Sequence[Candidate], year: int, actor: str, filed_on: date | None = None
) -> list[UUID]:
    """The participations of this new year, told; somebody who has one by now gets no second. `filed_on`: a list asked for it (H2 R-033).

    Whoever is subsidised today pays nothing, and is covered by his mark (R-038, R-042).
    """
    marked = await marked_among(tx.driver, [one.person_id for one in candidates])
    chosen = [Renewal(one.participation_id, new_id(), *renewed_as(one.last, year, marked=one.person_id in marked)) for one in candidates]
    renewed = await register_renewals(tx.driver, chosen, filed_on, tx.now.date(), tx.now, actor) if chosen else []
    await publish_states(tx, renewed)
    funded = {one.participation_id for one in chosen if one.payer is Payer.FINANCE}
    await update_statuses(tx, [one for one in renewed if one in funded], {})
    return renewed


async def employees_among(tx: Transaction, candidates: Sequence[Candidate]) -> set[UUID]:
    """R-050, R-081: whoever is in the employee scheme today is not registered, and gets no bill."""
    relations = await relations_of(tx.driver, [one.person_id for one in candidates])
    return {one.person_id for one in relations if one.covers(tx.now.date())}
