"""The unified check of a region and year was passed (R-055)."""

from payment_bridge.domain.levy_delivery import first_batch_may_go
from payment_bridge.repository.levies import add_levy_check
from payment_bridge.use_cases.kept_texts import NOTE, seal_text
from row_sets import Record
from service_runtime import Transaction


def require_known_year(tx: Transaction, region: str, year: int) -> None:
    """Raises PolicyNotKnown."""
    today = tx.now.date()
    first_batch_may_go(today, today, region, year, tx.policy)


async def pass_levy_check(tx: Transaction, region: str, year: int, note: str, actor: str) -> Record:
    """The check as it is stored: passed on the business date of today; the first one stands. Raises PolicyNotKnown."""
    require_known_year(tx, region, year)
    today, there = tx.now.date(), f"{region}/{year}"
    tx.audit("levy.check_passed", subject=there, actor=actor)
    return await add_levy_check(tx.driver, region, year, today, seal_text(tx, note, NOTE, there), actor)
