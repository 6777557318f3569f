"""Who is one person: documents seen with a person of our own, and which nodes have one number."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import UUID

from dedup.tables.columns import instant, metadata
from row_sets.shapes import shaped, token

identity_links = sa.Table(
    "identity_links",
    metadata,
    sa.Column("person_id", UUID, primary_key=True),
    sa.Column("token", sa.Text, primary_key=True),
    sa.Column("known_since", instant, nullable=False),
    sa.Column("seen_at", instant, comment="when it was told last; null: not since this is kept"),
    shaped("identity_links", "token", token),
    sa.Index("identity_links_by_token", "token"),
    comment="Which documents, as tokens, are one person's",
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("person_id", UUID, primary_key=True),
    sa.Column("identity_told_at", instant, comment="when all of his documents were told last: what was seen before is gone"),
    sa.Column("merged_into", UUID, comment="the person that he is, by registration's word"),
    comment="Persons of our own of whom registration told that their documents changed, or that they are another",
)

person_numbers = sa.Sequence("person_numbers", metadata=metadata)

identities = sa.Table(
    "identities",
    metadata,
    sa.Column("node", UUID, primary_key=True, autoincrement=False, comment="a person's id, half a token, whom a source means by one"),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Index("identities_of_number", "number"),
    comment="The number of each individual: equal for all of his nodes; another when people turn out to be one, or to be two",
)

statements = sa.Table(
    "statements",
    metadata,
    sa.Column("one", UUID, primary_key=True),
    sa.Column("other", UUID, primary_key=True),
    sa.Column("same", sa.Boolean, nullable=False),
    sa.Column("stated_by", sa.Text, nullable=False, comment="sealed"),
    sa.Column("stated_at", instant, nullable=False),
    sa.Column("reason", sa.Text, comment="sealed: what it is founded on"),
    sa.Column("case_id", UUID, comment="the duplicate case of which it was said"),
    sa.Column("withdrawn_at", instant, comment="since when it is not said any more"),
    sa.CheckConstraint("one < other", name="statements_in_order"),
    sa.Index("statements_of_other", "other"),
    sa.Index("statements_of_case", "case_id", postgresql_where=sa.text("case_id IS NOT NULL")),
    comment="What an office said of two nodes: one person, or different people. It stays said until it says otherwise",
)
