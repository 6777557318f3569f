"""Relations in the employee scheme: kept as the tax office told of them last, found by the documents of people."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa

from payment_bridge.domain.employee_relation import Change, Relation
from payment_bridge.tables import employee_relations
from row_sets import Driver, Record, Statement, columns_of, names_of, upsert_newest, value
from service_runtime.retelling import Wanted

_NAMES = names_of(Relation)
of = employee_relations.c


class KeptRelation(NamedTuple):
    """A row of the table."""

    revision: int
    tokens: Sequence[str]
    relation: Relation


class KnownRelation(NamedTuple):
    """One whose person is known, in the version in which it is told."""

    person_id: UUID
    version: int
    relation: Relation


_KEEP = Statement(
    upsert_newest(
        employee_relations, *_NAMES, "revision", "tokens", version="revision", told_at=value("now", of.told_at)
    ).returning(of.spell_id)
)  # fmt: skip
_KNOWN = """
    WITH told AS (
        SELECT spell_id, coalesce(r.person_id, holder.person_id) AS person_id FROM employee_relations AS r
        LEFT JOIN LATERAL (
            SELECT t.person_id FROM person_tokens AS t WHERE t.token = ANY(r.tokens)
            ORDER BY EXISTS (SELECT FROM merged_people AS m WHERE m.merged_person_id = t.person_id), t.person_id LIMIT 1
        ) AS holder ON true
        WHERE {which}
    )
    UPDATE employee_relations AS r SET person_id = told.person_id, version = version + 1, told_at = :now
    FROM told WHERE r.spell_id = told.spell_id AND told.person_id IS NOT NULL RETURNING r.*
"""
_OF_SPELLS = Statement(_KNOWN, which="spell_id = ANY(:spell_ids)")
_OF_DOCUMENTS = Statement(_KNOWN, which="r.person_id IS NULL AND r.tokens && :tokens")
_AFTER = Statement(
    sa.select(employee_relations)
    .where(of.spell_id > value("after", of.spell_id), of.area.like(value("area", of.area)), of.person_id.is_not(None))
    .where(of.told_at >= value("since", of.told_at))
    .order_by(of.spell_id)
    .limit(value("most", sa.Integer))
)
_LOCK = Statement("SELECT pg_advisory_xact_lock(hashtext('payment-bridge.documents'))")
_SHARE = Statement("SELECT pg_advisory_xact_lock_shared(hashtext('payment-bridge.documents'))")
_changes = msgspec.json.Decoder(tuple[Change, ...])


async def hold_documents(driver: Driver) -> None:
    """For a row of the tax office: no document is learned meanwhile, so that neither misses the other."""
    await _LOCK.run(driver)


async def share_documents(driver: Driver) -> None:
    """For whoever learns documents, with others who do."""
    await _SHARE.run(driver)


async def keep_relations(driver: Driver, told: Sequence[KeptRelation], now: datetime) -> list[UUID]:
    """The highest revision of each holds. Which of them are new or changed."""
    columns = columns_of([one.relation for one in told], _NAMES)
    changes = [msgspec.json.encode(one).decode() for one in columns["changes"]]
    more = {"changes": changes, "revision": [one.revision for one in told], "tokens": [" ".join(one.tokens) for one in told]}
    return await _KEEP.values(driver, **(dict(columns) | more), now=now)


async def tell_spells(driver: Driver, spell_ids: Sequence[UUID], now: datetime) -> list[KnownRelation]:
    """Those of these relations whose person is known, one version on."""
    return [_known(row) for row in await _OF_SPELLS.rows(driver, spell_ids=list(spell_ids), now=now)]


async def tell_documents(driver: Driver, tokens: Collection[str], now: datetime) -> list[KnownRelation]:
    """The relations that waited for somebody with one of these documents."""
    return [_known(row) for row in await _OF_DOCUMENTS.rows(driver, tokens=sorted(tokens), now=now)]


async def relations_after(driver: Driver, wanted: Wanted) -> list[KnownRelation]:
    """A batch to tell anew, by id."""
    return [_known(row) for row in await _AFTER.rows(driver, **wanted._asdict())]


def _known(row: Record | Mapping[str, Any]) -> KnownRelation:
    relation = Relation(**{name: row[name] for name in _NAMES if name != "changes"}, changes=_changes.decode(row["changes"]))
    return KnownRelation(row["person_id"], row["version"], relation)
