"""Every table of the four services is kept for good with a reason, kept small by its own work, or has a retention."""

import benefits.tables
import dedup.tables
import payment_bridge.tables
import registration.tables
from service_runtime.purge import INBOX, KEPT_FOR_A_TIME
from service_runtime.runtime_tables import runtime_metadata

RECORD = "the record of enrolment, cover or money itself; its years of keeping are the archive law's"
HISTORY = "who changed what, and when: part of the record"
FACTS = "one row a person or thing that another service told of; replaced, not added to"
CAMPAIGN = "what was reported and set in each campaign: some twenty rows a year and county"
FEW = "a handful of rows"
ENDED = "rows go ninety days after they have ended, a code after its day"
EMPTIED = "rows go as soon as their work is done"
A_FEW_EACH_DAY = "what the calendar had done, for whoever asks later: a few rows a day"
ARCHIVED = "moved to a file by `canbao audit archive`, with the chain's anchor"
KEPT = {
    "registration": {
        RECORD: "persons person_keys identity_history applications conflict_checks mandates participations deaths subsidy_marks"
        " consents lists list_rows register_answers outreach_visits known_residents certificates transfers insured_years"
        " circumstances residence_permits bundles bundle_parts subsidy_requests",
        "forms of Annex 1, and the households that they tell of: part of the record": "households household_forms household_form_members",
        HISTORY: "application_history participation_history participation_acts participation_changes rights_records household_members",
        FACTS: "remote_bills remote_payments remote_employee_relations employee_notices remote_wait_years remote_entitlement_years",
        "what nothing names goes after unused_upload_days, what an application names is its record": "materials",
        "of the release before, until a step takes them away": "remote_waits remote_entitlements",
        "each thing handed in and each told of it: part of the record": "application_submissions application_notices",
        CAMPAIGN: "progress_snapshots target_tables outreach_plans",
        "rows go thirty days after they were last saved": "drafts",
        ENDED: "login_sessions phone_codes notices_to_send",
        "a few rows for an openid or a telephone number": "logins notice_consents",
    },
    "payment-bridge": {
        RECORD: "bills failures payments tax_serials differences levy_checks period_ends recalls levy_batches levy_batch_bills tax_cases"
        " statement_lines reconciliation_differences outgoing_messages outgoing_attempts"
        " reversals ledger_postings refunds refund_money refund_steps refund_payouts payout_results documents_of_money",
        FACTS: "participations person_tokens people merged_people remote_mandates"
        " remote_households remote_deaths employee_relations repairs remote_duplicate_cases duplicate_drops",
        FEW: "ledger_cursor ledger_marks bill_counts tax_endpoints",
        EMPTIED: "levy_queue",
        "the body goes after some time, the digest guards money for ever": "tax_callbacks batch_files",
        "lines go as bodies of callbacks do": "batch_file_parts",
        "a row a day": "reconciliations",
    },
    "dedup": {
        RECORD: "checks decided_submits cases told_spells told_references statements notices received_notices suspend_requests",
        HISTORY: "case_versions",
        FACTS: "consents identities identity_links people participation_spells remote_covers remote_mandates told_coverage weak_tokens",
        FEW: "feeds side_file",
        EMPTIED: "looks_due number_changes",
        "a row goes some months after its message": "region_messages",
        "a row a day": "sweeps",
        "pairs of people whom each search proposes or does not any more": "probable_duplicates",
        "of the release before, until a step takes it away": "reported_spells",
    },
    "benefits": {
        RECORD: "facts claims entitlements incentives filings repairs",
        HISTORY: "entitlement_history",
        FACTS: "people person_tokens remote_mandates",
        "a row for each run and thousand people": "run_chunks",
    },
}
EVERYWHERE = {
    A_FEW_EACH_DAY: "job_runs",
    EMPTIED: "outbox",
    ARCHIVED: "audit_rows audit_seals",
    FEW: "audit_anchors rate_counts schema_revisions timed_jobs",
}
TABLES = {
    "registration": registration.tables.metadata,
    "payment-bridge": payment_bridge.tables.metadata,
    "dedup": dedup.tables.metadata,
    "benefits": benefits.tables.metadata,
}


def test_no_table_grows_without_a_reason() -> None:
    purged = {kept.table.name for kept in (*KEPT_FOR_A_TIME, INBOX)}
    for service, metadata in TABLES.items():
        reasons = [name for kept in (KEPT[service], EVERYWHERE) for names in kept.values() for name in names.split()]
        assert len(reasons) == len(set(reasons))
        assert not purged & set(reasons), "either purged or kept"
        there = {*metadata.tables, *runtime_metadata.tables}
        assert there - purged - set(reasons) == set(), f"{service}: say why it is kept, or for how long"
        assert set(reasons) - there == set(), f"{service}: no such table any more"
