"""The decisions of this service as rule cases know them: plain mappings in, plain mappings out (docs/rule-cases.md).

`start_date` understands, in `given`: born, foreign, category, payer, registered_on, insured_years, employee_years, marks, permits,
circumstances, spells, changes, claims, died_on, refunded_on, reversed_on; in `when`: benefit_year, arrival_date, deemed_in_window,
payments (year: arrival, for newborns of two years), repairs, as_of.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from benefits.domain.explanation import explain, sentence
from benefits.domain.facts import (
    Circumstance,
    Claim,
    EmployeeSpell,
    History,
    Mark,
    Participation,
    Payment,
    Permit,
    PersonFacts,
    Refund,
    Reversal,
    StateChange,
)
from benefits.domain.filings import FilingForm, check_filing, ends_of, promise_only
from benefits.domain.incentives import ledger_for
from benefits.domain.newborns import window_end
from benefits.domain.person import Outcome, decide_person
from benefits.domain.previews import Supposed, preview
from benefits.domain.repair import repair_offer
from benefits.domain.rule import Step
from benefits.domain.states import level_on, state_on
from benefits.domain.terms import terms_of, terms_reader
from benefits.domain.years import years
from enrolment_terms.money import fen_of, yuan
from enrolment_terms.scheme import BillKind
from policy_parameters import Decision, PolicyBook
from policy_parameters.rule_parameters import filing_rules

Given = Mapping[str, Any]


def start_date(given: Given, when: Given, policy: PolicyBook) -> Mapping[str, Any]:
    """From when to when the benefit year gives benefits, after which wait, by which rules."""
    facts = person_of(given, when)
    life = decide_person(facts, terms_reader(policy), explain=True)
    if not life.outcomes:  # only a year that the book does not know: let the book say so
        terms_of(policy, given["region"], when["benefit_year"])
    by_year = {outcome.decision.year: _answer(outcome, policy, when) for outcome in life.outcomes}
    return {**by_year.get(when["benefit_year"], {}), "years": by_year}


def person_of(given: Given, when: Given) -> PersonFacts:
    """The facts of a case: one person, one participation of the asked benefit year."""
    year, region = when["benefit_year"], given["region"]
    arrivals = when.get("payments") or ({year: when["arrival_date"]} if when.get("arrival_date") else {})
    registered = given.get("registered_on") or min(arrivals.values(), default=date(year, 1, 1))
    participation = {
        "id": "p1", "benefit_year": year, "area": region, "effective_on": registered, "registered_on": registered,
        "category": given.get("category", "GENERAL"), "payer": given.get("payer", "PERSON"), "state": given.get("state", "ACTIVE"),
    }  # fmt: skip
    money = [_payment(paid_for, arrival, when) for paid_for, arrival in arrivals.items()]
    money += [_repair(number, year, repair) for number, repair in enumerate(when.get("repairs", []))]
    return PersonFacts(
        born=given.get("born"),
        foreign=given.get("foreign", False),
        died_on=given.get("died_on"),
        participations=(msgspec.convert(participation, Participation),),
        changes=_all(given, "changes", StateChange, participation_id="p1"),
        payments=tuple(money),
        reversals=tuple(Reversal(payment_id=one.id, reversed_on=given["reversed_on"]) for one in money if given.get("reversed_on")),
        refunds=(Refund(id="r", participation_id="p1", paid_back_on=given["refunded_on"]),) if given.get("refunded_on") else (),
        marks=_all(given, "marks", Mark),
        spells=_all(given, "spells", EmployeeSpell),
        permits=_all(given, "permits", Permit),
        circumstances=_all(given, "circumstances", Circumstance),
        claims=_all(given, "claims", Claim),
        history=History(resident=years(given.get("insured_years", [])), employee=years(given.get("employee_years", []))),
    )


def _all(given: Given, name: str, record: Any, **same: Any) -> tuple[Any, ...]:
    fields = record.__struct_fields__
    numbered = ({"id": str(number), "version": number, **same, **row} for number, row in enumerate(given.get(name, [])))
    return tuple(msgspec.convert({key: value for key, value in row.items() if key in fields}, record) for row in numbered)


def _payment(year: int, arrival: date, when: Given) -> Payment:
    deemed = bool(when.get("deemed_in_window", False))
    return Payment(id=f"m{year}", participation_id="p1", benefit_year=year, arrival=arrival, deemed_in_window=deemed)


def _repair(number: int, year: int, repair: Given) -> Payment:
    return Payment(
        id=f"x{number}", participation_id="p1", benefit_year=year, kind=BillKind.REPAIR,
        arrival=repair["arrival_date"], repair_years=repair["years"],
    )  # fmt: skip


def _answer(outcome: Outcome, policy: PolicyBook, when: Given) -> dict[str, Any]:
    decision, wait = outcome.decision, outcome.decision.wait
    terms = terms_of(policy, outcome.participation.area, decision.year)
    on = when.get("as_of")
    return {
        "start": decision.starts_on,
        "end": decision.ends_on,
        "ordinary_start": decision.ordinary,
        "would_start": decision.would_start,
        "wait_months": wait.total,
        "fixed_months": wait.fixed,
        "variable_months": wait.variable,
        "missed_years": wait.missed,
        "exempt": wait.exempt,
        "empty": decision.empty,
        "revoked": decision.revoked,
        "counts": decision.counts,
        "useful_repair_years": wait.useful_repairs,
        "repair_price": yuan(wait.useful_repairs * terms.rate) if terms.rate is not None else None,
        "subsidised": [list(interval) for interval in decision.subsidised],
        "pauses": [[pause.first, pause.last] for pause in decision.pauses],
        "flags": list(decision.flags),
        "state": state_on(decision, on).value if on else None,
        "level": level_on(decision, on) if on else None,
        "rules": [step.rule.id for step in outcome.steps],
        "explanation": [step["text"] for step in explain(outcome.steps, terms)],
    }


def newborn_window(given: Given, when: Given, policy: PolicyBook) -> Mapping[str, Any]:
    """Last day on which money opens cover from birth."""
    born = given["born"]
    return {"window_end": window_end(born, given.get("foreign", False), terms_of(policy, given["region"], born.year))}


def repair(given: Given, when: Given, policy: PolicyBook) -> Mapping[str, Any]:
    """What repair is offered on the day `as_of`: given as for start_date, `asked` years optional."""
    facts = person_of(given, when)
    life = decide_person(facts, terms_reader(policy))
    decision = next(outcome.decision for outcome in life.outcomes if outcome.decision.year == when["benefit_year"])
    terms = terms_of(policy, given["region"], when["benefit_year"])
    paid = any(payment.kind is not BillKind.REPAIR for payment in facts.payments)
    offer = repair_offer(decision.starts_on or decision.would_start, decision.wait, paid, when["as_of"], terms, when.get("asked"))
    return {"useful_years": offer.useful_years, "price": yuan(offer.price), "unit_price": yuan(offer.unit_price), "refusal": offer.refusal}


def what_if(given: Given, when: Given, policy: PolicyBook) -> Mapping[str, Any]:
    """Dates, bills and warnings of a supposed payment: `when` has benefit_year, pay_on, repair_years, repair_on."""
    facts = person_of(given, {"benefit_year": when["benefit_year"]})
    supposed = Supposed(
        benefit_year=when["benefit_year"], pay_on=when["pay_on"], area=given["region"],
        category=msgspec.convert(given.get("category", "GENERAL"), type(facts.participations[0].category)),
        repair_years=when.get("repair_years", 0), repair_on=when.get("repair_on"),
    )  # fmt: skip
    seen = preview(facts, supposed, terms_reader(policy))
    answers = {outcome.decision.year: _answer(outcome, policy, when) for outcome in seen.outcomes}
    bills = [
        {"kind": bill.kind.value, "benefit_year": bill.benefit_year, "amount": None if bill.amount is None else yuan(bill.amount)}
        for bill in seen.bills
    ]
    return {**answers[when["benefit_year"]], "years": answers, "bills": bills, "warnings": seen.warnings}


def incentives(given: Given, when: Given, policy: PolicyBook) -> Mapping[str, Any]:
    """Both ledgers for a benefit year; money in yuan. `claims`: {year, settled_on, fund_paid, serious_paid, bonus_used}."""
    year, region = when["benefit_year"], given["region"]
    claims = [
        Claim(
            id=str(number), year=row["year"], settled_on=row["settled_on"], fund_paid=fen_of(row.get("fund_paid", "0")),
            serious_paid=fen_of(row.get("serious_paid", "0")), bonus_used=row.get("bonus_used", False),
        )
        for number, row in enumerate(given.get("claims", []))
    ]  # fmt: skip
    insured, employee = years(given.get("insured_years", [])), years(given.get("employee_years", []))
    on = when.get("as_of") or date(year, 1, 1)
    known = [claim for claim in claims if claim.settled_on <= on]
    steps: list[Step] = []
    ledger = ledger_for(year, insured, employee, known, lambda asked: terms_of(policy, region, asked), on, steps)
    return {
        "n": ledger.n,
        "continuous": yuan(ledger.continuous),
        "zero_claim": yuan(ledger.zero_claim),
        "effective": yuan(ledger.effective),
        "ceiling": yuan(ledger.ceiling),
        "provisional": ledger.provisional,
        "explanation": [sentence(step) for step in steps],
    }


def filing(given: Given, when: Given, policy: PolicyBook) -> Mapping[str, Any]:
    """What is wrong with a filing's form on the day `as_of`, and how long it would hold. `given.insured` defaults to true."""
    answers = {key: value for key, value in given.items() if key not in ("region", "insured")}
    form = msgspec.convert(answers, FilingForm)
    rules = filing_rules(policy, given["region"], when["as_of"].year)
    faults = check_filing(form, given["region"], given.get("insured", True), when["as_of"], rules)
    return {
        "accepted": faults.none,
        "reasons": [one.code.value for one in faults.reasons],
        "explanation": [f"{one.rule} {one.msg}" for one in faults.reasons] + [f"{one.rule} {one.label}" for one in faults.missing],
        "reason_fields": [one.field for one in faults.reasons],
        "missing": [one.field for one in faults.missing],
        "missing_labels": [one.label for one in faults.missing],
        "promise_only": promise_only(form),
        "ends_on": ends_of(form, rules.types[form.type]) if form.starts_on and form.type in rules.types else None,
    }


DECISIONS: dict[str, Decision] = {
    "start_date": start_date,
    "entitlement": start_date,
    "newborn_window": newborn_window,
    "repair_offer": repair,
    "what_if": what_if,
    "incentives": incentives,
    "care_elsewhere_filing": filing,
}
