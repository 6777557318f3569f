"""People who are known get their numbers, and reported spells become told ones, each as its first version.

What the release before reports while it still runs is told anew by its source: a feed comes again.
"""

import json
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from dedup.domain.connected import OF_APPLICATION, OF_OUR_PERSON, Tie, connect
from dedup.domain.nodes import holder_of, node_of
from service_runtime.migration import the_safe

revision = "202611301210"
down_revision = "202611301200"
phase = "migrate"

_AT_ONCE = 5_000
_NUMBER = sa.text("INSERT INTO identities (node, number) VALUES (:node, :number) ON CONFLICT (node) DO NOTHING")
_TELL = sa.text(
    """
    INSERT INTO told_spells (
        spell_key, version, number, holder, nodes, scheme, identity, area, benefit_year, starts_on, ends_on, paid, first_paid_on, state,
        student, subsidised, authority, deleted, told_at
    )
    SELECT :key, 1, (SELECT number FROM identities WHERE node = :node), :holder, ARRAY[CAST(:node AS uuid)],
        scheme, identity, area, benefit_year, starts_on, ends_on, paid, first_paid_on, state, false, false, 2, false, reported_at
    FROM reported_spells WHERE spell_key = :before
    ON CONFLICT (spell_key, version) DO NOTHING
    """
)
_NAME = sa.text("INSERT INTO told_references (spell_key, reference) VALUES (:key, :reference) ON CONFLICT (spell_key) DO NOTHING")
_CLOSE = "UPDATE checks SET closed_at = known_at WHERE hits IS NOT NULL AND closed_at IS NULL"


def upgrade() -> None:
    """Answers to checks stay as they are: whatever they were made of was recorded by then."""
    rows = op.get_bind()
    links = [(person, node_of(token)) for person, token in rows.execute(sa.text("SELECT person_id, token FROM identity_links"))]
    shown = rows.execute(sa.text("SELECT DISTINCT person_id, unnest(tokens) FROM checks"))
    ties = [Tie(OF_OUR_PERSON, person, node) for person, node in links]
    ties += [Tie(OF_APPLICATION, person, node_of(token)) for person, token in shown]
    told = {node_of(token) for (token,) in rows.execute(sa.text("SELECT DISTINCT token FROM reported_spells"))}
    alone = {person for (person,) in rows.execute(sa.text("SELECT DISTINCT person_id FROM participation_spells"))}
    _number(connect(told | alone, ties, ()))
    _tell()
    op.execute(_CLOSE)


def downgrade() -> None:
    """The rows of before are still there."""


def _number(individuals: list[frozenset[UUID]]) -> None:
    known = {node for (node,) in op.get_bind().execute(sa.text("SELECT node FROM identities"))}
    new = [group for group in individuals if not group & known]
    rows = [{"node": node, "number": number} for group in new for number in [_next()] for node in sorted(group)]
    for first in range(0, len(rows), _AT_ONCE):
        op.get_bind().execute(_NUMBER, rows[first : first + _AT_ONCE])


def _next() -> int:
    number: int = op.get_bind().execute(sa.text("SELECT nextval('person_numbers')")).scalar_one()
    return number


def _tell() -> None:
    for before, reference, token in op.get_bind().execute(sa.text("SELECT spell_key, reference, token FROM reported_spells")).all():
        safe = the_safe()
        source, spell_ref = json.loads(safe.open(reference, "spell", before))
        key = UUID(bytes=safe.digest_bytes(f"{source}\0{spell_ref}".encode(), "spell")[:16])
        holder = holder_of(UUID(bytes=safe.digest_bytes(source.encode(), "source")[:16]), node_of(token))
        op.get_bind().execute(_TELL, {"key": key, "node": node_of(token), "holder": holder, "before": before})
        op.get_bind().execute(_NAME, {"key": key, "reference": safe.seal(json.dumps([source, spell_ref]), "spell", str(key))})
