"""Who has agreed to be told what; and whom a fact concerns: logins that may act for the person today, and whoever filed it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from registration.domain.notice import Template
from row_sets import Driver, Record, Statement

_AGREE = Statement(
    """
    INSERT INTO notice_consents AS c (login_id, template, times, refused_at)
    SELECT login_id, :template, :times, CASE WHEN :times = 0 THEN now() END FROM logins WHERE subject = :subject AND way = 'WECHAT'
    ON CONFLICT (login_id, template) DO UPDATE SET refused_at = excluded.refused_at,
        times = CASE WHEN excluded.times = 0 THEN 0 ELSE least(c.times + excluded.times, 100) END
    RETURNING template
    """
)
_OF_LOGIN = Statement(
    "SELECT template, times, refused_at FROM notice_consents WHERE login_id = (SELECT login_id FROM logins WHERE subject = :subject)"
)
_USED = Statement(
    """
    UPDATE notice_consents SET times = CASE WHEN :refused THEN 0 ELSE greatest(times - 1, 0) END,
        refused_at = CASE WHEN :refused THEN now() ELSE refused_at END
    WHERE login_id = :login_id AND template = :template
    """
)
MAY_ACT = "m.state = 'IN_FORCE' AND m.from_on <= :day AND (m.until_on IS NULL OR m.until_on >= :day)"
"""A mandate that holds on a day."""
_AGREED = """
    JOIN logins AS l ON l.subject = w.subject
    JOIN notice_consents AS c ON c.login_id = l.login_id AND c.template = :template AND c.times > 0
    """
_OF_APPLICATIONS = Statement(
    """
    SELECT a.application_id, a.area, a.benefit_year, a.submit_no, l.subject FROM applications AS a
    CROSS JOIN LATERAL (
        SELECT m.subject FROM mandates AS m WHERE m.token = a.token AND {may_act} UNION SELECT a.filed_by
    ) AS w {agreed} WHERE a.application_id = ANY(:ids)
    """,
    may_act=MAY_ACT,
    agreed=_AGREED,
)
_OF_BILLS = Statement(
    """
    SELECT b.bill_id, b.kind, b.area, b.benefit_year, b.amount, pa.category, pa.registered_on, l.subject
    FROM remote_bills AS b JOIN participations AS pa USING (participation_id)
    CROSS JOIN LATERAL (
        SELECT m.subject FROM person_keys AS k JOIN mandates AS m USING (token) WHERE k.person_id = pa.person_id AND {may_act}
        GROUP BY m.subject
    ) AS w {agreed} WHERE b.bill_id = ANY(:ids) AND b.state = 'SENT' AND b.payer = 'PERSON'
    """,
    may_act=MAY_ACT,
    agreed=_AGREED,
)


async def agree(driver: Driver, subject: str, template: Template, times: int) -> bool:
    """So many messages more; 0 refuses. False for a login that gets no such messages."""
    return await _AGREE.row(driver, subject=subject, template=template.value, times=times) is not None


async def consents_of(driver: Driver, subject: str) -> dict[str, Record]:
    """By template."""
    return {row["template"]: row for row in await _OF_LOGIN.rows(driver, subject=subject)}


async def use_consent(driver: Driver, login_id: UUID, template: str, *, refused: bool) -> None:
    """One message was delivered, or the user refuses them all."""
    await _USED.run(driver, login_id=login_id, template=template, refused=refused)


async def who_follows_applications(driver: Driver, ids: Sequence[UUID], template: Template, day: date) -> list[Record]:
    """A row for each of these applications and each login that has agreed to hear of it."""
    return await _OF_APPLICATIONS.rows(driver, ids=list(ids), template=template.value, day=day)


async def who_follows_bills(driver: Driver, ids: Sequence[UUID], day: date) -> list[Record]:
    """The same of bills that a person has to pay now, by what was heard of them last."""
    return await _OF_BILLS.rows(driver, ids=list(ids), template=Template.BILL_TO_PAY.value, day=day)
