"""Lists of subsidised persons, by the departments that recognise them."""

from policy_parameters.rule_parameters import subsidy_rules
from registration.domain.subsidy import is_late, list_month_reasons
from registration.errors import ListHasFaults
from registration.schemas.subsidies import RefusedMark, SubsidyListRequest, SubsidyListResult
from registration.use_cases.mark_people import MarkList, mark_people
from service_runtime import ActKind, Caller, Forbidden, Tx, YearNotOpen, allow, by_two, limited, need_second, service_router
from service_runtime.rest import ReasonResponse

router = service_router("/registration/v1/subsidy-lists", tags=["困难居民"])


@router.post(
    "",
    operation_id="handInSubsidyList",
    dependencies=[allow("department"), limited("upload")],
    responses=by_two(ListHasFaults, YearNotOpen),
)
async def hand_in(body: SubsidyListRequest, tx: Tx, caller: Caller) -> SubsidyListResult:
    """报送困难居民名单

    由认定部门按月报送新增和减员，须两名工作人员先后提交相同的名单。已参保或未参保的，标识之日起按资助参保办理，无需本人申请；逾期报送的照常处理并注明。
    """
    if not caller.organisation:
        raise Forbidden()
    if faults := list(list_month_reasons(body.list_month, tx.now.date())):
        raise ListHasFaults(reasons=faults)
    region = (caller.areas or (body.people[0].area,))[0].ljust(6, "0")
    rules = tx.policy.read(subsidy_rules, region, tx.now.date().year)
    two = await need_second(tx, caller, ActKind.SUBSIDY_LIST, body.model_dump(mode="json"), {"list_month": body.list_month})
    given = MarkList(department=caller.organisation, list_month=body.list_month, rules=rules, received_on=tx.now.date())
    outcome = await mark_people(tx, given, [person.row() for person in body.people], caller.subject, two.cover)
    refused = [
        RefusedMark(row=number, reasons=[ReasonResponse.model_validate(one) for one in reasons])
        for number, reasons in outcome.refused.items()
    ]
    late = is_late(body.list_month, tx.now.date(), rules.list_due_day)
    return SubsidyListResult(marked=outcome.marked, unmarked=outcome.unmarked, registered=outcome.registered, late=late, refused=refused)
