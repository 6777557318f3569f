"""Who is whom, by the word of an office."""

from dedup.errors import NothingStated, PersonNotKnown
from dedup.schemas.case_forms import IdentityPairForm, IdentityStatementForm, IdentityStatementResponse
from dedup.use_cases.looks import LOOKS
from dedup.use_cases.state_identity import Speaker, state_identity, withdraw_identity
from service_runtime import Caller, CurrentRuntime, Principal, Runtime, Tx, allow, idempotent, refusals, service_router

router = service_router("/dedup/v1/statements", tags=["重复参保案件"])
_ACT = [allow("clerk", "reviewer"), idempotent]


@router.post("", operation_id="stateIdentity", dependencies=_ACT, responses=refusals(PersonNotKnown))
async def state(form: IdentityStatementForm, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> IdentityStatementResponse:
    """认定两个编号是否为同一人

    至少一人在本辖区；认定为同一人的，参保信息合并查重，认定不是同一人的，不再合并。以最近的认定为准，可以撤回。
    """
    with LOOKS.expecting(tx, caller, "identity"):
        await state_identity(tx, form.one, form.other, same=form.same, reason=form.reason, speaker=_speaker(caller, runtime))
    return IdentityStatementResponse(one=str(form.one), other=str(form.other), same=form.same, stated_on=tx.now.date())


@router.post("/withdrawal", operation_id="withdrawIdentity", dependencies=_ACT, responses=refusals(PersonNotKnown, NothingStated))
async def withdraw(form: IdentityPairForm, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> IdentityStatementResponse:
    """撤回对两个编号的认定

    撤回后按证件判断是否为同一人。
    """
    with LOOKS.expecting(tx, caller, "identity"):
        await withdraw_identity(tx, form.one, form.other, _speaker(caller, runtime))
    return IdentityStatementResponse(one=str(form.one), other=str(form.other), same=None, stated_on=tx.now.date())


def _speaker(caller: Principal, runtime: Runtime) -> Speaker:
    return Speaker(caller.subject, caller.area_patterns, everywhere=caller.covers(runtime.settings.installation_area))
