"""The facts of participations, and what was derived from them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enrolment_terms.scheme import BillKind, BillState, FailureCause, ParticipationState
from registration.domain.standing import BillFact, OwnFacts, PaymentFact, Standing
from registration.repository.connection import Driver, Row
from registration.tables import LIVE


@dataclass(frozen=True, slots=True)
class FactSheet:
    """Everything known of one participation, and where it stood before."""

    participation_id: UUID
    area: str
    own: OwnFacts
    before: Standing
    payments: tuple[PaymentFact, ...]
    bills: tuple[BillFact, ...]


_SHEETS = f"""
SELECT pa.participation_id, pa.area, pa.benefit_year, pa.own_state, pa.acted_on, pa.acted_reason, pa.registered_on, pa.state,
    pa.state_reason, pa.paid_on, pa.effective_on, pa.failure_cause,
    NOT ({LIVE}) AND EXISTS (
        SELECT FROM participations AS r
        WHERE r.person_id = pa.person_id AND r.region = pa.region AND r.scheme = pa.scheme AND r.benefit_year = pa.benefit_year
            AND r.participation_id <> pa.participation_id AND r.{LIVE}
    ) AS has_rival
FROM participations AS pa WHERE participation_id = ANY($1::uuid[]) ORDER BY participation_id FOR UPDATE
"""  # noqa: S608 -- constants only
_PAYMENTS = """
SELECT participation_id, payment_id, kind, benefit_year, arrival_date, deemed_in_window, group_complete
FROM payments WHERE participation_id = ANY($1::uuid[]) AND outcome = 'SETTLED'
"""
_BILLS = "SELECT participation_id, bill_id, kind, state, cause, effective_on FROM bill_states WHERE participation_id = ANY($1::uuid[])"


_WITH_FAILURES = """
SELECT participation_id FROM participations
WHERE participation_id = ANY($1::uuid[]) AND (failure_cause IS NOT NULL OR state = 'LAPSED')
"""


async def with_failures(driver: Driver, ids: Sequence[UUID]) -> list[UUID]:
    """Of these participations, those that a bill going on could mend; asked after the bills are kept, so that no failure slips by."""
    rows = await driver.fetch(_WITH_FAILURES, list(ids))
    return [row["participation_id"] for row in rows]


async def lock_fact_sheets(driver: Driver, ids: Sequence[UUID]) -> list[FactSheet]:
    """The fact sheets of these participations, locked in one order; unknown ones are not there (their facts wait)."""
    rows = await driver.fetch(_SHEETS, list(ids))
    known = [row["participation_id"] for row in rows]
    payments, bills = defaultdict(list), defaultdict(list)
    for row in await driver.fetch(_PAYMENTS, known):
        payments[row["participation_id"]].append(_payment(row))
    for row in await driver.fetch(_BILLS, known):
        bills[row["participation_id"]].append(_bill(row))
    return [_sheet(row, tuple(payments[row["participation_id"]]), tuple(bills[row["participation_id"]])) for row in rows]


def _sheet(row: Row, payments: tuple[PaymentFact, ...], bills: tuple[BillFact, ...]) -> FactSheet:
    cause = row["failure_cause"]
    own_state = ParticipationState(row["own_state"])
    own = OwnFacts(
        own_state,
        row["benefit_year"],
        row["registered_on"],
        row["acted_on"],
        row["acted_reason"],
        row["paid_on"] if own_state is not ParticipationState.REGISTERED else None,
        row["has_rival"],
    )
    before = Standing(
        ParticipationState(row["state"]),
        row["state_reason"],
        row["paid_on"],
        row["effective_on"],
        FailureCause(cause) if cause else None,
    )
    return FactSheet(row["participation_id"], row["area"], own, before, payments, bills)


def _payment(row: Row) -> PaymentFact:
    return PaymentFact(
        row["payment_id"],
        BillKind(row["kind"]),
        row["benefit_year"],
        row["arrival_date"],
        row["deemed_in_window"],
        row["group_complete"],
    )


def _bill(row: Row) -> BillFact:
    cause = row["cause"]
    return BillFact(
        row["bill_id"], BillKind(row["kind"]), BillState(row["state"]), FailureCause(cause) if cause else None, row["effective_on"]
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One participation that stands elsewhere than before."""

    participation_id: UUID
    before: Standing
    after: Standing
    event: str

    @property
    def is_visible(self) -> bool:
        """False if only the cause of a failed deduction changed, which is no business of other services."""
        return (self.before.state, self.before.paid_on, self.before.effective_on) != (
            self.after.state,
            self.after.paid_on,
            self.after.effective_on,
        )


_WRITE = """
WITH change AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::date[], $6::text[], $7::bool[], $8::text[], $9::text[])
        AS c (participation_id, state, state_reason, paid_on, effective_on, failure_cause, visible, from_state, event)
), written AS (
    UPDATE participations AS pa SET state = c.state, state_reason = c.state_reason, paid_on = c.paid_on, effective_on = c.effective_on,
        failure_cause = c.failure_cause, version = pa.version + CASE WHEN c.visible THEN 1 ELSE 0 END
    FROM change AS c WHERE pa.participation_id = c.participation_id
)
INSERT INTO participation_history (participation_id, effective_on, recorded_at, from_state, to_state, event, reason, actor)
SELECT participation_id, effective_on, $10::timestamptz, from_state, state, event, state_reason, $11::text FROM change WHERE visible
"""


async def write_changes(driver: Driver, changes: Sequence[Change], now: datetime, actor: str) -> None:
    """New standings with their lines of history."""
    if not changes:
        return
    await driver.execute(
        _WRITE,
        [change.participation_id for change in changes],
        [change.after.state for change in changes],
        [change.after.reason for change in changes],
        [change.after.paid_on for change in changes],
        [change.after.effective_on for change in changes],
        [change.after.failure_cause for change in changes],
        [change.is_visible for change in changes],
        [change.before.state for change in changes],
        [change.event for change in changes],
        now,
        actor,
    )
