"""Who was made insured twice, held against dedup's cases, notices and requests, and what stands elsewhere: all found, none invented."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from canbao_suite.season.audit_report import AuditReport
from canbao_suite.season.books import Books
from canbao_suite.season.doubles import DOUBLES, HERE, Act, Outcome, Planted
from canbao_suite.season.duplicate_books import DuplicateBooks, Facts
from canbao_suite.season.ledger import SeasonLedger

_OVER = {"CLOSED", "FALSE_POSITIVE"}
_ANSWERED = {"ACKNOWLEDGED", "WITHDRAWN"}
_INSURED = {"ACTIVE", "STOPPED", "SUSPENDED", "TERMINATED"}
_NO_CASES = {one.name for one in DOUBLES if one.outcome is None}
_ANSWERS = {"ACKNOWLEDGE": "ACKNOWLEDGED", "REFUSE": "REFUSED"}
Years: TypeAlias = set[tuple[str, str, tuple[int, ...], bool]]
"""Region, scheme, years, paid."""


def audit_duplicates(report: AuditReport, seen: DuplicateBooks, books: Books, ledger: SeasonLedger, year: int) -> None:
    """`seen` and `books` are those of the season's people."""
    insured = _insured(books, year)
    planted = {UUID(person): one for person, one in ledger.planted.items()}
    expected = {person: one for person, one in planted.items() if one.double.outcome is not None and person in insured}
    never = {one.double.name for one in planted.values()} - {one.double.name for one in expected.values()} - _NO_CASES
    report.note_lost("ways of being insured twice that nobody has gone", sorted(never))
    with_case = {person for person, _, _ in seen.cases}
    report.note_lost("people insured twice, and no case", _named(expected, expected.keys() - with_case))
    doubled = {person for person, one in planted.items() if one.double.outcome is not None}
    report.note_doubled("cases of people who are not insured twice", with_case - doubled)
    report.note_doubled("cases of what another case is about", _twice_about(seen))
    report.note_different("cases that have not ended as they must", _ended_otherwise(seen, expected, insured))
    report.note_different("decided, and both count all the same", (one["person_id"] for one in seen.still_both))
    report.note_lost("people insured twice of whom the sweep alone knew", range(seen.found_by_sweep))
    unanswered = (f"{one['rule']} {one['notice_id']} {one['state']}" for one in seen.notices if one["state"] not in _ANSWERED)
    report.note_different("notices to other regions without an answer, or with a no", unanswered)
    report.note_different("requests of other regions that were answered otherwise", _answered_otherwise(seen, planted))
    report.note_different("relations elsewhere that stand otherwise than was decided", _stand_otherwise(seen, expected))
    report.note_different("years elsewhere that dedup tells otherwise", _years_otherwise(seen, planted, year))
    report.note_different("movers with a gap, or covered twice", _moved_badly(seen, books, ledger))


def leaves_of(ledger: SeasonLedger) -> dict[UUID, tuple[str, str | None]]:
    """State and reason of participations that rest because of a relation elsewhere."""
    return {UUID(person): one.double.leaves for person, one in ledger.planted.items() if one.double.leaves[0] != "ACTIVE"}


def _insured(books: Books, year: int) -> set[UUID]:
    """Whoever has paid for the year, or need not."""
    of_year = [row for row in books.participations.values() if row["benefit_year"] == year]
    return {row["person_id"] for row in of_year if row["paid_on"] is not None or row["person_id"] in books.marked}


def _named(planted: Mapping[UUID, Planted], people: Iterable[UUID]) -> Iterator[str]:
    return (f"{planted[person].double.name} {person}" for person in people)


def _twice_about(seen: DuplicateBooks) -> Iterator[str]:
    """What is told when a case is over makes the next one. Two are never open at once, and none drops again what another has dropped."""
    known: set[tuple[UUID, str]] = set()
    for person, _, told in seen.cases:
        about = {one["relation"] for one in told["dropped"]} | ({"open"} if told["state"] not in _OVER else set())
        yield from (f"{told['case_id']} {what}" for what in about if (person, what) in known)
        known |= {(person, what) for what in about}


def _ended_otherwise(seen: DuplicateBooks, expected: Mapping[UUID, Planted], insured: set[UUID]) -> Iterator[str]:
    for person, escalated, told in seen.cases:
        if person in expected:
            outcome = expected[person].double.outcome
            if (found := _outcome(told, escalated=escalated)) != outcome:
                yield f"{expected[person].double.name} {told['case_id']} {tuple(found)}"
        elif person not in insured and told["state"] not in _OVER:
            yield f"not paid here {told['case_id']} {told['state']}"


def _outcome(told: Facts, *, escalated: bool) -> Outcome:
    """As the case was told last."""
    choice, kept = told.get("choice"), told.get("kept")
    decided_by = None
    if kept is not None:
        decided_by = "PRINCIPLE" if choice is None else "CHOICE" if choice.get("chosen") else "TIME_OUT"
    where = None if kept is None else "HERE" if kept == HERE or kept.startswith(f"{HERE}/") else "THERE"
    return Outcome(told.get("kind"), told.get("principle"), decided_by, where, told["state"], escalated)


def _answered_otherwise(seen: DuplicateBooks, planted: Mapping[UUID, Planted]) -> Iterator[str]:
    by_token = {token: planted[person] for person, tokens in seen.tokens.items() if person in planted for token in tokens}
    for asked in seen.asked:
        one = by_token.get(asked["tokens"][0])
        if one is None:
            continue
        found = (asked["answer"] or {}).get("state")
        if found != _ANSWERS.get(one.double.asked_to_rest or ""):
            yield f"{one.double.name} {asked['notice_ref']} {found}"


def _held_of(seen: DuplicateBooks, person: UUID) -> list[Facts]:
    tokens = seen.tokens.get(person, set())
    return [one for one in seen.held if not one["gone"] and one["token"] in tokens]


def _stand_otherwise(seen: DuplicateBooks, expected: Mapping[UUID, Planted]) -> Iterator[str]:
    """Of a case that is over: what is not kept rests, what is kept goes on; of different people, and while it waits, all go on."""
    for person, one in expected.items():
        outcome = one.double.outcome
        if outcome is None or one.double.later is not None:
            continue
        rests = outcome.kept == "HERE" and outcome.state == "CLOSED"
        for held in _held_of(seen, person):
            if (held["state"] == "ACTIVE") is rests:
                yield f"{one.double.name} {held['spell_ref']} {held['state']}"


def _years_otherwise(seen: DuplicateBooks, planted: Mapping[UUID, Planted], year: int) -> Iterator[str]:
    """Of whoever was said to be somebody else, nothing is told."""
    by_token: dict[str, list[Facts]] = {}
    for held in seen.held:
        if not held["gone"]:
            by_token.setdefault(held["token"], []).append(held)
    for person, tokens in seen.tokens.items():
        is_another = person in planted and planted[person].double.act is Act.DIFFERENT_PEOPLE
        elsewhere = [held for token in tokens if not is_another for held in by_token.get(token, ())]
        told = {(one["area"], one["scheme"], tuple(one["years"]), one["paid"]) for one in seen.coverage.get(person, ())}
        if (elsewhere or told) and told != (wanted := _years(elsewhere, year)):
            yield f"{person} {sorted(told)} instead of {sorted(wanted)}"


def _years(elsewhere: Iterable[Facts], until: int) -> Years:
    """By region, scheme and whether it was paid: the benefit year, or all years up to this one with a day."""
    found: dict[tuple[str, str, bool], set[int]] = {}
    for one in elsewhere:
        if one["state"] in _INSURED:
            key = one["area"][:4] + "00", one["scheme"], one["paid"] or one.get("subsidised", False)
            found.setdefault(key, set()).update(_of(one, until))
    return {(area, scheme, tuple(sorted(years)), paid) for (area, scheme, paid), years in found.items() if years}


def _of(one: Facts, until: int) -> Iterable[int]:
    if one.get("benefit_year"):
        return (int(one["benefit_year"]),)
    last = min(until, date.fromisoformat(one["ends_on"]).year) if one.get("ends_on") else until
    return range(date.fromisoformat(one["starts_on"]).year, last + 1)


def _moved_badly(seen: DuplicateBooks, books: Books, ledger: SeasonLedger) -> Iterator[str]:
    """R-087: with a consent covered from February and there to the end of January; without one not registered, and insured there."""
    of_application: dict[UUID, Any] = {row["application_id"]: row for row in books.participations.values() if row["application_id"]}
    for application, consents in ledger.movers.items():
        participation = of_application.get(UUID(application))
        if (participation is not None) is not consents:
            yield f"{application} {'not registered' if consents else 'registered without a consent'}"
        if participation is None:
            continue
        begins = books.entitlements[participation["participation_id"]]["starts_on"]
        [held] = _held_of(seen, participation["person_id"])
        if (begins, held["state"], held["ends_on"]) != (date(2024, 2, 1), "SUSPENDED", "2024-01-31"):
            yield f"{application} {begins} {held['state']} {held['ends_on']}"
