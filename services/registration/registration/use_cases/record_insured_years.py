"""Years insured elsewhere, brought by a transfer in: told as one set of the person (B26, R-090, F-30)."""

from uuid import UUID

from enrolment_events.envelope import new_event
from enrolment_events.registration import HistoryRecordedV1
from registration.domain.scope import Scope
from registration.errors import OwnAct
from registration.repository.participation_rows import participations_of_person
from registration.repository.person_rows import read_person
from registration.repository.person_writes import lock_person
from registration.repository.transfers import InsuredYears, keep_years, withdraw_years, years_of
from registration.use_cases.looks import LOOKS
from service_runtime import NotFound, Transaction

SOURCE = "transfer"


async def record_insured_years(tx: Transaction, years: InsuredYears, region: str) -> None:
    """Once for an application; the person is locked, so that of two sets at once the second knows the first."""
    await lock_person(tx.driver, years.person_id)
    await keep_years(tx.driver, years)
    await _tell(tx, years.person_id, region)
    tx.audit("history.recorded", subject=str(years.person_id), actor=years.recorded_by, detail={"from_area": years.from_area})


async def withdraw_insured_years(tx: Transaction, person_id: UUID, history_id: UUID, scope: Scope) -> None:
    """As if they had never been recorded (R-009: by another). Raises NotFound, OwnAct."""
    if await read_person(tx.driver, person_id, scope) is None:
        LOOKS.miss(tx, scope.filed_by, "person")
        raise NotFound()
    await lock_person(tx.driver, person_id)
    recorded_by = await withdraw_years(tx.driver, person_id, history_id, scope.filed_by, tx.now)
    if recorded_by is None:
        raise NotFound()
    if recorded_by == scope.filed_by:
        raise OwnAct()
    [newest, *_] = await participations_of_person(tx.driver, person_id)
    await _tell(tx, person_id, newest["region"])
    tx.audit("history.withdrawn", subject=str(person_id), actor=scope.filed_by, detail={"history": str(history_id)})


async def _tell(tx: Transaction, person_id: UUID, region: str) -> None:
    held, version = await years_of(tx.driver, person_id)
    data = HistoryRecordedV1(
        resident_years=tuple(sorted({year for one in held for year in one.resident_years})),
        employee_years=tuple(sorted({year for one in held for year in one.employee_years})),
        source=SOURCE,
    )
    event = new_event(
        data,
        aggregate_id=person_id,
        aggregate_version=version,
        person_id=person_id,
        region=region,
        occurred_at=tx.now,
        recorded_at=tx.now,
    )
    tx.publish(event)
