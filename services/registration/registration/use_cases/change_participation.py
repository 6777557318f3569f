"""Another office, account, category, payer or permit while the participation stands (B4): kept, told, never in place of the old alone."""

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import ParticipationState
from enrolment_terms.sealed import Sealed
from registration.domain.application_form import Faults
from registration.domain.household import HouseholdTold
from registration.domain.materials import ALONE, Material, SatisfiedBy
from registration.domain.participation import Participation
from registration.domain.participation_change import (
    MAY_CHANGE,
    Account,
    Terms,
    TermsChange,
    carried_terms,
    change_faults,
    changed_terms,
    proofs_for,
)
from registration.domain.residence_permit import ResidencePermit
from registration.domain.scope import Scope
from registration.domain.service_rules import AGREEMENT
from registration.errors import ChangeHasFaults, TransitionNotAllowed
from registration.repository.material_rows import lock_usable
from registration.repository.participation_changes import KeptChange, write_change
from registration.repository.participation_rows import load_participations, lock_participation, lock_renewals_of
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.repository.subsidy_rows import marked_among
from registration.use_cases.keep_households import keep_households
from registration.use_cases.looks import LOOKS
from registration.use_cases.name_materials import name_files, unusable_files
from registration.use_cases.publish_participations import publish_changes
from registration.use_cases.record_permits import record_permits
from service_runtime import NotFound, Transaction, Vault


class Changed(NamedTuple):
    """The names of what changed, and whether an agreement of three was seen to stand behind it (R-053)."""

    fields: tuple[str, ...]
    has_agreement: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """By what, and by whom."""

    change_id: UUID
    application_id: UUID | None
    actor: str


async def change_participation(
    tx: Transaction, participation_id: UUID, change: TermsChange, scope: Scope, filed_on: date | None = None
) -> tuple[str, ...]:
    """An office changes terms by hand, also those of the household. The names of what changed. Raises as `change_terms`."""
    fields, has_agreement = await change_terms(tx, participation_id, change, scope, filed_on=filed_on)
    [found] = await load_participations(tx.driver, [participation_id])
    told = HouseholdTold(
        person_id=found.person_id,
        area=found.area,
        told_on=tx.now.date(),
        household_no=change.household_no,
        account=change.account,
        has_agreement=has_agreement,
    )
    await keep_households(tx, [told])
    return fields


async def change_terms(
    tx: Transaction,
    participation_id: UUID,
    change: TermsChange,
    scope: Scope,
    application_id: UUID | None = None,
    filed_on: date | None = None,
) -> Changed:
    """What changed; of households nothing yet. `filed_on` decides what is in time (R-051), today if it is not told.

    Raises NotFound, TransitionNotAllowed, ChangeHasFaults.
    """
    asks_payer = change.payer is not None or change.government_until is not None
    if asks_payer:
        await PERSON_FACTS.hold(tx)  # no mark comes or goes meanwhile
    found = await lock_participation(tx.driver, participation_id, scope)
    if found is None:
        LOOKS.miss(tx, scope.filed_by, "participation")
        raise NotFound()
    if found.state not in MAY_CHANGE:
        raise TransitionNotAllowed()
    change_id, before = new_id(), _opened(tx.vault, found)
    proof = await _proof(tx, change, scope.filed_by, change_id)
    papers = (*_agreement(change), *proof)
    unusable = Faults(await unusable_files(tx, papers, scope.filed_by, change_id))
    if papers and not unusable:
        has_agreement = change.has_agreement or bool(change.agreement)
        change = replace(change, has_agreement=has_agreement, proved_by=next((paper.kind for paper in proof), None))
    marked = asks_payer and bool(await marked_among(tx.driver, [found.person_id]))
    told = change, before, found.benefit_year, found.state, filed_on or tx.now.date(), tx.policy
    faults = unusable + change_faults(*told, marked=marked, birth=found.birth_date)
    if faults:
        raise ChangeHasFaults(reasons=faults.reasons, missing=faults.missing)
    after = change.applied_to(before)
    kept = _Kept(change_id, application_id, scope.filed_by)
    changed = await _keep(tx, found, before, after, kept)
    await name_files(tx, change_id, papers)
    await _carry_on(tx, found, before, after, kept, marked=marked)
    if after.permit_valid_to is not None and "permit_valid_to" in changed:
        told_on = filed_on or tx.now.date()
        await record_permits(tx, [ResidencePermit(new_id(), found.person_id, found.region, told_on, after.permit_valid_to)])
    tx.audit("participation.changed", subject=str(participation_id), actor=scope.filed_by, detail={"fields": list(changed)})
    return Changed(changed, change.has_agreement)


async def _keep(tx: Transaction, found: Participation, before: Terms, after: Terms, kept: _Kept) -> tuple[str, ...]:
    """The names of what is another from now on."""
    changed = changed_terms(before, after)
    change = KeptChange(
        change_id=kept.change_id,
        participation_id=found.participation_id,
        changed=",".join(changed),
        before=tx.safe.seal(_json(before, changed), "change", found.participation_id),
        recorded_at=tx.now,
        actor=kept.actor,
        application_id=kept.application_id,
    )
    await write_change(tx.driver, change, _sealed(tx.vault, found, before, after))
    await publish_changes(tx, {found.participation_id: changed})
    return changed


async def _carry_on(tx: Transaction, found: Participation, before: Terms, after: Terms, kept: _Kept, *, marked: bool) -> None:
    """R-050, R-053: a renewal that was there before the change gets what it would have got after it."""
    if found.state is not ParticipationState.ACTIVE:
        return
    renewed = [one.participation_id for one in await lock_renewals_of(tx.driver, [found.participation_id])]
    for one in await load_participations(tx.driver, renewed):
        own = _opened(tx.vault, one)
        if (carried := carried_terms(own, before, after, one.benefit_year, marked=marked)) != own:
            await _keep(tx, one, own, carried, replace(kept, change_id=new_id()))


def _agreement(change: TermsChange) -> tuple[Material, ...]:
    """The agreement as it was handed in: a file of this office that nothing else has named (R-053).

    R-013 「提供原件校验，收复印件」: whoever saw the original keeps its copy, for others to look at again (R-009). His word is not enough.
    """
    return (Material(AGREEMENT, SatisfiedBy.COPY, str(change.agreement)),) if change.agreement else ()


async def _proof(tx: Transaction, change: TermsChange, subject: str, change_id: UUID) -> tuple[Material, ...]:
    """The paper for the new category or permit, as the kind that it was handed in as; one of another kind is found unusable."""
    kinds = tuple(proofs_for(change))
    if change.proof is None:
        return ()
    handed_in = (await lock_usable(tx.driver, [change.proof], subject, change_id, ALONE.together_id)).get(change.proof)
    kind = handed_in if handed_in in kinds else next(iter(kinds), None)
    return (Material(kind, SatisfiedBy.COPY, str(change.proof)),) if kind else ()


def _json(before: Terms, changed: tuple[str, ...]) -> str:
    return msgspec.json.encode({name: getattr(before, name) for name in changed}).decode()


def _opened(vault: Vault, found: Participation) -> Terms:
    owner = found.person_id
    account = None
    if found.holder is not None and found.bank is not None and found.account_number is not None:
        account = Account(
            holder=vault.open_text(found.holder, "holder", owner),
            bank=vault.open_text(found.bank, "bank", owner),
            number=vault.open_text(found.account_number, "account", owner),
        )
    return Terms(
        area=found.area,
        category=found.category,
        payer=found.payer,
        account=account,
        household_no=vault.open_text(found.household_no, "household", owner) if found.household_no else None,
        permit_valid_to=found.permit_valid_to,
        government_until=found.government_until,
    )


def _sealed(vault: Vault, found: Participation, before: Terms, after: Terms) -> dict[str, object]:
    """Sealed anew only where it changed."""
    account: dict[str, Sealed | None] = {"holder": found.holder, "bank": found.bank, "account_number": found.account_number}
    if after.account is not None and after.account != before.account:
        told = {"holder": (after.account.holder, "holder"), "bank": (after.account.bank, "bank")}
        told["account_number"] = ("".join(after.account.number.split()), "account")
        account = {name: vault.seal(text.strip(), purpose, found.person_id) for name, (text, purpose) in told.items()}
    household = found.household_no
    if after.household_no is not None and after.household_no != before.household_no:
        household = vault.seal(after.household_no, "household", found.person_id)
    plain = {"area": after.area, "category": after.category, "payer": after.payer}
    until = {"permit_valid_to": after.permit_valid_to, "government_until": after.government_until}
    assert pooling_region_of(after.area) == found.region
    return {**plain, **until, **account, "household_no": household}
