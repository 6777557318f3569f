"""The participation query of the kiosk (B28)."""

from datetime import date

from enrolment_events.benefits import EntitlementState
from enrolment_terms.scheme import Insutype, PsnInsuStas
from service_runtime.rest import Answer, Id


class ParticipationRecord(Answer):
    """一个年度的参保信息，附国家平台代码。"""

    participation_id: Id
    benefit_year: int
    insutype: Insutype
    insutype_name: str
    psn_insu_stas: PsnInsuStas
    state_name: str
    insuplc_admdvs: str
    area_name: str | None
    registered_on: date
    paid_on: date | None
    starts_on: date | None
    ends_on: date | None
    state_today: EntitlementState
