"""Consents of applications. Whoever writes has locked the application."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from registration.domain.consent import Consent
from registration.tables import applications, consents
from row_sets import Driver, Statement, names_of, reader, same_rows, typed, value, values_of

c, a = consents.c, applications.c
_NAMES = names_of(Consent)
_GIVEN = ("consent_id", "application_id", "text_version", "signed_on", "signed_by", "recorded_at")
_SIGN = Statement(
    """
    INSERT INTO consents AS c ({given.names}, version) VALUES ({given.values}, 1)
    ON CONFLICT (application_id) DO UPDATE SET text_version = excluded.text_version, signed_on = excluded.signed_on,
        signed_by = excluded.signed_by, recorded_at = excluded.recorded_at, withdrawn_on = NULL, version = c.version + 1
    WHERE (c.text_version, c.signed_on, c.signed_by) <> (excluded.text_version, excluded.signed_on, excluded.signed_by)
        OR c.withdrawn_on IS NOT NULL
    RETURNING {shown}
    """,
    given=typed(consents, *_GIVEN),
    shown=", ".join(f"c.{name}" for name in _NAMES),
)
_OF = c.application_id == value("application_id", c.application_id)
_NOW = value("now", c.recorded_at)
_SHOWN = [c[name] for name in _NAMES]
_FILL = Statement(
    sa.update(consents)
    .where(_OF, c.withdrawn_on.is_(None))
    .where(c.old_area.is_distinct_from(value("old_area", c.old_area)) | c.new_area.is_distinct_from(value("new_area", c.new_area)))
    .values(
        old_area=value("old_area", c.old_area),
        new_area=value("new_area", c.new_area),
        filled_by=value("filled_by", c.filled_by),
        recorded_at=_NOW,
        version=c.version + 1,
    )
    .returning(*_SHOWN)
)
_WITHDRAW = Statement(
    sa.update(consents)
    .where(_OF, c.withdrawn_on.is_(None))
    .values(withdrawn_on=value("withdrawn_on", c.withdrawn_on), version=c.version + 1, recorded_at=_NOW)
    .returning(*_SHOWN)
)
_FORGET_DAY = Statement(
    sa.update(applications).where(a.application_id == value("application_id", a.application_id)).values(consent_signed_on=sa.null())
)
_READ = Statement(sa.select(*_SHOWN).where(same_rows(consents, "application_id")))
_consent = reader(Consent)


async def sign(driver: Driver, consent: Consent, now: datetime) -> Consent | None:
    """The consent as it stands now; None if it stood like that before."""
    told = values_of(consent) | {"recorded_at": now}
    found = await _SIGN.row(driver, **{name: told[name] for name in _GIVEN})
    return _consent(found) if found else None


async def fill_in_units(
    driver: Driver, application_id: UUID, old_area: str, new_area: str, filled_by: str, now: datetime
) -> Consent | None:
    """With these units; None if there is none in force, or if it named them before."""
    units = {"old_area": old_area, "new_area": new_area, "filled_by": filled_by}
    found = await _FILL.row(driver, application_id=application_id, now=now, **units)
    return _consent(found) if found else None


async def take_back(driver: Driver, application_id: UUID, on: date, now: datetime) -> Consent | None:
    """Withdrawn, and nothing of the application counts on it any more; None if there is none in force."""
    found = await _WITHDRAW.row(driver, application_id=application_id, withdrawn_on=on, now=now)
    if found is None:
        return None
    await _FORGET_DAY.run(driver, application_id=application_id)
    return _consent(found)


async def consents_of(driver: Driver, ids: Sequence[UUID]) -> dict[UUID, Consent]:
    """Application -> its consent, withdrawn or not."""
    return {row["application_id"]: _consent(row) for row in await _READ.rows(driver, application_id=ids)}
