"""Claims feed from the settlement systems: idempotent by claim reference, corrected and withdrawn by sending again (R-140)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from benefits.domain.fact_kinds import Fact
from benefits.domain.facts import Claim
from benefits.repository.claims import newest_claims
from benefits.repository.facts import save_facts
from benefits.repository.people import Sighting, lock_people, people_in
from benefits.use_cases.derive_entitlements import derive_entitlements
from enrolment_events.benefits import ClaimRecordedV1
from enrolment_events.envelope import Event, new_event
from enrolment_terms.regions import pooling_region_of
from event_bus import Transaction
from policy_parameters import PolicyBook

_CLAIMS = UUID("f2a6b5b4-46f2-5d8e-9b53-4a1f3b7c2d10")


class ReportedClaim(NamedTuple):
    """One settlement as reported; fen."""

    person_id: UUID
    claim_ref: str
    benefit_year: int
    settled_on: date
    fund_paid: int
    serious_paid: int
    bonus_used: bool
    withdrawn: bool

    @property
    def as_fact(self) -> Claim:
        """What of it matters here."""
        return Claim(
            id=self.claim_ref,
            year=self.benefit_year,
            settled_on=self.settled_on,
            fund_paid=self.fund_paid,
            serious_paid=self.serious_paid,
            bonus_used=self.bonus_used,
            withdrawn=self.withdrawn,
        )


class ClaimsReceipt(NamedTuple):
    """What became of a feed, by claim reference."""

    recorded: list[str]
    unchanged: list[str]
    unknown_person: list[str]
    other_person: list[str]


async def record_claims(
    tx: Transaction, reported: Sequence[ReportedClaim], areas: Sequence[str], policy: PolicyBook, now: datetime
) -> ClaimsReceipt:
    """Keep what is new or changed, publish it, evaluate again. People outside the caller's areas are not known to the caller."""
    last = {claim.claim_ref: claim for claim in reported}
    known = await people_in(tx.connection, sorted({claim.person_id for claim in last.values()}), areas)
    unknown = [ref for ref, claim in last.items() if claim.person_id not in known]
    mine = {ref: claim for ref, claim in last.items() if claim.person_id in known}
    if not mine:
        return ClaimsReceipt([], [], unknown, [])
    await lock_people(tx.connection, [Sighting(claim.person_id) for claim in mine.values()])
    before = await newest_claims(tx.connection, list(mine))
    other = [ref for ref, claim in mine.items() if ref in before and before[ref].person_id != claim.person_id]
    changed = [
        (claim, before[ref].version + 1 if ref in before else 1)
        for ref, claim in mine.items()
        if ref not in other and (ref not in before or before[ref].claim != claim.as_fact)
    ]
    if changed:
        await save_facts(tx.connection, [Fact(claim.person_id, claim.claim_ref, version, claim.as_fact) for claim, version in changed], now)
        events = {claim.person_id: _recorded(claim, version, known[claim.person_id], now) for claim, version in changed}
        tx.publish(*(_recorded(claim, version, known[claim.person_id], now) for claim, version in changed))
        await derive_entitlements(tx, list(events), events, policy, now)
    refs = [claim.claim_ref for claim, _ in changed]
    return ClaimsReceipt(refs, [ref for ref in mine if ref not in refs and ref not in other], unknown, other)


def _recorded(claim: ReportedClaim, version: int, area: str, now: datetime) -> Event[ClaimRecordedV1]:
    return new_event(
        ClaimRecordedV1(
            claim_ref=claim.claim_ref,
            benefit_year=claim.benefit_year,
            settled_on=claim.settled_on,
            fund_paid=claim.fund_paid,
            serious_paid=claim.serious_paid,
            bonus_used=claim.bonus_used,
            withdrawn=claim.withdrawn,
        ),
        aggregate_id=uuid5(_CLAIMS, claim.claim_ref),
        aggregate_version=version,
        person_id=claim.person_id,
        region=pooling_region_of(area),
        occurred_at=now,
        recorded_at=now,
    )
