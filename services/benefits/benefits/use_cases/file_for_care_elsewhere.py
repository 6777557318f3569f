"""File for care elsewhere (B30): hand in, correct, decide, end. Whoever changes a filing holds its person's row first."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from benefits.domain.filing_states import APPROVED, Filing, FilingVerdict
from benefits.domain.filings import FilingForm, check_filing, ends_of, promise_only
from benefits.domain.insured_times import InsuredTime, first_day_without, place_on
from benefits.errors import DecisionNeedsNote, FilingNotAcceptable, FilingNotKnown, FilingStateForbids, PersonNotKnownHere
from benefits.repository.filings import add_filing, approved_filings, filer, find_filing
from benefits.repository.people import NamedPerson, Scope, lock_people, lock_roots, people_in, roots_of
from benefits.use_cases.update_filings import filing_changed, insured_times_of, save_and_publish, settle
from enrolment_events.benefits import FilingState
from enrolment_terms.identifiers import new_id
from enrolment_terms.state_table import TransitionRefused
from policy_parameters.filing_parameters import filing_rules, is_in_the_book
from service_runtime import ReadConnection, Transaction, get_logger

_NOT_KEPT = {"channel_open"}
_log = get_logger("filings")


class _Filer(NamedTuple):
    """For whom a form is: the person, the place of participation, and when the person is insured."""

    person: UUID
    area: str
    times: list[InsuredTime]


async def hand_in_filing(tx: Transaction, person: UUID, form: FilingForm, actor: str, scope: Scope) -> Filing:
    """DRAFT → SUBMITTED → UNDER_REVIEW. Raises PersonNotKnownHere, FilingNotAcceptable, PolicyNotKnown."""
    known = await people_in(tx.driver, [person], scope)
    if person not in known:
        raise PersonNotKnownHere
    await lock_people(tx.driver, [NamedPerson(person)])
    root = (await roots_of(tx.driver, [person]))[person]
    await lock_roots(tx.driver, [root])
    times = (await insured_times_of(tx, [root])).get(root, [])
    areas = None if root in scope.bound else scope.areas
    whom = _Filer(root, _place(times, form.starts_on or tx.now.date(), known[person], areas), times)
    _check(tx, whom, form)
    filing = _under_review(_draft(tx, whom, form, filer(tx.safe, actor)), actor, tx.now)
    await add_filing(tx, filing)
    tx.publish(filing_changed(filing))
    return filing


async def take_filing(tx: Transaction, filing_id: UUID, scope: Scope, filed_by: str | None = None) -> Filing:
    """The filing in its newest state, its person's row locked until the transaction ends. Raises FilingNotKnown."""
    locked: UUID | None = None
    while True:
        found = await find_filing(tx, filing_id, scope, filed_by=filed_by)
        if found is None:
            raise FilingNotKnown
        if found.person_id == locked:
            return found
        locked = found.person_id
        await lock_roots(tx.driver, [locked])


async def correct_filing(tx: Transaction, filing: Filing, form: FilingForm, actor: str) -> Filing:
    """NEEDS_CORRECTION → SUBMITTED → UNDER_REVIEW with the whole check again (R-004). Raises FilingNotAcceptable, FilingStateForbids."""
    with _forbidding(filing):
        filing.with_event("submit", actor, tx.now)
    times = (await insured_times_of(tx, [filing.person_id])).get(filing.person_id, [])
    whom = _Filer(filing.person_id, filing.area, times)
    _check(tx, whom, form)
    same = _draft(tx, whom, form, filing.filed_by)._replace(
        filing_id=filing.filing_id, version=filing.version, filed_at=filing.filed_at, history=filing.history, state=filing.state
    )
    return await _saved(tx, _under_review(same, actor, tx.now))


async def decide_filing(tx: Transaction, filing: Filing, verdict: FilingVerdict, actor: str, note: str | None) -> Filing:
    """An approved one replaces those before it from its start (R-154). Raises FilingStateForbids, DecisionNeedsNote."""
    event = "approve_ahead" if filing.starts_on > tx.now.date() else "approve"
    if verdict is not FilingVerdict.APPROVE:
        event = "needs_correction" if verdict is FilingVerdict.NEEDS_CORRECTION else "reject"
        if not (note and note.strip()):
            raise DecisionNeedsNote
    with _forbidding(filing):
        decided = filing.with_event(event, actor, tx.now, note)
    return await _saved(tx, decided)


async def end_filing(tx: Transaction, filing: Filing, actor: str) -> Filing:
    """Ended at own request, today. Raises FilingStateForbids."""
    standing = (await _together(tx, filing))[-1]
    with _forbidding(standing):
        ended = standing.with_event("end", actor, tx.now)
    return await _saved(tx, ended._replace(withdrawn_on=tx.now.date()))


async def _saved(tx: Transaction, filing: Filing) -> Filing:
    """With all approved filings of the person as they stand now. Raises FilingStateForbids if somebody else has changed it meanwhile."""
    *others, newest = await _together(tx, filing)
    if newest not in await save_and_publish(tx, [*others, newest]):
        raise FilingStateForbids
    return newest


async def _together(read: ReadConnection, filing: Filing) -> list[Filing]:
    """What changes of the other approved filings of its person, and this one, as they stand now; alone until it is approved."""
    if filing.state not in APPROVED:
        return [filing]
    others = [one for one in await approved_filings(read, [filing.person_id]) if one.filing_id != filing.filing_id]
    *after, newest = await settle(read, [*others, filing])
    return [*(new for old, new in zip(others, after, strict=True) if new is not old), newest]


@contextmanager
def _forbidding(filing: Filing) -> Iterator[None]:
    """What the table of states does not list is refused."""
    try:
        yield
    except TransitionRefused as refused:
        _log.info("filing.transition_refused", filing_id=str(filing.filing_id), state=refused.state, transition=refused.event)
        raise FilingStateForbids from None


def _place(times: list[InsuredTime], day: date, known_at: str, areas: Sequence[str] | None) -> str:
    """Where the person takes part on the day, for an office in these areas (LIKE patterns); else where the person is known."""
    prefixes = ("",) if areas is None else tuple(pattern.removesuffix("%") for pattern in areas)
    return next((area for area in place_on(times, day) if area.startswith(prefixes)), known_at)


def _check(read: ReadConnection, whom: _Filer, form: FilingForm) -> None:
    today = read.now.date()
    begins = form.starts_on or today
    insured = first_day_without(whom.times, whom.area, begins) > begins
    known = is_in_the_book(read.policy, whom.area, begins.year)
    faults = check_filing(form, whom.area, insured, today, filing_rules(read.policy, whom.area, today.year), known)
    if not faults.none:
        raise FilingNotAcceptable(faults.reasons, faults.missing)


def _draft(read: ReadConnection, whom: _Filer, form: FilingForm, filed_by: str) -> Filing:
    assert form.starts_on is not None
    assert form.destination is not None
    ends_on = ends_of(form, whom.area, filing_rules(read.policy, whom.area, read.now.year))
    answers: dict[str, Any] = msgspec.to_builtins(form)
    return Filing(
        filing_id=new_id(),
        person_id=whom.person,
        version=0,
        area=whom.area,
        type=form.type,
        channel=form.channel,
        state=FilingState.DRAFT,
        destination=form.destination,
        starts_on=form.starts_on,
        ends_on=ends_on,
        own_last=ends_on or date.max,
        withdrawn_on=None,
        promise_only=promise_only(form),
        form={name: answer for name, answer in answers.items() if name not in _NOT_KEPT and answer is not None},
        end_reason=None,
        filed_by=filed_by,
        filed_at=read.now,
        changed_at=read.now,
        history=(),
    )


def _under_review(filing: Filing, actor: str, now: datetime) -> Filing:
    return filing.with_event("submit", actor, now).with_event("open", "system", now)
