"""Register last year's insured for the new year without asking them (R-050)."""

from dataclasses import dataclass

from enrolment_terms.identifiers import new_id
from registration.domain.benefit_year_choice import year_reasons
from registration.domain.renewal import Renewal, is_renewed, renewed_category
from registration.errors import ApplicationHasFaults
from registration.repository.renewal_rows import count_candidates, register_renewals, take_candidates
from registration.use_cases.publish_participations import publish_participations
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
    permits = bool(tx.policy.value("application.permit_renews_while_valid", region=area, year=year).value)
    candidates = await take_candidates(tx.driver, year - 1, area, limit)
    chosen = [
        Renewal(last_id, new_id(), renewed_category(last.category)) for last_id, last in candidates if is_renewed(last, year, permits)
    ]
    renewed = await register_renewals(tx.driver, chosen, tx.now.date(), tx.now, actor) if chosen else []
    await publish_participations(tx, renewed)
    tx.audit("participations.renewed", subject=area, actor=actor, detail={"benefit_year": year, "renewed": len(renewed)})
    return RenewalOutcome(len(renewed), await count_candidates(tx.driver, year - 1, area))
