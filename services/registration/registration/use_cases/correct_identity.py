"""Correct who somebody is: by an office, with a reason, never by an application. What was there before stays, sealed."""

from collections.abc import Sequence, Set
from datetime import date, datetime
from uuid import UUID

import msgspec

from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import PersonIdentityUpdatedV1
from enrolment_terms.documents import Document, DocumentType
from registration.domain.identity_correction import IdentityCorrection, PersonValues, changed_fields, correction_faults, is_provisional
from registration.domain.participation import Participation
from registration.domain.scope import Scope
from registration.errors import AskOffice, CorrectionHasFaults, DocumentOfAnother, FilerDecides
from registration.repository.participation_rows import load_participations
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.repository.person_indexes import count_on, read_keys
from registration.repository.person_keys import give_up_keys
from registration.repository.person_rows import read_person
from registration.repository.person_writes import PersonRow, correct_person, keep_correction, lock_person
from registration.use_cases.carry_guardians import carry_guardians
from registration.use_cases.claim_documents import claim_documents
from registration.use_cases.looks import LOOKS
from registration.use_cases.publish_participations import person_state, publish_changes
from registration.use_cases.register_birth_year import register_birth_year
from row_sets import Record
from service_runtime import NotFound, Refusal, Transaction, Vault


async def correct_identity(tx: Transaction, person_id: UUID, told: IdentityCorrection, scope: Scope) -> None:
    """The person and all participations are told anew. Raises NotFound, FilerDecides, DocumentOfAnother, AskOffice, CorrectionHasFaults."""
    await PERSON_FACTS.hold_alone(tx)
    if await read_person(tx.driver, person_id, scope) is None:
        LOOKS.miss(tx, scope.filed_by, "person")
        raise NotFound()
    await apply_correction(tx, person_id, told, scope)


async def apply_correction(tx: Transaction, person_id: UUID, told: IdentityCorrection, scope: Scope) -> None:
    """The same of somebody whom the office is in charge of. What is refused has written nothing."""
    is_new = told.document is not None and await _claim(tx, person_id, told.document, scope)
    row = await lock_person(tx.driver, person_id)
    keys = await read_keys(tx.driver, [person_id])
    documents = list(dict.fromkeys(_document(tx, key) for key in keys))
    before = _opened(tx, row)
    refusal = _refusal(told, before, documents, {key["token"] for key in keys}, is_new, tx.now.date(), scope)
    if refusal is not None:
        await give_up_keys(tx.driver, tx.vault.identity_tokens(told.document) if is_new and told.document else ())
        raise refusal
    after = told.applied_to(before)
    changed = changed_fields(before, after, is_new)
    ids = await count_on(tx.driver, [person_id])
    registered = await load_participations(tx.driver, ids)
    newest = max(registered, key=_year)
    provisional = row.provisional and all(is_provisional(one.kind, newest.area, newest.benefit_year, tx.policy) for one in documents)
    await _write(tx, person_id, before, after, provisional, changed, told.reason, scope.filed_by)
    if is_new and told.document:
        await carry_guardians(tx, person_id, told.document, after.birth_date)
    await publish_changes(tx, dict.fromkeys(ids, ("person",)))
    if after.birth_date is not None and after.birth_date != before.birth_date:
        await register_birth_year(tx, registered, after.birth_date, scope.filed_by)
    [newest] = await load_participations(tx.driver, [newest.participation_id])
    tx.publish(identity_event(newest, tx.vault, row.version + 1, tx.now))
    tx.audit("person.identity_corrected", subject=str(person_id), actor=scope.filed_by, detail={"fields": changed})


def _refusal(
    told: IdentityCorrection,
    before: PersonValues,
    documents: Sequence[Document],
    tokens: Set[str],
    is_new: bool,
    today: date,
    scope: Scope,
) -> Refusal | None:
    if not tokens.isdisjoint(scope.shown):
        return FilerDecides()
    faults = correction_faults(told, before, documents, today, is_new)
    return CorrectionHasFaults(reasons=faults.reasons, missing=faults.missing) if faults else None


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
    return PersonValues(name=name, sex=row.sex, birth_date=row.birth_date, of_foreigners=row.of_foreigners, expected_on=row.expected_on)


def _document(tx: Transaction, key: Record) -> Document:
    return Document(DocumentType(key["kind"]), tx.vault.open(key["number"], "document", key["person_id"]))


async def _write(
    tx: Transaction,
    person_id: UUID,
    before: PersonValues,
    after: PersonValues,
    provisional: bool,
    changed: tuple[str, ...],
    reason: str,
    actor: str,
) -> None:
    name = after.name.strip()
    values = {
        "name": tx.vault.seal(name, "name", person_id),
        "name_index": tx.vault.blind_index(name, "name", after.birth_date or ""),
        "sex": after.sex,
        "birth_date": after.birth_date,
        "of_foreigners": after.of_foreigners,
        "provisional": provisional,
    }
    await correct_person(tx.driver, person_id, values)
    was = {field: getattr(before, field, None) for field in changed}
    sealed = tx.safe.seal(msgspec.json.encode(was).decode(), "identity", person_id)
    await keep_correction(tx.driver, person_id, tx.now, actor, sealed, tx.safe.seal(reason.strip(), "reason", person_id))


def identity_event(newest: Participation, vault: Vault, version: int, at: datetime) -> Event[PersonIdentityUpdatedV1]:
    """Who the person of this participation is since that moment."""
    return new_event(
        PersonIdentityUpdatedV1(person=person_state(newest, vault), provisional=newest.provisional),
        aggregate_id=newest.person_id,
        aggregate_version=version,
        person_id=newest.person_id,
        region=newest.region,
        occurred_at=at,
        recorded_at=at,
    )


def _year(participation: Participation) -> int:
    return participation.benefit_year
