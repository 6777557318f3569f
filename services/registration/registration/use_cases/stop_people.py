"""Stop the people of a list, each as if he had come himself: by the same rules, one by one, in the order of their participations."""

from collections.abc import Sequence

from enrolment_terms.reasons import ReasonCode, reason
from enrolment_terms.regions import area_prefix
from registration.domain.listed_people import Values
from registration.domain.lists import ApplyOutcome, FiledList, RowState
from registration.domain.scope import Scope
from registration.errors import StopHasFaults, TransitionNotAllowed
from registration.repository.participation_rows import ListedYear
from registration.use_cases.registered_rows import act_on_registered
from registration.use_cases.stop_participation import stop_participation
from service_runtime import Transaction

_STOPPED = ("CANCELLED", "STOPPED")
_NOT_HERE = ApplyOutcome(
    RowState.REFUSED,
    reasons=(reason(ReasonCode.OTHER, field="document_number", rule="B5", msg="该年度在名单区划内没有可停保的参保登记"),),
)
_NOT_ALLOWED = ApplyOutcome(RowState.REFUSED, reasons=(reason(ReasonCode.OTHER, rule="B5", msg="参保关系当前状态不能停保"),))


async def stop_people(tx: Transaction, filed: FiledList, rows: Sequence[Values]) -> list[ApplyOutcome]:
    """Outcomes in the order of the rows; one that cannot be stopped says why and hinders no other."""
    return await act_on_registered(tx, filed, rows, _stop, _NOT_HERE)


async def _stop(tx: Transaction, filed: FiledList, found: ListedYear, values: Values) -> ApplyOutcome:
    """R-051: the day on which the list was handed in decides what is in time."""
    if found.state in _STOPPED:
        return ApplyOutcome(RowState.ALREADY_THERE, found.participation_id)
    scope = Scope(filed.confirmed_by or filed.filed_by, [f"{area_prefix(filed.area)}%"], day=tx.now.date())
    try:
        await stop_participation(tx, found.participation_id, values["stop_reason"], scope, filed.filed_on)
    except StopHasFaults as faults:
        return ApplyOutcome(RowState.REFUSED, reasons=tuple(faults.reasons))
    except TransitionNotAllowed:
        return _NOT_ALLOWED
    return ApplyOutcome(RowState.APPLIED, found.participation_id)
