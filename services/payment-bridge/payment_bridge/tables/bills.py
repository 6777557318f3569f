"""What registration says of participations, their levy bills, and how many are in which state."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from enrolment_terms.scheme import BillKind, BillState, FailureCause, Payer
from payment_bridge.tables.columns import INSTANT, RECORDED, UUID, metadata, one_of
from row_sets.shapes import area, matching, shaped

participations = sa.Table(
    "participations",
    metadata,
    sa.Column("participation_id", UUID, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False, comment="newest heard of"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("state_reason", sa.Text, comment="why it ended or rests, as registration names it"),
    sa.Column("paid_on", sa.Date),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("registered_version", sa.BigInteger, nullable=False, comment="version of the newest registration heard, 0 if none was"),
    sa.Column("person_id", UUID, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger, nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("payer", sa.Text, nullable=False),
    sa.Column("household_no", sa.Text, comment="sealed"),
    sa.Column("registered_on", sa.Date, nullable=False),
    sa.Column("filed_on", sa.Date),
    sa.Column("school", sa.Text, comment="code of the school that collects"),
    *(sa.Column(name, sa.Date) for name in ("birth_date", "expected_on")),  # one of them of a child that is not born yet
    sa.Column("is_foreign", sa.Boolean, nullable=False),
    sa.Column("name_sealed", sa.Text, nullable=False),
    sa.Column("document_kind", sa.Text, nullable=False),
    sa.Column("document_sealed", sa.Text, nullable=False),
    sa.Column("holder_sealed", sa.Text),
    sa.Column("bank", sa.Text, comment="sealed"),
    sa.Column("account_sealed", sa.Text),
    sa.Column("agreement_sealed", sa.Text),
    *(sa.Column(f"{of}_version", sa.BigInteger, nullable=False, server_default="0") for of in ("terms", "payer")),
    *(sa.Column(f"{of}_on", sa.Date) for of in ("terms", "payer")),
    shaped("participations", "area", area),
    shaped("participations", "state_reason", matching("[A-Z][A-Z_]{1,39}")),
    shaped("participations", "school", matching("[0-9A-Za-z-]{1,40}")),
    sa.Index("participations_of_school", "school", "benefit_year", postgresql_where=sa.text("school IS NOT NULL")),
)
"""What registration says: the newest status and terms; the newest change of what a levy tells and of the payer, with their days."""

bills = sa.Table(
    "bills",
    metadata,
    sa.Column("bill_id", UUID, primary_key=True),
    sa.Column("participation_id", UUID, nullable=False),
    sa.Column("person_id", UUID, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger, nullable=False),
    sa.Column("repair_year", sa.SmallInteger, nullable=False, comment="number of the repair; 0 for other kinds"),
    sa.Column("repair_years", sa.SmallInteger, nullable=False, server_default="0", comment="years of a wait that it repairs"),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="fen"),
    sa.Column("payer", sa.Text, nullable=False),
    sa.Column("last_day", sa.Date),
    sa.Column("created_on", sa.Date, nullable=False),
    sa.Column("held", sa.Boolean, nullable=False),
    sa.Column("sent_no", sa.SmallInteger, nullable=False),
    sa.Column("sent_on", sa.Date),
    sa.Column("sent_terms", sa.BigInteger, nullable=False, server_default="0", comment="version of the participation that was sent last"),
    sa.Column(
        "stale_no",
        sa.SmallInteger,
        nullable=False,
        server_default="-1",
        comment="the newest sending that told an account which is another by now",
    ),
    sa.Column("accepted_no", sa.SmallInteger, nullable=False),
    sa.Column("accepted_round", sa.SmallInteger, nullable=False, server_default="0", comment="newest round of that sending"),
    sa.Column("requeued_no", sa.SmallInteger, nullable=False),
    sa.Column("expired_on", sa.Date),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("cause", sa.Text),
    sa.Column("round_no", sa.Integer, nullable=False),
    sa.Column("resend_no", sa.SmallInteger, nullable=False),
    sa.Column("settled_serial", sa.Text),
    sa.Column("deemed_in_window", sa.Boolean, nullable=False),
    sa.Column("group_complete", sa.Boolean, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("created_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.Column("changed_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.UniqueConstraint("participation_id", "kind", "repair_year"),
    sa.CheckConstraint("amount > 0"),
    sa.CheckConstraint("(state = 'PAID') = (settled_serial IS NOT NULL) OR state = 'REFUNDED'"),
    one_of("kind", BillKind),
    one_of("state", BillState),
    one_of("cause", FailureCause),
    one_of("payer", Payer),
    shaped("bills", "area", area),
    sa.Index("bills_of_person", "person_id"),
    sa.Index("bills_with_a_last_day", "last_day", postgresql_where=sa.text("last_day IS NOT NULL")),
    postgresql_with={"fillfactor": "45"},
)
"""Levy bills. No index holds a column that changes, and pages have room: every change of state is a HOT update (3-4 times faster)."""

repairs = sa.Table(
    "repairs",
    metadata,
    sa.Column("repair_id", UUID, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False, comment="newest heard of"),
    sa.Column("repair_no", sa.SmallInteger, nullable=False),
    sa.Column("participation_id", UUID, nullable=False),
    sa.Column("person_id", UUID, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger, nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("years", sa.SmallInteger, nullable=False),
    sa.Column("missed_years", postgresql.JSONB, nullable=False),
    sa.Column("pay_before", sa.Date, nullable=False),
    sa.Column("withdrawn_on", sa.Date),
    shaped("repairs", "area", area),
    sa.Index("repairs_by_last_day", "pay_before"),
)
"""Repairs of a wait that somebody wants, as benefits told of them last (B19); what is owed on them is in the bills."""

bill_counts = sa.Table(
    "bill_counts",
    metadata,
    sa.Column("region", sa.Text, primary_key=True),
    sa.Column("benefit_year", sa.SmallInteger, primary_key=True),
    sa.Column("state", sa.Text, primary_key=True),
    sa.Column("cause", sa.Text, primary_key=True, comment="empty for none"),
    sa.Column("bills", sa.BigInteger, nullable=False),
    postgresql_with={"fillfactor": "30"},
)
"""How many bills are in which state, kept with each change: progress is asked often and must not scan the bills."""
