"""A household (家庭户): who belongs to it, and from which account its levies are deducted (R-053, R-054, H-R-053)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from enrolment_terms.labels import labelled
from enrolment_terms.scheme import HouseholdRole
from enrolment_terms.writing import normal_number
from registration.domain.application_form import FormAnswers
from registration.domain.participation_change import Account
from registration.domain.service_rules import terms_change_of


class Deduction(StrEnum):
    """H-R-053: from the account of the household (农村 「以家庭户」), or from the person's own (城镇 「个人已委托缴费的存折（卡）」)."""

    HOUSEHOLD = "HOUSEHOLD"
    OWN = "OWN"


labelled(Deduction, "扣费方式", {Deduction.HOUSEHOLD: "以家庭户扣费", Deduction.OWN: "从本人账户扣费"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdTold:
    """What an approved application or a change says of a person's household. Without a number: of the one that he belongs to."""

    person_id: UUID
    area: str
    told_on: date
    household_no: str | None = None
    role: HouseholdRole | None = None
    account: Account | None = None
    address: str | None = None
    has_agreement: bool = False
    leaves: bool = False
    of_before: bool = False
    """Told by a list of last year: it moves nobody who belongs to a household by now."""
    is_apart: bool = False
    """He told another account than the household's, and no agreement: see `apart_from_households`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A membership that holds."""

    person_id: UUID
    household_id: UUID
    role: HouseholdRole | None
    deduction: Deduction


@dataclass(frozen=True, slots=True)
class MembershipPlan:
    """What becomes of memberships: those that end (by person), and those that hold from now on, new or altered."""

    ended: Mapping[UUID, Member]
    held: tuple[Member, ...]

    @property
    def touched(self) -> set[UUID]:
        """The households of which something is another."""
        return {one.household_id for one in (*self.ended.values(), *self.held)}


def told_of_form(form: FormAnswers, person_id: UUID, area: str, told_on: date) -> HouseholdTold:
    """What an approved form says of the household of its person."""
    change, role = terms_change_of(form), form.more.get("household_role")
    return HouseholdTold(
        person_id=person_id,
        area=area,
        told_on=told_on,
        household_no=change.household_no,
        role=HouseholdRole(role) if role else None,
        account=change.account,
        address=form.told.get("household_address"),
        has_agreement=change.has_agreement,
        leaves=form.more.get("stop_reason") == "MOVED_OUT",
    )


def says_something(told: HouseholdTold) -> bool:
    """False for what can touch no household."""
    return told.leaves or told.household_no is not None or told.account is not None


def household_key(region: str, household_no: str) -> str:
    """By what a household is found again, however the number is written."""
    return f"{region}/{normal_number(household_no)}"


def apart_from_households(
    told: Sequence[HouseholdTold], targets: Mapping[UUID, UUID], accounts: Mapping[UUID, Account | None]
) -> list[HouseholdTold]:
    """R-053: only the agreement of three puts an account in the place of a household's, for all of it is deducted from there.

    Whoever names a household and another account belongs to it and is deducted from his own: a number is known to many, so it may neither
    have others pay nor turn their levies to another account.
    """
    now, heard = dict(accounts), []
    for one in told:
        target = targets.get(one.person_id)
        if target is not None and one.account is not None:
            if now.get(target) is None or one.has_agreement:
                now[target] = one.account
            if one.account != now[target]:
                one = replace(one, is_apart=True, account=None, address=None)
        heard.append(one)
    return heard


def planned(told: Sequence[HouseholdTold], targets: Mapping[UUID, UUID], members: Mapping[UUID, Member]) -> MembershipPlan:
    """Memberships after all that was told, of one person the last. `targets`: person -> the household that was named for him.

    A number brings the person into that household, away from any other, to be deducted with it unless he stands apart. An account without
    a number is his own.
    """
    ended: dict[UUID, Member] = {}
    held: dict[UUID, Member] = {}
    for one in {one.person_id: one for one in told}.values():
        now, target = members.get(one.person_id), targets.get(one.person_id)
        if one.of_before and now is not None:
            continue
        if target is not None and not one.leaves:
            stays = now if now is not None and now.household_id == target else None
            role = one.role or (stays.role if stays else None)
            deduction = Deduction.OWN if one.is_apart else Deduction.HOUSEHOLD
            wanted = Member(person_id=one.person_id, household_id=target, role=role, deduction=deduction)
            if now is not None and stays is None:
                ended[one.person_id] = now
            if wanted != now:
                held[one.person_id] = wanted
        elif now is not None and one.leaves:
            ended[one.person_id] = now
        elif now is not None and one.account is not None and now.deduction is Deduction.HOUSEHOLD:
            held[one.person_id] = replace(now, deduction=Deduction.OWN)
    return MembershipPlan(ended, tuple(held.values()))


def terms_of(told: Sequence[HouseholdTold]) -> HouseholdTold:
    """What was told of one household in one go, the later over the earlier."""
    first, *rest = told
    for one in rest:
        account = one if one.account is not None else first
        first = replace(
            one,
            address=one.address or first.address,
            account=account.account,
            has_agreement=account.has_agreement,
            told_on=one.told_on,
        )
    return first
