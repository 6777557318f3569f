"""Totals with their named shortfalls: of a household (R-054), of a school that collects (R-064)."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Path

from enrolment_terms.scheme import Payer
from payment_bridge.domain.totals import Share, total_of
from payment_bridge.endpoints.scopes import OFFICES, reading_scope
from payment_bridge.errors import NothingCounted
from payment_bridge.repository.totals import shares_of_household, shares_of_school
from payment_bridge.schemas.totals import LackingShare, TotalOwed
from payment_bridge.use_cases.looks import LOOKS
from service_runtime import PERSONAL_ROLES, Caller, Read, allow, refusals, service_router
from service_runtime.rest import Year

router = service_router("/payment-bridge/v1", tags=["应征账单"])
_School = Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{1,40}$", title="学校代码", examples=["KP-SCHOOL-01"])]


@router.get(
    "/households/{household_id}/total",
    operation_id="getHouseholdTotal",
    dependencies=[allow(*PERSONAL_ROLES, *OFFICES)],
    responses=refusals(NothingCounted),
)
async def household_total(household_id: UUID, benefit_year: Year, read: Read, caller: Caller) -> TotalOwed:
    """查询一户合计应缴

    随该户扣费的成员的账单；个人应缴合计、已缴和未缴成员。本人和代办人只计其及其代办的人员，经办人员限本辖区。
    """
    scope = await reading_scope(read, caller)
    shares = await shares_of_household(read.driver, household_id, benefit_year, scope)
    if not shares:
        LOOKS.miss(read, caller, "bills")
        raise NothingCounted()
    LOOKS.note(read, caller, "bills", scope.others(one.person_id for one in shares))
    return _told(shares, [Payer.PERSON])


@router.get(
    "/collections/{school}",
    operation_id="getSchoolCollection",
    dependencies=[allow("school", *OFFICES)],
    responses=refusals(NothingCounted),
)
async def school_collection(school: _School, benefit_year: Year, read: Read, caller: Caller) -> TotalOwed:
    """查询一所学校的代收代缴

    学校代办并代收的学生的账单；应缴合计、已缴和未缴学生。学校限本校，经办人员限本辖区。
    """
    own = caller.has_role("school") and caller.organisation == school
    areas = caller.area_patterns if caller.has_role(*OFFICES) else []
    shares = await shares_of_school(read.driver, school, benefit_year, areas, own=own)
    if not shares:
        LOOKS.miss(read, caller, "bills")
        raise NothingCounted()
    LOOKS.note(read, caller, "bills", [one.person_id for one in shares])
    return _told(shares, [Payer.SCHOOL])


def _told(shares: Sequence[Share], payers: Sequence[Payer]) -> TotalOwed:
    total = total_of(shares, payers)
    lacking = [LackingShare.model_validate({name: getattr(one, name) for name in one.__dataclass_fields__}) for one in total.lacking]
    sums = {"owed": total.owed, "paid_amount": total.paid, "by_others": total.by_others, "shortfall": total.owed - total.paid}
    return TotalOwed.model_validate({**sums, "people": total.people, "lacking": lacking})
