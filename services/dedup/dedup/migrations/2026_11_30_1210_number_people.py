"""People who are known get their numbers, reported spells become told ones, each as its first version, and notices name their relation.

What the release before reports while it still runs is told anew by its source: a feed comes again.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from dedup.domain.connected import OF_APPLICATION, OF_OUR_PERSON, Tie, connect
from dedup.domain.nodes import holder_of, node_of
from dedup.domain.relations import resident_relation
from dedup.tables import identities, told_references, told_spells
from enrolment_events.duplicates import NoticeState
from enrolment_terms.identifiers import named_id
from enrolment_terms.sealed import IdentityToken
from service_runtime import Safe
from service_runtime.migration import the_safe

revision = "202611301210"
down_revision = "202611301200"
phase = "migrate"

_AT_ONCE = 5_000
_FRESH = sa.text("SELECT nextval('person_numbers') FROM generate_series(1, :many)")
_NUMBER = sa.text("INSERT INTO identities (node, number) VALUES (:node, :number)")
_TELL = sa.text(
    """
    INSERT INTO told_spells (
        spell_key, version, number, holder, nodes, scheme, identity, area, benefit_year, starts_on, ends_on, paid, first_paid_on, state,
        student, subsidised, authority, told_at
    )
    SELECT :key, 1, number, :holder, ARRAY[node], r.scheme, identity, r.area, r.benefit_year, r.starts_on, ends_on, paid, first_paid_on,
        state, false, false, 2, least(reported_at, (
            SELECT min(known_at) FROM identities AS his JOIN checks AS c ON c.person_id = his.node
            WHERE his.number = whose.number AND c.hits @> jsonb_build_array(
                jsonb_build_object('area', r.area, 'scheme', r.scheme, 'starts_on', r.starts_on)
            )
        ))
    FROM reported_spells AS r JOIN identities AS whose ON whose.node = :node WHERE r.spell_key = :before
    """
)
"""Reported again it has a later instant than the answers that it has given: it was told by the first of these."""
_NAME = sa.text("INSERT INTO told_references (spell_key, reference) VALUES (:key, :reference)")
_CLOSE = """
    UPDATE checks AS c SET closed_at = known_at WHERE hits IS NOT NULL AND (
        EXISTS (SELECT FROM participation_spells AS s WHERE s.application_id = c.application_id)
        OR EXISTS (SELECT FROM checks AS newer WHERE newer.application_id = c.application_id AND newer.submit_no > c.submit_no)
    )
"""
_NOTICES = sa.text(
    """
    SELECT DISTINCT ON (notice_id) notice_id, n.application_id, n.kind, n.to_area, n.state, hit ->> 'scheme' AS scheme,
        coalesce((hit ->> 'benefit_year')::integer, extract(year FROM n.relation_starts_on)::integer) AS year
    FROM notices AS n JOIN checks AS c USING (application_id) CROSS JOIN jsonb_array_elements(c.hits) AS hit
    WHERE n.relation IS NULL AND hit ->> 'area' = n.to_area AND hit ->> 'starts_on' = n.relation_starts_on::text
        AND hit ->> 'scheme' = 'RESIDENT'
    ORDER BY notice_id, c.submit_no DESC
    """
)
_RENAME = sa.text(
    "UPDATE notices SET notice_id = :now, relation = :relation, scheme = :scheme, benefit_year = :year WHERE notice_id = :before"
)
_RENAMED = sa.text(
    "SELECT notice_id, application_id, kind, to_area, scheme, relation_starts_on AS starts_on FROM notices"
    " WHERE relation IS NOT NULL AND application_id IS NOT NULL"
)
_BACK = sa.text("UPDATE notices SET notice_id = :now, relation = NULL, scheme = NULL, benefit_year = NULL WHERE notice_id = :before")


def upgrade() -> None:
    """Answers to decided applications stay as they are: their checks are closed. An application without a participation is open still."""
    rows = op.get_bind()
    links = [(person, node_of(token)) for person, token in rows.execute(sa.text("SELECT person_id, token FROM identity_links"))]
    shown = rows.execute(sa.text("SELECT DISTINCT person_id, unnest(tokens) FROM checks"))
    ties = [Tie(OF_OUR_PERSON, person, node) for person, node in links]
    ties += [Tie(OF_APPLICATION, person, node_of(token)) for person, token in shown]
    told = {node_of(token) for (token,) in rows.execute(sa.text("SELECT DISTINCT token FROM reported_spells"))}
    people = "SELECT person_id FROM participation_spells UNION SELECT person_id FROM checks"
    _number(connect(told | {person for (person,) in rows.execute(sa.text(people))}, ties, ()))
    _tell()
    _many(_RENAME, list(_renamed()))
    op.execute(_CLOSE)


def downgrade() -> None:
    """The reported spells of before are still there; what was told since is told anew by its source."""
    for table in (told_spells, told_references, identities):
        op.execute(sa.delete(table))
    found = op.get_bind().execute(_RENAMED).all()
    ids = [(one.notice_id, f"{one.kind}:{one.to_area}:{one.scheme}:{one.starts_on}", one.application_id) for one in found]
    _many(_BACK, [{"before": before, "now": named_id(application, name)} for before, name, application in ids])


def _number(individuals: Sequence[frozenset[UUID]]) -> None:
    numbers = op.get_bind().execute(_FRESH, {"many": len(individuals)}).scalars()
    _many(_NUMBER, [{"node": node, "number": number} for one, number in zip(individuals, numbers, strict=True) for node in sorted(one)])


def _tell() -> None:
    reported = op.get_bind().execute(sa.text("SELECT spell_key, reference, token FROM reported_spells ORDER BY spell_key")).all()
    if reported:
        told = [_told(the_safe(), *one) for one in reported]
        _many(_TELL, told)
        _many(_NAME, told)


def _told(safe: Safe, before: str, reference: str, token: IdentityToken) -> dict[str, Any]:
    source, spell_ref = json.loads(safe.open(reference, "spell", before))
    key = UUID(bytes=safe.digest_bytes(f"{source}\0{spell_ref}".encode(), "spell")[:16])
    holder = holder_of(UUID(bytes=safe.digest_bytes(source.encode(), "source")[:16]), node_of(token))
    sealed = safe.seal(json.dumps([source, spell_ref]), "spell", str(key))
    return {"before": before, "key": key, "node": node_of(token), "holder": holder, "reference": sealed}


def _renamed() -> Iterator[dict[str, Any]]:
    """Each keeps its row under the name that it has from now on; of several on one relation one that is open, the others go."""
    taken: set[UUID] = set()
    for one in sorted(op.get_bind().execute(_NOTICES), key=lambda row: row.state != NoticeState.OPEN):
        relation = resident_relation(one.to_area, one.year)
        now = named_id(one.application_id, f"{one.kind}:{relation}")
        if now not in taken:
            taken.add(now)
            yield {"before": one.notice_id, "now": now, "relation": relation, "scheme": one.scheme, "year": one.year}


def _many(statement: sa.TextClause, rows: list[dict[str, Any]]) -> None:
    for first in range(0, len(rows), _AT_ONCE):
        op.get_bind().execute(statement, rows[first : first + _AT_ONCE])
