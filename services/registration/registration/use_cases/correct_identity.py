"""Correct who somebody is: by an office, with a reason, never by an application. What was there before stays, sealed."""

from datetime import datetime
from uuid import UUID

import msgspec

from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import PersonIdentityUpdatedV1
from enrolment_terms.documents import Document, DocumentType
from registration.domain.identity_correction import IdentityCorrection, PersonValues, changed_fields, correction_faults
from registration.domain.participation import Participation
from registration.domain.scope import Scope
from registration.errors import AskOffice, CorrectionHasFaults, DocumentOfAnother, FilerDecides
from registration.repository.participation_rows import load_participations
from registration.repository.person_facts_lock import change_person_facts
from registration.repository.person_indexes import count_on, read_keys
from registration.repository.person_rows import read_person
from registration.repository.person_writes import PersonRow, correct_person, keep_correction, lock_person
from registration.use_cases.claim_documents import claim_documents
from registration.use_cases.looks import LOOKS
from registration.use_cases.publish_participations import person_state, publish_changes
from row_sets import Record
from service_runtime import NotFound, Transaction


async def correct_identity(tx: Transaction, person_id: UUID, told: IdentityCorrection, scope: Scope) -> None:
    """The person and all participations are told anew. Raises NotFound, FilerDecides, DocumentOfAnother, AskOffice, CorrectionHasFaults."""
    await change_person_facts(tx.driver)
    if await read_person(tx.driver, person_id, scope) is None:
        LOOKS.miss(tx, scope.filed_by, "person")
        raise NotFound()
    is_new = told.document is not None and await _claim(tx, person_id, told.document, scope)
    row = await lock_person(tx.driver, person_id)
    keys = await read_keys(tx.driver, [person_id])
    if not {key["token"] for key in keys}.isdisjoint(scope.shown):
        raise FilerDecides()
    before = _opened(tx, row)
    documents = list(dict.fromkeys(_document(tx, key) for key in keys))
    faults = correction_faults(told, before, documents, tx.now.date(), is_new)
    if faults:
        raise CorrectionHasFaults(reasons=faults.reasons, missing=faults.missing)
    after = told.applied_to(before)
    changed = changed_fields(before, after, is_new)
    await _write(tx, person_id, before, after, changed, told.reason, scope.filed_by)
    await _tell(tx, person_id, row.version + 1)
    tx.audit("person.identity_corrected", subject=str(person_id), actor=scope.filed_by, detail={"fields": changed})


async def _claim(tx: Transaction, person_id: UUID, document: Document, scope: Scope) -> bool:
    """True if the document is new; locked before the person, as approvals and imports lock. Whose it is, only his own office hears."""
    there = {key["token"] for key in await read_keys(tx.driver, [person_id])}
    [holder] = await claim_documents(tx, [document], [person_id])
    if holder != person_id:
        if await read_person(tx.driver, holder, scope) is None:
            LOOKS.miss(tx, scope.filed_by, "person")
            raise AskOffice()
        raise DocumentOfAnother()
    return there.isdisjoint(tx.vault.identity_tokens(document))


def _opened(tx: Transaction, row: PersonRow) -> PersonValues:
    name = tx.vault.open(row.name, "name", row.person_id)
    return PersonValues(name=name, sex=row.sex, birth_date=row.birth_date, of_foreigners=row.of_foreigners)


def _document(tx: Transaction, key: Record) -> Document:
    return Document(DocumentType(key["kind"]), tx.vault.open(key["number"], "document", key["person_id"]))


async def _write(
    tx: Transaction, person_id: UUID, before: PersonValues, after: PersonValues, changed: tuple[str, ...], reason: str, actor: str
) -> None:
    name = after.name.strip()
    values = {
        "name": tx.vault.seal(name, "name", person_id),
        "name_index": tx.vault.blind_index(name, "name", after.birth_date or ""),
        "sex": after.sex,
        "birth_date": after.birth_date,
        "of_foreigners": after.of_foreigners,
    }
    await correct_person(tx.driver, person_id, values)
    was = {field: getattr(before, field, None) for field in changed}
    sealed = tx.safe.seal(msgspec.json.encode(was).decode(), "identity", person_id)
    await keep_correction(tx.driver, person_id, tx.now, actor, sealed, tx.safe.seal(reason.strip(), "reason", person_id))


async def _tell(tx: Transaction, person_id: UUID, version: int) -> None:
    ids = await count_on(tx.driver, [person_id])
    await publish_changes(tx, dict.fromkeys(ids, ("person",)))
    newest = max(await load_participations(tx.driver, ids), key=_year)
    tx.publish(identity_event(newest, version, tx.now))


def identity_event(newest: Participation, version: int, at: datetime) -> Event[PersonIdentityUpdatedV1]:
    """Who the person of this participation is since that moment."""
    return new_event(
        PersonIdentityUpdatedV1(person=person_state(newest)),
        aggregate_id=newest.person_id,
        aggregate_version=version,
        person_id=newest.person_id,
        region=newest.region,
        occurred_at=at,
        recorded_at=at,
    )


def _year(participation: Participation) -> int:
    return participation.benefit_year
