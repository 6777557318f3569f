"""The participation query of the kiosk (B28)."""

from datetime import date

from pydantic import BaseModel

from enrolment_events.benefits import EntitlementState


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
