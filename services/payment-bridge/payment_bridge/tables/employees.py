"""Relations in the employee scheme, as the tax office told of them last (B20, B21)."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from payment_bridge.tables.columns import INSTANT, UUID, metadata
from row_sets.shapes import area, matching, shaped

employee_relations = sa.Table(
    "employee_relations",
    metadata,
    sa.Column("spell_id", UUID, primary_key=True),
    sa.Column("revision", sa.BigInteger, nullable=False, comment="as the tax office counts"),
    sa.Column("version", sa.BigInteger, nullable=False, server_default="0", comment="as it is told; 0 before it is known whose it is"),
    sa.Column("person_id", UUID, comment="null: nobody here has had this document yet"),
    sa.Column("tokens", postgresql.ARRAY(sa.Text), nullable=False, comment="of the document that it was told of"),
    sa.Column("document_kind", sa.Text, comment="null of what was told before it was kept"),
    sa.Column("document_sealed", sa.Text, comment="its tokens are made anew of it after a change of keys"),
    sa.Column("identity", sa.Text, nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("registered_on", sa.Date, nullable=False),
    sa.Column("first_payment_on", sa.Date),
    sa.Column("benefits_from", sa.Date),
    sa.Column("benefits_until", sa.Date),
    sa.Column("ended_notice_on", sa.Date),
    sa.Column("land_expropriated", sa.Boolean, nullable=False),
    sa.Column("employer", sa.Text, comment="统一社会信用代码"),
    sa.Column("changes", postgresql.JSONB, nullable=False, comment="kinds and days; nothing personal"),
    sa.Column("told_at", INSTANT, nullable=False),
    shaped("employee_relations", "area", area),
    shaped("employee_relations", "employer", matching("[0-9A-Z]{18}")),
    sa.Index("employee_relations_of", "person_id"),
    sa.Index("employee_relations_by_token", "tokens", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
)
