"""Households as events: the full state, what names anybody sealed for the household."""

from collections.abc import Sequence

from enrolment_events.envelope import Event, new_event
from enrolment_events.households import BankAccount, HouseholdChangedV1, HouseholdMember
from registration.domain.household import Deduction
from registration.repository.household_rows import Household, ListedMember, members_in
from service_runtime import Transaction


async def publish_households(tx: Transaction, found: Sequence[Household]) -> None:
    """As they now stand, with who belongs to them."""
    members = await members_in(tx.driver, [one.household_id for one in found])
    tx.publish(*(_event(one, members.get(one.household_id, [])) for one in found))


def _event(found: Household, members: Sequence[ListedMember]) -> Event[HouseholdChangedV1]:
    account = None
    if found.holder is not None and found.bank is not None and found.account_number is not None:
        account = BankAccount(holder=found.holder, bank=found.bank, number=found.account_number)
    data = HouseholdChangedV1(
        household_id=found.household_id,
        household_no=found.household_no,
        area=found.area,
        members=tuple(
            HouseholdMember(person_id=one.person_id, role=one.role, deducted=one.deduction is Deduction.HOUSEHOLD) for one in members
        ),
        account=account,
        agreed_on=found.agreed_on,
    )
    return new_event(
        data,
        aggregate_id=found.household_id,
        aggregate_version=found.version,
        person_id=found.household_id,
        region=found.region,
        occurred_at=found.changed_at,
        recorded_at=found.changed_at,
    )
