"""Make name indexes and identity tokens anew, and seal everything under the active key, bound to its row.

After the rule by which two writings are one has changed, after a key was added and named active, and after an upgrade from a version that
bound nothing to its row.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

import msgspec

from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.sealed import IdentityToken
from registration.domain.person import PersonKey
from registration.repository import person_indexes as indexes
from registration.repository.person_keys import give_up_keys, holders_of
from registration.repository.resident_rows import read_documents_of_residents, set_tokens_of_parents, set_tokens_of_residents
from registration.repository.sealed_columns import SEALED
from registration.use_cases.claim_documents import keys_of
from registration.use_cases.publish_participations import publish_participations
from registration.use_cases.record_mandate import SealedDocument
from row_sets import Driver, Record
from service_runtime import Database, Transaction, Vault
from service_runtime.resealing import DISCARDED_LETTERS

_ReadPage = Callable[[Driver, UUID], Awaitable[list[Record]]]
_RenewPage = Callable[[Transaction, Sequence[Record]], Awaitable[None]]


@dataclass(slots=True)
class RenewedIndexes:
    """`one_document` are pairs of people who turned out to hold one document: left as they are, for an office to decide.

    `sealed` are rows and `files` uploaded files that were sealed anew, `dropped` tokens of a key that goes, `kept` those whose person has
    no newer one.
    """

    names: int = 0
    keys: int = 0
    applications: int = 0
    mandates: int = 0
    residents: int = 0
    sealed: int = 0
    files: int = 0
    dropped: int = 0
    kept: int = 0
    one_document: list[tuple[UUID, UUID]] = field(default_factory=list)


async def renew_indexes(database: Database, drop: str | None = None) -> RenewedIndexes:
    """Goes through all rows, a transaction a page; may run beside the service, and again after a break. A second run finds nothing.

    Every person has a token under each identity key. Tokens of before stay, so that whoever knows them still finds the person; `drop` names
    the identity key whose tokens are taken away from all who have one of the active key. Raises ValueError for the active one.
    """
    done = RenewedIndexes()
    await _go_through(database, indexes.read_people, "person_id", partial(_renew_people, done))
    await _go_through(database, indexes.read_documents_of_applications, "application_id", partial(_renew_applications, done))
    await _go_through(database, indexes.read_documents_of_mandates, "mandate_id", partial(_renew_mandates, done))
    await _go_through(database, read_documents_of_residents, "resident_id", partial(_renew_residents, done))
    for columns in (*SEALED, DISCARDED_LETTERS):
        done.sealed += await columns.reseal(database)
    if drop is not None:
        await _drop(database, drop, done)
    return done


async def _go_through(database: Database, read: _ReadPage, key: str, renew: _RenewPage) -> None:
    """Page after page in the order of `key`, a transaction each."""
    after = UUID(int=0)
    while True:
        async with database.transaction() as tx:
            rows = await read(tx.driver, after)
            if not rows:
                return
            await renew(tx, rows)
        after = rows[-1][key]


async def _renew_people(done: RenewedIndexes, tx: Transaction, people: Sequence[Record]) -> None:
    await _renew_names(tx, people, done)
    await _renew_keys(tx, [row["person_id"] for row in people], done)


async def _renew_names(tx: Transaction, people: Sequence[Record], done: RenewedIndexes) -> None:
    fresh = ((row, _name_index(tx.vault, row)) for row in people)
    changed = {row["person_id"]: index for row, index in fresh if index != row["name_index"]}
    if changed:
        await indexes.set_name_indexes(tx.driver, changed)
        done.names += len(changed)


def _name_index(vault: Vault, row: Record) -> str:
    return vault.blind_index(vault.open(row["name"], "name", row["person_id"]), "name", row["birth_date"] or "")


async def _renew_keys(tx: Transaction, people: Sequence[UUID], done: RenewedIndexes) -> None:
    rows = await indexes.read_keys(tx.driver, people)
    there = {(row["person_id"], row["token"]) for row in rows}
    wanted = [(token, row) for row in rows for token in _tokens_of_key(tx.vault, row) if (row["person_id"], token) not in there]
    holders = await holders_of(tx.driver, [token for token, _ in wanted])
    new = []
    for token, row in wanted:
        if token not in holders:
            holders[token] = row["person_id"]
            new.append(_key(tx.vault, row, token))
        elif holders[token] != row["person_id"]:
            done.one_document.append((holders[token], row["person_id"]))
    if new:
        await indexes.add_keys(tx.driver, new, tx.now)
        done.keys += len(new)
        await publish_participations(tx, await indexes.count_on(tx.driver, [key.person_id for key in new]))


def _tokens_of_key(vault: Vault, row: Record) -> tuple[IdentityToken, ...]:
    return vault.identity_tokens(_document(vault, row["kind"], row["number"], row["person_id"]))


def _key(vault: Vault, row: Record, token: IdentityToken) -> PersonKey:
    keys = keys_of(vault, _document(vault, row["kind"], row["number"], row["person_id"]), row["person_id"])
    return next(key for key in keys if key.token == token)


def _document(vault: Vault, kind: str, number: str, owner: UUID) -> Document:
    return Document.read(DocumentType(kind), vault.open(number, "document", owner))


async def _renew_applications(done: RenewedIndexes, tx: Transaction, rows: Sequence[Record]) -> None:
    changed = {row["application_id"]: token for row in rows if (token := _token(tx.vault, row, row["application_id"])) != row["token"]}
    if changed:
        await indexes.set_tokens(tx.driver, changed)
        done.applications += len(changed)


async def _renew_mandates(done: RenewedIndexes, tx: Transaction, rows: Sequence[Record]) -> None:
    changed = {row["mandate_id"]: token for row in rows if (token := _token_of_mandate(tx, row)) != row["token"]}
    if changed:
        await indexes.set_tokens_of_mandates(tx.driver, changed)
        done.mandates += len(changed)


async def _renew_residents(done: RenewedIndexes, tx: Transaction, rows: Sequence[Record]) -> None:
    changed = {row["resident_id"]: token for row in rows if (token := _token(tx.vault, row, row["resident_id"])) != row["token"]}
    if changed:
        await set_tokens_of_residents(tx.driver, changed)
    named = [(row, _sealed_token(tx, row["parent"], "resident.parent", row["resident_id"])) for row in rows if row["parent"]]
    parents = {row["resident_id"]: token for row, token in named if token != row["parent_token"]}
    if parents:
        await set_tokens_of_parents(tx.driver, parents)
    done.residents += len(changed.keys() | parents.keys())


def _token_of_mandate(tx: Transaction, row: Record) -> IdentityToken:
    return _sealed_token(tx, row["document"], "mandate.document", row["mandate_id"])


def _sealed_token(tx: Transaction, sealed: str, purpose: str, owner: UUID) -> IdentityToken:
    told = msgspec.json.decode(tx.safe.open(sealed, purpose, owner), type=SealedDocument)
    return tx.vault.identity_token(Document.read(DocumentType(told.kind), told.number))


def _token(vault: Vault, row: Record, owner: UUID) -> IdentityToken:
    return vault.identity_token(_document(vault, row["document_kind"], row["number"], owner))


async def _drop(database: Database, key_id: str, done: RenewedIndexes) -> None:
    after = ""
    while True:
        async with database.transaction() as tx:
            if key_id == tx.vault.identity_key_ids[0]:
                raise ValueError("the active identity key cannot be dropped")
            rows = await indexes.read_keys_made_with(tx.driver, key_id, after)
            if not rows:
                return
            newer = [_tokens_of_key(tx.vault, row)[0] for row in rows]
            holders = await holders_of(tx.driver, newer)
            gone = [row["token"] for row, token in zip(rows, newer, strict=True) if holders.get(token) == row["person_id"]]
            await give_up_keys(tx.driver, gone)
            done.dropped, done.kept = done.dropped + len(gone), done.kept + len(rows) - len(gone)
        after = rows[-1]["token"]
