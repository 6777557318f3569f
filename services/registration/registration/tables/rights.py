"""What others told of a person's rights (R-092): lines that nobody changes and nobody takes away."""

import sqlalchemy as sa

from registration.tables.columns import day, id_, metadata, moment, number, text

rights_records = sa.Table(
    "rights_records",
    metadata,
    id_("record_id", key=True),
    id_("person_id"),
    text("kind"),
    text("code"),
    day("happened_on"),
    text("source"),
    id_("participation_id", null=True),
    number("benefit_year", null=True),
    sa.Column("amount", sa.BigInteger, comment="fen"),
    number("months", null=True),
    day("from_on", null=True),
    day("until_on", null=True),
    moment("recorded_at"),
    sa.Index("rights_records_of", "person_id", "happened_on"),
)
"""权益记录: a line for each thing that was told, a correction is a line more: append-only.

`person_id` is the record that it was told of: one that was merged keeps its lines, and the person shows those of all records that are his.
What registration does itself stands in the histories.
"""

certificates = sa.Table(
    "certificates",
    metadata,
    id_("certificate_id", key=True),
    id_("person_id"),
    sa.Column("code_index", sa.Text, nullable=False, comment="keyed digest of the code that is printed on it"),
    sa.Column("code", sa.Text, nullable=False, comment="sealed"),
    sa.Column("statement", sa.Text, nullable=False, comment="sealed JSON: all that it says"),
    text("issued_to"),
    moment("issued_at"),
    sa.Index("certificates_by_code", "code_index", unique=True),
    sa.Index("certificates_of", "person_id"),
)
"""参保凭证 and 权益记录单 that were issued. Append-only: what was stated once can be checked for good."""
