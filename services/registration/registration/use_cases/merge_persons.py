"""Two records turn out to be one person (R-026, V-31): one record from now on, no cover lost, nobody insured twice by it."""

from uuid import UUID

from enrolment_events.envelope import new_event
from enrolment_events.registration import PersonMergedV1
from enrolment_terms.documents import Document
from registration.domain.participation_acts import ActFact, ParticipationActKind, act_of
from registration.domain.participation_states import StateReason
from registration.domain.person_merge import yielding
from registration.domain.scope import Scope
from registration.errors import AskOffice, FilerDecides
from registration.repository.household_rows import move_memberships
from registration.repository.mandate_rows import move_mandates
from registration.repository.participation_rows import load_participations
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.repository.person_indexes import count_on, read_keys
from registration.repository.person_keys import holders_of
from registration.repository.person_merges import lock_held, lock_records, move_all, sealed_accounts, sealed_keys
from registration.repository.person_rows import read_person
from registration.repository.person_writes import keep_correction
from registration.repository.subsidy_rows import marks_of
from registration.use_cases.correct_identity import identity_event
from registration.use_cases.follow_marks import follow_marks
from registration.use_cases.follow_person_facts import follow_person_facts
from registration.use_cases.keep_households import tell_households
from registration.use_cases.looks import LOOKS
from registration.use_cases.publish_mandates import publish_mandates
from registration.use_cases.publish_marks import publish_marks
from registration.use_cases.publish_participations import publish_participations
from registration.use_cases.record_acts import record_acts
from registration.use_cases.update_statuses import update_statuses
from service_runtime import NotFound, Transaction

_ACCOUNT = {"household_no": "household", "holder": "holder", "bank": "bank", "account_number": "account"}


async def merge_persons(tx: Transaction, kept: UUID, document: Document, reason: str, scope: Scope) -> UUID:
    """The person whom the document belongs to becomes the person `kept`; both must lie in the areas of the office.

    Asked the other way round at once, it ends as one. Returns who it is now. Raises NotFound, AskOffice, FilerDecides.
    """
    merged = await _other(tx, kept, document, scope)
    await PERSON_FACTS.hold_alone(tx)
    found = await lock_records(tx.driver, [kept, merged])
    now = {one.person_id: one.merged_into or one.person_id for one in found.values()}
    kept, merged = now[kept], now[merged]
    if kept == merged:
        return kept
    unborn = {one.person_id for one in found.values() if one.birth_date is None}
    if kept in unborn and merged not in unborn:
        kept, merged = merged, kept  # a child that was enrolled before its birth is the one that was born since
    if not {key["token"] for key in await read_keys(tx.driver, [kept, merged])}.isdisjoint(scope.shown):
        raise FilerDecides()
    await _give_way(tx, kept, merged, scope.filed_by)
    await _move(tx, kept, merged)
    was = tx.safe.seal(f'{{"merged":"{merged}"}}', "identity", kept)
    await keep_correction(tx.driver, kept, tx.now, scope.filed_by, was, tx.safe.seal(reason.strip(), "reason", kept))
    await follow_person_facts(tx, [kept], scope.filed_by)
    await _tell(tx, kept, merged)
    tx.audit("person.merged", subject=str(kept), actor=scope.filed_by, detail={"merged": str(merged)})
    return kept


async def _other(tx: Transaction, kept: UUID, document: Document, scope: Scope) -> UUID:
    """Whose the document is; told only where the office is in charge of both."""
    if await read_person(tx.driver, kept, scope) is None:
        LOOKS.miss(tx, scope.filed_by, "person")
        raise NotFound()
    holders = await holders_of(tx.driver, tx.vault.identity_tokens(document))
    merged = next(iter(holders.values()), None)
    if merged is None or (merged != kept and await read_person(tx.driver, merged, scope) is None):
        LOOKS.miss(tx, scope.filed_by, "person")
        raise AskOffice()
    return merged


async def _give_way(tx: Transaction, kept: UUID, merged: UUID, actor: str) -> None:
    """R-128: of two participations of one year one stands; the other ends as a duplicate before the two records meet."""
    held = await lock_held(tx.driver, [kept, merged])
    fact = ActFact(ParticipationActKind.END, StateReason.DUPLICATE, tx.now.date(), f"merge/{merged}")
    await record_acts(tx, [act_of(one, fact, actor, tx.now) for one in yielding(held)])


async def _move(tx: Transaction, kept: UUID, merged: UUID) -> None:
    keys = {
        token: tx.vault.seal(tx.vault.open(number, "document", merged), "document", kept)
        for token, number in (await sealed_keys(tx.driver, merged)).items()
    }
    accounts = [
        {"participation_id": row["participation_id"]}
        | {
            name: tx.vault.seal(tx.vault.open_text(row[name], purpose, merged), purpose, kept) if row[name] else None
            for name, purpose in _ACCOUNT.items()
        }
        for row in await sealed_accounts(tx.driver, merged)
    ]
    await move_all(tx.driver, kept, merged, keys, accounts, tx.now)
    publish_mandates(tx, await move_mandates(tx.driver, kept, merged, tx.now))
    await tell_households(tx, await move_memberships(tx.driver, kept, merged, tx.now.date()))


async def _tell(tx: Transaction, kept: UUID, merged: UUID) -> None:
    """First that they are one, then what belongs to whom."""
    ids = await count_on(tx.driver, [kept])
    newest = max(await load_participations(tx.driver, ids), key=lambda one: (one.benefit_year, one.participation_id))
    records = await lock_records(tx.driver, [kept, merged])
    tx.publish(
        new_event(
            PersonMergedV1(kept_person_id=kept, merged_person_id=merged),
            aggregate_id=merged,
            aggregate_version=records[merged].version,
            person_id=kept,
            region=newest.region,
            occurred_at=tx.now,
            recorded_at=tx.now,
        )
    )
    marks = await marks_of(tx.driver, [kept])
    await publish_marks(tx, marks, {kept: newest.region}, marks.keys())
    await publish_participations(tx, ids)
    await update_statuses(tx, await follow_marks(tx, marks), {})
    tx.publish(identity_event(newest, tx.vault, records[kept].version, tx.now))
