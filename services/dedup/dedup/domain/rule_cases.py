"""The decisions of this service under names, for rule cases written by clerks (docs/rule-cases.md)."""

from collections.abc import Mapping
from typing import Any

from dedup.domain.conflicts import Question, is_clear, is_second_registration_allowed, judge
from dedup.domain.notices import notices_for
from dedup.domain.spell import Spell, are_duplicates
from enrolment_terms.benefit_year import first_day, last_day
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme
from policy_parameters import Decision, PolicyBook


def resident_registration_conflict(given: Mapping[str, Any], when: Mapping[str, Any], policy: PolicyBook) -> Mapping[str, Any]:
    """given: found[], consent_signed_on?, employee_stop_proved?; when: applied_on, benefit_year. Answers clear, rules, codes, notices."""
    question = Question(
        area=given["region"],
        benefit_year=when["benefit_year"],
        applied_on=when["applied_on"],
        consent_signed_on=given.get("consent_signed_on"),
        employee_stop_proved=given.get("employee_stop_proved", False),
        region_allows_second=is_second_registration_allowed(policy, given["region"], when["benefit_year"]),
    )
    hits = judge(question, [_spell(number, found) for number, found in enumerate(given.get("found", []))])
    return {
        "clear": is_clear(hits),
        "rules": [hit.rule for hit in hits],
        "codes": [hit.code for hit in hits if hit.code],
        "notices": [notice.kind for notice in notices_for(hits)],
    }


def duplicate_cover(given: Mapping[str, Any], when: Mapping[str, Any], policy: PolicyBook) -> Mapping[str, Any]:
    """given: records (two spells). Answers duplicate: true if the two cover one day twice (R-001, R-120)."""
    one, other = (_spell(number, record) for number, record in enumerate(given["records"]))
    return {"duplicate": are_duplicates(one, other)}


DECISIONS: dict[str, Decision] = {
    "resident_registration_conflict": resident_registration_conflict,
    "duplicate_cover": duplicate_cover,
}


def _spell(number: int, found: Mapping[str, Any]) -> Spell:
    """A spell as a case writes it: paid and ACTIVE unless it says otherwise, the whole benefit year unless it has days of its own."""
    year: int | None = found.get("benefit_year")
    identity = found.get("identity")
    return Spell(
        spell_ref=str(number),
        scheme=Scheme(found["scheme"]),
        identity=EmployeeIdentity(identity) if identity else None,
        area=str(found["area"]),
        benefit_year=year,
        starts_on=found["starts_on"] if "starts_on" in found else first_day(found["benefit_year"]),
        ends_on=found.get("ends_on", last_day(year) if year else None),
        paid=found.get("paid", True),
        state=ParticipationState(found.get("state", "ACTIVE")),
    )
