"""Change the terms and contacts of the people of a list, each by the rules of B4, in the order of their participations."""

from collections.abc import Sequence

from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import area_prefix
from registration.domain.listed_changes import terms_change_in
from registration.domain.listed_people import Values
from registration.domain.lists import ApplyOutcome, FiledList, RowState
from registration.domain.participation_change import NOTHING_CHANGES
from registration.domain.scope import Scope
from registration.errors import ChangeHasFaults, TransitionNotAllowed
from registration.repository.participation_rows import ListedYear
from registration.repository.standing_rows import change_contacts
from registration.use_cases.change_participation import change_participation
from registration.use_cases.registered_rows import act_on_registered
from service_runtime import Transaction

_NOT_HERE = ApplyOutcome(
    RowState.REFUSED,
    reasons=(reason(ReasonCode.OTHER, field="document_number", rule="B4", msg="该年度在名单区划内没有可变更的参保登记"),),
)
_NOT_ALLOWED = ApplyOutcome(RowState.REFUSED, reasons=(reason(ReasonCode.OTHER, rule="B4", msg="参保关系当前状态不能变更"),))


async def change_people(tx: Transaction, filed: FiledList, rows: Sequence[Values]) -> list[ApplyOutcome]:
    """Outcomes in the order of the rows; one that cannot be changed says why and hinders no other."""
    return await act_on_registered(tx, filed, rows, _change, _NOT_HERE)


async def _change(tx: Transaction, filed: FiledList, found: ListedYear, values: Values) -> ApplyOutcome:
    """R-051: the day on which the list was handed in decides what is in time."""
    scope = Scope(filed.confirmed_by or filed.filed_by, [f"{area_prefix(filed.area)}%"], day=tx.now.date())
    change, state = terms_change_in(values), RowState.APPLIED
    try:
        if change is not None:
            await change_participation(tx, found.participation_id, change, scope, filed_on=filed.filed_on)
    except ChangeHasFaults as faults:
        if tuple(faults.reasons) != (NOTHING_CHANGES,) or faults.missing:
            return ApplyOutcome(RowState.REFUSED, reasons=tuple(_reasons(faults)))
        state = RowState.ALREADY_THERE
    except TransitionNotAllowed:
        return _NOT_ALLOWED
    if values["phone"] is not None:
        state = RowState.APPLIED
        sealed = tx.vault.seal(values["phone"], "phone", found.person_id)
        await change_contacts(tx.driver, {found.person_id: {"phone": sealed, "address": None}})
    return ApplyOutcome(state, found.participation_id)


def _reasons(faults: ChangeHasFaults) -> list[Reason]:
    missing = [reason(ReasonCode.OTHER, field=one.field, rule=one.rule, msg=f"缺少{one.label}") for one in faults.missing]
    return [*faults.reasons, *missing]
