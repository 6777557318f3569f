"""Make name indexes and identity tokens anew, after the rule by which two writings are one has changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from enrolment_terms.documents import Document, DocumentType
from registration.repository.person_indexes import PersonKey, add_keys, holders_of, read_keys, read_people, set_name_indexes
from registration.use_cases.publish_participations import publish_participations
from row_sets import Record
from service_runtime import Database, Transaction


@dataclass(slots=True)
class RenewedIndexes:
    """`one_document` are pairs of people who turned out to hold one document: left as they are, for an office to decide."""

    names: int = 0
    keys: int = 0
    one_document: list[tuple[UUID, UUID]] = field(default_factory=list)


async def renew_indexes(database: Database) -> RenewedIndexes:
    """Goes through all people, a transaction a page; may run beside the service, and again after a break. A second run finds nothing.

    Tokens of before stay as further keys of the person, so that whoever knows them still finds the person.
    """
    done, after = RenewedIndexes(), UUID(int=0)
    while True:
        async with database.transaction() as tx:
            people = await read_people(tx.driver, after)
            if not people:
                return done
            await _renew_names(tx, people, done)
            await _renew_keys(tx, [row["person_id"] for row in people], done)
        after = people[-1]["person_id"]


async def _renew_names(tx: Transaction, people: Sequence[Record], done: RenewedIndexes) -> None:
    fresh = ((row, tx.vault.blind_index(tx.vault.open(row["name"], "name"), "name")) for row in people)
    changed = {row["person_id"]: index for row, index in fresh if index != row["name_index"]}
    if changed:
        await set_name_indexes(tx.driver, changed)
        done.names += len(changed)


async def _renew_keys(tx: Transaction, people: Sequence[UUID], done: RenewedIndexes) -> None:
    changed = [key for row in await read_keys(tx.driver, people) if (key := _changed_key(row, tx))]
    holders = await holders_of(tx.driver, [key.token for key in changed])
    new: list[PersonKey] = []
    for key in changed:
        if key.token not in holders:
            holders[key.token] = key.person_id
            new.append(key)
        elif holders[key.token] != key.person_id:
            done.one_document.append((holders[key.token], key.person_id))
    if new:
        done.keys += len(new)
        await publish_participations(tx, await add_keys(tx.driver, new, tx.now))


def _changed_key(row: Record, tx: Transaction) -> PersonKey | None:
    document = Document.read(DocumentType(row["kind"]), tx.vault.open(row["number"], "document"))
    token = tx.vault.identity_token(document)
    if token == row["token"]:
        return None
    return PersonKey(token, row["person_id"], document.kind, tx.vault.seal(document.number, "document"))
