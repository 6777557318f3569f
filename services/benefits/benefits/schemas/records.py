"""The way of a person and the participation query of the kiosk (B28)."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from enrolment_events.benefits import EntitlementState


class TimelineItem(BaseModel):
    """Something that happened to a person here."""

    at: datetime
    recorded_at: datetime
    service: str
    what: str
    code: str
    detail: dict[str, Any]


class Timeline(BaseModel):
    """A person's way through the service, the oldest first."""

    items: list[TimelineItem]


class ParticipationRecord(BaseModel):
    """我要查我的医保参保信息 (B28): one benefit year, with the codes of the national platform."""

    participation_id: str
    benefit_year: int
    insutype: str
    insutype_name: str
    psn_insu_stas: str
    state_name: str
    insuplc_admdvs: str
    area_name: str | None
    registered_on: date
    paid_on: date | None
    starts_on: date | None
    ends_on: date | None
    state_today: EntitlementState


class ParticipationRecords(BaseModel):
    """All benefit years of a person, the newest first."""

    items: list[ParticipationRecord]
