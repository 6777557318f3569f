"""Batches of answers that this service tells anew, by application."""

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from dedup.domain.notices import STEPS
from dedup.repository.checks import REVISIONS, Check
from dedup.tables import (
    cases,
    checks,
    consents,
    notices,
    participation_spells,
    received_notices,
    remote_mandates,
    suspend_requests,
    told_coverage,
)
from enrolment_events.dedup import Hit
from row_sets import Driver, Statement, names_of, reader, value
from service_runtime.retelling import Wanted, versions_of

_c = checks.c
_COLUMNS = [sa.cast(_c.hits, sa.Text).label("hits") if name == "hits" else _c[name] for name in names_of(Check)]
_ANSWERED = Statement(
    sa.select(*_COLUMNS)
    .ext(distinct_on(_c.application_id))
    .where(_c.application_id > value("after", _c.application_id), _c.area.like(value("area", _c.area)))
    .where(_c.hits.is_not(None), _c.checked_at >= value("since", _c.checked_at))
    .order_by(_c.application_id, _c.submit_no.desc())
    .limit(value("most", sa.Integer))
)
_check = reader(Check, hits=msgspec.json.Decoder(tuple[Hit, ...]).decode)
VERSIONS = {
    "check": versions_of(checks, "application_id", _c.hits.is_not(None), version=_c.submit_no * REVISIONS + _c.revision),
    "suspend_request": versions_of(suspend_requests, "request_id"),
    "coverage_elsewhere": versions_of(told_coverage, "person_id"),
    "case": versions_of(cases, "case_id"),
    "notice": versions_of(notices, "notice_id", version=notices.c.version * STEPS + notices.c.step),
    "received_notice": versions_of(received_notices, "notice_id", version=received_notices.c.version * STEPS + received_notices.c.step),
    "consent": versions_of(consents, "consent_id"),
    "mandate": versions_of(remote_mandates, "mandate_id"),
    "participation": versions_of(participation_spells, "participation_id"),
}
"""What it owns, and what it has heard of."""


async def answers_after(driver: Driver, wanted: Wanted) -> list[Check]:
    """The answer to the newest submit of each application."""
    return [_check(row) for row in await _ANSWERED.rows(driver, **wanted._asdict())]
