"""One person's way through the service."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import itemgetter
from uuid import UUID

from dedup.domain.notices import Notice
from dedup.domain.timeline import case_text, check_text, notice_text
from dedup.errors import PersonNotKnown
from dedup.repository.cases import Version, cases_of_person, history_of
from dedup.repository.checks import Check, checks_of_person
from dedup.repository.notices import notices_of_person
from dedup.repository.people import is_person_in
from enrolment_events.duplicates import NoticeKind
from service_runtime import ReadConnection
from service_runtime.rest import TimelineItem


async def build_timeline(read: ReadConnection, person_id: UUID, areas: Sequence[str]) -> list[TimelineItem]:
    """Checks, notices and the steps of duplicate cases inside the areas (LIKE patterns), the oldest first. Raises PersonNotKnown."""
    if not await is_person_in(read.driver, person_id, areas):
        raise PersonNotKnown()
    checks = await checks_of_person(read.driver, person_id, areas)
    notices = await notices_of_person(read.driver, person_id, areas)
    dated = [(at, _of_check(check, at)) for check in checks if (at := check.checked_at)]
    dated += [(notice.opened_at, _of_notice(notice)) for notice in notices]
    for case in await cases_of_person(read.driver, read.safe, person_id, areas):
        dated += [(one.recorded_at, _of_case(case.case_id, one)) for one in _steps(await history_of(read.driver, read.safe, case.case_id))]
    return [item for _, item in sorted(dated, key=itemgetter(0))]


def _of_check(check: Check, at: datetime) -> TimelineItem:
    hits = check.hits or ()
    return TimelineItem(
        at=at,
        recorded_at=at,
        service="dedup",
        what=check_text(hits),
        code="CHECK_CLEAR" if check.clear else "CHECK_CONFLICT",
        detail={
            "application_id": str(check.application_id),
            "submit_no": check.submit_no,
            "benefit_year": check.benefit_year,
            "hits": len(hits),
            "rules": " ".join(dict.fromkeys(hit.rule for hit in hits)),
        },
    )


def _of_notice(notice: Notice) -> TimelineItem:
    return TimelineItem(
        at=notice.opened_at,
        recorded_at=notice.opened_at,
        service="dedup",
        what=notice_text(NoticeKind(notice.kind), notice.to_area),
        code=notice.kind,
        detail={"notice_id": str(notice.notice_id), "rule": notice.rule, "state": notice.state, "to_area": notice.to_area},
    )


def _steps(history: Sequence[Version]) -> Iterator[Version]:
    """Those that led to another state."""
    before = None
    for one in history:
        if one.told.state is not before:
            yield one
        before = one.told.state


def _of_case(case_id: UUID, one: Version) -> TimelineItem:
    return TimelineItem(
        at=one.recorded_at,
        recorded_at=one.recorded_at,
        service="dedup",
        what=case_text(one.told),
        code=one.told.state.value,
        detail={"case_id": str(case_id), "state": one.told.state.value, "rule": one.told.principle, "kept": one.told.kept},
    )
