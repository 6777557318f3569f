"""What if: pay on a day, repair years, enrol a newborn; and the registration of a repair."""

from benefits.domain.previews import Supposed
from benefits.endpoints.shown import preview_shown
from benefits.errors import PersonNotKnownHere, RepairNotUseful, YearNotInPolicyBook
from benefits.schemas.previews import PreviewOut, PreviewQuestion, RepairForm, RepairOut
from benefits.use_cases.answer_entitlement import NotKnownHere
from benefits.use_cases.preview_payment import preview_for_anybody, preview_for_person
from benefits.use_cases.register_repair import RepairRequest, register_repair
from enrolment_terms.money import yuan
from policy_parameters import PolicyNotKnown
from service_runtime import Caller, Here, Tx, allow, idempotent, service_router

router = service_router("/benefits/v1", tags=["previews"])
_KNOWS_PEOPLE = ("clerk", "reviewer", "operator", "hospital")


@router.post("/previews", operation_id="previewPayment", dependencies=[allow("citizen", "agent", *_KNOWS_PEOPLE)])
async def preview(question: PreviewQuestion, tx: Tx, caller: Caller, runtime: Here) -> PreviewOut:
    """Dates, bills and warnings of a supposed payment. A person's own facts are used for those whose areas the caller covers."""
    supposed = Supposed(
        benefit_year=question.benefit_year,
        pay_on=question.pay_on,
        area=question.area,
        category=question.category,
        payer=question.payer,
        repair_years=question.repair_years,
        repair_on=question.repair_on,
    )
    try:
        if question.person_id is not None:
            areas = caller.area_patterns if caller.has_role(*_KNOWS_PEOPLE) else []
            seen = await preview_for_person(tx.connection, question.person_id, supposed, areas, runtime.policy, tx.now)
        else:
            seen = preview_for_anybody(question.birth_date, question.foreign, question.insured_years, supposed, runtime.policy)
        return preview_shown(seen, question.area, runtime.policy)
    except NotKnownHere:
        raise PersonNotKnownHere() from None
    except PolicyNotKnown as unknown:
        raise YearNotInPolicyBook(unknown.msg, "benefit_year") from None


@router.post("/repairs", status_code=202, operation_id="registerRepair", dependencies=[allow("clerk", "reviewer", "operator"), idempotent])
async def repair(form: RepairForm, tx: Tx, caller: Caller, runtime: Here) -> RepairOut:
    """Register a repair; payment-bridge makes the bill, its money changes the start by itself (R-107)."""
    request = RepairRequest(form.person_id, form.participation_id, form.benefit_year, form.years)
    try:
        registered = await register_repair(tx, request, caller.area_patterns, runtime.policy, tx.now)
    except NotKnownHere:
        raise PersonNotKnownHere() from None
    if registered.repair_id is None:
        raise RepairNotUseful(registered.offer.refusal or "NOTHING_TO_REPAIR")
    offer = registered.offer
    tx.audit("repair.registered", subject=str(form.participation_id), actor=caller.subject, detail={"years": offer.useful_years})
    return RepairOut(
        repair_id=str(registered.repair_id),
        asked_years=form.years,
        years=offer.useful_years,
        unit_price=yuan(offer.unit_price),
        price=yuan(offer.price),
    )
