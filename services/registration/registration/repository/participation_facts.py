"""The facts of participations, and the status that follows from them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.scheme import Payer
from registration.domain.participation_acts import ActFact
from registration.domain.participation_states import ENDED
from registration.domain.participation_status import BillFact, OwnFacts, ParticipationFacts, ParticipationStatus, PaymentFact, StatusChange
from registration.repository.subsidy_rows import marks_of
from registration.tables import participation_acts, participation_history, participations, remote_bills, remote_payments
from row_sets import Driver, Statement, columns_of, names_of, reader, same_rows, typed, value

pa, rival = participations.c, participations.alias("rival").c
_STATUS = names_of(ParticipationStatus)
_OWN = names_of(OwnFacts, without=["has_rival"])
_HAS_RIVAL = pa.state.in_(ENDED) & sa.exists().where(
    *(rival[name] == pa[name] for name in ("person_id", "region", "scheme", "benefit_year")),
    rival.participation_id != pa.participation_id,
    rival.state.not_in(ENDED),
)
_LOCK = Statement(
    sa.select(
        *(pa[name] for name in dict.fromkeys(("participation_id", "person_id", "area", *_OWN, *_STATUS))), _HAS_RIVAL.label("has_rival")
    )
    .where(same_rows(participations, "participation_id"))
    .order_by(pa.participation_id)
    .with_for_update()
)
_PAYMENTS = Statement(
    sa.select(remote_payments.c.participation_id, *(remote_payments.c[name] for name in names_of(PaymentFact)))
    .where(same_rows(remote_payments, "participation_id"), remote_payments.c.outcome == "SETTLED")
)  # fmt: skip
_BILLS = Statement(
    sa.select(remote_bills.c.participation_id, *(remote_bills.c[name] for name in names_of(BillFact)))
    .where(same_rows(remote_bills, "participation_id"))
)  # fmt: skip
_WITH_FAILURES = Statement(
    sa.select(pa.participation_id)
    .where(same_rows(participations, "participation_id"), pa.failure_cause.is_not(None) | (pa.state == "LAPSED"))
)  # fmt: skip
_ACTS = Statement(
    sa.select(participation_acts.c.participation_id, *(participation_acts.c[name] for name in names_of(ActFact)))
    .where(same_rows(participation_acts, "participation_id"), ~participation_acts.c.withdrawn)
    .where(participation_acts.c.happened_on <= value("today", participation_acts.c.happened_on))
)  # fmt: skip
_own, _status, _payment, _bill = reader(OwnFacts), reader(ParticipationStatus), reader(PaymentFact), reader(BillFact)
_act = reader(ActFact)


async def with_failures(driver: Driver, ids: Sequence[UUID]) -> list[UUID]:
    """Of these participations, those that a bill going on could mend; asked after the bills are kept, so that no failure slips by."""
    return await _WITH_FAILURES.values(driver, participation_id=ids)


async def lock_facts(driver: Driver, ids: Sequence[UUID], today: date) -> list[ParticipationFacts]:
    """All facts of these participations, locked in one order; unknown ones are not there (their facts wait)."""
    rows = await _LOCK.rows(driver, participation_id=ids)
    known = [row["participation_id"] for row in rows]
    payments, bills = defaultdict(list), defaultdict(list)
    for row in await _PAYMENTS.rows(driver, participation_id=known):
        payments[row["participation_id"]].append(_payment(row))
    for row in await _BILLS.rows(driver, participation_id=known):
        bills[row["participation_id"]].append(_bill(row))
    acts = await acts_of(driver, known, today)
    funded = [row["person_id"] for row in rows if row["payer"] == Payer.FINANCE]
    marks = await marks_of(driver, funded) if funded else {}
    return [
        ParticipationFacts(
            participation_id=found,
            area=row["area"],
            own=_own(row),
            before=_status(row),
            payments=tuple(payments[found]),
            bills=tuple(bills[found]),
            acts=acts.get(found, ()),
            marks=marks.get(row["person_id"], ()),
        )
        for found, row in zip(known, rows, strict=True)
    ]


async def acts_of(driver: Driver, ids: Sequence[UUID], today: date) -> dict[UUID, tuple[ActFact, ...]]:
    """What was done to these participations by today and not withdrawn; most have no act. One of a later day holds from then on."""
    found: dict[UUID, tuple[ActFact, ...]] = {}
    for row in await _ACTS.rows(driver, participation_id=ids, today=today):
        found[row["participation_id"]] = (*found.get(row["participation_id"], ()), _act(row))
    return found


_LAST_ACT = """acted_on = c.effective_on, acted_reason = c.state_reason, own_state = CASE
        WHEN c.state IN ('STOPPED', 'SUSPENDED', 'TERMINATED', 'CANCELLED') THEN c.state
        WHEN c.resumed_on IS NOT NULL OR pa.channel = 'IMPORT' THEN 'ACTIVE' ELSE 'REGISTERED' END"""
"""For a replica of the release before, which looks at the last act alone while the upgrade runs."""
_LINE = ("participation_id", "from_state", "event", "actor")
_WRITE = Statement(
    """
    WITH change AS (SELECT * FROM {change.rows}), written AS (
        UPDATE participations AS pa SET state = c.state, state_reason = c.state_reason, paid_on = c.paid_on, effective_on = c.effective_on,
            resumed_on = c.resumed_on, failure_cause = c.failure_cause, version = pa.version + CASE WHEN is_visible THEN 1 ELSE 0 END,
            {last_act}
        FROM change AS c WHERE pa.participation_id = c.participation_id
    )
    INSERT INTO participation_history (participation_id, effective_on, recorded_at, from_state, to_state, event, reason, actor)
    SELECT participation_id, effective_on, :now, from_state, state, event, state_reason, actor FROM change WHERE is_visible
    """,
    last_act=_LAST_ACT,
    change=typed(participation_history, *_LINE, alias="change", is_visible=sa.Boolean, **{name: pa[name] for name in _STATUS}),
)


async def write_changes(driver: Driver, changes: Sequence[StatusChange], now: datetime, actors: Sequence[str]) -> None:
    """New statuses with their lines of history, each by its actor."""
    if changes:
        lines, statuses = columns_of(changes, (*_LINE[:-1], "is_visible")), columns_of([change.after for change in changes], _STATUS)
        await _WRITE.run(driver, **lines, **statuses, actor=actors, now=now)
