"""The decisions of this service by name, for rule cases: what a clerk may ask in YAML."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from enrolment_events.dedup import Hit
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import BillKind, BillState, Category, Channel, FailureCause, ParticipationState, Scheme
from policy_parameters import Decision, PolicyBook
from policy_parameters.rule_parameters import targets
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.application_states import ApplicationEvent, ApplicationState, after
from registration.domain.check_verdict import CheckAnswer, verdict_of
from registration.domain.eligibility import judge_form, payer_of, same_pooling_region
from registration.domain.materials import Material, SatisfiedBy
from registration.domain.progress import percent
from registration.domain.renewal import LastYear, is_renewed, renewed_category
from registration.domain.review import check_standing
from registration.domain.standing import BillFact, OwnFacts, PaymentFact, standing_of
from registration.domain.stopping import account_change_faults, stop_faults
from registration.domain.transitions import TransitionRefused

Facts = Mapping[str, Any]
_GOOD_FORM: Facts = {
    "name": "陈大文",
    "sex": "男",
    "document_type": "RESIDENT_ID",
    "document_number": "440799198605120012",
    "household_area": "440783115",
    "household_address": "示例村",
    "account_holder": "陈大文",
    "bank": "开平农商银行",
    "account_number": "9900000000000001",
    "phone": "10000000001",
    "confirmed": True,
}
_NOBODY = UUID(int=0)


def resident_application(given: Facts, when: Facts, policy: PolicyBook) -> Facts:
    """`given`: answers that differ from a good form. `when.applied_on`: business date. All faults at once."""
    form = _form(given)
    verdict = judge_form(form, when["applied_on"], policy)
    answer = _told(verdict.faults)
    payer = payer_of(verdict.category, form.channel)
    return {**answer, "benefit_year": verdict.benefit_year, "kind": verdict.kind, "payer": payer}


def _form(given: Facts) -> FormAnswers:
    known = {field.name for field in fields(FormAnswers)}
    answers = {**_GOOD_FORM, "area": given["region"], **given}
    unknown = set(answers) - known - {"region"}
    if unknown:
        raise KeyError(f"not a field of the form: {', '.join(sorted(unknown))}")
    materials = tuple(Material(row["kind"], SatisfiedBy(row.get("satisfied_by", "ORIGINAL"))) for row in answers.pop("materials", ()))
    channel = Channel(answers.pop("channel", Channel.YUE_YIBAO))
    return FormAnswers(**{name: answers[name] for name in answers if name in known}, materials=materials, channel=channel)


def _told(faults: Faults) -> Facts:
    return {
        "accepted": not faults,
        "reasons": sorted(reason.code for reason in faults.reasons),
        "missing": sorted(missing.label for missing in faults.missing),
        "messages": [reason.msg for reason in faults.reasons],
    }


def conflict_verdict(given: Facts, when: Facts, policy: PolicyBook) -> Facts:
    """`given.hits`: what the check found, each with its code and rule. No answer: stays CHECK_PENDING (V-71)."""
    if not when.get("answered", True):
        return {"state": ApplicationState.CHECK_PENDING, **_told(Faults())}
    hits = tuple(_hit(row) for row in given["hits"])
    event, faults = verdict_of(CheckAnswer(all(hit.code is None for hit in hits), hits, datetime(2023, 10, 10, tzinfo=SHANGHAI)))
    return {"state": after(ApplicationState.CHECK_PENDING, event), **_told(faults)}


def _hit(row: Facts) -> Hit:
    area, code = str(row["area"]), row.get("code")
    return Hit(
        area=area,
        same_region=False,
        in_province=area.startswith("44"),
        scheme=Scheme(row.get("scheme", Scheme.RESIDENT)),
        benefit_year=row.get("benefit_year"),
        paid=True,
        starts_on=date(2023, 1, 1),
        rule=row["rule"],
        code=ReasonCode(code) if code else None,
    )


def application_transition(given: Facts, when: Facts, policy: PolicyBook) -> Facts:
    """D1: `given.state`, `when.event`. `refused` is true for a transition the table does not list."""
    try:
        return {"state": after(ApplicationState(given["state"]), ApplicationEvent(when["event"])), "refused": False}
    except TransitionRefused:
        return {"state": given["state"], "refused": True}


def check_age(given: Facts, when: Facts, policy: PolicyBook) -> Facts:
    """`given.checked_at`, `when.now`: FRESH, STALE or PENDING by the region's maximum age."""
    max_age = policy.value("conflict.check_max_age_minutes", region=given["region"], year=given["benefit_year"]).value
    checked_at, now = given.get("checked_at"), when["now"]
    return {"check": check_standing(_moment(checked_at) if checked_at else None, _moment(now), max_age)}


def _moment(value: datetime | str) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment


def renewal(given: Facts, when: Facts, policy: PolicyBook) -> Facts:
    """`given`: last year's participation. `when.benefit_year`: the new year (R-050)."""
    year = when["benefit_year"]
    category = Category(given.get("category", Category.GENERAL))
    last = LastYear(
        ParticipationState(given["state"]), category, given.get("permit_valid_to"), bool(given.get("registered_for_new_year", False))
    )
    permits = policy.value("application.permit_renews_while_valid", region=given["region"], year=year).value
    return {"renewed": is_renewed(last, year, permits), "category": renewed_category(category)}


def participation_stop(given: Facts, when: Facts, policy: PolicyBook) -> Facts:
    """`given`: state, benefit_year, reason. `when.filed_on` (R-051)."""
    state = ParticipationState(given.get("state", ParticipationState.REGISTERED))
    reason = given.get("reason", "入伍")
    return _told(stop_faults(reason, state, given["benefit_year"], when["filed_on"], given["region"], policy))


def account_change(given: Facts, when: Facts, policy: PolicyBook) -> Facts:
    """`given`: benefit_year, agreement. `when.filed_on`: accepted, or the old account is used (R-051, R-053)."""
    faults = account_change_faults(given["benefit_year"], when["filed_on"], given["region"], bool(given.get("agreement", True)), policy)
    return {**_told(faults), "account_used": "OLD" if faults else "NEW"}


def participation_standing(given: Facts, when: Facts, policy: PolicyBook) -> Facts:
    """`given`: benefit_year, payments, bills. Where the participation stands, whatever the order of the facts (D2)."""
    year = given["benefit_year"]
    own = OwnFacts(
        ParticipationState(given.get("own_state", ParticipationState.REGISTERED)), year, date(year - 1, 9, 1), date(year - 1, 9, 1), None,
        given.get("paid_on"), bool(given.get("has_rival", False)),
    )  # fmt: skip
    payments = [_payment(row, year) for row in given.get("payments", ())]
    bills = [_bill(row) for row in given.get("bills", ())]
    found = standing_of(own, payments, bills, policy.concentrated_period(given["region"], year)[1])
    return {"state": found.state, "reason": found.reason, "paid_on": found.paid_on, "failure_cause": found.failure_cause}


def _payment(row: Facts, year: int) -> PaymentFact:
    return PaymentFact(
        _NOBODY,
        BillKind(row.get("kind", BillKind.NORMAL)),
        row.get("benefit_year", year),
        row["arrival_date"],
        bool(row.get("deemed_in_window", False)),
        bool(row.get("group_complete", True)),
    )


def _bill(row: Facts) -> BillFact:
    cause = row.get("cause")
    return BillFact(
        _NOBODY,
        BillKind(row.get("kind", BillKind.NORMAL)),
        BillState(row["state"]),
        FailureCause(cause) if cause else None,
        row.get("effective_on", date(2024, 1, 1)),
    )


def target_completion(given: Facts, when: Facts, policy: PolicyBook) -> Facts:
    """`given`: town (code), paid, benefit_year. Percent of target and of those who should enrol (R-110, V-91)."""
    table = targets(policy, given["region"], given["benefit_year"])
    town = next(row for row in table.towns if row.code == str(given["town"]))
    return {"of_target": percent(given["paid"], town.target), "of_should_enrol": percent(given["paid"], town.should_enrol)}


def cross_region_move(given: Facts, when: Facts, policy: PolicyBook) -> Facts:
    """`given.from_area`, `given.to_area`: is it a move between pooling regions (R-008)?"""
    return {"cross_region": not same_pooling_region(str(given["from_area"]), str(given["to_area"]))}


DECISIONS: dict[str, Decision] = {
    "resident_application": resident_application,
    "conflict_verdict": conflict_verdict,
    "application_transition": application_transition,
    "check_age": check_age,
    "renewal": renewal,
    "participation_stop": participation_stop,
    "account_change": account_change,
    "participation_standing": participation_standing,
    "target_completion": target_completion,
    "cross_region_move": cross_region_move,
}
