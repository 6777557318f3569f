"""Tell people what concerns them (R-004, R-007, R-066), in the transaction of the fact, if they have agreed to hear it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from enrolment_terms.money import yuan
from registration.domain.application import Transition
from registration.domain.application_states import ApplicationState
from registration.domain.login import LoginWay
from registration.domain.my_tasks import last_day_to_pay
from registration.domain.notice import Notice, Template
from registration.repository.notice_consents import who_follows_applications, who_follows_bills
from registration.repository.notice_rows import note_notices
from registration.use_cases.note_notice import notice_of
from row_sets import Record
from service_runtime import Transaction

_TEMPLATES = {
    ApplicationState.APPROVED: Template.APPLICATION_DECIDED,
    ApplicationState.REJECTED: Template.APPLICATION_DECIDED,
    ApplicationState.NEEDS_CORRECTION: Template.CORRECTION_ASKED,
}
_RESULTS = {ApplicationState.APPROVED: "审核通过", ApplicationState.REJECTED: "不予通过"}


async def tell_of_applications(tx: Transaction, transitions: Sequence[Transition]) -> None:
    """Decided, or sent back: once for each of both and each submission."""
    by_template: dict[Template, dict[UUID, ApplicationState]] = defaultdict(dict)
    for step in transitions:
        if step.to_state in _TEMPLATES:
            by_template[_TEMPLATES[step.to_state]][step.application_id] = step.to_state
    new = []
    for template, states in by_template.items():
        rows = await who_follows_applications(tx.driver, list(states), template, tx.now.date())
        new += [_of_application(tx, row, template, states[row["application_id"]]) for row in rows]
    await note_notices(tx.driver, new)


def _of_application(tx: Transaction, row: Record, template: Template, state: ApplicationState) -> Notice:
    values = {"item": f"{row['benefit_year']}年度居民医保参保申请", "on": str(tx.now.date())}
    if state is ApplicationState.NEEDS_CORRECTION:
        days = tx.policy.value("application.correction_days", region=row["area"], year=tx.now.year).value
        values["due"] = str(tx.now.date() + timedelta(days=days))
    else:
        values["result"] = _RESULTS[state]
    fact = f"application:{row['application_id']}:{row['submit_no']}:{state}"
    return notice_of(tx, row["subject"], fact, template, values, way=LoginWay.WECHAT)


async def tell_of_bills(tx: Transaction, bill_ids: Sequence[UUID]) -> None:
    """What is to be paid, until when, and what follows otherwise; once for a bill, however often it is sent (R-059)."""
    rows = await who_follows_bills(tx.driver, bill_ids, tx.now.date())
    new = []
    for row in rows:
        due = last_day_to_pay(row["kind"], row["area"], row["benefit_year"], row["category"], row["registered_on"], tx.policy)
        if due is not None and due >= tx.now.date():
            values = {"item": f"{row['benefit_year']}年度居民医保费", "amount": yuan(row["amount"]), "due": str(due)}
            new.append(notice_of(tx, row["subject"], f"bill:{row['bill_id']}", Template.BILL_TO_PAY, values, way=LoginWay.WECHAT))
    await note_notices(tx.driver, new)
