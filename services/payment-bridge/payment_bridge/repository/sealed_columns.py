"""What is sealed in which column, for which purpose, and whose it is. Whatever seals one more column adds it here."""

from payment_bridge.tables import (
    documents_of_money,
    employee_relations,
    levy_batches,
    outgoing_messages,
    participations,
    refunds,
    remote_households,
)
from service_runtime.resealing import SealedColumns

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
    SealedColumns(outgoing_messages, "message_id", "message_id", safe={"body_sealed": "outgoing"}),
)
