"""What is sealed in which column, for which purpose, and whose it is. Whatever seals one more column adds it here."""

from dedup.repository.statements import owner_of
from dedup.tables import case_versions, cases, feeds, notices, received_notices, reported_spells, statements, told_references
from service_runtime.resealing import SealedColumns

SEALED = (
    SealedColumns(reported_spells, "spell_key", "spell_key", safe={"reference": "spell"}),
    SealedColumns(told_references, "spell_key", "spell_key", safe={"reference": "spell"}),
    SealedColumns(cases, "case_id", "case_id", safe={"promise": "promise"}),
    SealedColumns(case_versions, ("case_id", "version"), "case_id", safe={"actor": "actor"}),
    SealedColumns(
        statements,
        ("one", "other"),
        lambda row: owner_of(row["one"], row["other"]),
        safe={"stated_by": "stated_by", "reason": "statement_reason"},
    ),
    SealedColumns(feeds, "feed_key", "feed_key", safe={"source": "feed"}),
    SealedColumns(notices, "notice_id", "notice_id", safe={"answer_reason": "notice_answer"}),
    SealedColumns(
        received_notices,
        "notice_id",
        "notice_id",
        safe={"reference": "received_notice", "request_reason": "request_reason", "reason": "refusal_reason", "decided_by": "decided_by"},
    ),
)
