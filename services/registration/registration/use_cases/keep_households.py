"""What approvals and changes tell of households is kept and told on: one household a person, the newest terms (R-053, R-054)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.sealed import Sealed
from registration.domain.household import HouseholdTold, apart_from_households, household_key, planned, says_something, terms_of
from registration.domain.participation_change import Account
from registration.repository.household_rows import (
    Household,
    HouseholdTerms,
    NewHousehold,
    count_households_on,
    end_memberships,
    find_households,
    hold_memberships,
    lock_households,
    make_households,
    members_among,
    set_terms,
)
from registration.use_cases.publish_households import publish_households
from service_runtime import ReadConnection, Transaction


async def keep_households(tx: Transaction, told: Iterable[HouseholdTold]) -> None:
    """Set-based, and the last that a transaction locks, behind participations and persons. What changes nothing tells nothing."""
    said = [one for one in told if says_something(one)]
    if not said:
        return
    targets = await _named(tx, said)
    people = [one.person_id for one in said]
    there = {one.household_id for one in (await members_among(tx.driver, people)).values()}
    locked = await lock_households(tx.driver, sorted(there | set(targets.values())))
    said = apart_from_households(said, targets, {one: account_of(tx, locked[one]) for one in targets.values()})
    plan = planned(said, targets, await members_among(tx.driver, people))
    await end_memberships(tx.driver, list(plan.ended), tx.now.date())
    await hold_memberships(tx.driver, plan.held, tx.now.date())
    terms = _new_terms(tx, said, targets, locked)
    await set_terms(tx.driver, terms)
    await tell_households(tx, plan.touched | {one.household_id for one in terms})


async def tell_households(tx: Transaction, ids: Iterable[UUID]) -> None:
    """Households of which something is another, each one version on."""
    if wanted := sorted(set(ids)):
        await publish_households(tx, await count_households_on(tx.driver, wanted, tx.now))


def household_index(read: ReadConnection, area: str, household_no: str) -> str:
    """By what a household of the region is found."""
    return read.safe.digest(household_key(pooling_region_of(area), household_no), "household")


async def household_of(read: ReadConnection, area: str, household_no: str) -> UUID | None:
    """The household of this number in the region of the area; None if nobody has told of it."""
    index = household_index(read, area, household_no)
    return (await find_households(read.driver, pooling_region_of(area), [index])).get(index)


async def _named(tx: Transaction, said: Sequence[HouseholdTold]) -> dict[UUID, UUID]:
    """Person -> the household of the number that was told; made if it is new."""
    indexes = {one.person_id: household_index(tx, one.area, one.household_no) for one in said if one.household_no and not one.leaves}
    areas = {one.person_id: one.area for one in said}
    numbers = {one.person_id: one.household_no for one in said}
    namers = {index: person for person, index in indexes.items()}
    new = {index: _new(tx, areas[person], index, numbers[person] or "") for index, person in namers.items()}
    if not new:
        return {}
    await make_households(tx.driver, list(new.values()), tx.now)
    found: dict[str, UUID] = {}
    for region in sorted({one.region for one in new.values()}):
        found |= await find_households(tx.driver, region, list(new))
    return {person: found[index] for person, index in indexes.items()}


def _new(tx: Transaction, area: str, index: str, household_no: str) -> NewHousehold:
    household_id = new_id()
    sealed = tx.vault.seal(household_no.strip(), "household", household_id)
    return NewHousehold(household_id=household_id, region=pooling_region_of(area), area=area, household_index=index, household_no=sealed)


def _new_terms(
    tx: Transaction, said: Sequence[HouseholdTold], targets: dict[UUID, UUID], there: dict[UUID, Household]
) -> list[HouseholdTerms]:
    """Of each household that was named, if what was told differs from what is there."""
    told: dict[UUID, list[HouseholdTold]] = {}
    for one in said:
        if one.person_id in targets:
            told.setdefault(targets[one.person_id], []).append(one)
    wanted = ((_terms(tx, there[household_id], terms_of(of_it)), there[household_id]) for household_id, of_it in told.items())
    return [terms for terms, before in wanted if any(getattr(terms, name) != getattr(before, name) for name in HouseholdTerms.__slots__)]


def _terms(tx: Transaction, before: Household, told: HouseholdTold) -> HouseholdTerms:
    """Sealed anew only where it is another: the same again is the same row."""
    owner, account, address = before.household_id, account_of(tx, before), before.address
    sealed: tuple[Sealed | None, ...] = (before.holder, before.bank, before.account_number)
    agreed_on = before.agreed_on
    if told.account is not None and told.account != account:
        texts = ((told.account.holder, "holder"), (told.account.bank, "bank"), (told.account.number, "account"))
        sealed = tuple(tx.vault.seal(text.strip(), purpose, owner) for text, purpose in texts)
        agreed_on = None
    if told.account is not None and told.has_agreement and agreed_on is None:
        agreed_on = told.told_on
    if told.address and (address is None or tx.vault.open(address, "address", owner) != told.address):
        address = tx.vault.seal(told.address, "address", owner)
    holder, bank, number = sealed
    return HouseholdTerms(household_id=owner, address=address, holder=holder, bank=bank, account_number=number, agreed_on=agreed_on)


def account_of(read: ReadConnection, found: Household) -> Account | None:
    """The account of a household, opened."""
    if found.holder is None or found.bank is None or found.account_number is None:
        return None
    owner, vault = found.household_id, read.vault
    return Account(
        holder=vault.open(found.holder, "holder", owner),
        bank=vault.open(found.bank, "bank", owner),
        number=vault.open(found.account_number, "account", owner),
    )
