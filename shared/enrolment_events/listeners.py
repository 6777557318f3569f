"""Which services listen to which event type. An event is relayed once all of its listeners have bound their queues to its type."""

from enrolment_events.catalogue import EVENT_TYPES

_REGISTRATION, _PAYMENT, _DEDUP, _BENEFITS = "registration", "payment-bridge", "dedup", "benefits"
_SPELLS = (_DEDUP, _BENEFITS)
_ENDS = (_PAYMENT, _DEDUP, _BENEFITS)
_FILES = (_PAYMENT, _DEDUP, _BENEFITS)

LISTENERS: dict[str, tuple[str, ...]] = {
    "registration.application.submitted.v1": (_DEDUP,),
    "registration.application.decided.v1": (_DEDUP,),
    "registration.consent.signed.v1": (_DEDUP,),
    "registration.participation.registered.v1": _ENDS,
    "registration.participation.activated.v1": _SPELLS,
    "registration.participation.lapsed.v1": _SPELLS,
    "registration.participation.cancelled.v1": _ENDS,
    "registration.participation.stopped.v1": _ENDS,
    "registration.participation.suspended.v1": _ENDS,
    "registration.participation.resumed.v1": _ENDS,
    "registration.participation.terminated.v1": _ENDS,
    "registration.participation.changed.v1": _ENDS,
    "registration.subsidy.marked.v1": (_BENEFITS,),
    "registration.subsidy.unmarked.v1": (_BENEFITS,),
    "registration.death.recorded.v1": (_PAYMENT, _BENEFITS),
    "registration.permit.recorded.v1": (_BENEFITS,),
    "registration.circumstance.recorded.v1": (_BENEFITS,),
    "registration.history.recorded.v1": (_BENEFITS,),
    "registration.person.created.v1": _FILES,
    "registration.person.identity_updated.v1": _FILES,
    "registration.person.merged.v1": _FILES,
    "registration.mandate.changed.v1": _FILES,
    "registration.household.changed.v1": (_PAYMENT,),
    "registration.progress.snapshot.v1": (),
    "payment.bill.created.v1": (_REGISTRATION,),
    "payment.bill.sent.v1": (_REGISTRATION,),
    "payment.bill.failed.v1": (_REGISTRATION,),
    "payment.bill.abandoned.v1": (_REGISTRATION,),
    "payment.bill.cancelled.v1": (_REGISTRATION,),
    "payment.settled.v1": (_REGISTRATION, _BENEFITS),
    "payment.duplicate_received.v1": (_REGISTRATION,),
    "payment.unmatched.v1": (_REGISTRATION,),
    "payment.reversed.v1": (_REGISTRATION, _BENEFITS),
    "payment.unsettled.v1": (_REGISTRATION, _BENEFITS),
    "payment.refund.paid_back.v1": (_REGISTRATION, _BENEFITS),
    "payment.refund.changed.v1": (_REGISTRATION, _BENEFITS),
    "payment.repair.settled.v1": (_REGISTRATION, _BENEFITS),
    "payment.employee.registered.v1": (_REGISTRATION, _BENEFITS),
    "payment.employee.paid.v1": (_REGISTRATION, _BENEFITS),
    "payment.employee.ended.v1": (_REGISTRATION, _BENEFITS),
    "dedup.check.completed.v1": (_REGISTRATION,),
    "dedup.suspend.requested.v1": (_REGISTRATION,),
    "dedup.case.changed.v1": (_PAYMENT,),
    "dedup.external_notice.changed.v1": (),
    "dedup.coverage_elsewhere.changed.v1": (_BENEFITS,),
    "benefits.wait.evaluated.v1": (_REGISTRATION,),
    "benefits.entitlement.changed.v1": (_REGISTRATION, _DEDUP),
    "benefits.repair.registered.v1": (),
    "benefits.repair.registered.v2": (_PAYMENT,),
    "benefits.claim.recorded.v1": (_REGISTRATION, _BENEFITS),
    "benefits.incentive.evaluated.v1": (),
    "benefits.filing.changed.v1": (),
}
"""Every known type. None: nobody in the suite needs it; it is there for whoever binds a queue of his own."""


def heard_by(service: str) -> list[str]:
    """The types that a service listens to."""
    return [event_type for event_type, listeners in LISTENERS.items() if service in listeners]


def nobody_hears() -> list[str]:
    """The types that no service listens to."""
    return [event_type for event_type in EVENT_TYPES if not LISTENERS[event_type]]
