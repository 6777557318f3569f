"""Relations in the employee scheme: kept as the tax office told of them last, found by the documents of people."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa

from enrolment_terms.sealed import Sealed
from payment_bridge.domain.employee_relation import Change, Relation
from payment_bridge.tables import employee_relations, person_tokens
from row_sets import Driver, Record, Statement, columns_of, names_of, typed, update_rows, upsert_newest, value
from service_runtime.retelling import Wanted

_NAMES = names_of(Relation)
of = employee_relations.c


class KeptRelation(NamedTuple):
    """A row of the table; the document is sealed for the relation."""

    revision: int
    tokens: Sequence[str]
    document_kind: str
    document_sealed: Sealed
    relation: Relation


class KnownRelation(NamedTuple):
    """One whose person is known, in the version in which it was told at that moment. `withdrawn`: from then on it is not his any more."""

    person_id: UUID
    version: int
    relation: Relation
    told_at: datetime
    withdrawn: bool = False


_KEPT = ("revision", "tokens", "document_kind", "document_sealed")
_KEEP = Statement(
    upsert_newest(employee_relations, *_NAMES, *_KEPT, version="revision", told_at=value("now", of.told_at)).returning(of.spell_id)
)
_HOLDERS = """
    WITH holders AS (
        SELECT spell_id, holder.person_id, r.person_id AS before,
            r.person_id IS DISTINCT FROM holder.person_id AND r.person_id IS NOT NULL
                AND NOT EXISTS (SELECT FROM merged_people AS m WHERE m.merged_person_id = r.person_id) AS leaves
        FROM employee_relations AS r
        LEFT JOIN LATERAL (
            SELECT t.person_id FROM person_tokens AS t WHERE t.token = ANY(r.tokens)
            ORDER BY EXISTS (SELECT FROM merged_people AS m WHERE m.merged_person_id = t.person_id), t.person_id LIMIT 1
        ) AS holder ON true
        WHERE {which}
    )
    UPDATE employee_relations AS r SET person_id = now.person_id, told_at = :now,
        version = version + CAST(leaves AS int) + CAST(now.person_id IS NOT NULL AS int)
    FROM holders AS now WHERE r.spell_id = now.spell_id AND (leaves OR now.person_id IS NOT NULL)
    RETURNING r.*, CASE WHEN leaves THEN before END AS left_by
"""
_OF_SPELLS = Statement(_HOLDERS, which="spell_id = ANY(:spell_ids)")
# OFFSET 0: each token is looked up by the index; asked for together the planner reads all relations there are.
_OF_PEOPLE = """
    r.spell_id = ANY(ARRAY(
        SELECT found.spell_id FROM {asked.rows}
        CROSS JOIN LATERAL (SELECT spell_id FROM employee_relations WHERE tokens @> ARRAY[asked.token] OFFSET 0) AS found
        UNION SELECT spell_id FROM employee_relations WHERE person_id = ANY(:people)
    ))
"""
_asked = typed(person_tokens, "token", alias="asked")
_LOCK_OF_PEOPLE = Statement(
    "SELECT FROM employee_relations AS r WHERE {which} ORDER BY spell_id FOR UPDATE", which=_OF_PEOPLE.format(asked=_asked)
)
_OF_DOCUMENTS = Statement(_HOLDERS, which=f"{_OF_PEOPLE.format(asked=_asked)} AND r.person_id IS DISTINCT FROM holder.person_id")
_WITH_TOKENS = Statement(
    sa.select(of.spell_id, of.tokens, of.document_kind, of.document_sealed)
    .where(of.spell_id > value("after", of.spell_id), of.document_sealed.is_not(None))
    .order_by(of.spell_id)
    .limit(500)
    .with_for_update()
)
_RENEW = Statement(update_rows(employee_relations, "spell_id", "tokens"))
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
    more = {name: [getattr(one, name) for one in told] for name in _KEPT}
    more |= {"changes": changes, "tokens": [" ".join(one.tokens) for one in told]}
    return await _KEEP.values(driver, **(dict(columns) | more), now=now)


async def tell_spells(driver: Driver, spell_ids: Sequence[UUID], now: datetime) -> list[KnownRelation]:
    """Those of these relations whose document somebody has, one version on."""
    return _tellings(await _OF_SPELLS.rows(driver, spell_ids=list(spell_ids), now=now))


async def tell_documents(driver: Driver, people: Collection[UUID], tokens: Collection[str], now: datetime) -> list[KnownRelation]:
    """The relations that follow a document: to one of these people, who have these documents, or away from one of them."""
    given = {"people": list(people), "token": list(tokens)}
    if not await _LOCK_OF_PEOPLE.rows(driver, **given):
        return []
    return _tellings(await _OF_DOCUMENTS.rows(driver, **given, now=now))


async def tokens_after(driver: Driver, after: UUID) -> list[Record]:
    """The next page, locked: spell_id, tokens, document_kind, document_sealed. Empty at the end."""
    return await _WITH_TOKENS.rows(driver, after=after)


async def set_tokens(driver: Driver, tokens: Mapping[UUID, Sequence[str]]) -> None:
    """Writes the tokens of each relation."""
    await _RENEW.run(driver, spell_id=list(tokens), tokens=[" ".join(each) for each in tokens.values()])


async def relations_after(driver: Driver, wanted: Wanted) -> list[KnownRelation]:
    """A batch to tell anew, by id."""
    return [_known(row) for row in await _AFTER.rows(driver, **wanted._asdict())]


def _tellings(rows: Sequence[Record]) -> list[KnownRelation]:
    """First that it is not the one person's any more, then that it is the other's."""
    told = []
    for row in rows:
        known = _known(row)
        if row["left_by"]:
            told.append(known._replace(person_id=row["left_by"], version=known.version - bool(known.person_id), withdrawn=True))
        if known.person_id:
            told.append(known)
    return told


def _known(row: Record | Mapping[str, Any]) -> KnownRelation:
    relation = Relation(**{name: row[name] for name in _NAMES if name != "changes"}, changes=_changes.decode(row["changes"]))
    return KnownRelation(row["person_id"], row["version"], relation, row["told_at"])
