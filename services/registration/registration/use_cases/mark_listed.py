"""The people of a department's list are marked, as those of its REST call are: by one use case (B10)."""

from collections.abc import Sequence

from policy_parameters.rule_parameters import subsidy_rules
from registration.domain.listed_marks import mark_row
from registration.domain.listed_people import Values
from registration.domain.lists import ApplyOutcome, FiledList, RowState
from registration.use_cases.mark_people import MarkList, MarkOutcome, mark_people
from service_runtime import Transaction


async def mark_listed(tx: Transaction, filed: FiledList, rows: Sequence[Values]) -> list[ApplyOutcome]:
    """Outcomes in the order of the rows. R-043: the list was received on the day it was handed in, whenever it is confirmed."""
    assert filed.organisation is not None
    assert filed.list_month is not None
    rules = tx.policy.read(subsidy_rules, filed.area, tx.now.date().year)
    people = [row for values in rows if (row := mark_row(values, rules))]
    assert len(people) == len(rows), "a good row says all that it needs"
    received_on = filed.filed_on
    given = MarkList(department=filed.organisation, list_month=filed.list_month, rules=rules, received_on=received_on)
    done = await mark_people(tx, given, people, filed.confirmed_by or filed.filed_by, filed.accepts)
    return [_outcome(done, number) for number in range(len(rows))]


def _outcome(done: MarkOutcome, number: int) -> ApplyOutcome:
    if reasons := done.refused.get(number):
        return ApplyOutcome(RowState.REFUSED, reasons=reasons)
    changed = done.changed.get(number)
    return ApplyOutcome(RowState.APPLIED if changed else RowState.ALREADY_THERE, changed)
