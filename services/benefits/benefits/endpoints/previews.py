"""What if: pay on a day, repair years, enrol a newborn; and the registration of a repair."""

from benefits.domain.previews import Supposed
from benefits.endpoints.responses import preview_to_response
from benefits.schemas.previews import PreviewQuestion, PreviewResponse, RepairForm, RepairResponse
from benefits.use_cases.preview_payment import preview_for_anybody, preview_for_person
from benefits.use_cases.register_repair import WantedRepair, register_repair
from enrolment_terms.money import yuan
from service_runtime import Caller, Tx, allow, idempotent, service_router

router = service_router("/benefits/v1", tags=["previews"])
_KNOWS_PEOPLE = ("clerk", "reviewer", "operator", "hospital")


@router.post("/previews", operation_id="previewPayment", dependencies=[allow("citizen", "agent", *_KNOWS_PEOPLE)])
async def preview(question: PreviewQuestion, tx: Tx, caller: Caller) -> PreviewResponse:
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
    if question.person_id is not None:
        areas = caller.area_patterns if caller.has_role(*_KNOWS_PEOPLE) else []
        seen = await preview_for_person(tx, question.person_id, supposed, areas)
    else:
        seen = preview_for_anybody(tx, question.birth_date, question.foreign, question.insured_years, supposed)
    return preview_to_response(seen, question.area, tx.policy)


@router.post("/repairs", status_code=202, operation_id="registerRepair", dependencies=[allow("clerk", "reviewer", "operator"), idempotent])
async def repair(form: RepairForm, tx: Tx, caller: Caller) -> RepairResponse:
    """Register a repair; payment-bridge makes the bill, its money changes the start by itself (R-107)."""
    wanted = WantedRepair(form.person_id, form.participation_id, form.benefit_year, form.years)
    repair_id, offer = await register_repair(tx, wanted, caller.area_patterns)
    tx.audit("repair.registered", subject=str(form.participation_id), actor=caller.subject, detail={"years": offer.useful_years})
    return RepairResponse(
        repair_id=str(repair_id),
        asked_years=form.years,
        years=offer.useful_years,
        unit_price=yuan(offer.unit_price),
        price=yuan(offer.price),
    )
