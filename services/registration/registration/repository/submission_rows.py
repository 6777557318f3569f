"""Reading what was handed in, and what was told of it."""

from uuid import UUID

import sqlalchemy as sa

from registration.tables import application_notices, application_submissions
from row_sets import Driver, Record, Statement, value

submission, notice = application_submissions.c, application_notices.c
_SUBMISSIONS = Statement(
    sa.select(submission.submit_no, submission.at, submission.actor, submission.item, submission.form)
    .where(submission.application_id == value("application_id", submission.application_id))
    .order_by(submission.submit_no)
)
_NOTICES = Statement(
    sa.select(notice.application_id, notice.submit_no, notice.at, notice.event, notice.actor, notice.reasons, notice.missing)
    .where(notice.application_id == value("application_id", notice.application_id))
    .order_by(notice.id)
)


async def read_submissions(driver: Driver, application_id: UUID) -> list[Record]:
    """All submissions of an application, the first one first; the forms sealed."""
    return await _SUBMISSIONS.rows(driver, application_id=application_id)


async def read_notices(driver: Driver, application_id: UUID) -> list[Record]:
    """All one-time notices of an application, the first one first; sealed."""
    return await _NOTICES.rows(driver, application_id=application_id)
