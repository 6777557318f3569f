"""One person's way through the service."""

from datetime import date
from uuid import UUID

from benefits.domain.entitlement_record import Entitlement
from benefits.domain.national import state_name
from benefits.domain.person import Outcome
from benefits.domain.states import state_on
from benefits.domain.timeline import describe
from benefits.errors import PersonNotKnownHere
from benefits.repository.entitlements import list_entitlement_history
from benefits.repository.people import Scope, person_in
from benefits.schemas.records import ParticipationRecord
from benefits.use_cases.answer_hospitals import Question
from benefits.use_cases.find_scope import View, find_scope
from benefits.use_cases.look_up_person import look_up_person
from benefits.use_cases.looks import LOOKS
from enrolment_terms.labels import SCHEMES
from enrolment_terms.regions import county_of
from policy_parameters import full_area_name
from service_runtime import PERSONAL_ROLES, Caller, Read, YearNotOpen, allow, refusals, service_router
from service_runtime.rest import Page, Timeline, TimelineItem

_OFFICES = ("clerk", "reviewer", "operator", "auditor")
router = service_router("/benefits/v1/persons", tags=["人员待遇"])


@router.get(
    "/{person_id}/timeline",
    operation_id="getBenefitsTimeline",
    dependencies=[allow(*PERSONAL_ROLES, *_OFFICES)],
    responses=refusals(PersonNotKnownHere),
)
async def timeline(person_id: UUID, read: Read, caller: Caller) -> Timeline:
    """查询一人的待遇判定经过

    先发生的在前。本人和代办人限本人及其有权代办的人员；经办人员限本辖区，查询留痕。
    """
    with LOOKS.expecting(read, caller, "timeline"):
        root = await person_in(read.driver, person_id, await find_scope(read, caller, *_OFFICES))
        if root is None:
            raise PersonNotKnownHere
    LOOKS.note(read, caller, "timeline", [root])
    return Timeline(items=[_item(one) for one in await list_entitlement_history(read.driver, root, read.now)])


def _item(one: Entitlement) -> TimelineItem:
    return TimelineItem(
        at=one.recorded_at,
        recorded_at=one.recorded_at,
        service="benefits",
        code=f"ENTITLEMENT_{one.state}",
        what=describe(one),
        detail={
            "participation_id": one.participation_id,
            "benefit_year": one.benefit_year,
            "version": one.version,
            "starts_on": one.starts_on.isoformat() if one.starts_on else None,
            "ends_on": one.ends_on.isoformat() if one.ends_on else None,
            "wait_months": one.wait_months,
            "rules": " ".join(one.rules),
        },
    )


@router.get(
    "/{person_id}/participations",
    operation_id="listParticipationRecords",
    dependencies=[allow("clerk", "reviewer", "operator", "hospital")],
    responses=refusals(PersonNotKnownHere, YearNotOpen),
)
async def participations(person_id: UUID, read: Read, caller: Caller) -> Page[ParticipationRecord]:
    """查询一人的医保参保信息

    各年度的参保和待遇，最近年度在前；限本辖区，查询留痕。
    """
    today = read.now.date()
    with LOOKS.expecting(read, caller, "participations"):
        found = await look_up_person(read, Question(person_id), today, View(Scope(caller.area_patterns)))
    LOOKS.note(read, caller, "participations", [found.person_id])
    records = [_record(outcome, today) for outcome in found.decided.outcomes]
    return Page(items=sorted(records, key=lambda record: (-record.benefit_year, record.participation_id)))


def _record(outcome: Outcome, today: date) -> ParticipationRecord:
    participation, decision = outcome.participation, outcome.decision
    return ParticipationRecord(
        participation_id=participation.id,
        benefit_year=decision.year,
        insutype=participation.scheme.insutype,
        insutype_name=SCHEMES[participation.scheme],
        psn_insu_stas=participation.state.psn_insu_stas,
        state_name=state_name(participation.state),
        insuplc_admdvs=county_of(participation.area),
        area_name=full_area_name(participation.area),
        registered_on=participation.registered_on,
        paid_on=outcome.case.arrival,
        starts_on=decision.starts_on,
        ends_on=decision.ends_on,
        state_today=state_on(decision, today),
    )
