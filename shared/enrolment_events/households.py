"""Households as registration tells of them, and the account from which levies are deducted."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from enrolment_events.envelope import EventData
from enrolment_terms.scheme import HouseholdRole
from enrolment_terms.sealed import Sealed


class BankAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Deduction account (R-053), sealed for the person. A bank that an older version told is not sealed."""

    holder: Sealed
    bank: Sealed
    number: Sealed
    agreement: str | None = None


class HouseholdMember(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who belongs to a household; `role` is what he is to its head. `deducted`: with the household, not from an own account."""

    person_id: UUID
    role: HouseholdRole | None = None
    deducted: bool


class HouseholdChangedV1(EventData, frozen=True, kw_only=True):
    """A household as it now is (R-054). It is nobody's: the envelope has its id as the person's.

    The members stand in the order in which a partial balance serves them (F-10). Number and account are sealed for the household.
    """

    event_type: ClassVar[str] = "registration.household.changed.v1"

    household_id: UUID
    household_no: Sealed
    area: str
    members: tuple[HouseholdMember, ...]
    account: BankAccount | None = None
    agreed_on: date | None = None
    """When the tri-party agreement for this account was handed in (R-053)."""
