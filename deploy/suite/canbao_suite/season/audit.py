"""The audit: what the suite acknowledged, held against what the five books say. Nothing lost, nothing doubled, no two books apart."""

from collections import Counter
from collections.abc import Iterator, Set
from datetime import date
from uuid import UUID

from canbao_suite.processes import Suite
from canbao_suite.season.audit_duplicates import leaves_of
from canbao_suite.season.audit_money import audit_money
from canbao_suite.season.audit_report import AuditReport
from canbao_suite.season.books import Books, Row, read_books
from canbao_suite.season.households import members_without_effect
from canbao_suite.season.ledger import SeasonLedger
from canbao_suite.season.newborns import newborns_without_effect
from canbao_suite.season.wishes import wishes_without_effect
from policy_parameters import load_policy_book
from policy_parameters.rule_parameters import levy_rules

_UNANSWERED = {"SUBMITTED", "CHECK_PENDING", "UNDER_REVIEW"}
_UNPAID = {"REGISTERED", "LAPSED", "CANCELLED"}
_PARTICIPATION_OF_BILL = {"ABANDONED": {"LAPSED"}, "CANCELLED": {"CANCELLED", "TERMINATED"}, "REFUNDED": {"TERMINATED"}}


def audit_books(books: Books, ledger: SeasonLedger, year: int, earlier: Set[UUID] = frozenset()) -> AuditReport:
    """Compares everything; a clean report has no differences. Of `earlier` people, unknown to the ledger, only the money is compared."""
    report = AuditReport()
    season = books.without(earlier)
    _acknowledged(report, season, ledger, year)
    _registration_and_bills(report, season, ledger, year)
    audit_money(report, books, ledger)
    _other_services(report, season, ledger, year)
    _event_path(report, books)
    return report


def _acknowledged(report: AuditReport, books: Books, ledger: SeasonLedger, year: int) -> None:
    told = {UUID(application) for application in ledger.applications.values()}
    report.note_lost("applications acknowledged, not in registration", told - books.applications.keys())
    by_lists = {key for key, row in books.applications.items() if row["channel"] == "SCHOOL"}
    report.note_doubled("applications in registration that nobody was told of", books.applications.keys() - told - by_lists)
    waiting = (key for key, row in books.applications.items() if row["state"] in _UNANSWERED)
    report.note_lost("applications that nobody answered", waiting)
    by_application = {row["application_id"] for row in books.participations.values()}
    approved = {UUID(application) for application in ledger.approved}
    enrolling = approved - {UUID(application) for application in ledger.wishes}
    report.note_lost("approved applications without a participation", enrolling - by_application)
    live = Counter((row["person_id"], row["benefit_year"]) for row in books.participations.values())
    report.note_doubled("participations of one person in one year", (key for key, count in live.items() if count > 1))
    channels = Counter((row["channel"], row["benefit_year"]) for row in books.participations.values())
    for what, told_count, found in (
        ("last year's insured", ledger.imported, channels["IMPORT", year - 1]),
        ("renewals", ledger.renewed, channels["RENEWAL", year]),
        ("students of schools", ledger.students, channels["SCHOOL", year]),
    ):
        report.note_lost(what, range(max(0, told_count - found)))
        report.note_doubled(what, range(max(0, found - told_count)))


def _registration_and_bills(report: AuditReport, books: Books, ledger: SeasonLedger, year: int) -> None:
    billed = Counter(row["participation_id"] for row in books.bills)
    to_pay = {key for key, row in books.participations.items() if row["channel"] != "IMPORT"}
    report.note_lost("participations without a bill", to_pay - billed.keys())
    report.note_doubled("participations with more than one bill", (key for key, count in billed.items() if count > 1))
    report.note_doubled("bills without a participation", billed.keys() - books.participations.keys())
    report.note_different("state of participation and bill", _states_apart(books, ledger, year))
    report.note_different("bills at another price than the year's", _at_another_price(books))
    report.note_lost("marks of a department's list", range(max(0, ledger.marked - len(books.marked))))
    report.note_doubled("marks that no department told", range(max(0, len(books.marked) - ledger.marked)))
    paid_by_others = (row["bill_id"] for row in books.bills if row["person_id"] in books.marked and row["payer"] != "FINANCE")
    report.note_different("bills of subsidised persons that finance does not pay", paid_by_others)
    without = newborns_without_effect(books, ledger.newborns, ledger.approved)
    report.note_different("newborns without both years and cover from birth", without)
    apart = members_without_effect(books, ledger.household_members, ledger.approved)
    report.note_different("new members apart from their household", apart)
    report.note_different("stops and changes without effect", wishes_without_effect(books, ledger, year))


def _at_another_price(books: Books) -> Iterator[UUID]:
    book = load_policy_book()
    for row in books.bills:
        if row["amount"] != book.read(levy_rules, "440700", row["benefit_year"]).personal_rate:
            yield row["bill_id"]


def years_that_go_on(books: Books, year: int) -> list[UUID]:
    """Participations of a year that is over, which nobody has suspended (R-086); to be asked when the jobs of the new year are done."""
    return [key for key, row in books.participations.items() if row["benefit_year"] < year and row["state"] == "ACTIVE"]


def _states_apart(books: Books, ledger: SeasonLedger, year: int) -> Iterator[str]:
    """A paid one is ACTIVE, unless a death or the employee scheme was told of the person, or the residence permit or the year is over.

    One whose money waits for the other bill of its group (R-024) is not paid yet.
    """
    after = leaves_of(ledger) | {fact.person_id: fact.leaves for fact in ledger.other_facts}
    waiting = {row["bill_id"] for row in books.payments if row["state"] == "PARTIAL_GROUP"}
    for bill in books.bills:
        participation = books.participations.get(bill["participation_id"])
        if participation is not None and bill["state"] == "PAID" and bill["bill_id"] not in waiting:
            found = participation["state"], participation["state_reason"]
            if found != after.get(participation["person_id"], _when_paid(participation, year)):
                yield f"{bill['bill_id']} PAID/{found}"
            continue
        expected = _PARTICIPATION_OF_BILL.get(bill["state"], _UNPAID - {"LAPSED", "CANCELLED"})
        if participation is not None and participation["state"] not in expected:
            yield f"{bill['bill_id']} {bill['state']}/{participation['state']}"


def _when_paid(participation: Row, year: int) -> tuple[str, str | None]:
    """R-036, R-086."""
    if participation["benefit_year"] < year:
        return "SUSPENDED", "YEAR_END"
    permit = participation["permit_valid_to"]
    over = permit is not None and permit < date(participation["benefit_year"], 1, 1)
    return ("STOPPED", "RESIDENCE_PERMIT_EXPIRED") if over else ("ACTIVE", None)


def _other_services(report: AuditReport, books: Books, ledger: SeasonLedger, year: int) -> None:
    report.note_lost("participations unknown to dedup", books.participations.keys() - books.spells.keys())
    report.note_doubled("spells without a participation", books.spells.keys() - books.participations.keys())
    apart = (
        f"{key} {row['state']}/{books.spells[key]}"
        for key, row in books.participations.items()
        if key in books.spells and row["state"] != books.spells[key]
    )
    report.note_different("state in registration and dedup", apart)
    gone = {row["participation_id"] for row in books.bills if row["state"] == "REFUNDED"}
    gone |= {key for key, row in books.participations.items() if _moved_away_before(row, date(year, 1, 1))}
    resting = leaves_of(ledger)
    gone |= {key for key, row in books.participations.items() if row["person_id"] in resting and row["state"] == "SUSPENDED"}
    paid = {key for key, row in books.participations.items() if row["paid_on"] is not None and row["benefit_year"] == year} - gone
    entitled = {key for key, row in books.entitlements.items() if row["benefit_year"] == year and row["starts_on"] is not None}
    report.note_lost("paid participations without an entitlement", paid - entitled)
    report.note_doubled("entitlements without a paid participation", entitled - paid)
    moved = {key for key, row in books.participations.items() if str(row["application_id"]) in ledger.movers}
    starts = {key: books.entitlements[key]["starts_on"] for key in (entitled & paid) - moved}
    late = (key for key, start in starts.items() if (start.month, start.day) != (1, 1))
    report.note_different("entitlements that do not start on 1 January", late)


def _moved_away_before(participation: Row, first_day: date) -> bool:
    """R-090: cover ends the day before."""
    return bool(participation["state_reason"] == "TRANSFERRED" and participation["effective_on"] <= first_day)


def _event_path(report: AuditReport, books: Books) -> None:
    report.note_lost("events left in an outbox", (f"{service} {count}" for service, count in books.outboxes.items() if count))
    report.note_lost("dead letters", (f"{service} {count}" for service, count in books.dead_letters.items() if count))
    report.note_different("consumers that keep no inbox", (service for service, count in books.inboxes.items() if not count))


async def audit(suite: Suite, ledger: SeasonLedger, year: int, earlier: Set[UUID] = frozenset()) -> AuditReport:
    """Reads the five books and compares them."""
    return audit_books(await read_books(suite), ledger, year, earlier)
