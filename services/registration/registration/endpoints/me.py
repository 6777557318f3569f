"""/registration/v1/me: everything of those whom a login may act for, read by three statements, without an id."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.masking import mask_name, mask_number
from registration.domain.my_tasks import MyApplication, MyBill, MyPermit, tasks_of
from registration.endpoints.responses import application_item, bills_in, participation_with_bills
from registration.endpoints.scopes import scope_of
from registration.repository.my_rows import my_applications, my_participations, my_persons
from registration.schemas.me import MeResponse, MyParticipationResponse, MyPersonResponse, TaskResponse
from row_sets import Record, values_of
from service_runtime import PERSONAL_ROLES, Caller, Read, ReadConnection, allow, service_router

router = service_router("/registration/v1/me", tags=["我的"])
_Bills = dict[Any, list[dict[str, Any]]]


@router.get("", operation_id="getMe", dependencies=[allow(*PERSONAL_ROLES)])
async def get_me(read: Read, caller: Caller) -> MeResponse:
    """查询我的人员、申请、参保、账单和待办

    本人和由本人代办的人员；代办终止的即时不再显示。
    """
    scope = scope_of(caller, read)
    people, covers, filed = [await ask(read.driver, scope) for ask in (my_persons, my_participations, my_applications)]
    bills: _Bills = {row["participation_id"]: bills_in(row) for row in covers}
    tasks = tasks_of(_waiting(filed), list(_owed(covers, bills)), _permits(covers), read.now.date(), read.policy)
    of_person = defaultdict(list)
    for row in covers:
        of_person[row["person_id"]].append(_participation(row, bills))
    return MeResponse(
        subject=caller.subject,
        credential_active=caller.credential_active,
        persons=[_person(row, of_person[row["person_id"]], read) for row in people],
        applications=[application_item(row, read) for row in filed],
        tasks=[TaskResponse(**values_of(task)) for task in tasks],
    )


def _person(row: Record, participations: list[MyParticipationResponse], read: ReadConnection) -> MyPersonResponse:
    person_id, number = row["person_id"], None
    if row["number"] is not None:
        number = read.vault.open(row["number"], "document", person_id)
    elif row["document"] is not None:
        number = msgspec.json.decode(read.safe.open(row["document"], "mandate.document", row["mandate_id"]))["number"]
    return MyPersonResponse(
        person_id=person_id,
        relation=row["kind"],
        mandate_id=row["mandate_id"],
        until_on=row["until_on"],
        name_masked=mask_name(read.vault.open(row["name"], "name", person_id)) if row["name"] else None,
        number_masked=mask_number(number) if number else None,
        participations=participations,
    )


def _participation(row: Record, bills: _Bills) -> MyParticipationResponse:
    return participation_with_bills(row, bills[row["participation_id"]])


def _waiting(filed: Sequence[Record]) -> list[MyApplication]:
    """Whoever only filed it is not told whom the service knows by its document."""
    known = [(row, row["person_id"] if row["proved"] else None) for row in filed if row["moved_at"]]
    return [MyApplication(row["application_id"], person_id, row["state"], row["area"], _day(row)) for row, person_id in known]


def _day(row: Record) -> date:
    day: date = row["moved_at"].astimezone(SHANGHAI).date()
    return day


def _owed(covers: Sequence[Record], bills: _Bills) -> Iterable[MyBill]:
    for row in covers:
        told = {name: row[name] for name in ("person_id", "participation_id", "area", "category", "registered_on")}
        yield from (MyBill(**told, **bill) for bill in bills[row["participation_id"]])


def _permits(covers: Sequence[Record]) -> list[MyPermit]:
    names = ("participation_id", "person_id", "state", "permit_valid_to")
    return [MyPermit(*(row[name] for name in names)) for row in covers if row["permit_valid_to"]]
