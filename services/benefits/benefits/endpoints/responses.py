"""Answers, previews and filings as REST bodies."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from benefits.domain.answers import Answer
from benefits.domain.exemptions import group_label
from benefits.domain.explanation import explain
from benefits.domain.filing_states import Filing, FilingChannel
from benefits.domain.filings import FilingForm
from benefits.domain.person import Outcome
from benefits.domain.previews import WARNINGS, Preview
from benefits.domain.terms import Terms, terms_of
from benefits.schemas.entitlements import EntitlementResponse, ExplanationStep
from benefits.schemas.filings import FilingAnswersResponse, FilingMove, FilingResponse
from benefits.schemas.previews import PreviewBill, PreviewResponse, PreviewYear, WaitResponse, WarningResponse
from benefits.use_cases.answer_entitlement import Entitled
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.labels import label_of
from enrolment_terms.masking import mask_address, mask_name, mask_number, mask_phone
from enrolment_terms.money import yuan
from policy_parameters import PolicyBook
from service_runtime import Principal

_encode = msgspec.json.Encoder().encode
_MASKED: dict[str, Callable[[str], str]] = {
    "phone": mask_phone,
    "address_here": mask_address,
    "address_there": mask_address,
    "agent_name": mask_name,
    "agent_document": mask_number,
}


def entitlement_to_response(person_id: UUID, found: Entitled, known_at: datetime) -> EntitlementResponse:
    """The answer with the filing that holds on its day."""
    return EntitlementResponse.model_validate_json(entitlement_json(person_id, found, known_at))


def entitlement_json(person_id: UUID, found: Entitled, known_at: datetime) -> bytes:
    """An EntitlementResponse as JSON, written directly: building the models would cost more than the decision."""
    answer, filing, _ = found
    return _encode(
        {
            "person_id": str(person_id),
            "on": answer.on,
            "known_at": known_at.astimezone(SHANGHAI),
            "known": answer.known,
            "covered": answer.covered,
            "cover": answer.cover,
            "cover_label": label_of(answer.cover),
            "state": answer.state,
            "state_label": label_of(answer.state),
            "scheme": answer.scheme,
            "scheme_label": label_of(answer.scheme),
            "benefit_year": answer.benefit_year,
            "starts_on": answer.starts_on,
            "ends_on": answer.ends_on,
            "wait_months": answer.wait_months,
            "level": answer.level,
            "level_label": label_of(answer.level),
            "ceiling": _ceiling(answer),
            "filing": filing,
            "contradictions": answer.flags,
            "explanation": answer.explanation,
        }
    )


def _ceiling(answer: Answer) -> dict[str, Any] | None:
    ledger = answer.ledger
    if ledger is None:
        return None
    return {
        "continuous_years": ledger.continuous_years,
        "continuous": yuan(ledger.continuous),
        "zero_claim": yuan(ledger.zero_claim),
        "effective": yuan(ledger.effective),
        "ceiling": yuan(ledger.ceiling),
        "provisional": ledger.provisional,
        "uncapped": ledger.uncapped,
    }


def preview_to_response(seen: Preview, area: str, policy: PolicyBook) -> PreviewResponse:
    """Dates, bills and warnings."""
    return PreviewResponse(
        years=[_year(outcome, terms_of(policy, area, outcome.decision.year)) for outcome in seen.outcomes],
        bills=[
            PreviewBill(
                kind=bill.kind,
                benefit_year=bill.benefit_year,
                amount=None if bill.amount is None else yuan(bill.amount),
                payer=bill.payer,
            )
            for bill in seen.bills
        ],
        warnings=[WarningResponse(code=code, msg=WARNINGS[code]) for code in seen.warnings],
    )


def _year(outcome: Outcome, terms: Terms) -> PreviewYear:
    decision = outcome.decision
    return PreviewYear(
        benefit_year=decision.year,
        starts_on=decision.starts_on,
        ends_on=decision.ends_on,
        would_start=decision.would_start,
        empty=decision.empty,
        wait=_wait(outcome, terms),
        explanation=[ExplanationStep(**step) for step in explain(outcome.steps, terms)],
    )


def _wait(outcome: Outcome, terms: Terms) -> WaitResponse:
    wait = outcome.decision.wait
    return WaitResponse(
        fixed_months=wait.fixed,
        variable_months=wait.variable,
        total_months=wait.total,
        missed_years=wait.missed,
        exempt_reason=wait.exempt,
        exempt_reason_label=None if wait.exempt is None else group_label(wait.exempt, terms),
        useful_repair_years=wait.useful_repairs,
        repair_unit_price=None if terms.rate is None else yuan(terms.rate),
        repair_price=None if terms.rate is None else yuan(terms.rate * wait.useful_repairs),
    )


def filing_for_care(filing: Filing, caller: Principal) -> FilingResponse:
    """What a hospital needs of it: state, place and days; no reason, no history."""
    return filing_to_response(filing._replace(history=(), end_reason=None, form={}), caller)


def filing_to_answers(filing: Filing) -> FilingAnswersResponse:
    """The form as it was handed in, nothing masked."""
    form = msgspec.convert(filing.form, FilingForm)
    return FilingAnswersResponse.model_validate({**msgspec.structs.asdict(form), "filing_id": filing.filing_id})


def filing_to_response(filing: Filing, caller: Principal) -> FilingResponse:
    """A filing with every move; what is personal in its form is masked."""
    masked = {f"{name}_masked": mask(filing.form[name]) if filing.form.get(name) else None for name, mask in _MASKED.items()}
    return FilingResponse(
        **masked,
        filing_id=filing.filing_id,
        person_id=filing.person_id,
        type=filing.type,
        channel=FilingChannel(filing.channel),
        state=filing.state,
        destination=filing.destination,
        starts_on=filing.starts_on,
        ends_on=filing.ends_on,
        promise_only=filing.promise_only,
        end_reason=filing.end_reason,
        history=[FilingMove(**msgspec.structs.asdict(move) | {"actor": caller.reads_actor(move.actor)}) for move in filing.history],
    )
