"""Refunds (B18): asked for by the person or at the counter, reviewed first by the tax office and then by the agency, paid back."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query

from enrolment_events.payment import RefundState
from payment_bridge.domain.refunds import Paper, Refund, name_papers
from payment_bridge.domain.scope import Scope
from payment_bridge.endpoints.scopes import OFFICES, office_scope, reading_scope
from payment_bridge.errors import (
    NoSuchBill,
    NoSuchRefund,
    OneIdExpected,
    ReasonsNeeded,
    RefundNotPossible,
    RefundOpen,
    RefundStateDoesNotAllow,
    SameReviewer,
)
from payment_bridge.repository.queries import bill_of_payment, find_bills
from payment_bridge.repository.refunds import NEWEST, Step, find_refunds, money_of_refunds, steps_of_refunds
from payment_bridge.schemas.refunds import (
    RefundCallOffForm,
    RefundCorrectionForm,
    RefundItem,
    RefundPaper,
    RefundRequestForm,
    RefundReviewForm,
    RefundStep,
)
from payment_bridge.use_cases.kept_texts import NOTE, text_of
from payment_bridge.use_cases.looks import LOOKS
from payment_bridge.use_cases.pay_back_refunds import call_off_refund, pay_again
from payment_bridge.use_cases.request_refund import RefundForm, request_refund
from payment_bridge.use_cases.review_refund import Review, hand_in_again, review_first, review_second, withdraw_refund
from row_sets import Record
from service_runtime import (
    PERSONAL_ROLES,
    ActKind,
    Caller,
    CurrentRuntime,
    Principal,
    Read,
    ReadConnection,
    Runtime,
    Tx,
    allow,
    by_two,
    idempotent,
    limited,
    need_second,
    redact,
    refusals,
    service_router,
)
from service_runtime.rest import AfterNumber, Limit, Page, page_of

router = service_router("/payment-bridge/v1/refunds", tags=["退费"])
APPLICANTS = (*PERSONAL_ROLES, "clerk")
READERS = (*PERSONAL_ROLES, *OFFICES, "tax")


@router.post(
    "",
    operation_id="requestRefund",
    status_code=201,
    dependencies=[allow(*APPLICANTS), limited("filing"), idempotent],
    responses=refusals(NoSuchBill, OneIdExpected, RefundNotPossible, RefundOpen),
)
async def request(form: RefundRequestForm, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> RefundItem:
    """申请退费

    须在待遇享受期开始前提出，重复缴费随时可退；本人、代办人或经办窗口均可提出；死亡退费由继承人到窗口办理，
    不按原渠道退回的也须到窗口办理。不符合条件的原因和所缺材料一次告知。
    """
    if (form.bill_id is None) == (form.payment_id is None):
        raise OneIdExpected()
    scope = await _acting(tx, caller, runtime)
    bill_id = form.bill_id or await bill_of_payment(tx.driver, form.payment_id)
    if bill_id is None or not await _may_see(tx, scope, bill_id):
        LOOKS.miss(tx, caller, "bill")
        raise NoSuchBill()
    asked = RefundForm(
        bill_id=bill_id,
        payment_id=form.payment_id,
        ground=form.ground,
        scheme=form.scheme,
        fact_on=form.fact_on,
        papers=_papers(form.papers),
        payee=form.payee.model_dump() if form.payee else None,
    )
    by_office = caller.has_role("clerk")
    refund = await request_refund(tx, asked, caller.subject, runtime.settings.installation_area, by_office=by_office)
    return await _shown(tx, caller, scope, refund.refund_id)


@router.get("", operation_id="listRefunds", dependencies=[allow(*READERS)])
async def list_refunds(
    read: Read,
    caller: Caller,
    runtime: CurrentRuntime,
    state: Annotated[RefundState | None, Query(title="退费状态")] = None,
    after: AfterNumber = None,
    limit: Limit = 100,
) -> Page[RefundItem]:
    """查询退费申请

    本人和代办人可查本人及其代办的人员，经办人员和税务部门可查本辖区；新的在前。
    """
    scope = await _reading(read, caller, runtime)
    found = await find_refunds(read.driver, scope, state=state, before=NEWEST if after is None else after, most=limit + 1)
    LOOKS.note(read, caller, "refunds", scope.others(refund.person_id for refund, _ in found))
    items = await _items(read, caller, found)
    return page_of(list(zip(found, items, strict=True)), limit, lambda one: one[1], lambda one: one[0][1]["position"])


@router.get("/{refund_id}", operation_id="getRefund", dependencies=[allow(*READERS)], responses=refusals(NoSuchRefund))
async def get_refund(refund_id: UUID, read: Read, caller: Caller, runtime: CurrentRuntime) -> RefundItem:
    """查询一件退费申请及其经过

    本人和代办人可查本人及其代办的人员，经办人员和税务部门可查本辖区。
    """
    return await _shown(read, caller, await _reading(read, caller, runtime), refund_id, looking=True)


@router.post(
    "/{refund_id}/corrections",
    operation_id="correctRefund",
    dependencies=[allow(*APPLICANTS), idempotent],
    responses=refusals(NoSuchRefund, RefundStateDoesNotAllow, RefundNotPossible),
)
async def correct(refund_id: UUID, form: RefundCorrectionForm, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> RefundItem:
    """补正退费材料

    所缺材料须一次补齐；补正后重新由税务部门初审。
    """
    scope = await _acting(tx, caller, runtime)
    await hand_in_again(tx, refund_id, scope, _papers(form.papers), caller.subject)
    return await _shown(tx, caller, scope, refund_id)


@router.post(
    "/{refund_id}/withdraw",
    operation_id="withdrawRefund",
    dependencies=[allow(*APPLICANTS), idempotent],
    responses=refusals(NoSuchRefund, RefundStateDoesNotAllow),
)
async def withdraw(refund_id: UUID, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> RefundItem:
    """撤回退费申请

    批准前可以撤回，款项和参保关系不变。
    """
    scope = await _acting(tx, caller, runtime)
    await withdraw_refund(tx, refund_id, scope, caller.subject)
    return await _shown(tx, caller, scope, refund_id)


@router.post(
    "/{refund_id}/first-review",
    operation_id="reviewRefundFirst",
    dependencies=[allow("tax"), idempotent],
    responses=refusals(NoSuchRefund, RefundStateDoesNotAllow, SameReviewer, ReasonsNeeded),
)
async def first_review(refund_id: UUID, form: RefundReviewForm, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> RefundItem:
    """税务部门初审退费

    不同意的须一次性写明全部原因或所缺材料。
    """
    scope = await _reading(tx, caller, runtime)
    await review_first(tx, refund_id, scope, _review(tx, form, caller))
    return await _shown(tx, caller, scope, refund_id)


@router.post(
    "/{refund_id}/second-review",
    operation_id="reviewRefundSecond",
    dependencies=[allow("reviewer"), idempotent],
    responses=refusals(NoSuchRefund, RefundStateDoesNotAllow, SameReviewer, ReasonsNeeded, RefundNotPossible),
)
async def second_review(refund_id: UUID, form: RefundReviewForm, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> RefundItem:
    """经办机构复审退费

    须与初审不是同一人；同意后先终止参保关系，再退还款项。
    """
    scope = office_scope(caller, runtime)
    await review_second(tx, refund_id, scope, _review(tx, form, caller))
    return await _shown(tx, caller, scope, refund_id)


@router.post(
    "/{refund_id}/payouts",
    operation_id="payRefundAgain",
    dependencies=[allow("operator")],
    responses=by_two(NoSuchRefund, RefundStateDoesNotAllow),
)
async def pay(refund_id: UUID, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> RefundItem:
    """重新拨付退费

    须两名工作人员先后提交；仅限上一次拨付已确定失败的。
    """
    scope = office_scope(caller, runtime)
    await _shown(tx, caller, scope, refund_id)
    await need_second(tx, caller, ActKind.REFUND_PAYOUT, ["pay-again", refund_id], {"id": str(refund_id)})
    await pay_again(tx, refund_id, scope, caller.subject)
    return await _shown(tx, caller, scope, refund_id)


@router.post(
    "/{refund_id}/call-off",
    operation_id="callOffRefund",
    dependencies=[allow("operator")],
    responses=by_two(NoSuchRefund, RefundStateDoesNotAllow),
)
async def call_off(refund_id: UUID, form: RefundCallOffForm, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> RefundItem:
    """撤销已批准但未能拨付的退费

    须两名工作人员先后提交；拨付正在进行的不能撤销。撤销后款项和参保关系恢复原状。
    """
    scope = office_scope(caller, runtime)
    await _shown(tx, caller, scope, refund_id)
    await need_second(tx, caller, ActKind.REFUND_PAYOUT, ["call-off", refund_id], {"id": str(refund_id)})
    await call_off_refund(tx, refund_id, scope, caller.subject, form.reasons)
    return await _shown(tx, caller, scope, refund_id)


async def _acting(read: ReadConnection, caller: Principal, runtime: Runtime) -> Scope:
    """A clerk acts for his areas, a person for those he is bound to."""
    return office_scope(caller, runtime) if caller.has_role("clerk") else Scope(persons=(await reading_scope(read, caller)).persons)


async def _reading(read: ReadConnection, caller: Principal, runtime: Runtime) -> Scope:
    return office_scope(caller, runtime) if caller.has_role(*OFFICES, "tax") else await reading_scope(read, caller)


async def _may_see(read: ReadConnection, scope: Scope, bill_id: UUID) -> bool:
    """Money without a bill is for those whose area holds the whole installation."""
    return bool(await find_bills(read.driver, scope, bill_id=bill_id)) or scope.everywhere


def _papers(given: Sequence[RefundPaper]) -> list[Paper]:
    return [Paper(one.paper, one.material_id) for one in given]


def _review(read: ReadConnection, form: RefundReviewForm, caller: Principal) -> Review:
    note = redact(form.note) if form.note else None
    on = read.now.date()
    return Review(decision=form.decision, by=caller.subject, on=on, reasons=form.reasons, missing=form.missing, note=note)


async def _shown(read: ReadConnection, caller: Principal, scope: Scope, refund_id: UUID, *, looking: bool = False) -> RefundItem:
    found = await find_refunds(read.driver, scope, refund_id=refund_id)
    if not found:
        if looking:
            LOOKS.miss(read, caller, "refund")
        raise NoSuchRefund()
    if looking:
        LOOKS.note(read, caller, "refunds", scope.others(refund.person_id for refund, _ in found))
    return (await _items(read, caller, found))[0]


def _step(read: ReadConnection, caller: Principal, step: Step, refund: Refund) -> RefundStep:
    note = text_of(read, step.note_sealed, NOTE, f"{step.refund_id}/{step.version}") if step.note_sealed else None
    told = {"state": step.state, "by": caller.reads_actor(step.by), "on": step.on, "note": note}
    return RefundStep.model_validate(
        told | {"reasons": step.reasons, "missing": step.missing, "missing_names": _names(read, refund, step.missing)}
    )


def _names(read: ReadConnection, refund: Refund, codes: Sequence[str]) -> list[str]:
    return name_papers(codes, refund.area, refund.applied_on.year, read.policy)


async def _items(read: ReadConnection, caller: Principal, found: Sequence[tuple[Refund, Record]]) -> list[RefundItem]:
    ids = [refund.refund_id for refund, _ in found]
    money, steps = await money_of_refunds(read.driver, ids), await steps_of_refunds(read.driver, ids)
    items = []
    for refund, row in found:
        told = [_step(read, caller, step, refund) for step in steps if step.refund_id == refund.refund_id]
        serials = [one.tax_serial for one in sorted(money) if one.refund_id == refund.refund_id]
        plain = {name: row[name] for name in RefundItem.model_fields if name in row}
        papers = [one.paper for one in refund.papers]
        names = {"paper_names": _names(read, refund, papers), "missing_names": _names(read, refund, refund.missing)}
        items.append(RefundItem.model_validate({**plain, **names, "papers": papers, "tax_serials": serials, "steps": told}))
    return items
