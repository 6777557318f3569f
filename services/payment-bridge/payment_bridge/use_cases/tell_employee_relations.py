"""What the tax office tells of relations in the employee scheme is kept, and told once it is known whose they are (B20, B21)."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from enrolment_events.envelope import Event, new_event
from enrolment_events.payment import EmployeeChange, EmployeeData, EmployeeEndedV1, EmployeePaidV1, EmployeeRegisteredV1
from enrolment_terms.regions import pooling_region_of
from payment_bridge.domain.employee_relation import Relation, ToldRelation, fault_of_relation
from payment_bridge.domain.tax_rows import Contradiction
from payment_bridge.repository.employee_relations import (
    KeptRelation,
    KnownRelation,
    hold_documents,
    keep_relations,
    relations_after,
    tell_documents,
    tell_spells,
)
from row_sets import values_of
from service_runtime import Transaction
from service_runtime.retelling import Wanted


async def take_employee_relations(tx: Transaction, told: Sequence[ToldRelation]) -> None:
    """Any order, any repetition: the highest revision of each holds. Raises Contradiction."""
    if not told:
        return
    for one in told:
        if fault := fault_of_relation(one.relation, tx.now.date()):
            raise Contradiction(*fault)
    await hold_documents(tx.driver)
    rows = [KeptRelation(one.revision, tx.vault.identity_tokens(one.document), one.relation) for one in told]
    changed = await keep_relations(tx.driver, rows, tx.now)
    tx.publish(*_events(tx, await tell_spells(tx.driver, changed, tx.now)))


async def tell_relations_of(tx: Transaction, tokens: Collection[str]) -> None:
    """Somebody has these documents: what waited for one of them is told."""
    tx.publish(*_events(tx, await tell_documents(tx.driver, tokens, tx.now)))


async def tell_relations(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """As they were told last."""
    found = await relations_after(tx.driver, wanted)
    tx.publish(*_events(tx, found))
    return [one.relation.spell_id for one in found]


def _events(tx: Transaction, known: Sequence[KnownRelation]) -> Iterator[Event[EmployeeData]]:
    for person_id, version, relation in known:
        yield new_event(
            _state_of(relation),
            aggregate_id=relation.spell_id,
            aggregate_version=version,
            person_id=person_id,
            region=pooling_region_of(relation.area),
            occurred_at=tx.now,
            recorded_at=tx.now,
        )


def _state_of(relation: Relation) -> EmployeeData:
    kind: type[EmployeeData] = EmployeeRegisteredV1
    if relation.benefits_until or relation.ended_notice_on:
        kind = EmployeeEndedV1
    elif relation.first_payment_on:
        kind = EmployeePaidV1
    return kind(**{**values_of(relation), "changes": tuple(EmployeeChange(**values_of(one)) for one in relation.changes)})
