"""The tables of payment-bridge. Money is bigint fen; facts on money are append-only (triggers in the migration).

What people wrote (columns `…_sealed`, `body`) lies in the vault's seal or, where only this service reads it, in its safe's. Other texts are
codes of ours, ids, or bound to a shape: a name or a number does not fit into them.
"""

from payment_bridge.tables.bills import bill_counts, bills, participations, repairs
from payment_bridge.tables.columns import metadata
from payment_bridge.tables.duplicates import duplicate_drops, remote_duplicate_cases
from payment_bridge.tables.employees import employee_relations
from payment_bridge.tables.files import batch_file_parts, batch_files, reconciliation_differences, reconciliations, statement_lines
from payment_bridge.tables.levies import levy_batch_bills, levy_batches, levy_checks, levy_queue, period_ends, recalls
from payment_bridge.tables.money import differences, documents_of_money, failures, ledger_postings, payments, reversals, tax_serials
from payment_bridge.tables.outgoing import outgoing_attempts, outgoing_messages
from payment_bridge.tables.people import merged_people, people, person_tokens, remote_deaths, remote_households, remote_mandates
from payment_bridge.tables.refunds import payout_results, refund_money, refund_payouts, refund_steps, refunds
from payment_bridge.tables.tax_office import ledger_cursor, ledger_marks, tax_callbacks, tax_cases, tax_endpoints

__all__ = [
    "batch_file_parts",
    "batch_files",
    "bill_counts",
    "bills",
    "differences",
    "documents_of_money",
    "duplicate_drops",
    "employee_relations",
    "failures",
    "ledger_cursor",
    "ledger_marks",
    "ledger_postings",
    "levy_batch_bills",
    "levy_batches",
    "levy_checks",
    "levy_queue",
    "merged_people",
    "metadata",
    "outgoing_attempts",
    "outgoing_messages",
    "participations",
    "payments",
    "payout_results",
    "people",
    "period_ends",
    "person_tokens",
    "recalls",
    "reconciliation_differences",
    "reconciliations",
    "refund_money",
    "refund_payouts",
    "refund_steps",
    "refunds",
    "remote_deaths",
    "remote_duplicate_cases",
    "remote_households",
    "remote_mandates",
    "repairs",
    "reversals",
    "statement_lines",
    "tax_callbacks",
    "tax_cases",
    "tax_endpoints",
    "tax_serials",
]
