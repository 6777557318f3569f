"""People are reminded by the calendar, if they have agreed to it: once for each login and fact, whatever is done again (R-066)."""

from datetime import date
from uuid import UUID

from enrolment_terms.money import yuan
from enrolment_terms.regions import area_prefix
from registration.domain.login import LoginWay
from registration.domain.notice import Notice, Template
from registration.domain.reminder import FRESH, PERMIT_AHEAD, Newborn, Reminded, ReminderKind, asked_about, newborn_told, states_of, told
from registration.repository.notice_rows import note_notices
from registration.repository.reminder_rows import Asked, newborns_to_tell, who_expects, who_owes, who_stands
from registration.use_cases.note_notice import notice_of
from service_runtime import Portion, Transaction

_FIRST = UUID(int=0)


async def remind_people(tx: Transaction, kind: ReminderKind, region: str, day: date, cursor: str | None, most: int) -> Portion:
    """The next of them in a region. What comes too late to be of use is left out."""
    today = tx.now.date()
    if today - day > FRESH:
        return Portion(0)
    year, states = states_of(kind, region, day, tx.policy)
    asked = Asked(area=area_prefix(region), benefit_year=year, states=states, day=today, after=_after(cursor), most=most)
    found = await _find(tx, kind, asked)
    await note_notices(tx.driver, [notice for one in found if (notice := _notice(tx, kind, one, day)) is not None])
    last = found[-1] if found else None
    return Portion(len(found), more=len(found) == most, cursor=f"{last.participation_id} {last.subject}" if last else None)


async def remind_of_newborns(tx: Transaction, area: str, cursor: str | None, most: int) -> Portion:
    """H-B7: parents whom we know of a newborn of a roster that nobody has registered, once for a birth. By today."""
    today = tx.now.date()
    found = await newborns_to_tell(tx.driver, area, today, _after(cursor), most)
    await note_notices(tx.driver, [notice for one in found if (notice := _notice_of_newborn(tx, one, today)) is not None])
    last = found[-1] if found else None
    return Portion(len(found), more=len(found) == most, cursor=f"{last.resident_id} {last.subject}" if last else None)


def _notice_of_newborn(tx: Transaction, one: Newborn, today: date) -> Notice | None:
    says = newborn_told(one.birth_date, one.document_kind, one.area, today, tx.policy)
    if says is None:
        return None
    values = {"item": says.item, "due": str(says.due), "then": says.then}
    fact = f"NEWBORN:{one.parent_person_id}:{one.birth_date}"
    return notice_of(tx, one.subject, fact, Template.REMINDER, values, way=LoginWay.WECHAT)


async def _find(tx: Transaction, kind: ReminderKind, asked: Asked) -> list[Reminded]:
    if kind is ReminderKind.UNPAID:
        return await who_owes(tx.driver, asked, Template.BILL_TO_PAY)
    if kind is ReminderKind.BIRTH:
        return await who_expects(tx.driver, asked, Template.REMINDER, *asked_about(asked.day))
    until = asked.day + PERMIT_AHEAD if kind is ReminderKind.PERMIT else None
    return await who_stands(tx.driver, asked, Template.REMINDER, until)


def _after(cursor: str | None) -> tuple[UUID, str]:
    if cursor is None:
        return _FIRST, ""
    participation_id, _, subject = cursor.partition(" ")
    return UUID(participation_id), subject


def _notice(tx: Transaction, kind: ReminderKind, one: Reminded, day: date) -> Notice | None:
    says = told(kind, one, day, tx.policy)
    if says.due < tx.now.date():
        return None
    due = str(says.due)
    if kind is ReminderKind.UNPAID:
        values = {"item": says.item, "amount": yuan(one.amount or 0), "due": due}
        return notice_of(tx, one.subject, f"bill:{one.bill_id}:{day}", Template.BILL_TO_PAY, values, way=LoginWay.WECHAT)
    values = {"item": says.item, "due": due, "then": says.then}
    fact = f"{kind}:{one.person_id}" if kind is ReminderKind.BIRTH else f"{kind}:{one.participation_id}:{due}"
    return notice_of(tx, one.subject, fact, Template.REMINDER, values, way=LoginWay.WECHAT)
