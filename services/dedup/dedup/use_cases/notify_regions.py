"""Notices to other regions: what is to be told now is compared with what stands, and every change is published (R-132)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from dedup.domain.notices import NOTICE_BY_ACTION, STEPS, Notice, changes
from dedup.domain.relations import Relation
from dedup.repository.cases import Case
from dedup.repository.notices import save_notices
from enrolment_events.duplicates import CaseRemedy, ExternalNoticeChangedV1, NoticeDirection, NoticeState
from enrolment_events.envelope import Event, new_event
from enrolment_terms.identifiers import named_id
from enrolment_terms.regions import pooling_region_of
from policy_parameters import PolicyBook, PolicyNotKnown
from service_runtime import Transaction

_DAYS = 5
"""Where the policy book says nothing of the year (R-132, PROPOSED)."""


@dataclass(frozen=True, slots=True)
class CaseNotice:
    """A remedy of a case on a relation of another region: `kept` is what the person stays insured in, `rule` the principle."""

    case: Case
    relation: Relation
    kept: Relation
    remedy: CaseRemedy
    rule: str


async def keep_notices(tx: Transaction, wanted: Sequence[Notice], known: Mapping[UUID, Notice]) -> None:
    """Open, change, revive and withdraw; the rows are locked."""
    year, area = tx.now.year, next((one.from_area for one in (*wanted, *known.values())), "440000")
    changed = changes(wanted, known, tx.now, datetime.now(UTC), days_to_answer(tx.policy, area, year))
    await save_notices(tx.driver, changed)
    tell_notices(tx, changed)


async def keep_case_notices(tx: Transaction, wanted: Iterable[CaseNotice], known: Mapping[UUID, Notice], remain: Collection[UUID]) -> None:
    """What is wanted is told; of what is not, those that `remain` are not touched, all others are withdrawn."""
    told = [_notice(one, tx.now) for one in wanted]
    ids = {one.notice_id for one in told}
    await keep_notices(tx, told, {key: one for key, one in known.items() if key in ids or key not in remain})


def tell_notices(tx: Transaction, changed: Iterable[Notice]) -> None:
    """Each as an event."""
    for one in changed:
        tx.publish(notice_event(one, tx.now))


def notice_event(one: Notice, now: datetime) -> Event[ExternalNoticeChangedV1]:
    """The notice as it stands."""
    data = ExternalNoticeChangedV1(
        notice_id=one.notice_id,
        direction=NoticeDirection.OUT,
        kind=one.kind,
        state=one.state,
        area=one.to_area,
        other_area=one.from_area,
        attempts=one.attempts,
        due_on=one.due_on,
        case_id=one.case_id,
        participation_id=one.participation_id,
    )
    return new_event(
        data,
        aggregate_id=one.notice_id,
        aggregate_version=one.version * STEPS + one.step,
        person_id=one.person_id,
        region=pooling_region_of(one.from_area),
        occurred_at=now,
        recorded_at=now,
    )


def _notice(one: CaseNotice, now: datetime) -> Notice:
    spell = one.relation.spell
    kind = NOTICE_BY_ACTION[one.remedy.action]
    return Notice(
        notice_id=named_id(one.case.case_id, f"{kind}:{one.relation.name}"),
        application_id=None,
        participation_id=None,
        case_id=one.case.case_id,
        person_id=one.case.person_id,
        kind=kind,
        rule=one.rule,
        to_area=spell.area,
        from_area=one.kept.spell.area,
        scheme=spell.scheme,
        benefit_year=spell.benefit_year,
        relation=one.relation.name,
        relation_starts_on=spell.starts_on,
        effective_on=one.remedy.from_on,
        due_on=None,
        consent_id=None,
        state=NoticeState.OPEN,
        opened_at=now,
    )


def days_to_answer(policy: PolicyBook, area: str, year: int) -> int:
    """How many days another region is waited for, by the book of the area (R-132)."""
    try:
        return int(policy.value("duplicate.notice_escalation_days", region=area, year=year).value)
    except PolicyNotKnown:
        return _DAYS
