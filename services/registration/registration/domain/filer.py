"""Who files: a person for those he is bound to, a desk for the province it lies in; and what may be told to whom of what is on file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from enrolment_terms.regions import area_prefix, is_area_code
from enrolment_terms.scheme import Channel
from enrolment_terms.sealed import IdentityToken
from policy_parameters import is_known_area
from registration.domain.application import PersonFound
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.items import Item
from registration.domain.materials import PAPER, STOP_PROOF, Material

_PERSONAL = frozenset({"citizen", "agent", "kiosk"})
_WITH_PAPERS = frozenset({Channel.COUNTER, Channel.AUTHORITY})
"""Where somebody stands before an office."""


@dataclass(frozen=True, slots=True)
class Filer:
    """A caller who files. `areas` are those of a desk: a clerk or a school; only a clerk may hear of the file of persons, in his areas.

    `credential_active`: what the sign-on says of a person's medical e-credential (R-011); an office needs none.
    """

    subject: str
    roles: frozenset[str]
    documents: tuple[IdentityToken, ...] = ()
    areas: tuple[str, ...] = ()
    credential_active: bool = True

    @property
    def is_person(self) -> bool:
        """Here for himself, or for those he acts for."""
        return not self.roles.isdisjoint(_PERSONAL)

    @property
    def is_clerk(self) -> bool:
        """Here as an office."""
        return "clerk" in self.roles

    def through_channel(self, form: FormAnswers, item: Item) -> FormAnswers:
        """The form by the channel that it names, else by the filer's first of the item; whether it is open to him."""
        channels = item.channels_of(self.roles)
        channel = form.channel or next(iter(channels), next(iter(item.channels)))
        seen = form.materials if channel not in _WITH_PAPERS else tuple(map(self._saw, form.materials))
        return replace(form, channel=channel, channel_open=channel in channels, materials=seen, credential_active=self.credential_active)

    def _saw(self, material: Material) -> Material:
        """R-013: whoever hands in at the counter shows the paper to the clerk, who answers for it."""
        return replace(material, seen_by=self.subject) if self.is_clerk and material.satisfied_by in PAPER else material

    def covers(self, area: str) -> bool:
        """True if the whole area lies in one of the filer's areas."""
        return bool(self.areas) and area_prefix(area).startswith(self.areas)

    def takes_for(self, area: str) -> bool:
        """R-008 「异地通办」, H-R-008: a desk takes applications for each place of its province; that place decides."""
        return any(area[:2] == own[:2] for own in self.areas)

    def takes_services(self, channel: Channel | None, area: str) -> bool:
        """R-008, R-012: a desk of the province takes over the counter what somebody asks of his participation elsewhere.

        Only for the place in which he takes part, which decides; for any other place he is sent to an office.
        """
        return self.is_clerk and channel is Channel.COUNTER and self.takes_for(area)

    def may_hear(self, bound: bool, areas: Iterable[str]) -> bool:
        """True if he has proved the document, or is the clerk of an area in which the person is registered."""
        return bound or (self.is_clerk and any(self.covers(area) for area in areas))


def filing_faults(filer: Filer, bound: bool, has_document: bool, area: str | None) -> Faults:
    """Why he may not file this form. Follows from documents, mandates and areas alone: says nothing of whether anybody is known.

    Whoever takes it in hears of the file of persons what his own areas tell, wherever the application goes.
    """
    if bound or (area and filer.takes_for(area)):
        return Faults()
    if filer.is_person:
        return Faults((reason(ReasonCode.NOT_BOUND, field="document_number"),) if has_document else ())
    known = bool(area) and is_area_code(area or "") and is_known_area(area or "")
    return Faults((reason(ReasonCode.UNKNOWN_AREA, field="area", rule="R-012"),) if known else ())


def faults_on_file(found: PersonFound, filer: Filer, bound: bool) -> Faults:
    """What is on file against an application; one neutral reason for whoever must not hear more."""
    reasons = []
    if found.already_registered:
        told = filer.may_hear(bound, found.registered_areas)
        reasons.append(reason(ReasonCode.ALREADY_REGISTERED, field="benefit_year", rule="R-001") if told else ASK_OFFICE)
    if found.identity_differs:
        told = filer.may_hear(bound, found.known_areas)
        reasons.append(IDENTITY_DIFFERS if told else ASK_OFFICE)
    if found.open_areas or not reasons:  # nothing else stands against it: another one was faster
        told = filer.may_hear(bound, found.open_areas)
        reasons.append(reason(ReasonCode.APPLICATION_OPEN, field="benefit_year", rule="R-001") if told else ASK_OFFICE)
    return Faults(tuple(dict.fromkeys(reasons)))


def without_the_file(faults: Faults) -> Faults:
    """What is said of the form alone."""
    return Faults(tuple(one for one in faults.reasons if one != ASK_OFFICE), faults.missing)


def apart_from_the_file(faults: Faults) -> Faults:
    """R-008: that an office must be asked is said to a whole form only, which is audited and counted.

    Beside a fault of the form it would tell, for nothing filed, whether somebody is known.
    """
    return without_the_file(faults) or faults


def as_desk_hears(faults: Faults) -> Faults:
    """What a participation elsewhere says against a form, at the desk that takes it in: what the form lacks, and to ask an office.

    Whether it stands, is paid, or may still be changed is told to its own place.
    """
    told = (ASK_OFFICE if one.code in _OF_PARTICIPATION or one.field == "benefit_year" else one for one in faults.reasons)
    return Faults(tuple(dict.fromkeys(told)), faults.missing)


IDENTITY_DIFFERS = reason(ReasonCode.IDENTITY_DIFFERS, field="name", rule="R-010")
ASK_OFFICE = reason(ReasonCode.ASK_OFFICE)
"""Whatever is on file, it reads the same."""
_TELLING = frozenset(
    {
        ReasonCode.EMPLOYEE_ACTIVE,
        ReasonCode.STOP_EMPLOYEE_FIRST,
        ReasonCode.STILL_EMPLOYED,
        ReasonCode.USE_REMOTE_CARE,
        ReasonCode.CONSENT_REQUIRED,
        ReasonCode.CANCEL_OR_REFUND_FIRST,
        ReasonCode.ALREADY_REGISTERED,
        ReasonCode.IDENTITY_DIFFERS,
        ReasonCode.APPLICATION_OPEN,
        ReasonCode.NOT_REGISTERED,
    }
)
_OF_PARTICIPATION = frozenset({ReasonCode.NOT_REGISTERED, ReasonCode.DEADLINE_PASSED})
_TELLING_FIELDS = frozenset({f"materials.{STOP_PROOF}", "employee_stop_proof", "consent"})


def neutral_reasons(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """As a mere filer reads them: what tells of a registration elsewhere is one neutral reason."""
    return tuple(dict.fromkeys(ASK_OFFICE if one.code in _TELLING else one for one in reasons))


def neutral_missing(missing: Sequence[Missing]) -> tuple[Missing, ...]:
    """Without what would cure a registration elsewhere."""
    return tuple(one for one in missing if one.field not in _TELLING_FIELDS)
