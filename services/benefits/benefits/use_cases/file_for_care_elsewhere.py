"""File for care elsewhere (B30): hand in, correct, decide, end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from benefits.domain.filing_states import Filing, FilingEndReason, FilingVerdict
from benefits.domain.filings import FilingForm, check_filing, ends_of, promise_only
from benefits.errors import FilingNotAcceptable, FilingStateForbids, PersonNotKnownHere
from benefits.repository.entitlements import insured_on
from benefits.repository.filings import add_filing, filer, open_filings
from benefits.repository.people import NamedPerson, Scope, lock_people, lock_roots, people_in, roots_of
from benefits.use_cases.update_filings import filing_changed, save_and_publish
from enrolment_events.benefits import FilingState
from enrolment_terms.identifiers import new_id
from enrolment_terms.state_table import TransitionRefused
from policy_parameters.rule_parameters import filing_rules
from service_runtime import ReadConnection, Transaction, get_logger

_PERSONAL = {"channel_open", "phone", "address_here", "address_there", "agent_name", "agent_document"}
"""Answers that are checked and not kept: nobody here needs them again."""
_DAY = timedelta(days=1)
_log = get_logger("filings")


async def hand_in_filing(tx: Transaction, person: UUID, form: FilingForm, actor: str, scope: Scope) -> Filing:
    """DRAFT → SUBMITTED → UNDER_REVIEW. Raises PersonNotKnownHere, FilingNotAcceptable, PolicyNotKnown."""
    known = await people_in(tx.driver, [person], scope)
    if person not in known:
        raise PersonNotKnownHere
    await lock_people(tx.driver, [NamedPerson(person)])
    root = (await roots_of(tx.driver, [person]))[person]
    await lock_roots(tx.driver, [root])
    await _check(tx, root, known[person], form)
    filing = _under_review(_draft(tx, root, known[person], form, filer(tx.safe, actor)), actor, tx.now)
    await add_filing(tx, filing)
    tx.publish(filing_changed(filing))
    return filing


async def correct_filing(tx: Transaction, filing: Filing, form: FilingForm, actor: str) -> Filing:
    """NEEDS_CORRECTION → SUBMITTED → UNDER_REVIEW with the whole check again (R-004). Raises FilingNotAcceptable, FilingStateForbids."""
    with _forbidding(filing):
        filing.with_event("submit", actor, tx.now)
    await _check(tx, filing.person_id, filing.area, form)
    fresh = _draft(tx, filing.person_id, filing.area, form, filing.filed_by)
    same = fresh._replace(
        filing_id=filing.filing_id, version=filing.version, filed_at=filing.filed_at, history=filing.history, state=filing.state
    )
    corrected = _under_review(same, actor, tx.now)
    return await _saved(tx, corrected)


async def decide_filing(tx: Transaction, filing: Filing, verdict: FilingVerdict, actor: str, note: str | None) -> Filing:
    """An approved one replaces those before it from its start (R-154). Raises FilingStateForbids."""
    event = "approve_ahead" if filing.starts_on > tx.now.date() else "approve"
    if verdict is not FilingVerdict.APPROVE:
        event = "needs_correction" if verdict is FilingVerdict.NEEDS_CORRECTION else "reject"
    with _forbidding(filing):
        decided = filing.with_event(event, actor, tx.now, note)
    earlier = await open_filings(tx, [filing.person_id]) if verdict is FilingVerdict.APPROVE else []
    others = (one for one in earlier if one.filing_id != filing.filing_id and one.starts_on <= filing.starts_on)
    return await _saved(tx, decided, *(_replaced(one, filing.starts_on, actor, tx.now) for one in others))


async def end_filing(tx: Transaction, filing: Filing, actor: str) -> Filing:
    """Ended at own request, today. Raises FilingStateForbids."""
    with _forbidding(filing):
        ended = filing.with_event("end", actor, tx.now)
    ended = ended._replace(ends_on=max(filing.starts_on, tx.now.date()), end_reason=FilingEndReason.OWN_REQUEST)
    return await _saved(tx, ended)


async def _saved(tx: Transaction, filing: Filing, *others: Filing) -> Filing:
    """Raises FilingStateForbids if somebody else has changed the filing meanwhile."""
    if filing not in await save_and_publish(tx, [*others, filing]):
        raise FilingStateForbids
    return filing


@contextmanager
def _forbidding(filing: Filing) -> Iterator[None]:
    """What the table of states does not list is refused."""
    try:
        yield
    except TransitionRefused as refused:
        _log.info("filing.transition_refused", filing_id=str(filing.filing_id), state=refused.state, transition=refused.event)
        raise FilingStateForbids from None


def _replaced(filing: Filing, starts_on: date, actor: str, now: datetime) -> Filing:
    """R-154: over from the day before the new one begins; until then it still holds."""
    last = max(filing.starts_on, starts_on - _DAY)
    if starts_on <= now.date():
        return filing.with_event("end", actor, now)._replace(ends_on=last, end_reason=FilingEndReason.REPLACED)
    shorter = last if filing.ends_on is None else min(last, filing.ends_on)
    return filing.in_state(filing.state, actor, now)._replace(ends_on=shorter, end_reason=FilingEndReason.REPLACED)


async def _check(read: ReadConnection, person: UUID, area: str, form: FilingForm) -> None:
    today = read.now.date()
    insured = person in await insured_on(read.driver, [person], form.starts_on or today)
    faults = check_filing(form, area, insured, today, filing_rules(read.policy, area, today.year))
    if not faults.none:
        raise FilingNotAcceptable(faults.reasons, faults.missing)


def _draft(read: ReadConnection, person: UUID, area: str, form: FilingForm, filed_by: str) -> Filing:
    assert form.starts_on is not None
    assert form.destination is not None
    kind = filing_rules(read.policy, area, read.now.year).types[form.type]
    answers: dict[str, Any] = msgspec.to_builtins(form)
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
        filed_at=read.now,
        changed_at=read.now,
        history=(),
    )


def _under_review(filing: Filing, actor: str, now: datetime) -> Filing:
    return filing.with_event("submit", actor, now).with_event("open", "system", now)
