"""Claims feed from the settlement systems: idempotent by hospital and reference, corrected and withdrawn by sending again (R-140)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from benefits.domain.fact_kinds import Fact
from benefits.domain.facts import Claim
from benefits.repository.claims import ClaimReference, claim_id_of, name_claims
from benefits.repository.facts import newest_claims, save_facts
from benefits.repository.people import NamedPerson, Scope, lock_people, people_in
from benefits.use_cases.derive_entitlements import derive_entitlements
from enrolment_events.benefits import ClaimRecordedV1
from enrolment_events.envelope import Event, new_event
from enrolment_terms.regions import pooling_region_of
from service_runtime import Transaction, in_turns

_CLAIMS_AT_ONCE, _PEOPLE_AT_ONCE = 250, 200


class ReportedClaim(NamedTuple):
    """One settlement as reported; the claim gets its id here."""

    person_id: UUID
    reference: ClaimReference
    claim: Claim


class ClaimsReceipt(NamedTuple):
    """What became of the claims of a feed."""

    recorded: list[ReportedClaim]
    unchanged: list[ReportedClaim]
    unknown_person: list[ReportedClaim]
    other_person: list[ReportedClaim]
    unknown_claim: list[ReportedClaim]
    """Of no hospital, and not from before: nobody could say later whose it is."""


async def record_claims(tx: Transaction, reported: Sequence[ReportedClaim], scope: Scope) -> ClaimsReceipt:
    """Keep what is new or changed, publish it, evaluate again. People outside the scope are not known to the caller."""
    named = [_named(tx, one) async for part in in_turns(reported, _CLAIMS_AT_ONCE) for one in part]
    last = {one.claim.id: one for one in named}
    known = await people_in(tx.driver, sorted({one.person_id for one in last.values()}), scope)
    unknown = [one for one in last.values() if one.person_id not in known]
    mine = {ref: one for ref, one in last.items() if one.person_id in known}
    if not mine:
        return ClaimsReceipt([], [], unknown, [], [])
    await lock_people(tx.driver, [NamedPerson(one.person_id) for one in mine.values()])
    receipt = ClaimsReceipt([], [], unknown, [], [])
    causes: dict[UUID, Event[Any]] = {}
    async for part in in_turns(mine.items(), _CLAIMS_AT_ONCE):
        causes |= await _record(tx, dict(part), known, receipt)
    async for people in in_turns(causes, _PEOPLE_AT_ONCE):
        await derive_entitlements(tx, people, causes)
    return receipt


async def _record(
    tx: Transaction, mine: Mapping[str, ReportedClaim], areas: Mapping[UUID, str], receipt: ClaimsReceipt
) -> dict[UUID, Event[Any]]:
    """Keeps and publishes what is new; answers the last event of each person."""
    before = await newest_claims(tx.driver, list(mine))
    other = {ref for ref, one in mine.items() if ref in before and before[ref].person_id != one.person_id}
    nobodys = {ref for ref, one in mine.items() if ref not in before and one.reference.hospital is None}
    fitting = {ref: one for ref, one in mine.items() if ref not in other and ref not in nobodys}
    changed = {ref: one for ref, one in fitting.items() if ref not in before or before[ref].claim != one.claim}
    receipt.recorded.extend(changed.values())
    receipt.unchanged.extend(one for ref, one in fitting.items() if ref not in changed)
    receipt.other_person.extend(mine[ref] for ref in mine if ref in other)
    receipt.unknown_claim.extend(mine[ref] for ref in mine if ref in nobodys)
    versions = {ref: before[ref].version + 1 if ref in before else 1 for ref in changed}
    await name_claims(tx.driver, tx.safe, [(UUID(ref), one.reference) for ref, one in changed.items() if ref not in before])
    await save_facts(tx.driver, [Fact(one.person_id, ref, versions[ref], one.claim) for ref, one in changed.items()], tx.now)
    events = [_recorded(one, versions[ref], areas[one.person_id], tx.now) for ref, one in changed.items()]
    tx.publish(*events)
    return {event.personid: event for event in events}


def _named(tx: Transaction, one: ReportedClaim) -> ReportedClaim:
    return one._replace(claim=msgspec.structs.replace(one.claim, id=str(claim_id_of(tx.safe, one.reference))))


def _recorded(reported: ReportedClaim, version: int, area: str, now: datetime) -> Event[ClaimRecordedV1]:
    claim = reported.claim
    return new_event(
        ClaimRecordedV1(
            claim_ref=claim.id,
            benefit_year=claim.year,
            settled_on=claim.settled_on,
            fund_paid=claim.fund_paid,
            serious_paid=claim.serious_paid,
            bonus_used=claim.bonus_used,
            withdrawn=claim.withdrawn,
        ),
        aggregate_id=UUID(claim.id),
        aggregate_version=version,
        person_id=reported.person_id,
        region=pooling_region_of(area),
        occurred_at=now,
        recorded_at=now,
    )
