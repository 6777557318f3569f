"""File for care elsewhere (B30): hand in, correct, decide, end."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from benefits.domain.filing_states import moved
from benefits.domain.filings import FilingForm, check_filing, ends_of, promise_only
from benefits.repository.entitlements import insured_on
from benefits.repository.filings import Filing, open_filings
from benefits.repository.people import Sighting, lock_people, people_in
from benefits.use_cases.answer_entitlement import NotKnownHere
from benefits.use_cases.move_filings import changed_filing, publish_filings
from enrolment_events.benefits import FilingState
from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import Missing, Reason
from event_bus import Transaction
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import filing_rules

_PERSONAL = {"phone", "address_here", "address_there", "agent_name", "agent_document"}
"""Answers that are checked and not kept: this service holds no key to seal them with."""
_DAY = timedelta(days=1)


class FilingRefused(Exception):
    """The form is not acceptable; everything that is wrong, at once."""

    def __init__(self, reasons: Sequence[Reason], missing: Sequence[Missing]) -> None:
        super().__init__("filing refused")
        self.reasons = reasons
        self.missing = missing


async def hand_in(
    tx: Transaction, person: UUID, form: FilingForm, filed_by: str, areas: Sequence[str] | None, policy: PolicyBook, now: datetime
) -> Filing:
    """DRAFT → SUBMITTED → UNDER_REVIEW. Raises NotKnownHere, FilingRefused, PolicyNotKnown."""
    area = await _area_of(tx, person, areas)
    await _check(tx, person, area, form, policy, now)
    filing = _drafted(person, area, form, filed_by, policy, now)
    filing = _under_review(filing, filed_by, now)
    await publish_filings(tx, [filing], now)
    return filing


async def correct(tx: Transaction, filing: Filing, form: FilingForm, actor: str, policy: PolicyBook, now: datetime) -> Filing:
    """NEEDS_CORRECTION → SUBMITTED → UNDER_REVIEW with the whole check again (R-004). Raises FilingRefused, TransitionRefused."""
    moved(filing.state, "submit")
    await _check(tx, filing.person_id, filing.area, form, policy, now)
    fresh = _drafted(filing.person_id, filing.area, form, filing.filed_by, policy, now)
    same = fresh._replace(
        filing_id=filing.filing_id, version=filing.version, filed_at=filing.filed_at, history=filing.history, state=filing.state
    )
    corrected = _under_review(same, actor, now)
    await publish_filings(tx, [corrected], now)
    return corrected


async def decide_filing(tx: Transaction, filing: Filing, decision: str, actor: str, note: str | None, now: datetime) -> Filing:
    """APPROVE, NEEDS_CORRECTION or REJECT. An approved one replaces those before it from its start (R-154). Raises TransitionRefused."""
    if decision != "APPROVE":
        event = "needs_correction" if decision == "NEEDS_CORRECTION" else "reject"
        decided = changed_filing(filing, moved(filing.state, event), actor, now, note)
        await publish_filings(tx, [decided], now)
        return decided
    ahead = filing.starts_on > now.date()
    approved = changed_filing(filing, moved(filing.state, "approve_ahead" if ahead else "approve"), actor, now, note)
    earlier = [one for one in await open_filings(tx.connection, [filing.person_id]) if one.filing_id != filing.filing_id]
    replaced = [_replaced(one, filing.starts_on, actor, now) for one in earlier if one.starts_on <= filing.starts_on]
    await publish_filings(tx, [*replaced, approved], now)
    return approved


async def end_filing(tx: Transaction, filing: Filing, actor: str, now: datetime) -> Filing:
    """Ended at own request, today. Raises TransitionRefused."""
    last = max(filing.starts_on, now.date())
    ended = changed_filing(filing, moved(filing.state, "end"), actor, now, ends_on=last, end_reason="OWN_REQUEST")
    await publish_filings(tx, [ended], now)
    return ended


def _replaced(filing: Filing, starts_on: date, actor: str, now: datetime) -> Filing:
    """R-154: over from the day before the new one begins; until then it still holds."""
    last = max(filing.starts_on, starts_on - _DAY)
    if starts_on <= now.date():
        return changed_filing(filing, moved(filing.state, "end"), actor, now, ends_on=last, end_reason="REPLACED")
    shorter = last if filing.ends_on is None else min(last, filing.ends_on)
    return changed_filing(filing, filing.state, actor, now, ends_on=shorter, end_reason="REPLACED")


async def _area_of(tx: Transaction, person: UUID, areas: Sequence[str] | None) -> str:
    known = await people_in(tx.connection, [person], ["%"] if areas is None else areas)
    if person not in known:
        raise NotKnownHere
    await lock_people(tx.connection, [Sighting(person)])
    return known[person]


async def _check(tx: Transaction, person: UUID, area: str, form: FilingForm, policy: PolicyBook, now: datetime) -> None:
    today = now.date()
    insured = person in await insured_on(tx.connection, [person], form.starts_on or today)
    faults = check_filing(form, area, insured, today, filing_rules(policy, area, today.year))
    if not faults.none:
        raise FilingRefused(faults.reasons, faults.missing)


def _drafted(person: UUID, area: str, form: FilingForm, filed_by: str, policy: PolicyBook, now: datetime) -> Filing:
    assert form.starts_on is not None
    assert form.destination is not None
    kind = filing_rules(policy, area, now.year).types[form.type]
    answers: Mapping[str, Any] = msgspec.to_builtins(form)
    return Filing(
        filing_id=new_id(),
        person_id=person,
        version=0,
        area=area,
        type=form.type,
        channel=form.channel,
        state=FilingState.DRAFT,
        destination=form.destination,
        starts_on=form.starts_on,
        ends_on=ends_of(form, kind),
        promise_only=promise_only(form),
        form={name: answer for name, answer in answers.items() if name not in _PERSONAL and answer is not None},
        end_reason=None,
        filed_by=filed_by,
        filed_at=now,
        changed_at=now,
        history=[],
    )


def _under_review(filing: Filing, actor: str, now: datetime) -> Filing:
    submitted = changed_filing(filing, moved(filing.state, "submit"), actor, now)
    return changed_filing(submitted, moved(submitted.state, "open"), "system", now)
