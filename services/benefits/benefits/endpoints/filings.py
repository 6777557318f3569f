"""Filings for care elsewhere (B30): the forms as data, and the way of a filing."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from fastapi import Query

from benefits.domain.filing_states import TransitionRefused
from benefits.domain.filings import FilingForm, required_fields
from benefits.endpoints.shown import filing_shown
from benefits.errors import FilingNotAcceptable, FilingNotKnown, FilingStateForbids, PersonNotKnownHere, YearNotInPolicyBook
from benefits.repository.filings import Filing, filing_by, filing_in, filings_of
from benefits.repository.people import person_in
from benefits.schemas.fields import Area
from benefits.schemas.filings import FilingDecision, FilingFormsOut, FilingIn, FilingList, FilingOut, FilingTypeOut, MaterialOut, NewFiling
from benefits.use_cases.answer_entitlement import NotKnownHere
from benefits.use_cases.file_for_care_elsewhere import FilingRefused, correct, decide_filing, end_filing, hand_in
from policy_parameters import PolicyNotKnown
from policy_parameters.rule_parameters import FilingType, Material, filing_rules
from service_runtime import Caller, Here, Principal, Reading, Tx, UnitOfWork, allow, get_logger, idempotent, service_router

router = service_router("/benefits/v1/filings", tags=["filings"])
_log = get_logger("filings")
_OFFICE = ("clerk", "reviewer", "operator")
_ANYBODY = ("citizen", "agent", *_OFFICE)


@router.get("/forms", operation_id="getFilingForms")
async def forms(
    runtime: Here, area: Annotated[Area, Query()], channel: Annotated[Literal["YUE_YIBAO", "KIOSK"], Query(title="渠道")] = "YUE_YIBAO"
) -> FilingFormsOut:
    """What each type needs in a place and channel, for frontends."""
    try:
        rules = filing_rules(runtime.policy, area, runtime.clock.today().year)
    except PolicyNotKnown as unknown:
        raise YearNotInPolicyBook(unknown.msg, "area") from None
    return FilingFormsOut(channel=channel, types=[_type(kind, channel) for kind in rules.types.values()])


@router.post("", status_code=202, operation_id="fileForCareElsewhere", dependencies=[allow(*_ANYBODY), idempotent])
async def file(form: NewFiling, tx: Tx, caller: Caller, runtime: Here) -> FilingOut:
    """Hand a filing in; everything that is wrong or missing is told at once."""
    areas = caller.area_patterns if caller.has_role(*_OFFICE) else None
    try:
        filing = await hand_in(tx, form.person_id, _form(form), caller.subject, areas, runtime.policy, tx.now)
    except NotKnownHere:
        raise PersonNotKnownHere() from None
    except FilingRefused as refused:
        raise FilingNotAcceptable(refused.reasons, refused.missing) from None
    tx.audit("filing.handed_in", subject=str(filing.filing_id), actor=caller.subject, detail={"type": filing.type})
    return filing_shown(filing)


@router.get("", operation_id="listFilings", dependencies=[allow(*_OFFICE, "auditor", "hospital")])
async def list_filings(person_id: Annotated[UUID, Query(title="人员编号")], reading: Reading, caller: Caller) -> FilingList:
    """All filings of a person of the caller's areas."""
    root = await person_in(reading, person_id, caller.area_patterns)
    if root is None:
        raise PersonNotKnownHere()
    return FilingList(items=[filing_shown(filing) for filing in await filings_of(reading, root)])


@router.get("/{filing_id}", operation_id="getFiling", dependencies=[allow(*_ANYBODY, "auditor")])
async def one(filing_id: UUID, reading: Reading, caller: Caller) -> FilingOut:
    """A filing: offices see those of their areas, citizens and agents what they handed in."""
    found = await _find(filing_id, reading, caller)
    return filing_shown(found)


@router.post("/{filing_id}/decision", operation_id="decideFiling", dependencies=[allow("clerk", "reviewer")])
async def decision(filing_id: UUID, form: FilingDecision, tx: Tx, caller: Caller) -> FilingOut:
    """Approve, ask for correction, or reject."""
    filing = await _find(filing_id, tx.connection, caller)
    try:
        decided = await decide_filing(tx, filing, form.decision, caller.subject, form.note, tx.now)
    except TransitionRefused as refused:
        raise _forbidden(filing, refused) from None
    return _audited("filing.decided", decided, tx, caller)


@router.post("/{filing_id}/corrections", operation_id="correctFiling", dependencies=[allow(*_ANYBODY), idempotent])
async def corrections(filing_id: UUID, form: FilingIn, tx: Tx, caller: Caller, runtime: Here) -> FilingOut:
    """Hand a corrected form in; the whole check runs again."""
    filing = await _find(filing_id, tx.connection, caller)
    try:
        corrected = await correct(tx, filing, _form(form), caller.subject, runtime.policy, tx.now)
    except TransitionRefused as refused:
        raise _forbidden(filing, refused) from None
    except FilingRefused as refused:
        raise FilingNotAcceptable(refused.reasons, refused.missing) from None
    return _audited("filing.corrected", corrected, tx, caller)


@router.post("/{filing_id}/end", operation_id="endFiling", dependencies=[allow(*_ANYBODY)])
async def end(filing_id: UUID, tx: Tx, caller: Caller) -> FilingOut:
    """End a filing today, at own request."""
    filing = await _find(filing_id, tx.connection, caller)
    try:
        ended = await end_filing(tx, filing, caller.subject, tx.now)
    except TransitionRefused as refused:
        raise _forbidden(filing, refused) from None
    return _audited("filing.ended", ended, tx, caller)


async def _find(filing_id: UUID, connection: Reading, caller: Principal) -> Filing:
    office = caller.has_role(*_OFFICE, "auditor")
    found = await (filing_in(connection, filing_id, caller.area_patterns) if office else filing_by(connection, filing_id, caller.subject))
    if found is None:
        raise FilingNotKnown()
    return found


def _forbidden(filing: Filing, refused: TransitionRefused) -> FilingStateForbids:
    _log.info("filing.transition_refused", filing_id=str(filing.filing_id), state=refused.state.value, transition=refused.event)
    return FilingStateForbids()


def _audited(action: str, filing: Filing, tx: UnitOfWork, caller: Principal) -> FilingOut:
    tx.audit(action, subject=str(filing.filing_id), actor=caller.subject, detail={"state": filing.state.value})
    return filing_shown(filing)


def _form(form: FilingIn) -> FilingForm:
    answers = form.model_dump(exclude={"person_id"})
    return msgspec.convert(answers, FilingForm)


def _type(kind: FilingType, channel: str) -> FilingTypeOut:
    return FilingTypeOut(
        code=kind.code,
        label=kind.label,
        long_term=kind.long_term,
        later_filing=kind.later_filing,
        min_stay_months=kind.min_stay_months,
        fields=[_material(field) for field in required_fields(kind, False, channel)],
        materials=[[_material(material) for material in group] for group in kind.materials[channel]],
        validity_rule=kind.validity_rule,
        validity_amount=kind.validity_amount,
        promise_only_months=kind.promise_only_months,
    )


def _material(material: Material) -> MaterialOut:
    return MaterialOut(code=material.code, label=material.label)
