"""Documented circumstances: proved by a mid-year application or recorded by an office, told, taken back (R-033, R-102, R-104)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import CircumstanceRecordedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import ReasonCode, reason
from registration.domain.application_form import Faults
from registration.domain.circumstance import Circumstance, circumstance_faults, circumstance_labels
from registration.domain.materials import ALONE
from registration.domain.scope import Scope
from registration.errors import CircumstanceHasFaults, FilerDecides, OwnAct
from registration.repository.circumstance_rows import circumstances_of, keep_circumstances, withdraw
from registration.repository.material_rows import lock_usable, name_materials
from registration.repository.participation_rows import participations_of_person
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.repository.person_indexes import read_keys
from registration.repository.person_rows import read_person
from registration.repository.person_writes import lock_person
from registration.use_cases.looks import LOOKS
from registration.use_cases.name_materials import NOT_USABLE
from service_runtime import NotFound, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class CircumstanceForm:
    """What an office filled in. `proof`: the uploaded copy of the paper."""

    kind: str
    from_on: date
    until_on: date | None
    proof: UUID


async def record_circumstances(tx: Transaction, circumstances: Sequence[Circumstance]) -> None:
    """Each is kept and told once."""
    if circumstances:
        tx.publish(*(circumstance_event(one) for one in await keep_circumstances(tx.driver, circumstances)))


async def record_by_office(tx: Transaction, person_id: UUID, form: CircumstanceForm, scope: Scope) -> Circumstance:
    """By its paper (R-013); nobody records his own (R-009). Raises NotFound, FilerDecides, CircumstanceHasFaults."""
    await _see(tx, person_id, scope)
    birth = (await lock_person(tx.driver, person_id)).birth_date
    if not {key["token"] for key in await read_keys(tx.driver, [person_id])}.isdisjoint(scope.shown):
        raise FilerDecides()
    [newest, *_] = await participations_of_person(tx.driver, person_id)
    today, known = tx.now.date(), await circumstances_of(tx.driver, person_id)
    allowed = circumstance_labels(tx.policy, newest["region"], today)
    faults = circumstance_faults(form.kind, form.from_on, form.until_on, known, allowed, birth, today)
    recorded = Circumstance(
        circumstance_id=new_id(),
        person_id=person_id,
        region=newest["region"],
        kind=form.kind,
        from_on=form.from_on,
        until_on=form.until_on,
        application_id=None,
        recorded_by=scope.filed_by,
        recorded_at=tx.now,
    )
    faults += await _name_proof(tx, form.proof, recorded)
    if faults:
        raise CircumstanceHasFaults(reasons=faults.reasons, missing=faults.missing)
    await record_circumstances(tx, [recorded])
    _audit(tx, "circumstance.recorded", recorded, scope)
    return recorded


async def withdraw_circumstance(tx: Transaction, person_id: UUID, circumstance_id: UUID, scope: Scope) -> None:
    """As if it had never been recorded (R-009: by another). Raises NotFound, OwnAct."""
    await _see(tx, person_id, scope)
    gone = await withdraw(tx.driver, person_id, circumstance_id, scope.filed_by, tx.now)
    if gone is None:
        raise NotFound()
    if gone.recorded_by == scope.filed_by:
        raise OwnAct()
    tx.publish(circumstance_event(gone))
    _audit(tx, "circumstance.withdrawn", gone, scope)


def circumstance_event(one: Circumstance) -> Event[CircumstanceRecordedV1]:
    """As it stands."""
    data = CircumstanceRecordedV1(
        circumstance_id=one.circumstance_id,
        kind=one.kind,
        from_on=one.from_on,
        until_on=one.until_on,
        withdrawn=one.is_withdrawn,
        source=one.source,
    )
    return new_event(
        data,
        aggregate_id=one.circumstance_id,
        aggregate_version=one.version,
        person_id=one.person_id,
        region=one.region,
        occurred_at=one.told_at,
        recorded_at=one.told_at,
    )


async def _see(tx: Transaction, person_id: UUID, scope: Scope) -> None:
    """The person stays who he is meanwhile (R-026)."""
    await PERSON_FACTS.hold(tx)
    if await read_person(tx.driver, person_id, scope) is None:
        LOOKS.miss(tx, scope.filed_by, "person")
        raise NotFound()


async def _name_proof(tx: Transaction, proof: UUID, circumstance: Circumstance) -> Faults:
    """The word of an office is no proof: a copy that it has uploaded, and that nothing else names, stays with the circumstance."""
    owner = circumstance.circumstance_id
    if proof not in await lock_usable(tx.driver, [proof], circumstance.recorded_by, owner, ALONE.together_id):
        return Faults((reason(ReasonCode.MATERIAL_INVALID, field="proof_material", rule="R-013", msg=NOT_USABLE),))
    await name_materials(tx.driver, [proof], owner)
    return Faults()


def _audit(tx: Transaction, act: str, one: Circumstance, scope: Scope) -> None:
    tx.audit(act, subject=str(one.person_id), actor=scope.filed_by, detail={"circumstance": str(one.circumstance_id)})
