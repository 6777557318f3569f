"""Compare our book of a day with what the tax office and the bank say of it (R-057, R-096). The same facts, the same differences."""

from datetime import date
from uuid import UUID

from enrolment_terms.identifiers import named_id
from payment_bridge.domain.reconciliation import FindingState
from payment_bridge.domain.scope import Scope
from payment_bridge.errors import DayNotOver, NoSuchReconciliationDifference
from payment_bridge.repository import reconciliation
from payment_bridge.repository.bank_postings import book_arrivals
from payment_bridge.use_cases.kept_texts import REASON, seal_text
from row_sets import Record
from service_runtime import AlreadyDecided, Portion, Run, Runtime, TimedJob, Transaction, every_day, the_installation

_DAYS = UUID("7f7f3d62-53b0-5a0b-9a3e-43616e62616f")
NAME = "reconcile_days"


async def reconcile_day(tx: Transaction, day: date, by: str, bank_days: int) -> Record:
    """The day's figures. `bank_days`: so many days later money may be at the bank. Raises DayNotOver: money of today may still come."""
    if day >= tx.now.date():
        raise DayNotOver()
    await reconciliation.begin_day(tx.driver, day, named_id(_DAYS, day.isoformat()))
    told = await reconciliation.statements_of(tx.driver, day)
    found = await reconciliation.compare_books(tx.driver, day, told, bank_days, tx.now.date())
    await book_arrivals(tx.driver, day)
    if found["opened"] or found["resolved"]:
        detail = {name: found[name] for name in ("found", "opened", "resolved")}
        tx.audit("reconciliation.changed", subject=day.isoformat(), actor=by, detail=detail)
    return await reconciliation.note_run(tx.driver, day, told, found, by)


async def reconcile_new_statements(runtime: Runtime) -> int:
    """One step: the oldest day of which a statement has come since it was compared. How many days."""
    async with runtime.database.transaction() as tx:
        day = await reconciliation.day_with_a_new_statement(tx.driver, tx.now.date())
        if day is None:
            return 0
        await reconcile_day(tx, day, "reconciliation", runtime.settings.bank_days)
        return 1


def reconciliation_job(bank_days: int) -> TimedJob:
    """Each day: what was never compared of the days before it, and every day on which something is open, one by one."""

    async def step(tx: Transaction, run: Run) -> Portion:
        done = None if run.cursor is None else date.fromisoformat(run.cursor)
        day = await reconciliation.next_unsettled_day(tx.driver, done, run.day)
        if day is None:
            return Portion(0)
        noted = await reconcile_day(tx, day, f"job:{NAME}", bank_days)
        return Portion(noted["found"], more=True, cursor=day.isoformat())

    return TimedJob(NAME, "与税务、银行逐日对账", the_installation, every_day, step, catches_up=True)


async def close_reconciliation_difference(tx: Transaction, day: date, finding_id: UUID, reason: str, scope: Scope, actor: str) -> Record:
    """A person has found out; nothing of money changes by it. Raises NoSuchReconciliationDifference, AlreadyDecided."""
    state = await reconciliation.lock_difference(tx.driver, day, finding_id, scope)
    if state is None:
        raise NoSuchReconciliationDifference()
    if state != FindingState.OPEN:
        raise AlreadyDecided()
    tx.audit("reconciliation_difference.closed", subject=str(finding_id), actor=actor, detail={"with_reason": True})
    return await reconciliation.close_difference(tx.driver, finding_id, actor, seal_text(tx, reason, REASON, finding_id))
