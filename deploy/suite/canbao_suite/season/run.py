"""One season from start to report: plan, suite, story, town table, audit."""

import time
from collections.abc import Set
from dataclasses import asdict, dataclass
from uuid import UUID

from rich.console import Console

from canbao_suite.processes import Suite
from canbao_suite.season.audit import audit_books, years_that_go_on
from canbao_suite.season.audit_duplicates import audit_duplicates
from canbao_suite.season.audit_report import AuditReport
from canbao_suite.season.books import people_registered, read_books
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.duplicate_books import read_duplicate_books
from canbao_suite.season.explanations import explanations_apart
from canbao_suite.season.ledger import SeasonLedger
from canbao_suite.season.other_facts import facts_without_effect
from canbao_suite.season.plan import TownFigures, plan_season
from canbao_suite.season.progress_bar import SeasonProgress
from canbao_suite.season.story import LAST_DAY, YEAR, Season
from canbao_suite.season.town_table import draw_town_table
from policy_parameters import load_policy_book
from policy_parameters.rule_parameters import targets


@dataclass(frozen=True)
class SeasonResult:
    """What `canbao season --json` writes. `peak_mb` is the largest process of the suite."""

    scale: float
    people: int
    seconds: float
    peak_mb: float
    lost: int
    doubled: int
    differences: list[str]
    towns: list[dict[str, object]]

    @property
    def is_clean(self) -> bool:
        """True if the audit found nothing."""
        return not self.differences

    def as_json(self) -> dict[str, object]:
        """The figures; `differences` as a count, the sentences beside it."""
        return {**asdict(self), "differences": len(self.differences), "difference_texts": self.differences}


def town_figures() -> list[TownFigures]:
    """The towns of Annex 3 that have figures; 翠山湖 has none."""
    table = targets(load_policy_book(), "440783", YEAR)
    return [
        TownFigures(row.code, row.town, row.resident_paid_last_year, row.target)
        for row in table.towns
        if row.resident_paid_last_year is not None and row.target is not None
    ]


async def run_season(suite: Suite, scale: float, seed: int, console: Console) -> SeasonResult:
    """Runs the season on a started suite, prints the town table and the audit."""
    plan = plan_season(town_figures(), scale, seed)
    progress = SeasonProgress(console, total=2 * len(plan.insured) + 2 * plan.forms + len(plan.students) + plan.people)
    client = SuiteClient(suite)
    earlier = await people_registered(suite)
    began = time.monotonic()
    try:
        season = Season(suite, client, plan, progress, earlier)
        with progress.shown():
            await season.run()
        towns = await client.get("registration", "/progress", client.token("clerk"), benefit_year=YEAR, area="440783")
        report = await audit_season(suite, client, season.ledger, earlier)
    finally:
        await client.close()
    seconds = time.monotonic() - began
    console.print(draw_town_table(towns, scale))
    _print_report(console, report)
    peak = round(suite.measure(), 1)
    return SeasonResult(scale, plan.people, round(seconds, 1), peak, report.lost, report.doubled, report.differences, towns["towns"])


async def audit_season(suite: Suite, client: SuiteClient, ledger: SeasonLedger, earlier: Set[UUID] = frozenset()) -> AuditReport:
    """All books, when nothing is on its way any more; `earlier` people are none of the season's business."""
    books = await read_books(suite)
    report = audit_books(books, ledger, YEAR, earlier)
    books = books.without(earlier)
    seen = await read_duplicate_books(suite, client, LAST_DAY)
    audit_duplicates(report, seen.without(earlier), books, ledger, YEAR)
    report.note_different("participations of a year that is over, and not suspended", years_that_go_on(books, YEAR))
    report.note_different("facts of other owners without effect", await facts_without_effect(client, ledger.other_facts))
    report.note_different("explanations that cannot be reproduced", await explanations_apart(client, books, YEAR))
    return report


def _print_report(console: Console, report: AuditReport) -> None:
    for difference in report.differences:
        console.print(f"  [red]✗[/red] {difference}", highlight=False)
    verdict = "clean" if not report.differences else f"{len(report.differences)} differences"
    console.print(f"Audit: {verdict}; lost {report.lost}, doubled {report.doubled}.", highlight=False)
