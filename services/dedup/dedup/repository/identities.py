"""Which nodes are one individual's, and by what facts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dedup.domain.connected import OF_APPLICATION, OF_OFFICE, OF_OTHERS, OF_OUR_PERSON, Tie
from dedup.domain.nodes import node_of
from dedup.tables import cases, identities, identity_links, people, told_spells
from enrolment_terms.documents import DocumentType
from enrolment_terms.sealed import IdentityToken
from row_sets import Driver, Statement, columns_of, given_rows, insert_rows, names_of, same_rows, typed, update_rows


@dataclass(frozen=True, slots=True)
class Identification:
    """A person was seen with these documents; recorded at that instant. `complete`: these are all that he has.

    `kinds`: of the documents, in their order; nothing where they were not told.
    """

    person_id: UUID
    tokens: tuple[IdentityToken, ...]
    recorded_at: datetime
    complete: bool = False
    kinds: tuple[DocumentType, ...] = ()


class _Link(NamedTuple):
    person_id: UUID
    token: IdentityToken
    known_since: datetime
    kind: DocumentType | None


class Holder(NamedTuple):
    """Whom a source means by a document, and the number that its spells of him have."""

    holder: UUID
    document: UUID
    number: int


_LINK = names_of(_Link)
_seen = given_rows(identity_links, _LINK)
_between = sa.func.min(_seen.c.known_since), sa.func.max(_seen.c.known_since)
_of = _seen.c["person_id", "token"]
_spans = sa.select(*_of, *_between, sa.func.max(_seen.c.kind)).group_by(*_of).order_by(*_of)
_links = insert(identity_links).from_select(["person_id", "token", "known_since", "seen_at", "kind"], _spans)
_l, _new = identity_links.c, _links.excluded
_LEARN = Statement(
    _links.on_conflict_do_update(
        index_elements=["person_id", "token"],
        set_={
            "known_since": sa.func.least(_l.known_since, _new.known_since),
            "seen_at": sa.func.greatest(sa.func.coalesce(_l.seen_at, _l.known_since), _new.seen_at),
            "kind": sa.func.greatest(_l.kind, _new.kind),
        },
        where=sa.or_(
            _new.known_since < _l.known_since,
            _new.seen_at > sa.func.coalesce(_l.seen_at, _l.known_since),
            sa.func.greatest(_l.kind, _new.kind).is_distinct_from(_l.kind),
        ),
    )
)
_COMPLETE = Statement(
    """
    INSERT INTO people (person_id, identity_told_at)
    SELECT person_id, max(identity_told_at) FROM {told.rows} GROUP BY person_id ORDER BY person_id
    ON CONFLICT (person_id) DO UPDATE SET identity_told_at = greatest(people.identity_told_at, excluded.identity_told_at)
    """,
    told=typed(people, "person_id", "identity_told_at"),
)
_MERGE = Statement(
    """
    INSERT INTO people (person_id, merged_into) SELECT DISTINCT ON (person_id) person_id, merged_into FROM {told.rows} ORDER BY person_id
    ON CONFLICT (person_id) DO UPDATE SET merged_into = excluded.merged_into
    """,
    told=typed(people, "person_id", "merged_into"),
)
_CORRECTED = Statement(
    sa.select(people.c.person_id, people.c.identity_told_at).where(same_rows(people, "person_id"), people.c.identity_told_at.is_not(None))
)
_NUMBERS = Statement(sa.select(identities.c.node, identities.c.number).where(same_rows(identities, "node")))
_PERSONS = Statement(
    """
    SELECT DISTINCT i.number, i.node FROM {asked.rows_planned_once} JOIN identities AS i USING (number)
    WHERE EXISTS (SELECT FROM participation_spells AS s WHERE s.person_id = i.node)
        OR EXISTS (SELECT FROM checks AS c WHERE c.person_id = i.node)
        OR EXISTS (SELECT FROM identity_links AS l WHERE l.person_id = i.node)
    ORDER BY i.number, i.node
    """,
    asked=typed(identities, "number", alias="asked"),
)
_FRESH = Statement("SELECT nextval('person_numbers') FROM generate_series(1, CAST(:many AS integer))")
_ADD = Statement(insert_rows(identities, "node", "number").on_conflict_do_nothing(index_elements=["node"]))
_MOVE = Statement(update_rows(identities, "node", "number"))
_MOVE_SPELLS = Statement(
    sa.update(told_spells)
    .values(number=(_moved := given_rows(told_spells, ["holder", "number"], before=told_spells.c.number)).c.number)
    .where(told_spells.c.holder == _moved.c.holder, told_spells.c.number == _moved.c.before)
)
_MOVE_CASES = Statement(
    sa.update(cases).values(number=identities.c.number).where(same_rows(cases, "number", "numbers"), identities.c.node == cases.c.person_id)
)
_NODES = Statement(sa.select(identities.c.number, identities.c.node).where(same_rows(identities, "number")))
_LINKS = Statement(
    """
    SELECT i.number, l.person_id, l.token FROM identities AS i
    JOIN identity_links AS l ON l.person_id = i.node LEFT JOIN people AS p USING (person_id)
    WHERE i.number = ANY(:numbers) AND (p.identity_told_at IS NULL OR coalesce(l.seen_at, l.known_since) >= p.identity_told_at)
    ORDER BY coalesce(l.seen_at, l.known_since) DESC, l.token
    """
)
_KINDS = Statement(
    """
    SELECT l.token, l.kind FROM identities AS i JOIN identity_links AS l ON l.person_id = i.node
    WHERE i.number = ANY(:numbers) AND l.kind IS NOT NULL ORDER BY l.token, l.kind
    """
)
_APPLICATIONS = Statement(
    """
    SELECT i.number, c.person_id, tokens FROM identities AS i JOIN checks AS c ON c.person_id = i.node
    LEFT JOIN decided_submits AS d USING (application_id, submit_no)
    WHERE i.number = ANY(:numbers) AND d.refused IS NOT TRUE AND NOT EXISTS (
        SELECT FROM checks AS newer WHERE newer.application_id = c.application_id AND newer.submit_no > c.submit_no
    )
    """
)
_MERGED = Statement(
    """
    SELECT p.person_id, p.merged_into FROM identities AS i JOIN people AS p ON p.person_id = i.node
    WHERE i.number = ANY(:numbers) AND p.merged_into IS NOT NULL
    """
)
_TOLD = Statement(
    """
    SELECT holder, number, nodes, min(told_at) AS told_at FROM told_spells
    WHERE number = ANY(:numbers) AND superseded_at IS NULL GROUP BY holder, number, nodes
    """
)
_HOLDERS = Statement("SELECT DISTINCT holder, nodes[1] AS document, number FROM told_spells WHERE number = ANY(:numbers)")
_HOLDERS_OF_SPELLS = Statement(
    """
    SELECT ref, coalesce(
        (SELECT person_id FROM participation_spells WHERE participation_id = ref ORDER BY version DESC LIMIT 1),
        (SELECT holder FROM told_spells WHERE spell_key = ref AND superseded_at IS NULL)
    ) AS holder FROM {given.rows}
    """,
    given=typed(told_spells, ref=told_spells.c.spell_key),
)
_STATED = Statement("SELECT one, other, same FROM statements WHERE (one = ANY(:nodes) OR other = ANY(:nodes)) AND withdrawn_at IS NULL")


async def learn_identities(driver: Driver, seen: Iterable[Identification]) -> None:
    """Keep when each link was told first and last, and when all documents of a person were told."""
    told = list(seen)
    links = [
        _Link(one.person_id, token, one.recorded_at, kind)
        for one in told
        for token, kind in zip(one.tokens, one.kinds or repeat(None, len(one.tokens)), strict=True)
    ]
    if links:
        await _LEARN.run(driver, **columns_of(links, _LINK))
    if complete := [one for one in told if one.complete]:
        ids, at = [one.person_id for one in complete], [one.recorded_at for one in complete]
        await _COMPLETE.run(driver, person_id=ids, identity_told_at=at)


async def learn_merges(driver: Driver, merged: Mapping[UUID, UUID]) -> None:
    """By merged person, the one that he is."""
    await _MERGE.run(driver, person_id=list(merged), merged_into=list(merged.values()))


async def identities_told(driver: Driver, persons: Collection[UUID]) -> dict[UUID, datetime]:
    """When all documents of these persons were told last, of those of whom they ever were."""
    return {row["person_id"]: row["identity_told_at"] for row in await _CORRECTED.rows(driver, person_id=list(persons))}


async def numbers_of(driver: Driver, nodes: Collection[UUID]) -> dict[UUID, int]:
    """The number of each node that has one."""
    return {row["node"]: row["number"] for row in await _NUMBERS.rows(driver, node=list(nodes))} if nodes else {}


async def persons_of(driver: Driver, numbers: Collection[int]) -> list[tuple[int, UUID]]:
    """Number and id of all persons of our own who have one of these numbers."""
    return [(row["number"], row["node"]) for row in await _PERSONS.rows(driver, number=list(numbers))]


async def fresh_numbers(driver: Driver, many: int) -> list[int]:
    """So many numbers that nobody has."""
    return await _FRESH.values(driver, many=many) if many else []


async def add_nodes(driver: Driver, numbers: Mapping[UUID, int]) -> None:
    """Nodes that are not there yet."""
    if numbers:
        nodes = sorted(numbers)
        await _ADD.run(driver, node=nodes, number=[numbers[node] for node in nodes])


async def nodes_of(driver: Driver, numbers: Collection[int]) -> dict[UUID, int]:
    """All nodes that have one of these numbers."""
    return {row["node"]: row["number"] for row in await _NODES.rows(driver, number=list(numbers))}


async def ties_of(driver: Driver, numbers: Collection[int]) -> list[Tie]:
    """All facts that make nodes of these numbers one individual."""
    given = {"numbers": list(numbers)}
    ties = [Tie(OF_OUR_PERSON, row["person_id"], node_of(row["token"])) for row in await _LINKS.rows(driver, **given)]
    shown = await _APPLICATIONS.rows(driver, **given)
    ties += [Tie(OF_APPLICATION, row["person_id"], node_of(token)) for row in shown for token in row["tokens"]]
    ties += [Tie(OF_OFFICE, row["person_id"], row["merged_into"]) for row in await _MERGED.rows(driver, **given)]
    return ties + [Tie(OF_OTHERS, row["holder"], node) for row in await _TOLD.rows(driver, **given) for node in row["nodes"]]


async def kinds_of(driver: Driver, numbers: Collection[int]) -> dict[UUID, DocumentType]:
    """By node, of which kind the documents of our persons with these numbers are, where that was told."""
    rows = await _KINDS.rows(driver, numbers=list(numbers))
    return {node_of(row["token"]): DocumentType(row["kind"]) for row in rows}


async def tokens_of(driver: Driver, numbers: Collection[int]) -> dict[int, list[IdentityToken]]:
    """All documents of whoever has these numbers: those of our persons first, then those shown in applications that stand.

    A number that two people share by mistake is a document of one of them at most (`statements`).
    """
    given = {"numbers": list(numbers)}
    told = [(row["number"], IdentityToken(row["token"])) for row in await _LINKS.rows(driver, **given)]
    told += [(row["number"], IdentityToken(token)) for row in await _APPLICATIONS.rows(driver, **given) for token in row["tokens"]]
    holders = await numbers_of(driver, {node_of(token) for _, token in told})
    found: dict[int, dict[IdentityToken, None]] = {number: {} for number in numbers}
    for number, token in told:
        if holders.get(node_of(token)) == number:
            found[number][token] = None
    return {number: list(tokens) for number, tokens in found.items()}


async def holders_of(driver: Driver, numbers: Collection[int]) -> list[Holder]:
    """Whom the sources of told spells of these numbers mean: also of spells that stand no more, by which old answers were given."""
    return [Holder(row["holder"], row["document"], row["number"]) for row in await _HOLDERS.rows(driver, numbers=list(numbers))]


async def holders_of_spells(driver: Driver, refs: Collection[str]) -> dict[str, UUID]:
    """Whose each of these spells is: our person, or whom its source means."""
    rows = await _HOLDERS_OF_SPELLS.rows(driver, ref=[UUID(ref) for ref in refs])
    return {str(row["ref"]): row["holder"] for row in rows if row["holder"] is not None}


async def statements_on(driver: Driver, nodes: Collection[UUID]) -> tuple[list[Tie], list[tuple[UUID, UUID]]]:
    """What offices said of these nodes: ties, and pairs of different people."""
    rows = await _STATED.rows(driver, nodes=list(nodes))
    same = [Tie(OF_OFFICE, row["one"], row["other"]) for row in rows if row["same"]]
    return same, [(row["one"], row["other"]) for row in rows if not row["same"]]


async def move_nodes(driver: Driver, numbers: Mapping[UUID, int], spells: Sequence[tuple[UUID, int, int]], left: Collection[int]) -> None:
    """New numbers of nodes and, by holder and number before, of told spells. Cases of numbers that somebody left go with their person."""
    await _MOVE.run(driver, node=list(numbers), number=list(numbers.values()))
    if spells:
        holders, before, after = zip(*spells, strict=True)
        await _MOVE_SPELLS.run(driver, holder=holders, before=before, number=after)
    await _MOVE_CASES.run(driver, numbers=list(left))
