"""Who is one person: documents seen with a person of our own, and which nodes have one number."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from dedup.tables.columns import instant, metadata, nodes
from row_sets.shapes import shaped, token
from service_runtime.bindings import add_mandates

remote_mandates = add_mandates(metadata)

identity_links = sa.Table(
    "identity_links",
    metadata,
    sa.Column("person_id", UUID, primary_key=True),
    sa.Column("token", sa.Text, primary_key=True),
    sa.Column("known_since", instant, nullable=False),
    sa.Column("seen_at", instant, comment="when it was told last; null: not since this is kept"),
    sa.Column("kind", sa.Text, comment="of the document; null: not told since this is kept"),
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
    sa.Column("node", UUID, autoincrement=False, comment="a person's id, half a token, whom a source means by one"),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.PrimaryKeyConstraint("node", postgresql_include=["number"]),
    sa.Index("identities_of_number", "number", "node"),
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

weak_tokens = sa.Table(
    "weak_tokens",
    metadata,
    sa.Column("node", UUID, primary_key=True, comment="a person of our own, or the document of a told spell"),
    sa.Column("kinds", ARRAY(sa.SmallInteger), nullable=False, comment="of each token, by its place in WeakKind"),
    sa.Column("tokens", nodes, nullable=False, comment="half of each weak token"),
    sa.Column("told_at", instant, nullable=False),
    comment="What people have in common whose documents differ, as it was told last: it proposes, it never merges",
)

probable_duplicates = sa.Table(
    "probable_duplicates",
    metadata,
    sa.Column("one", UUID, primary_key=True),
    sa.Column("other", UUID, primary_key=True),
    sa.Column("score", sa.Float, nullable=False, comment="how likely the two are one person, from 0 to 1"),
    sa.Column("levels", ARRAY(sa.SmallInteger), nullable=False, comment="what each kind of weak token says of the two"),
    sa.Column("found_on", sa.Date, nullable=False),
    sa.Column("proposed", sa.Boolean, nullable=False, comment="the newest search found the pair"),
    sa.CheckConstraint("one < other", name="probable_duplicates_in_order"),
    sa.Index("probable_duplicates_by_score", "score", postgresql_where=sa.text("proposed")),
    comment="Pairs with different documents who may be one person, for an office to look at",
)
