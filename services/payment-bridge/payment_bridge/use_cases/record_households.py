"""What registration tells of households: levies that were sent follow their accounts (R-053, R-054)."""

from collections.abc import Sequence

from enrolment_events.envelope import Event
from enrolment_events.households import HouseholdChangedV1
from payment_bridge.domain.household import Household
from payment_bridge.repository.bill_facts import records_at_the_office
from payment_bridge.repository.households import households_of, keep_households, members_of
from payment_bridge.repository.levies import hold_sending, newest_sendings
from payment_bridge.use_cases.decide_bills import decide_bills
from service_runtime import CannotOpen, Transaction


async def record_households(tx: Transaction, events: Sequence[Event[HouseholdChangedV1]]) -> None:
    """Keep their newest terms; whoever is deducted from another account now gets a corrected record. Any order, any repetition."""
    await hold_sending(tx.driver)
    people = await members_of(tx.driver, [event.data.household_id for event in events])
    people |= {member.person_id for event in events for member in event.data.members}
    before = await households_of(tx.driver, sorted(people))
    await keep_households(tx.driver, events)
    after = await households_of(tx.driver, sorted(people))
    changed = [person for person in sorted(people) if _has_other_account(tx, before.get(person), after.get(person))]
    records = await records_at_the_office(tx.driver, changed) if changed else {}
    newest = await newest_sendings(tx.driver, list(records)) if records else {}
    asked = set(changed)
    for bill_id, record in records.items():
        if record.charge.person_id in asked:
            record.change_account(newest.get(bill_id, -1))
    await decide_bills(tx, records.values())


def _has_other_account(tx: Transaction, before: Household | None, after: Household | None) -> bool:
    """By what it says: the same account sealed anew is none. What cannot be opened is another."""
    if _sealed(before) == _sealed(after):
        return False
    try:
        return _opened(tx, before) != _opened(tx, after)
    except CannotOpen:
        return True


_PURPOSES = ("bank", "account", "holder")


def _sealed(household: Household | None) -> tuple[str | None, ...]:
    """Bank, number and holder; nothing of one that has no account: each member's own is used."""
    if household is None or not household.has_account:
        return ()
    return household.bank_sealed, household.account_sealed, household.holder_sealed


def _opened(tx: Transaction, household: Household | None) -> list[str | None]:
    if household is None:
        return []
    told = zip(_sealed(household), _PURPOSES, strict=False)
    return [tx.vault.open(sealed, purpose, household.household_id) if sealed else None for sealed, purpose in told]
