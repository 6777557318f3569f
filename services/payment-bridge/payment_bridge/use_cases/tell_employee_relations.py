"""What the tax office tells of relations in the employee scheme is kept, and told once it is known whose they are (B20, B21)."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from enrolment_events.envelope import Event, new_event
from enrolment_events.payment import EmployeeChange, EmployeeData, EmployeeEndedV1, EmployeePaidV1, EmployeeRegisteredV1
from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.regions import pooling_region_of
from payment_bridge.domain.employee_relation import Relation, ToldRelation, fault_of_relation
from payment_bridge.domain.tax_rows import Contradiction
from payment_bridge.repository.employee_relations import (
    KeptRelation,
    KnownRelation,
    hold_documents,
    keep_relations,
    relations_after,
    set_tokens,
    tell_documents,
    tell_spells,
    tokens_after,
)
from row_sets import Record, values_of
from service_runtime import Database, Transaction, Vault
from service_runtime.retelling import NOBODY, Wanted

_PURPOSE = "relation"


async def take_employee_relations(tx: Transaction, told: Sequence[ToldRelation]) -> None:
    """Any order, any repetition: the highest revision of each holds. Raises Contradiction."""
    if not told:
        return
    for one in told:
        if fault := fault_of_relation(one.relation, tx.now.date()):
            raise Contradiction(*fault)
    await hold_documents(tx.driver)
    rows = [_kept(tx.vault, one) for one in told]
    changed = await keep_relations(tx.driver, rows, tx.now)
    tx.publish(*_events(await tell_spells(tx.driver, changed, tx.now)))


def _kept(vault: Vault, told: ToldRelation) -> KeptRelation:
    document, spell_id = told.document, told.relation.spell_id
    sealed = vault.seal(document.number, _PURPOSE, spell_id)
    return KeptRelation(told.revision, vault.identity_tokens(document), document.kind, sealed, told.relation)


async def tell_relations_of(tx: Transaction, people: Collection[UUID], tokens: Collection[str]) -> None:
    """These people have these documents and no others: a relation follows the document that it was told of."""
    tx.publish(*_events(await tell_documents(tx.driver, people, tokens, tx.now)))


async def renew_tokens(database: Database) -> int:
    """After a change of keys, a transaction a page: how many relations have other tokens now. A second run finds nothing."""
    done, after = 0, NOBODY
    while True:
        async with database.transaction() as tx:
            await hold_documents(tx.driver)
            rows = await tokens_after(tx.driver, after)
            if not rows:
                return done
            fresh = {row["spell_id"]: tx.vault.identity_tokens(_document(tx.vault, row)) for row in rows}
            changed = {row["spell_id"]: fresh[row["spell_id"]] for row in rows if set(row["tokens"]) != set(fresh[row["spell_id"]])}
            if changed:
                await set_tokens(tx.driver, changed)
                tx.publish(*_events(await tell_documents(tx.driver, (), {one for each in changed.values() for one in each}, tx.now)))
        done, after = done + len(changed), rows[-1]["spell_id"]


def _document(vault: Vault, row: Record) -> Document:
    return Document(DocumentType(row["document_kind"]), vault.open(row["document_sealed"], _PURPOSE, row["spell_id"]))


async def tell_relations(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """As they were told last."""
    found = await relations_after(tx.driver, wanted)
    tx.publish(*_events(found))
    return [one.relation.spell_id for one in found]


def _events(known: Sequence[KnownRelation]) -> Iterator[Event[EmployeeData]]:
    for person_id, version, relation, told_at, withdrawn in known:
        yield new_event(
            _state_of(relation, withdrawn),
            aggregate_id=relation.spell_id,
            aggregate_version=version,
            person_id=person_id,
            region=pooling_region_of(relation.area),
            occurred_at=told_at,
            recorded_at=told_at,
        )


def _state_of(relation: Relation, withdrawn: bool) -> EmployeeData:
    kind: type[EmployeeData] = EmployeeRegisteredV1
    if relation.benefits_until or relation.ended_notice_on:
        kind = EmployeeEndedV1
    elif relation.first_payment_on:
        kind = EmployeePaidV1
    changes = tuple(EmployeeChange(**values_of(one)) for one in relation.changes)
    return kind(**{**values_of(relation), "changes": changes, "withdrawn": withdrawn})
