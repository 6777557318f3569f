"""What is sealed in which column, for which purpose, and whose it is. Whatever seals one more column adds it here."""

from payment_bridge.tables import (
    batch_file_parts,
    differences,
    documents_of_money,
    employee_relations,
    levy_batches,
    levy_checks,
    outgoing_messages,
    participations,
    reconciliation_differences,
    refund_steps,
    refunds,
    remote_households,
    tax_callbacks,
    tax_cases,
)
from service_runtime.resealing import SealedColumns


def _is_open(kept: str | bytes) -> bool:
    """Of before, and not sealed yet: the service does that itself, in the background."""
    return kept.startswith("plain.") if isinstance(kept, str) else kept.startswith(b"\0")


SEALED = (
    SealedColumns(
        participations,
        "participation_id",
        "person_id",
        vault={
            "name_sealed": "name",
            "document_sealed": "document",
            "holder_sealed": "holder",
            "bank": "bank",
            "account_sealed": "account",
            "household_no": "household",
        },
        once_plain=["bank", "household_no"],
    ),
    SealedColumns(participations, "participation_id", "participation_id", safe={"agreement_sealed": "agreement"}, left=_is_open),
    SealedColumns(
        remote_households,
        "household_id",
        "household_id",
        vault={"household_no": "household", "holder_sealed": "holder", "bank_sealed": "bank", "account_sealed": "account"},
    ),
    SealedColumns(employee_relations, "spell_id", "spell_id", vault={"document_sealed": "relation"}),
    SealedColumns(levy_batches, "batch_id", "batch_id", vault={"body_sealed": "levy"}),
    SealedColumns(documents_of_money, "serial", "serial", vault={"document_sealed": "money"}),
    SealedColumns(refunds, "refund_id", "refund_id", safe={"payee_sealed": "payee"}),
    SealedColumns(refund_steps, ("refund_id", "version"), lambda row: f"{row['refund_id']}/{row['version']}", safe={"note_sealed": "note"}),
    SealedColumns(outgoing_messages, "message_id", "message_id", safe={"body_sealed": "outgoing"}),
    SealedColumns(
        levy_checks,
        ("region", "benefit_year"),
        lambda row: f"{row['region']}/{row['benefit_year']}",
        safe={"note_sealed": "note"},
        left=_is_open,
    ),
    SealedColumns(tax_callbacks, "webhook_id", "webhook_id", safe={"body": "callback", "discard_reason_sealed": "reason"}, left=_is_open),
    SealedColumns(tax_cases, "case_id", "case_id", safe={"raw_sealed": "tax-row", "close_reason_sealed": "reason"}),
    SealedColumns(differences, "difference_id", "difference_id", safe={"close_reason_sealed": "reason"}),
    SealedColumns(reconciliation_differences, "finding_id", "finding_id", safe={"close_reason_sealed": "reason"}),
    SealedColumns(
        batch_file_parts, ("file_id", "first_line"), lambda row: f"{row['file_id']}/{row['first_line']}", safe={"body": "batch-file"}
    ),
)
