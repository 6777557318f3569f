"""Tables of the registration service. Text that names a person is sealed; `token` and `name_index` are keyed digests.

What an application says is sealed for the application, what is known of a person for the person: names, numbers, contact data, accounts and
household numbers by the vault, free text by the safe. Why sex, birth date and area stand in clear: docs/decisions/0012.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, UUID

from registration.tables.columns import area as _area
from registration.tables.columns import day as _day
from registration.tables.columns import flag as _flag
from registration.tables.columns import id_ as _id
from registration.tables.columns import metadata
from registration.tables.columns import moment as _moment
from registration.tables.columns import number as _number
from registration.tables.columns import text as _text

LIVE = "state NOT IN ('LAPSED', 'CANCELLED', 'TERMINATED')"
"""The condition of the unique index participations_one_live, for statements written as text."""
HINDERS = "state IN ('REGISTERED', 'ACTIVE')"
"""What stands in the way of an application for the same year; who was stopped or suspended may apply again (R-003)."""
OPEN = "state IN ('SUBMITTED', 'CHECK_PENDING', 'UNDER_REVIEW', 'NEEDS_CORRECTION')"
"""The condition of the unique index applications_one_open."""

persons = sa.Table(
    "persons",
    metadata,
    _id("person_id", key=True),
    _text("name"),
    _text("name_index"),
    _text("sex", null=True),
    _day("birth_date", null=True),
    _flag("of_foreigners"),
    _text("phone", null=True),
    _text("address", null=True),
    _moment("created_at"),
    _number("version", 1),
    _day("expected_on", null=True),
    _flag("provisional"),
    _id("guardian_person_id", null=True),
    sa.Column(
        "merged_into", UUID(as_uuid=True), comment="who this record turned out to be: its documents and participations are that person's"
    ),
    _moment("merged_at", null=True),
    sa.Index("persons_merged", "merged_into", postgresql_where=sa.text("merged_into IS NOT NULL")),
    sa.Index("persons_expected", "expected_on", postgresql_where=sa.text("birth_date IS NULL")),
)
"""Whoever was registered once, by an approval or an import. Who only applied stands in his application.

A child that is not born yet has no sex and no birth date, and is `expected_on` a day (B6).
"""

person_keys = sa.Table(
    "person_keys",
    metadata,
    sa.Column("token", sa.Text, primary_key=True, comment="identity token of (kind, number): one person per document (R-010)"),
    sa.Column("key_id", sa.Text, nullable=False, server_default="1", comment="the identity key that made the token"),
    _id("person_id"),
    _text("kind"),
    _text("number"),
    _moment("added_at"),
    sa.Index("person_keys_of_person", "person_id"),
)

identity_history = sa.Table(
    "identity_history",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    _id("person_id"),
    _moment("at"),
    _text("actor"),
    sa.Column("before", sa.Text, nullable=False, comment="sealed JSON: the values that were corrected"),
    sa.Column("reason", sa.Text, nullable=False, comment="sealed"),
    sa.Index("identity_history_of", "person_id", "id"),
)
"""Corrections of a person's identity. Append-only."""

applications = sa.Table(
    "applications",
    metadata,
    _id("application_id", key=True),
    sa.Column(
        "person_id", UUID(as_uuid=True), nullable=False, comment="provisional, and nobody's, until somebody with this document is known"
    ),
    _text("kind"),
    _text("category"),
    _text("state"),
    _number("version", 1),
    _number("benefit_year"),
    _text("region"),
    _area(),
    _text("channel"),
    _text("filed_by"),
    _day("applied_on"),
    _moment("submitted_at"),
    _number("submit_no", 1),
    _text("token"),
    _text("document_kind"),
    _text("number"),
    _text("name"),
    _text("name_index", null=True),
    _text("sex", null=True),
    _day("birth_date", null=True),
    _day("expected_on", null=True),
    _flag("of_foreigners"),
    sa.Column("item", sa.Text, comment="null before items were declared"),
    sa.Column("form", sa.Text, comment="sealed JSON: all answers and materials; null in rows that have them in the columns below"),
    _text("holder", null=True),
    _text("bank", null=True),
    _text("account_number", null=True),
    _text("phone", null=True),
    _text("address", null=True),
    _text("household_area", null=True),
    _text("household_no", null=True),
    _day("event_date", null=True),
    _day("permit_valid_to", null=True),
    _day("consent_signed_on", null=True),
    _text("consent_old_unit", null=True),
    _flag("employee_stop_proved"),
    sa.Column("materials", sa.Text, comment="sealed JSON, null for none"),
    sa.Column("asked_at", sa.DateTime(timezone=True), comment="when the check was asked for again; else with the submission"),
    _moment("checked_at", null=True),
    sa.Column("reasons", sa.Text, comment="sealed JSON, null for none"),
    sa.Column("missing", sa.Text, comment="sealed JSON, null for none"),
    _text("decided_by", null=True),
    _moment("decided_at", null=True),
    _id("participation_id", null=True),
    sa.Column("list_id", UUID(as_uuid=True), comment="the confirmed list that filed it, until it is corrected by hand"),
    sa.Index("applications_of_person", "person_id"),
    sa.Index("applications_of_document", "token"),
    sa.Index("applications_filed", "filed_by", "application_id"),
    sa.Index("applications_one_open", "token", "name_index", "region", "benefit_year", unique=True, postgresql_where=sa.text(OPEN)),
    sa.Index("applications_work_list", "state", "benefit_year", "application_id"),
    postgresql_with={"fillfactor": "70"},
)

application_history = sa.Table(
    "application_history",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    _id("application_id"),
    _moment("at"),
    _text("from_state"),
    _text("to_state"),
    _text("event"),
    _text("actor"),
    _text("note", null=True),
    sa.Index("application_history_of", "application_id", "id"),
)
"""Append-only (R-006, R-009)."""

conflict_checks = sa.Table(
    "conflict_checks",
    metadata,
    _id("application_id", key=True),
    sa.Column("submit_no", sa.Integer, primary_key=True),
    sa.Column("clear", sa.Boolean, nullable=False),
    sa.Column("hits", JSONB, nullable=False),
    _moment("checked_at"),
    _number("version"),
)
"""Answers of dedup, kept even if they come before or after their time."""

mandates = sa.Table(
    "mandates",
    metadata,
    _id("mandate_id", key=True),
    sa.Column("subject", sa.Text, nullable=False, comment="the login that may act"),
    sa.Column("token", sa.Text, nullable=False, comment="identity token of the document of the person represented"),
    _text("kind"),
    _id("person_id", null=True),
    _text("region"),
    _area(),
    sa.Column("document", sa.Text, nullable=False, comment="sealed"),
    sa.Column("paper", sa.Text, nullable=False, comment="sealed"),
    sa.Column("reasons", sa.Text, comment="sealed"),
    _text("state"),
    _day("from_on"),
    _day("until_on", null=True),
    _number("version"),
    _text("recorded_by"),
    _moment("recorded_at"),
    _text("confirmed_by", null=True),
    _text("ended_by", null=True),
    _flag("ended_with_person"),
    sa.Column("until_before", sa.Date, comment="the last day that it had before it ended with its person"),
    _moment("changed_at", null=True),
    sa.Index("mandates_of_subject", "subject", "token"),
    sa.Index("mandates_of_document", "token"),
    sa.Index("mandates_asked_once", "subject", "token", unique=True, postgresql_where=sa.text("state = 'REQUESTED'")),
    sa.Index("mandates_untold", "token", postgresql_where=sa.text("state = 'IN_FORCE' AND person_id IS NULL")),
    sa.Index("mandates_of_area", "area", "mandate_id"),
)
"""Who may act for whom. `person_id` follows when the person of the document is known."""

participations = sa.Table(
    "participations",
    metadata,
    _id("participation_id", key=True),
    _id("person_id"),
    _text("region"),
    _text("scheme"),
    _number("benefit_year"),
    _area(),
    _text("category"),
    _text("channel"),
    _text("payer"),
    _text("household_no", null=True),
    _text("holder", null=True),
    _text("bank", null=True),
    _text("account_number", null=True),
    _id("application_id", null=True),
    _day("consent_signed_on", null=True),
    _day("permit_valid_to", null=True),
    sa.Column("government_until", sa.Date, comment="R-131: the last day on which the government pays; null where no end is on file"),
    _day("registered_on"),
    sa.Column(
        "filed_on", sa.Date, comment="H2 R-033: the day of the list that registered it; null: its application knows, or nobody filed"
    ),
    sa.Column("school", sa.Text, comment="R-064: whose list took over a renewed student; null: the list of its application knows"),
    sa.Column("own_state", sa.Text, nullable=False, comment="with acted_on and acted_reason: the last act, for the release before acts"),
    _day("acted_on"),
    _text("acted_reason", null=True),
    _text("state"),
    _text("state_reason", null=True),
    _day("paid_on", null=True),
    _day("effective_on"),
    _day("resumed_on", null=True),
    _text("failure_cause", null=True),
    _number("version", 1),
    _flag("renewal_considered"),
    sa.Index("participations_one_live", "person_id", "region", "scheme", "benefit_year", unique=True, postgresql_where=sa.text(LIVE)),
    sa.Index("participations_of_person", "person_id", "benefit_year"),
    sa.Index("participations_by_permit", "permit_valid_to", postgresql_where=sa.text("permit_valid_to IS NOT NULL")),
    # the area leads: a new year, of which the planner knows nothing yet, must never look cheap to search by year alone
    sa.Index("participations_progress", "area", "benefit_year", "state", "failure_cause"),
    sa.Index(
        "participations_to_consider",
        "benefit_year",
        "area",
        "participation_id",
        postgresql_where=sa.text("state IN ('ACTIVE', 'STOPPED', 'LAPSED') AND scheme = 'RESIDENT' AND NOT renewal_considered"),
    ),
    sa.Index(
        "participations_to_renew",
        "benefit_year",
        "area",
        "participation_id",
        postgresql_where=sa.text("state = 'ACTIVE' AND scheme = 'RESIDENT' AND NOT renewal_considered"),
    ),
    postgresql_with={"fillfactor": "80"},
)

participation_history = sa.Table(
    "participation_history",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    _id("participation_id"),
    _day("effective_on"),
    _moment("recorded_at"),
    _text("from_state", null=True),
    _text("to_state"),
    _text("event"),
    _text("reason", null=True),
    _text("actor"),
    sa.Column("note", sa.Text, comment="sealed: what whoever stopped it said"),
    sa.Index("participation_history_of", "participation_id", "id"),
)
"""Append-only (R-092)."""

remote_bills = sa.Table(
    "remote_bills",
    metadata,
    _id("bill_id", key=True),
    _id("participation_id"),
    _number("version"),
    _text("state"),
    _text("kind"),
    _number("benefit_year"),
    _area(),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="fen"),
    _text("payer"),
    _text("cause", null=True),
    _number("round_no"),
    _number("resend_no"),
    _day("effective_on"),
    _flag("expired"),
    _moment("recorded_at"),
    sa.Index("remote_bills_of", "participation_id"),
    postgresql_with={"fillfactor": "45"},
)
"""The newest state of each bill, as payment-bridge told it."""

remote_payments = sa.Table(
    "remote_payments",
    metadata,
    _id("payment_id", key=True),
    _id("participation_id", null=True),
    _id("bill_id", null=True),
    _id("person_id"),
    _number("version"),
    sa.Column("outcome", sa.Text, nullable=False, comment="SETTLED, DUPLICATE or UNMATCHED"),
    _text("kind", null=True),
    _number("benefit_year", null=True),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="fen"),
    _text("channel"),
    _day("arrival_date"),
    _flag("deemed_in_window"),
    _flag("group_complete"),
    _moment("recorded_at"),
    sa.Index("remote_payments_of", "participation_id"),
    sa.Index("remote_payments_of_person", "person_id"),
)
"""Money, as payment-bridge told it; never purged."""

remote_waits = sa.Table(
    "remote_waits",
    metadata,
    _id("participation_id", key=True),
    _number("version"),
    _number("total_months"),
    _text("exempt_reason", null=True),
    _day("starts_on", null=True),
    sa.Column("empty", sa.Boolean, nullable=False),
    _number("useful_repair_years"),
    sa.Column("repair_price", sa.BigInteger, nullable=False, comment="fen"),
    _moment("recorded_at"),
)

remote_entitlements = sa.Table(
    "remote_entitlements",
    metadata,
    _id("participation_id", key=True),
    _number("version"),
    _text("state"),
    _day("starts_on", null=True),
    _day("ends_on", null=True),
    _number("wait_months"),
    sa.Column("rules", JSONB, nullable=False),
    _moment("recorded_at"),
)
"""From which day, as benefits said last: for the person's view of progress (R-007)."""
