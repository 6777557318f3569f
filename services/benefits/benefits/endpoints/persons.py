"""One person's way through the service."""

from datetime import date, datetime
from uuid import UUID

from benefits.domain.case import Decision
from benefits.domain.national import SCHEME_NAMES, state_name
from benefits.domain.person import Outcome
from benefits.domain.states import state_on
from benefits.errors import PersonNotKnownHere, YearNotInPolicyBook
from benefits.repository.entitlements import Entitlement, entitlement_history
from benefits.repository.people import person_in
from benefits.schemas.records import ParticipationRecord, ParticipationRecords, Timeline, TimelineItem
from benefits.use_cases.answer_entitlement import NotKnownHere
from benefits.use_cases.look_up_person import look_up_person
from enrolment_events.benefits import EntitlementState
from enrolment_terms.regions import county_of
from policy_parameters import PolicyNotKnown, full_area_name
from service_runtime import Caller, Here, Reading, allow, service_router

router = service_router("/benefits/v1/persons", tags=["persons"])
_TEXTS = {
    EntitlementState.PENDING: "{year}年度待遇将自{start}起享受",
    EntitlementState.WAITING: "{year}年度待遇等待期{wait}个月，自{start}起享受",
    EntitlementState.ACTIVE: "{year}年度享受居民医保待遇，{start}至{end}",
    EntitlementState.SUSPENDED: "{year}年度居民医保待遇暂停",
    EntitlementState.ENDED: "{year}年度居民医保待遇结束（{end}）",
    EntitlementState.REVOKED: "{year}年度缴费已退回，待遇取消",
    EntitlementState.EMPTY: "{year}年度等待期满已过年末，当年没有可享受的待遇期",
    EntitlementState.NONE: "{year}年度暂无待遇",
}


@router.get("/{person_id}/timeline", operation_id="getBenefitsTimeline", dependencies=[allow("clerk", "reviewer", "operator", "auditor")])
async def timeline(person_id: UUID, reading: Reading, caller: Caller, runtime: Here) -> Timeline:
    """Every decision on a person of the caller's areas, the oldest first."""
    root = await person_in(reading, person_id, caller.area_patterns)
    if root is None:
        raise PersonNotKnownHere()
    history = await entitlement_history(reading, root, runtime.clock.now())
    return Timeline(items=[_item(one, one.decided) for one in history])


def _item(one: Entitlement, decision: Decision) -> TimelineItem:
    at: datetime = one.recorded_at
    text = _TEXTS[EntitlementState(one.state)]
    what = text.format(year=one.benefit_year, start=decision.starts_on, end=decision.ends_on, wait=decision.wait.total)
    return TimelineItem(
        at=at,
        recorded_at=at,
        service="benefits",
        what=what,
        code=f"ENTITLEMENT_{one.state}",
        detail={
            "participation_id": str(one.participation_id),
            "benefit_year": one.benefit_year,
            "version": one.version,
            "starts_on": decision.starts_on.isoformat() if decision.starts_on else None,
            "ends_on": decision.ends_on.isoformat() if decision.ends_on else None,
            "wait_months": decision.wait.total,
            "rules": " ".join(one.rules),
        },
    )


@router.get(
    "/{person_id}/participations", operation_id="getParticipationRecords", dependencies=[allow("clerk", "reviewer", "operator", "hospital")]
)
async def participations(person_id: UUID, reading: Reading, caller: Caller, runtime: Here) -> ParticipationRecords:
    """我要查我的医保参保信息 (B28): every benefit year with its cover, the newest first, free of charge."""
    now = runtime.clock.now()
    try:
        found = await look_up_person(reading, person_id, None, now.date(), caller.area_patterns, runtime.policy, now)
    except NotKnownHere:
        raise PersonNotKnownHere() from None
    except PolicyNotKnown as unknown:
        raise YearNotInPolicyBook(unknown.msg) from None
    records = [_record(outcome, now.date()) for outcome in found.life.outcomes]
    return ParticipationRecords(items=sorted(records, key=lambda record: (-record.benefit_year, record.participation_id)))


def _record(outcome: Outcome, today: date) -> ParticipationRecord:
    participation, decision = outcome.participation, outcome.decision
    return ParticipationRecord(
        participation_id=participation.id,
        benefit_year=decision.year,
        insutype=participation.scheme.insutype,
        insutype_name=SCHEME_NAMES[participation.scheme],
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
