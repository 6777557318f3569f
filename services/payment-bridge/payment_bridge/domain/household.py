"""A household, and how its levies are deducted (R-054, F-10). Bills stay those of its people; the bank decides what a balance serves."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """Number and account, sealed for the household. `members`: who is deducted with it, in the order of its form."""

    household_id: UUID
    household_no: str
    holder_sealed: str | None
    bank_sealed: str | None
    account_sealed: str | None
    members: tuple[UUID, ...]

    @property
    def has_account(self) -> bool:
        """False: each member is deducted from the account that stands with his participation."""
        return self.account_sealed is not None


def place_in(household: Household | None, person_id: UUID) -> tuple[str, int]:
    """F-10: bills of one household stand together, in its order; those of no household come first, as they are."""
    return (str(household.household_id), household.members.index(person_id)) if household else ("", 0)
