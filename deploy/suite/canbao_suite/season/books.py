"""What each party wrote down, read from its own database: the four services and the tax office."""

import asyncio
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import asyncpg

from canbao_suite.environments import SERVICES
from canbao_suite.processes import Suite

Row = asyncpg.Record


@dataclass(frozen=True)
class Books:
    """All that the audit compares. Read when nothing is under way."""

    applications: dict[UUID, Row]
    participations: dict[UUID, Row]
    bills: list[Row]
    payments: list[Row]
    failures: set[str]
    open_callbacks: int
    spells: dict[UUID, str]
    entitlements: dict[UUID, Row]
    accounts_changed: set[UUID]
    households: dict[UUID, UUID]
    """By person: the household he belongs to."""
    marked: set[UUID]
    tax_ledger: list[Row]
    fund: dict[tuple[str, str], int]
    """What the double-entry ledger of payment-bridge booked, in fen by debit and credit."""
    bills_apart: list[UUID]
    """Bills of which the ledger says that something else is owed than the bill and its money."""
    tax_totals: dict[str, int]
    """In fen: what the tax office took in (`received`), took back (`reversed`), and what the bank behind it paid out (`paid_out`)."""
    tax_reversals: list[Row]
    reversals: set[str]
    """Serials of those that payment-bridge has heard of."""
    tax_cases: list[Row]
    refunds: list[Row]
    payouts: list[Row]
    """What the bank behind the tax office has paid out, and what came back."""
    outgoing: dict[str, int]
    """Messages to the tax office by state."""
    open_findings: int
    """Of reconciliation."""
    undecided: int
    """Serials with two contents, rows that nobody could read, money that the tax office's ledger lacks: those that nobody has closed."""
    differing: set[str]
    """Serials with two contents."""
    outboxes: dict[str, int]
    dead_letters: dict[str, int]
    inboxes: dict[str, int]

    def without(self, people: Set[UUID]) -> "Books":
        """The books without people who were there before the season; money is left whole, for it is compared serial by serial."""
        if not people:
            return self
        participations = {key: row for key, row in self.participations.items() if row["person_id"] not in people}
        return replace(
            self,
            applications={key: row for key, row in self.applications.items() if row["person_id"] not in people},
            participations=participations,
            bills=[row for row in self.bills if row["person_id"] not in people],
            spells={key: state for key, state in self.spells.items() if key in participations or key not in self.participations},
            entitlements={key: row for key, row in self.entitlements.items() if row["person_id"] not in people},
            marked=self.marked - people,
        )


_APPLICATIONS = "SELECT application_id, person_id, state, channel FROM applications"
_PARTICIPATIONS = """
    SELECT participation_id, person_id, benefit_year, channel, state, state_reason, effective_on, paid_on, application_id, region, area,
           permit_valid_to
    FROM participations
"""
_BILLS = """
    SELECT bill_id, participation_id, person_id, kind, benefit_year, amount, payer, state, effective_on, settled_serial FROM bills
"""
_PAYMENTS = "SELECT tax_serial, bill_id, amount, arrival_date, state FROM payments"
_CALLBACKS = "SELECT count(*) FROM tax_callbacks WHERE state NOT IN ('PROCESSED', 'DISCARDED')"
_SPELLS = """
    SELECT DISTINCT ON (participation_id) participation_id, state FROM participation_spells ORDER BY participation_id, version DESC
"""
_ENTITLEMENTS = "SELECT participation_id, person_id, benefit_year, state, starts_on, ends_on, recorded_at FROM entitlements"
_ACCOUNTS_CHANGED = "SELECT participation_id FROM participation_changes WHERE 'account' = ANY(string_to_array(changed, ','))"
_HOUSEHOLDS = "SELECT person_id, household_id FROM household_members WHERE until_on IS NULL"
_MARKED = "SELECT person_id FROM subsidy_marks WHERE removed_on IS NULL"
_TAX_LEDGER = "SELECT serial, kind, bill_id, amount, planted FROM ledger"
_TAX_REVERSALS = "SELECT serial, reverses, amount FROM reversals"
_TAX_CASES = "SELECT kind, state, tax_serial, amount FROM tax_cases"
_REFUNDS = "SELECT refund_id, bill_id, of_bill, amount, state FROM refunds"
_PAYOUTS = "SELECT refund_id, amount, result, came_back FROM payouts"
_OUTGOING = "SELECT state, count(*) FROM outgoing_messages GROUP BY state"
_UNDECIDED = """
    SELECT (SELECT count(*) FROM differences WHERE state = 'OPEN')
        + (SELECT count(*) FROM tax_cases WHERE state = 'OPEN' AND kind IN ('ROW_NOT_READ', 'ROW_NOT_TAKEN', 'NOT_IN_LEDGER'))
"""
_FINDINGS = "SELECT count(*) FROM reconciliation_differences WHERE state = 'OPEN'"

_FUND = "SELECT debit, credit, CAST(sum(amount) AS bigint) FROM ledger_postings GROUP BY debit, credit"
_BILLS_APART = """
    WITH owed AS (
        SELECT bill_id, sum(CASE WHEN debit = 'CONTRIBUTIONS' THEN -amount ELSE amount END) AS amount FROM ledger_postings
        WHERE 'CONTRIBUTIONS' IN (debit, credit) GROUP BY bill_id
    ), settled AS (
        SELECT bill_id, sum(amount) AS amount FROM payments WHERE state IN ('SETTLED', 'PARTIAL_GROUP') GROUP BY bill_id
    )
    SELECT b.bill_id FROM bills AS b LEFT JOIN owed AS o USING (bill_id) LEFT JOIN settled AS s USING (bill_id)
    WHERE coalesce(o.amount, 0) <> CASE WHEN b.state IN ('CANCELLED', 'ABANDONED', 'REFUNDED') THEN 0 ELSE b.amount END
       OR (b.state = 'PAID') <> (coalesce(s.amount, 0) = b.amount)
"""
_TAX_TOTALS = """
    SELECT (SELECT coalesce(sum(amount), 0) FROM ledger WHERE kind = 'SUCCESS') AS received,
           (SELECT coalesce(sum(amount), 0) FROM reversals) AS reversed,
           (SELECT coalesce(sum(CASE WHEN result = 'PAID' THEN amount WHEN came_back THEN -amount ELSE 0 END), 0) FROM payouts) AS paid_out
"""


async def read_books(suite: Suite) -> Books:
    """Reads all five books side by side."""
    registration, payment, dedup, benefits, tax = [
        await asyncpg.connect(suite.database_url(name)) for name in [*SERVICES.values(), "tax_office"]
    ]
    opened = dict(zip(SERVICES, (registration, payment, dedup, benefits), strict=True))
    try:
        return Books(
            applications={row[0]: row for row in await registration.fetch(_APPLICATIONS)},
            participations={row[0]: row for row in await registration.fetch(_PARTICIPATIONS)},
            bills=await payment.fetch(_BILLS),
            payments=await payment.fetch(_PAYMENTS),
            failures={row[0] for row in await payment.fetch("SELECT serial FROM failures")},
            open_callbacks=await payment.fetchval(_CALLBACKS),
            spells={row[0]: row[1] for row in await dedup.fetch(_SPELLS)},
            entitlements={row[0]: row for row in await benefits.fetch(_ENTITLEMENTS)},
            accounts_changed={row[0] for row in await registration.fetch(_ACCOUNTS_CHANGED)},
            households={row[0]: row[1] for row in await registration.fetch(_HOUSEHOLDS)},
            marked={row[0] for row in await registration.fetch(_MARKED)},
            tax_ledger=await tax.fetch(_TAX_LEDGER),
            fund={(row[0], row[1]): row[2] for row in await payment.fetch(_FUND)},
            bills_apart=[row[0] for row in await payment.fetch(_BILLS_APART)],
            tax_totals={name: int(told) for name, told in (await tax.fetch(_TAX_TOTALS))[0].items()},
            tax_reversals=await tax.fetch(_TAX_REVERSALS),
            reversals={row[0] for row in await payment.fetch("SELECT serial FROM reversals")},
            tax_cases=await payment.fetch(_TAX_CASES),
            refunds=await payment.fetch(_REFUNDS),
            payouts=await tax.fetch(_PAYOUTS),
            outgoing={row[0]: row[1] for row in await payment.fetch(_OUTGOING)},
            open_findings=await payment.fetchval(_FINDINGS),
            undecided=await payment.fetchval(_UNDECIDED),
            differing={row[0] for row in await payment.fetch("SELECT tax_serial FROM differences")},
            outboxes=await _counts(opened, "outbox"),
            dead_letters=await _counts(opened, "dead_letters"),
            inboxes=await _counts(opened, "inbox"),
        )
    finally:
        await asyncio.gather(*(connection.close() for connection in (*opened.values(), tax)))


async def _counts(opened: dict[str, Any], table: str) -> dict[str, int]:
    return Counter({service: await connection.fetchval(f"SELECT count(*) FROM {table}") for service, connection in opened.items()})  # noqa: S608


async def people_registered(suite: Suite) -> set[UUID]:
    """Everybody registration knows now, and whoever waits there with an application."""
    connection = await asyncpg.connect(suite.database_url("registration"))
    try:
        return {row[0] for row in await connection.fetch("SELECT person_id FROM persons UNION SELECT person_id FROM applications")}
    finally:
        await connection.close()
