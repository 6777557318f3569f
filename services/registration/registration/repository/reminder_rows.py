"""Whom to remind: found from those who have agreed to it, who are few, never by looking through everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.scheme import BillState, ParticipationState
from registration.domain.notice import Template
from registration.domain.reminder import Newborn, Reminded, births_to_look_at
from registration.repository.notice_consents import MAY_ACT
from registration.tables import OPEN
from row_sets import Driver, Statement, reader

_WHO = """
    FROM notice_consents AS c JOIN logins AS l USING (login_id)
    JOIN mandates AS m ON m.subject = l.subject AND {may_act}
    JOIN person_keys AS k ON k.token = m.token JOIN participations AS pa ON pa.person_id = k.person_id
"""
_WHERE = """
    WHERE c.template = :template AND c.times > 0 AND pa.scheme = 'RESIDENT'
        AND pa.state = ANY(:states) AND pa.area >= :area AND pa.area < :behind
        AND (pa.participation_id, l.subject) > (:after, :after_subject)
"""
_STANDS = """pa.participation_id, pa.person_id, l.subject, pa.area, pa.permit_valid_to,
        CAST(NULL AS uuid) AS bill_id, CAST(NULL AS bigint) AS amount"""
_STANDING = Statement(
    """
    SELECT DISTINCT {standing}
    {who} {where} AND pa.benefit_year = :benefit_year AND (CAST(:until AS date) IS NULL OR pa.permit_valid_to BETWEEN :day AND :until)
    ORDER BY pa.participation_id, l.subject LIMIT :most
    """,
    standing=_STANDS,
    who=_WHO.format(may_act=MAY_ACT),
    where=_WHERE,
)
_EXPECTED = Statement(
    """
    SELECT DISTINCT {standing}
    {who} JOIN persons AS p ON p.person_id = pa.person_id
    {where} AND p.birth_date IS NULL AND p.expected_on BETWEEN :first AND :last
    ORDER BY pa.participation_id, l.subject LIMIT :most
    """,
    standing=_STANDS,
    who=_WHO.format(may_act=MAY_ACT),
    where=_WHERE,
)
_OWING = Statement(
    """
    SELECT DISTINCT pa.participation_id, pa.person_id, l.subject, pa.area, pa.permit_valid_to, b.bill_id, b.amount
    {who} JOIN remote_bills AS b ON b.participation_id = pa.participation_id
    {where} AND pa.benefit_year = :benefit_year AND b.payer = 'PERSON' AND b.kind = 'NORMAL' AND b.state = ANY(:bill_states)
    ORDER BY pa.participation_id, l.subject LIMIT :most
    """,
    who=_WHO.format(may_act=MAY_ACT),
    where=_WHERE,
)
_NEWBORNS = Statement(
    """
    WITH newborn AS (
        SELECT r.*, CASE WHEN r.parent_token IS NULL THEN r.parent_person_id ELSE p.person_id END AS parent_now
        FROM known_residents AS r LEFT JOIN person_keys AS p ON p.token = r.parent_token
        WHERE r.known_as = 'NEWBORN' AND r.birth_date BETWEEN :first AND :last AND r.area >= :area AND r.area < :behind
    )
    SELECT DISTINCT r.resident_id, r.parent_now AS parent_person_id, l.subject, r.area, r.birth_date, r.document_kind
    FROM notice_consents AS c JOIN logins AS l USING (login_id)
    JOIN mandates AS m ON m.subject = l.subject AND m.kind = 'SELF' AND {may_act}
    JOIN person_keys AS k ON k.token = m.token JOIN newborn AS r ON r.parent_now = k.person_id
    WHERE c.template = :template AND c.times > 0 AND (r.resident_id, l.subject) > (:after, :after_subject)
        AND NOT EXISTS (SELECT FROM person_keys AS own JOIN participations AS pa USING (person_id) WHERE own.token = r.token)
        AND NOT EXISTS (SELECT FROM applications AS a WHERE a.token = r.token AND a.{open})
    ORDER BY r.resident_id, l.subject LIMIT :most
    """,
    may_act=MAY_ACT,
    open=OPEN,
)
_TO_PAY = [
    one.value for one in (BillState.SENT, BillState.DEDUCTING, BillState.FAILED_PERSONAL, BillState.FAILED_SYSTEM, BillState.RESEND_QUEUED)
]
_reminded, _newborn = reader(Reminded), reader(Newborn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where and whom: an area, a year, states, and behind whom to go on."""

    area: str
    benefit_year: int
    states: Sequence[ParticipationState]
    day: date
    after: tuple[UUID, str]
    most: int


async def who_stands(driver: Driver, asked: Asked, template: Template, permit_until: date | None) -> list[Reminded]:
    """Participations, those with a permit that runs out by a day if one is named; in the order of participation and login."""
    rows = await _STANDING.rows(driver, **_values(asked, template), benefit_year=asked.benefit_year, until=permit_until)
    return [_reminded(row) for row in rows]


async def who_expects(driver: Driver, asked: Asked, template: Template, first: date, last: date) -> list[Reminded]:
    """Participations of any year of children expected between two days, of whom nobody told that they are born."""
    rows = await _EXPECTED.rows(driver, **_values(asked, template), first=first, last=last)
    return [_reminded(row) for row in rows]


async def who_owes(driver: Driver, asked: Asked, template: Template) -> list[Reminded]:
    """Participations that nobody has paid, with what is owed; part of the money is none (足额)."""
    rows = await _OWING.rows(driver, **_values(asked, template), benefit_year=asked.benefit_year, bill_states=_TO_PAY)
    return [_reminded(row) for row in rows]


async def newborns_to_tell(driver: Driver, area: str, day: date, after: tuple[UUID, str], most: int) -> list[Newborn]:
    """Newborns of rosters below an area, of parents who have agreed: neither registered nor applied for. By resident and login."""
    first, last = births_to_look_at(day)
    told = {"template": Template.REMINDER.value, "area": area, "behind": area + "~", "day": day, "first": first, "last": last}
    rows = await _NEWBORNS.rows(driver, **told, after=after[0], after_subject=after[1], most=most)
    return [_newborn(row) for row in rows]


def _values(asked: Asked, template: Template) -> dict[str, object]:
    participation_id, subject = asked.after
    return {
        "template": template.value, "states": [one.value for one in asked.states],
        "area": asked.area, "behind": asked.area + "~", "day": asked.day, "after": participation_id, "after_subject": subject,
        "most": asked.most,
    }  # fmt: skip
