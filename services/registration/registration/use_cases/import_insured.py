"""Take over last year's insured from another system as paid participations."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import Channel
from enrolment_terms.sealed import Sealed
from enrolment_terms.writing import normal_name
from policy_parameters import PolicyBook
from registration.domain.benefit_year_choice import unknown_year_reasons
from registration.domain.eligibility import payer_of
from registration.domain.filer import ASK_OFFICE, IDENTITY_DIFFERS
from registration.domain.household import HouseholdTold
from registration.domain.import_row import ImportRow, SealedImport, row_reasons
from registration.domain.person import NewPerson, ToldIdentity
from registration.repository.import_rows import keep_participations
from registration.repository.participation_rows import areas_of
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.repository.person_writes import lock_identities, make_persons
from registration.use_cases.claim_documents import claim_documents
from registration.use_cases.follow_person_facts import follow_person_facts
from registration.use_cases.keep_households import keep_households
from registration.use_cases.looks import LOOKS
from registration.use_cases.publish_participations import publish_participations
from service_runtime import Transaction, Vault, in_turns

_ROWS_AT_ONCE = 50
NAMED_APART = reason(ReasonCode.IDENTITY_DIFFERS, field="name", rule="R-010", msg="名单中同一证件号码的姓名、性别或出生日期不一致")


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of each row, by its position, from 0. `made` are new participations; what is in neither was there already."""

    rows: int
    made: Mapping[int, UUID]
    refused: Mapping[int, tuple[Reason, ...]]

    @property
    def already_there(self) -> int:
        """People who had a participation of that year."""
        return self.rows - len(self.made) - len(self.refused)


async def import_insured(
    tx: Transaction, benefit_year: int, rows: Sequence[ImportRow], actor: str, accepts: Callable[[str], bool]
) -> ImportOutcome:
    """Idempotent by person and year. A bad row, or one of another's area or document, is refused alone."""
    today = tx.now.date()
    refused: dict[int, tuple[Reason, ...]] = {}
    async for part in in_turns(enumerate(rows), _ROWS_AT_ONCE):
        wrong = ((number, tuple(row_reasons(row, benefit_year, today, accepts, tx.policy))) for number, row in part)
        refused |= {number: reasons for number, reasons in wrong if reasons}
    refused |= _of_unknown_years(tx.policy, benefit_year, {number: row.area for number, row in enumerate(rows) if number not in refused})
    refused |= _at_odds(rows, refused)
    await PERSON_FACTS.hold(tx)
    good = {number: row for number, row in enumerate(rows) if number not in refused}
    people = dict(zip(good, await claim_documents(tx, [row.document for row in good.values()], [new_id() for _ in good]), strict=True))
    differing = await _keep_persons(tx, good, people)
    refused |= await tell_differences(tx, {number: people[number] for number in differing}, actor, accepts)
    sealed: dict[int, SealedImport] = {}
    async for rest in in_turns(good.items(), _ROWS_AT_ONCE):
        sealed |= {number: _seal(row, people[number], tx.vault) for number, row in rest if number not in differing}
    kept = set(await keep_participations(tx.driver, list(sealed.values()), benefit_year, tx.now, actor))
    await publish_participations(tx, list(kept))
    await follow_person_facts(tx, sorted(set(people.values())), actor)
    new = [number for number, one in sealed.items() if one.participation_id in kept]
    await keep_households(tx, (_household(good[number], people[number], today) for number in new))
    tx.audit("participations.imported", subject=str(benefit_year), actor=actor, detail={"imported": len(kept), "refused": len(refused)})
    made = {number: sealed[number].participation_id for number in new}
    return ImportOutcome(len(rows), made, dict(sorted(refused.items())))


def _of_unknown_years(policy: PolicyBook, benefit_year: int, areas: Mapping[int, str]) -> dict[int, tuple[Reason, ...]]:
    unknown = {area: tuple(unknown_year_reasons(benefit_year, area, policy)) for area in set(areas.values())}
    return {number: unknown[area] for number, area in areas.items() if unknown[area]}


def _at_odds(rows: Sequence[ImportRow], passed_over: Collection[int]) -> dict[int, tuple[Reason, ...]]:
    """R-010: rows that say of one document that it is of different people. Which is right nobody knows: all are refused."""
    by_document: dict[tuple[DocumentType, str], dict[int, tuple[str, Sex, date | None]]] = {}
    for number, row in enumerate(rows):
        if number not in passed_over:
            document = row.document.number_space, row.document.lifelong_number
            by_document.setdefault(document, {})[number] = (normal_name(row.name), row.sex, row.birth)
    return {number: (NAMED_APART,) for told in by_document.values() if len(set(told.values())) > 1 for number in told}


async def tell_differences(
    tx: Transaction, people: Mapping[int, UUID], actor: str, accepts: Callable[[str], bool]
) -> dict[int, tuple[Reason, ...]]:
    """That somebody is known by another name is told to an office where he is registered; others read one neutral reason."""
    areas = await areas_of(tx.driver, list(people.values())) if people else {}
    told = {number for number, person_id in people.items() if any(map(accepts, areas.get(person_id, ())))}
    if told != people.keys():
        LOOKS.miss(tx, actor, "filing")
    return {number: (IDENTITY_DIFFERS if number in told else ASK_OFFICE,) for number in people}


async def _keep_persons(tx: Transaction, rows: Mapping[int, ImportRow], people: Mapping[int, UUID]) -> set[int]:
    """Makes who is new; the rows that name somebody known by another name, sex or birth date."""
    known, made, differing = await lock_identities(tx.driver, list(people.values())), [], set()
    async for part in in_turns(rows.items(), _ROWS_AT_ONCE):
        for number, row in part:
            assert row.birth is not None
            person_id = people[number]
            identity = ToldIdentity(tx.vault.blind_indexes(row.name, "name", row.birth), row.sex, row.birth)
            if person_id not in known:
                made.append(_person(row, identity, person_id, tx.vault))
                known[person_id] = identity.as_known
            elif identity.differs_from(known[person_id]):
                differing.add(number)
    await make_persons(tx.driver, made, tx.now)
    return differing


def _household(row: ImportRow, person_id: UUID, today: date) -> HouseholdTold:
    return HouseholdTold(person_id=person_id, area=row.area, told_on=today, household_no=row.household_no, of_before=True)


def _person(row: ImportRow, identity: ToldIdentity, person_id: UUID, vault: Vault) -> NewPerson:
    owner = str(person_id)
    return NewPerson(
        person_id=person_id,
        name=vault.seal(row.name, "name", owner),
        name_index=identity.names[0],
        sex=identity.sex,
        birth_date=identity.birth_date,
        of_foreigners=row.foreign,
        phone=_sealed(vault, row.phone, "phone", owner),
        address=None,
    )


def _seal(row: ImportRow, person_id: UUID, vault: Vault) -> SealedImport:
    owner = str(person_id)
    return SealedImport(
        participation_id=new_id(),
        person_id=person_id,
        region=pooling_region_of(row.area),
        area=row.area,
        category=row.category,
        payer=payer_of(row.category, Channel.IMPORT),
        household_no=_sealed(vault, row.household_no, "household", owner),
        holder=_sealed(vault, row.account_holder, "holder", owner),
        bank=_sealed(vault, row.bank, "bank", owner),
        account_number=_sealed(vault, row.account_number, "account", owner),
        paid_on=row.paid_on,
        permit_valid_to=row.permit_valid_to,
    )


def _sealed(vault: Vault, text: str | None, purpose: str, owner: UUID | str) -> Sealed | None:
    return vault.seal(text, purpose, owner) if text else None
