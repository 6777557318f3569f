"""Keep an application that is begun: whatever is filled in so far, sealed, for its filer alone (D1 DRAFT). Nothing is judged yet."""

from datetime import timedelta
from uuid import UUID

from enrolment_terms.identifiers import new_id
from registration.domain.application_form import FormAnswers
from registration.domain.draft import Draft
from registration.errors import ApplicationHasFaults
from registration.repository.draft_rows import drop_files, forget_drafts_over, insert_draft, lock_draft, replace_draft, take_draft_away
from registration.use_cases.looks import LOOKS
from registration.use_cases.name_materials import name_files, unusable_files
from registration.use_cases.seal_application import sealed_form
from service_runtime import NotFound, Runtime, Transaction

KEPT = timedelta(days=30)
"""Since it was last saved."""
_AT_ONCE = 500


async def save_draft(tx: Transaction, form: FormAnswers, filed_by: str) -> Draft:
    """A new draft. Raises ApplicationHasFaults for files that are not the filer's."""
    draft = _draft(tx, new_id(), form, filed_by)
    await _keep_files(tx, draft.draft_id, form, filed_by)
    await insert_draft(tx.driver, draft)
    tx.audit("draft.saved", subject=str(draft.draft_id), actor=filed_by)
    return draft


async def save_draft_again(tx: Transaction, draft_id: UUID, form: FormAnswers, filed_by: str) -> Draft:
    """The draft with what is filled in now; files that it names no longer go. Raises NotFound, ApplicationHasFaults."""
    await own_draft(tx, draft_id, filed_by)
    draft = _draft(tx, draft_id, form, filed_by)
    await _keep_files(tx, draft_id, form, filed_by)
    await replace_draft(tx.driver, draft)
    tx.audit("draft.saved", subject=str(draft_id), actor=filed_by)
    return draft


async def discard_draft(tx: Transaction, draft_id: UUID, filed_by: str) -> None:
    """It goes, and its files with it. Raises NotFound."""
    await own_draft(tx, draft_id, filed_by)
    await take_draft_away(tx.driver, draft_id)
    await drop_files(tx.driver, draft_id)
    tx.audit("draft.discarded", subject=str(draft_id), actor=filed_by)


async def own_draft(tx: Transaction, draft_id: UUID, filed_by: str) -> Draft:
    """The draft, locked. Raises NotFound."""
    found = await lock_draft(tx.driver, draft_id, filed_by, tx.now)
    if found is None:
        LOOKS.miss(tx, filed_by, "draft")
        raise NotFound()
    return found


async def forget_drafts(runtime: Runtime) -> int:
    """One step: those that are over go."""
    async with runtime.database.transaction() as tx:
        return await forget_drafts_over(tx.driver, tx.now, _AT_ONCE)


def _draft(tx: Transaction, draft_id: UUID, form: FormAnswers, filed_by: str) -> Draft:
    return Draft(
        draft_id=draft_id,
        filed_by=filed_by,
        item=form.item,
        form=sealed_form(tx.safe, form, draft_id),
        saved_at=tx.now,
        ends_at=tx.now + KEPT,
    )


async def _keep_files(tx: Transaction, draft_id: UUID, form: FormAnswers, filed_by: str) -> None:
    """The files that it names are its own from now on: nothing purges them, and no other application takes them."""
    unusable = await unusable_files(tx, form.materials, filed_by, draft_id)
    if unusable:
        raise ApplicationHasFaults(reasons=unusable)
    await name_files(tx, draft_id, form.materials)
    await drop_files(tx.driver, draft_id, [file for one in form.materials if (file := one.file_id) is not None])
