"""/registration/v1/applications/{application_id}/consent: the informed consent of an application (B22)."""

from uuid import UUID

from registration.domain.consent import Consent
from registration.endpoints.scopes import office_scope_of, scope_of
from registration.errors import ConsentHasFaults, TransitionNotAllowed
from registration.repository.application_rows import read_application
from registration.repository.consent_rows import consents_of
from registration.schemas.consents import ConsentResponse, UnitsBody
from registration.use_cases.looks import LOOKS
from registration.use_cases.sign_consent import name_units, withdraw_consent
from row_sets import values_of
from service_runtime import Caller, NotFound, Read, Tx, allow, refusals, service_router

router = service_router("/registration/v1/applications/{application_id}/consent", tags=["知情同意书"])
_PARTIES = allow("citizen", "agent", "clerk", "school")
_READERS = allow("citizen", "agent", "clerk", "school", "reviewer", "operator", "auditor")


@router.get("", operation_id="getConsent", dependencies=[_READERS], responses=refusals(NotFound))
async def get(application_id: UUID, read: Read, caller: Caller) -> ConsentResponse:
    """查询一件申请的知情同意书"""
    with LOOKS.expecting(read, caller, "application"):
        seen = await read_application(read.driver, application_id, scope_of(caller, read))
        consent = (await consents_of(read.driver, [application_id])).get(application_id) if seen else None
        if consent is None:
            raise NotFound()
    LOOKS.note(read, caller, "application", [application_id], "consent.read")
    return _response(consent)


@router.post(
    "/units",
    operation_id="nameConsentUnits",
    dependencies=[allow("clerk")],
    responses=refusals(NotFound, TransitionNotAllowed, ConsentHasFaults),
)
async def name(application_id: UUID, body: UnitsBody, tx: Tx, caller: Caller) -> ConsentResponse:
    """填写知情同意书的原参保单位和本次参保单位

    由参保地经办机构填写；填写前不能审核通过。
    """
    return _response(await name_units(tx, application_id, body.old_area, office_scope_of(caller, tx, "clerk")))


@router.post(
    "/withdraw",
    operation_id="withdrawConsent",
    dependencies=[_PARTIES],
    responses=refusals(NotFound, TransitionNotAllowed),
)
async def withdraw(application_id: UUID, tx: Tx, caller: Caller) -> ConsentResponse:
    """撤回知情同意书

    审核通过前可以撤回；撤回后重新进行重复参保校验。
    """
    return _response(await withdraw_consent(tx, application_id, scope_of(caller, tx, "clerk")))


def _response(consent: Consent) -> ConsentResponse:
    told = values_of(consent)
    return ConsentResponse(**{name: told[name] for name in ConsentResponse.model_fields if name in told})
