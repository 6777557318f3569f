"""关系转移: requested at the old place, decided by the new one (B26, R-090)."""

from uuid import UUID

from registration.domain.transfer import Transfer
from registration.endpoints.scopes import office_scope_of, scope_of
from registration.errors import ActHasFaults, FilerDecides, OwnAct, TransitionNotAllowed
from registration.repository.transfers import transfers_seen
from registration.schemas.transfers import TransferOutcomeRequest, TransferRequest, TransferResponse
from registration.use_cases.record_insured_years import withdraw_insured_years
from registration.use_cases.transfer_participation import decide_transfer, request_transfer, withdraw_transfer
from row_sets import values_of
from service_runtime import Caller, NotFound, Read, Tx, YearNotOpen, allow, idempotent, refusals, service_router
from service_runtime.rest import After, Limit, Page, page_of

router = service_router("/registration/v1", tags=["参保关系"])
_FIRST = UUID(int=0)
_SHOWN = TransferResponse.model_fields


@router.post(
    "/participations/{participation_id}/transfers",
    status_code=201,
    operation_id="requestTransfer",
    dependencies=[allow("citizen", "agent", "clerk"), idempotent],
    responses=refusals(NotFound, ActHasFaults, TransitionNotAllowed, YearNotOpen),
)
async def request(participation_id: UUID, body: TransferRequest, tx: Tx, caller: Caller) -> TransferResponse:
    """申请转移参保关系

    转往其他统筹区。转入地办结前参保关系暂停，已缴费年度的待遇不受影响；办结后终止，未被接收或撤回的视为没有申请。
    """
    return _answer(await request_transfer(tx, participation_id, body.to_area, scope_of(caller, tx, "clerk")))


@router.get(
    "/transfers", operation_id="listTransfers", dependencies=[allow("citizen", "agent", "clerk", "reviewer", "operator", "auditor")]
)
async def list_all(read: Read, caller: Caller, after: After = None, limit: Limit = 100) -> Page[TransferResponse]:
    """查询关系转移

    经办机构查询转出和转入本辖区的，个人查询本人和由本人代办的人员的。
    """
    found = await transfers_seen(read.driver, scope_of(caller, read), after or _FIRST, limit + 1)
    return page_of(found, limit, _answer, lambda one: one.transfer_id)


@router.post(
    "/transfers/{transfer_id}/outcome",
    operation_id="decideTransfer",
    dependencies=[allow("reviewer"), idempotent],
    responses=refusals(NotFound, ActHasFaults, FilerDecides, TransitionNotAllowed, YearNotOpen),
)
async def decide(transfer_id: UUID, body: TransferOutcomeRequest, tx: Tx, caller: Caller) -> TransferResponse:
    """登记关系转移结果

    由转入地登记；转入地不使用本系统的，由转出地凭其确认登记，申请人与登记人须为不同人员。
    """
    scope = office_scope_of(caller, tx, "reviewer")
    return _answer(await decide_transfer(tx, transfer_id, body.outcome, body.on, body.confirmation, caller.covers, scope))


@router.post(
    "/transfers/{transfer_id}/withdrawal",
    operation_id="withdrawTransfer",
    dependencies=[allow("citizen", "agent", "clerk"), idempotent],
    responses=refusals(NotFound, TransitionNotAllowed, YearNotOpen),
)
async def withdraw(transfer_id: UUID, tx: Tx, caller: Caller) -> TransferResponse:
    """撤回关系转移申请

    转入地办结前可以撤回，参保关系视为没有暂停。
    """
    return _answer(await withdraw_transfer(tx, transfer_id, scope_of(caller, tx, "clerk")))


@router.post(
    "/persons/{person_id}/insured-years/{history_id}/withdrawal",
    status_code=204,
    operation_id="withdrawInsuredYears",
    dependencies=[allow("reviewer"), idempotent],
    responses=refusals(NotFound, OwnAct),
)
async def withdraw_years(person_id: UUID, history_id: UUID, tx: Tx, caller: Caller) -> None:
    """撤销转入接续的参保年度

    误登记的，由登记人以外的审核人员撤销，视为没有登记。
    """
    await withdraw_insured_years(tx, person_id, history_id, office_scope_of(caller, tx, "reviewer"))


def _answer(transfer: Transfer) -> TransferResponse:
    return TransferResponse(**{name: told for name, told in values_of(transfer).items() if name in _SHOWN})
