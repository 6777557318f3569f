"""Hand in a draft: D1 DRAFT --submit--> SUBMITTED, once, however often and by however many calls at once."""

from uuid import UUID

from registration.domain.application import Application
from registration.domain.filer import Filer
from registration.domain.items import Items
from registration.domain.scope import Scope
from registration.repository.application_rows import lock_applications
from registration.repository.draft_rows import lock_draft, take_draft_away
from registration.use_cases.looks import LOOKS
from registration.use_cases.open_form import open_form
from registration.use_cases.submit_application import submit_application
from service_runtime import NotFound, Transaction


async def submit_draft(tx: Transaction, items: Items, draft_id: UUID, filer: Filer, scope: Scope) -> Application:
    """The application of the draft, under its id; the same again for whoever handed it in before.

    Raises NotFound, and ApplicationHasFaults: then the draft stays as it is.
    """
    draft = await lock_draft(tx.driver, draft_id, filer.subject, tx.now)
    if draft is None:
        return await _handed_in(tx, draft_id, scope)
    form = open_form(tx.safe, draft.form, draft_id)
    application = await submit_application(tx, items, form, filer, draft_id)
    await take_draft_away(tx.driver, draft_id)
    return application


async def _handed_in(tx: Transaction, draft_id: UUID, scope: Scope) -> Application:
    before = (await lock_applications(tx.driver, [draft_id], scope)).get(draft_id)
    if before is None or before.filed_by != scope.filed_by:
        LOOKS.miss(tx, scope.filed_by, "draft")
        raise NotFound()
    return before
