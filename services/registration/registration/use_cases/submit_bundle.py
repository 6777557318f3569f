"""R-068: several applications by one submission.

Each is judged by itself; one that is refused hinders no other, and is sent again alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import ReasonCode, reason
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.application_states import ApplicationState
from registration.domain.bundle import Bundle, BundleKind, BundleKinds, BundlePart
from registration.domain.filer import Filer
from registration.domain.items import Items
from registration.domain.materials import Together, of_several
from registration.errors import ApplicationHasFaults, BundleKindNotFound
from registration.repository.bundle_rows import PartRow, add_bundle, lock_bundle, parts_of, read_bundle, tell_part
from registration.use_cases.file_several import file_several
from registration.use_cases.looks import LOOKS
from registration.use_cases.submit_application import submit_application
from service_runtime import NotFound, ReadConnection, Transaction

_PURPOSE = "bundle.faults"
_faults = msgspec.json.Decoder(Faults)


async def submit_bundle(tx: Transaction, items: Items, kinds: BundleKinds, kind: str, forms: Sequence[FormAnswers], filer: Filer) -> UUID:
    """The bundle's id. Raises BundleKindNotFound, and AskOutside for all that registers may have of its people."""
    declared = kinds.get(kind)
    if declared is None:
        raise BundleKindNotFound()
    bundle = Bundle(bundle_id=new_id(), kind=kind, filed_by=filer.subject, submitted_at=tx.now)
    together = of_several(bundle.bundle_id, [form.materials for form in forms])
    outcomes = await _filed(tx, items, declared, forms, filer, together)
    parts = [_told(tx, _new_part(bundle, no, form.item), outcomes[no - 1]) for no, form in enumerate(forms, 1)]
    await add_bundle(tx.driver, bundle, parts)
    tx.audit("bundle.submitted", subject=str(bundle.bundle_id), actor=filer.subject, detail={"kind": kind, "parts": len(parts)})
    return bundle.bundle_id


async def send_part_again(
    tx: Transaction, items: Items, kinds: BundleKinds, bundle_id: UUID, part_no: int, form: FormAnswers, filer: Filer
) -> None:
    """A refused part, whole; one that is accepted already stays as it is. Raises NotFound, BundleKindNotFound, AskOutside."""
    bundle = await lock_bundle(tx.driver, bundle_id, filer.subject)
    rows = {row.part_no: row for row, _ in await parts_of(tx.driver, bundle_id)} if bundle else {}
    if bundle is None or part_no not in rows:
        LOOKS.miss(tx, filer.subject, "bundle")
        raise NotFound()
    part, declared = rows[part_no], kinds.get(bundle.kind)
    if part.application_id is not None:
        return
    if declared is None:
        raise BundleKindNotFound()
    [outcome] = await _filed(tx, items, declared, [replace(form, item=part.item)], filer, Together(bundle_id, frozenset()))
    await tell_part(tx.driver, _told(tx, replace(part, told_at=tx.now), outcome))


async def read_parts(read: ReadConnection, bundle_id: UUID, filed_by: str) -> tuple[Bundle, list[BundlePart]]:
    """The bundle with its parts as they are now. Raises NotFound."""
    bundle = await read_bundle(read.driver, bundle_id, filed_by)
    if bundle is None:
        LOOKS.miss(read, filed_by, "bundle")
        raise NotFound()
    return bundle, [_part(read, row, state) for row, state in await parts_of(read.driver, bundle_id)]


Outcome = UUID | Faults


async def _filed(
    tx: Transaction, items: Items, kind: BundleKind, forms: Sequence[FormAnswers], filer: Filer, together: Together
) -> list[Outcome]:
    async def file(form: FormAnswers) -> Outcome:
        if form.item not in kind.items:
            return Faults((reason(ReasonCode.OTHER, field="item", rule="R-068", msg=f"{kind.title}不含这一事项"),))
        try:
            return (await submit_application(tx, items, form, filer, together=together)).application_id
        except ApplicationHasFaults as faults:
            return Faults(tuple(faults.reasons), tuple(faults.missing))

    return await file_several(forms, lambda form: form.document_number, file, filer.subject)


def _new_part(bundle: Bundle, no: int, item: str | None) -> PartRow:
    return PartRow(
        part_id=new_id(),
        bundle_id=bundle.bundle_id,
        part_no=no,
        item=item,
        application_id=None,
        faults=None,
        told_at=bundle.submitted_at,
    )


def _told(tx: Transaction, part: PartRow, outcome: Outcome) -> PartRow:
    if isinstance(outcome, UUID):
        return replace(part, application_id=outcome, faults=None)
    return replace(part, faults=tx.safe.seal(msgspec.json.encode(outcome).decode(), _PURPOSE, part.part_id))


def _part(read: ReadConnection, row: PartRow, state: ApplicationState | None) -> BundlePart:
    faults = _faults.decode(read.safe.open_text(row.faults, _PURPOSE, row.part_id)) if row.faults else Faults()
    return BundlePart(
        part_no=row.part_no,
        item=row.item,
        application_id=row.application_id,
        state=state,
        reasons=faults.reasons,
        missing=faults.missing,
    )
