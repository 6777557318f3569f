"""A decision on an application, told to everybody: codes and names of fields, never what somebody wrote."""

import re
from datetime import datetime

from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import ApplicationDecidedV1, DecidedState
from registration.domain.application import Moved, Transition
from registration.domain.application_states import ApplicationState

DECIDED = {ApplicationState(state): state for state in DecidedState}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.|]{0,199}")
"""Of a field or a material: a reviewer may have typed anything."""


def decided_event(step: Transition, moved: Moved, now: datetime) -> Event[ApplicationDecidedV1]:
    """One event for one decision."""
    data = ApplicationDecidedV1(
        application_id=moved.application_id,
        submit_no=moved.submit_no,
        item=moved.item,
        benefit_year=moved.benefit_year,
        state=DECIDED[step.to_state],
        reasons=tuple(dict.fromkeys(reason.code for reason in step.faults.reasons)),
        missing=tuple(dict.fromkeys(one.field for one in step.faults.missing if _NAME.fullmatch(one.field))),
        participation_id=moved.participation_id,
        operator=step.actor,
        decided_on=now.date(),
    )
    return new_event(
        data,
        aggregate_id=moved.application_id,
        aggregate_version=moved.version,
        person_id=moved.person_id,
        region=moved.region,
        occurred_at=now,
        recorded_at=now,
    )
