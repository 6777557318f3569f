"""关系转移接续 (S3 第十五条, R-090): the old relation rests until the new place has completed it, then it ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from enrolment_terms.labels import labelled
from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.sealed import Sealed
from policy_parameters import is_known_area
from registration.domain.application_form import Faults
from registration.domain.participation_acts import ActFact, ParticipationActKind
from registration.domain.participation_states import StateReason


class TransferState(StrEnum):
    """Where a transfer stands; all but the first are final."""

    REQUESTED = "REQUESTED"
    COMPLETED = "COMPLETED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


class TransferOutcome(StrEnum):
    """What the new place decides."""

    COMPLETED = "COMPLETED"
    REFUSED = "REFUSED"


_S, _O = TransferState, TransferOutcome
labelled(TransferState, "关系转移状态", {_S.REQUESTED: "已申请", _S.COMPLETED: "已完成", _S.REFUSED: "未被接收", _S.WITHDRAWN: "已撤回"})
labelled(TransferOutcome, "关系转移结果", {_O.COMPLETED: "接续完成", _O.REFUSED: "不予接收"})
_FIRST_YEAR = 1998
"""Of basic medical insurance (国发〔1998〕44号)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One transfer as it stands."""

    transfer_id: UUID
    participation_id: UUID
    person_id: UUID
    from_area: str
    to_area: str
    state: TransferState
    requested_on: date
    requested_by: str
    ended_on: date | None = None
    decided_by: str | None = None
    confirmation: Sealed | None = None

    @property
    def suspension(self) -> ActFact:
        """暂停: from the day of the request."""
        return ActFact(ParticipationActKind.SUSPEND, StateReason.TRANSFER, self.requested_on, str(self.transfer_id))

    def end(self, on: date) -> ActFact:
        """转移接续完成后，转出地参保关系自动终止."""
        return ActFact(ParticipationActKind.END, StateReason.TRANSFERRED, on, str(self.transfer_id))


def request_faults(from_area: str, to_area: str) -> Faults:
    """A transfer leads to another region of the nation; inside a region the office changes and nothing else (R-008)."""
    return Faults(tuple(_place_faults(from_area, to_area, "to_area")))


def outcome_faults(
    transfer: Transfer, outcome: TransferOutcome, on: date, confirmation: str | None, is_new_place: bool, today: date
) -> Faults:
    """The day lies between the request and today; the old place says by what paper the new one confirmed it."""
    faults = Faults()
    if not transfer.requested_on <= on <= today:
        faults += Faults((reason(ReasonCode.OTHER, field="on", rule="R-090", msg=f"办结日期须在{transfer.requested_on}与今日之间"),))
    if outcome is _O.COMPLETED and not is_new_place and not (confirmation or "").strip():
        faults += Faults((), (Missing("confirmation", "转入地接续完成的凭据", "R-090"),))
    return faults


def years_in(told: str) -> tuple[int, ...]:
    """「2021、2022」: each year once, in order."""
    return tuple(sorted({int(year) for year in re.findall("[0-9]{4}", told)}))


def history_faults(from_area: str, resident: tuple[int, ...], employee: tuple[int, ...], here: str, filed_on: date) -> Faults:
    """Years of another region, none in the future, none before there was an insurance, none twice in both schemes."""
    reasons = [*_place_faults(here, from_area, "from_area")]
    for field, years in (("resident_years", resident), ("employee_years", employee)):
        if any(not _FIRST_YEAR <= year <= filed_on.year for year in years):
            msg = f"参保年度须在{_FIRST_YEAR}年与{filed_on.year}年之间"
            reasons.append(reason(ReasonCode.OTHER, field=field, rule="R-090", msg=msg))
    if set(resident) & set(employee):
        reasons.append(reason(ReasonCode.OTHER, field="employee_years", rule="R-001", msg="同一年度不能同时参加居民医保和职工医保"))
    if not resident and not employee:
        reasons.append(reason(ReasonCode.OTHER, field="resident_years", rule="R-090", msg="请填写在转出地参保的年度"))
    return Faults(tuple(reasons))


def _place_faults(here: str, there: str, field: str) -> Iterator[Reason]:
    if not is_known_area(there):
        yield reason(ReasonCode.UNKNOWN_AREA, field=field, rule="R-090")
    elif pooling_region_of(there) == pooling_region_of(here):
        yield reason(ReasonCode.OTHER, field=field, rule="R-008", msg="在同一统筹区内，请办理参保经办机构变更，无需转移")
