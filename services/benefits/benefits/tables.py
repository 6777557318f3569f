"""Tables of the benefits service: facts as they were told, what was derived from them, filings, runs. No personal data, only ids.

Each column of text is a code, has one shape or is sealed, so that nothing else can lie in it.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSON, UUID

from event_bus import add_bus_tables
from row_sets.shapes import area, matching, shaped, token
from service_runtime.bindings import add_mandates

metadata = sa.MetaData()

_instant = sa.DateTime(timezone=True)


people = sa.Table(
    "people",
    metadata,
    sa.Column("person_id", UUID, primary_key=True),
    sa.Column("area", sa.Text, comment="place of the newest participation; null while only other facts are known"),
    sa.Column("version", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("merged_into", UUID, comment="the person this one turned out to be (R-026)"),
    shaped("people", "area", area),
    sa.Index("people_merged", "merged_into", postgresql_where=sa.text("merged_into IS NOT NULL")),
    comment="Who is known here; its row is the lock under which a person's facts are written",
    postgresql_with={"fillfactor": 50},
)

person_tokens = sa.Table(
    "person_tokens",
    metadata,
    sa.Column("person_id", UUID, primary_key=True),
    sa.Column("token", sa.Text, primary_key=True),
    shaped("person_tokens", "token", token),
    sa.Index("person_tokens_by_token", "token"),
    comment="Identity tokens, for hospitals that ask by document, and for callers whose document it is",
)

remote_mandates = add_mandates(metadata)

facts = sa.Table(
    "facts",
    metadata,
    sa.Column("person_id", UUID, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("fact_id", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True),
    sa.Column("body", JSON, nullable=False),
    sa.Column("recorded_at", _instant, nullable=False, comment="when this service learned it"),
    sa.Index("facts_claims", "fact_id", "version", postgresql_where=sa.text("kind = 'CLAIM'")),
    comment="Every version of every fact, append-only: what was known at any moment can be asked again",
)

claims = sa.Table(
    "claims",
    metadata,
    sa.Column("claim_id", UUID, primary_key=True, comment="made of a keyed digest of hospital and reference"),
    sa.Column("reference", sa.Text, nullable=False, comment="both, sealed"),
    comment="What hospitals call their claims; the claims themselves are facts",
)

entitlements = sa.Table(
    "entitlements",
    metadata,
    sa.Column("person_id", UUID, primary_key=True),
    sa.Column("participation_id", UUID, primary_key=True),
    sa.Column("benefit_year", sa.SmallInteger, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("starts_on", sa.Date),
    sa.Column("ends_on", sa.Date),
    sa.Column("wait_months", sa.SmallInteger, nullable=False),
    sa.Column("decision", JSON, nullable=False),
    sa.Column("rules", ARRAY(sa.Text), nullable=False),
    sa.Column("recorded_at", _instant, nullable=False),
    sa.Index("entitlements_by_state", "state"),
    comment="Newest decision for each participation and benefit year",
    postgresql_with={"fillfactor": 70},
)

entitlement_history = sa.Table(
    "entitlement_history",
    metadata,
    *(
        sa.Column(column.name, column.type, primary_key=column.primary_key or column.name == "version", nullable=column.nullable)
        for column in entitlements.columns
    ),
    comment="Every decision there was, as published",
)
incentives = sa.Table(
    "incentives",
    metadata,
    sa.Column("person_id", UUID, primary_key=True),
    sa.Column("benefit_year", sa.SmallInteger, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("continuous_years", sa.SmallInteger, nullable=False),
    sa.Column("continuous", sa.BigInteger, nullable=False, comment="fen, uncapped"),
    sa.Column("zero_claim", sa.BigInteger, nullable=False, comment="fen, uncapped"),
    sa.Column("effective", sa.BigInteger, nullable=False, comment="fen, both together, cap applied"),
    sa.Column("ceiling", sa.BigInteger, nullable=False, comment="fen"),
    sa.Column("provisional", sa.Boolean, nullable=False),
    sa.Column("uncapped", sa.Boolean, nullable=False, server_default=sa.false(), comment="no ceiling holds for this person"),
    sa.Column("recorded_at", _instant, nullable=False),
    sa.CheckConstraint("continuous >= 0 AND zero_claim >= 0", name="incentives_not_negative"),
    comment="Newest state of both ledgers for each person and benefit year",
    postgresql_with={"fillfactor": 70},
)

filings = sa.Table(
    "filings",
    metadata,
    sa.Column("filing_id", UUID, primary_key=True),
    sa.Column("person_id", UUID, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("destination", sa.Text, nullable=False),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date, comment="as it stands; null without end, and if it was ended before it began"),
    sa.Column("own_last", sa.Date, comment="the last day by its own terms, infinity without end; null in rows of the release before"),
    sa.Column("withdrawn_on", sa.Date, comment="day of the request to end it"),
    sa.Column("promise_only", sa.Boolean, nullable=False),
    sa.Column("form", sa.Text, nullable=False, comment="the answers, sealed"),
    sa.Column("end_reason", sa.Text),
    sa.Column("filed_by", sa.Text, nullable=False, comment="keyed digest of the login"),
    sa.Column("filed_at", _instant, nullable=False),
    sa.Column("changed_at", _instant, nullable=False),
    sa.Column("history", sa.Text, nullable=False, comment="moves with actors and notes, sealed"),
    sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="filings_period"),
    shaped("filings", "type", matching("[A-Z][A-Z_]{1,39}")),
    shaped("filings", "destination", area),
    shaped("filings", "filed_by", token),
    sa.Index("filings_of_person", "person_id"),
    comment="Filings for care elsewhere (D7)",
)

repairs = sa.Table(
    "repairs",
    metadata,
    sa.Column("repair_id", UUID, primary_key=True, comment="made of participation, year and number"),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
    sa.Column("changed_at", _instant, nullable=False),
    comment="How often each registered repair was told of, and whether it is wanted (B19)",
)

run_chunks = sa.Table(
    "run_chunks",
    metadata,
    sa.Column("business_date", sa.Date, primary_key=True),
    sa.Column("first_person", UUID, primary_key=True),
    sa.Column("next_person", UUID, comment="first of the next chunk; null in the last"),
    sa.Column("people", sa.Integer, nullable=False, server_default="0"),
    sa.Column("changed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("done_at", _instant),
    comment="Chunks of runs that the release before cut; this one has timed jobs. To be dropped by a later one",
)

add_bus_tables(metadata)
