"""B11, R-045: the city centre draws the yearly request up, another of its staff sends it, the money is recorded when it comes."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.labels import label_of
from enrolment_terms.money import yuan
from enrolment_terms.reasons import ReasonCode, reason
from policy_parameters import PolicyNotKnown
from policy_parameters.rule_parameters import levy_rules, subsidy_rules
from registration.domain.scope import Scope
from registration.domain.subsidy_request import (
    FOLLOWS,
    FinanceLevel,
    SheetKind,
    SubsidyLine,
    SubsidyRequest,
    SubsidyRequestState,
    is_late,
    parts_of_finance,
    split,
)
from registration.errors import FilerDecides, SubsidyRequestHasFaults, TransitionNotAllowed
from registration.repository.subsidy_request_rows import (
    KeptRequest,
    add_request,
    count_own_bills,
    count_subsidised,
    draw_anew,
    go_on,
    lock_request,
    lock_requests,
    regions_owing,
    requests_of,
    sums,
)
from service_runtime import HealthFigure, NotFound, ReadConnection, Runtime, Transaction
from service_runtime.sheet_writing import csv_of, sheet_of

_S = SubsidyRequestState
DEADLINE = "windows.subsidy_request_deadline"


async def draw_up(tx: Transaction, region: str, year: int, shares: Sequence[tuple[FinanceLevel, int]], actor: str) -> KeptRequest:
    """As the marks are today: the open draft anew, else the next version. Raises SubsidyRequestHasFaults."""
    if sum(percent for _, percent in shares) != 100 or len({level for level, _ in shares}) != len(shares):
        raise _fault("levels", "各级财政比例合计须为100，且不得重复")
    await lock_requests(tx.driver, region, year)
    lines = await _lines(tx, region, year)
    people, amount = sums(lines)
    before = next(iter(await requests_of(tx.driver, region, year)), None)
    is_open = before is not None and before.request.state is _S.DRAFT
    request = SubsidyRequest(
        request_id=before.request.request_id if before and is_open else new_id(),
        region=region,
        benefit_year=year,
        version=before.request.version + (not is_open) if before else 1,
        state=_S.DRAFT,
        as_of=tx.now.date(),
        people=people,
        amount=amount,
        prepared_by=actor,
    )
    kept = KeptRequest(request, tuple(lines), split(amount, shares))
    await (draw_anew if is_open else add_request)(tx.driver, kept, tx.now)
    tx.audit(
        "subsidy_request.drawn_up", subject=str(request.request_id), actor=actor, detail={"people": people, "version": request.version}
    )
    return kept


async def send(tx: Transaction, request_id: UUID, scope: Scope) -> KeptRequest:
    """To finance, by another than who drew it up (R-009). Raises NotFound, FilerDecides, TransitionNotAllowed."""
    kept = await _locked(tx, request_id, scope, _S.SENT)
    if kept.request.prepared_by == scope.filed_by:
        raise FilerDecides()
    return await _goes_on(tx, kept, replace(kept.request, state=_S.SENT, sent_by=scope.filed_by, sent_on=tx.now.date()), scope.filed_by)


async def record_funding(tx: Transaction, request_id: UUID, funded_on: date, amount: int, scope: Scope) -> KeptRequest:
    """The money has come. Raises NotFound, SubsidyRequestHasFaults, TransitionNotAllowed."""
    kept = await _locked(tx, request_id, scope, _S.FUNDED)
    sent_on = kept.request.sent_on
    if sent_on is None or not sent_on <= funded_on <= tx.now.date():
        raise _fault("funded_on", "下达日期须在报送日期与今日之间")
    funded = replace(kept.request, state=_S.FUNDED, funded_on=funded_on, funded_amount=amount)
    return await _goes_on(tx, kept, funded, scope.filed_by)


async def draw_sheet(kept: KeptRequest, labels: dict[str, str], kind: SheetKind) -> bytes:
    """A line each, the total, and the levels of finance."""

    async def parts() -> AsyncIterator[list[list[str]]]:
        yield [["区划", "困难身份类别", "人数", "金额（元）"]]
        yield [[one.district, labels.get(one.category, one.category), str(one.people), yuan(one.amount)] for one in kept.lines]
        yield [["合计", "", str(kept.request.people), yuan(kept.request.amount)]]
        yield [[label_of(one.level) or one.level, f"{one.percent}%", "", yuan(one.amount)] for one in kept.levels]

    return await (csv_of if kind is SheetKind.CSV else sheet_of)(parts())


async def check_subsidy_requests(runtime: Runtime) -> Sequence[HealthFigure]:
    """R-045: warns from 1 July of each region whose request of the year is not sent."""
    async with runtime.database.read() as read:
        late = [one for one in await regions_owing(read.driver, read.now.year) if _is_late(read, one["region"], one["sent"])]
    return [HealthFigure("subsidy_requests:overdue", "warn" if late else "pass", len(late), "regions")]


def _is_late(read: ReadConnection, region: str, sent: bool) -> bool:
    try:
        due_on: date = read.policy.value(DEADLINE, region=region, year=read.now.year).value
    except PolicyNotKnown:
        return False
    return is_late(due_on, sent, read.now.date())


def _fault(field: str, msg: str) -> SubsidyRequestHasFaults:
    return SubsidyRequestHasFaults(reasons=[reason(ReasonCode.OTHER, field=field, rule="R-045", msg=msg)])


async def _lines(tx: Transaction, region: str, year: int) -> list[SubsidyLine]:
    rules, rates = tx.policy.read(subsidy_rules, region, year), tx.policy.read(levy_rules, region, year)
    each = int(rates.personal_rate * (1 - rules.personal_share))
    rows = await count_subsidised(tx.driver, region, year, tx.now.date())
    marked = [
        SubsidyLine(
            district=one["district"], category=one["category"], people=one["people"], amount=one["people"] * each, billed=int(one["billed"])
        )
        for one in rows
    ]
    return marked + parts_of_finance(await count_own_bills(tx.driver, region, year), rates)


async def _locked(tx: Transaction, request_id: UUID, scope: Scope, wanted: SubsidyRequestState) -> KeptRequest:
    kept = await lock_request(tx.driver, request_id, scope)
    if kept is None:
        raise NotFound()
    if kept.request.state is not FOLLOWS[wanted]:
        raise TransitionNotAllowed()
    return kept


async def _goes_on(tx: Transaction, kept: KeptRequest, request: SubsidyRequest, actor: str) -> KeptRequest:
    await go_on(tx.driver, request)
    tx.audit("subsidy_request.went_on", subject=str(request.request_id), actor=actor, detail={"state": request.state})
    return replace(kept, request=request)
