"""Receive a file: looked at, scanned, its row written, then the file, then the row says that it is there.

Whatever process dies in between, the row is there and is purged with whatever there is of the file. The same file handed in again, by a
retry or twice at once, is the same material.
"""

from dataclasses import dataclass
from uuid import UUID

from enrolment_terms.identifiers import new_id
from registration.domain.material_upload import FILE_HARMFUL, FILE_NOT_TAKEN, NewMaterial, upload_faults
from registration.errors import MaterialHasFaults, TooManyUploads, UploadsNotPossible
from registration.repository.material_rows import count_since, expect, mark_stored
from row_sets import Record
from service_runtime import AT_KIOSK, PERSONAL_ROLES, Principal, Runtime, get_logger
from service_runtime.upload_content import NotTaken, TakenFile, take_file
from service_runtime.upload_form import UploadForm
from service_runtime.uploads import Uploads, UploadsAway
from service_runtime.virus_scanner import ScannerAway, VirusScanner

_log = get_logger("registration")


@dataclass(frozen=True, slots=True)
class UploadDesk:
    """Where files go, and who looks at them before; None is what is not set up."""

    uploads: Uploads | None = None
    scanner: VirusScanner | None = None

    @property
    def store(self) -> Uploads:
        """Raises UploadsNotPossible."""
        if self.uploads is None:
            raise UploadsNotPossible()
        return self.uploads

    async def close(self) -> None:
        """Closes what the store has open."""
        if self.uploads is not None:
            await self.uploads.close()


async def receive_material(runtime: Runtime, desk: UploadDesk, form: UploadForm, caller: Principal) -> Record:
    """The row of the material, STORED. Raises MaterialHasFaults, TooManyUploads, UploadsNotPossible."""
    store, kind = desk.store, form.fields.get("material_kind", "").strip()
    taken = await _looked_at(desk, form.content, kind, caller.subject)
    row = await _expected(runtime, form.content or b"", taken, kind, caller)
    if row["state"] == "STORED":
        return row
    try:
        await store.put(row["material_id"], taken.content)
    except UploadsAway as error:
        _log.warning("uploads.away", error=str(error))
        raise UploadsNotPossible() from None
    return await _stored(runtime, row["material_id"], caller)


async def _looked_at(desk: UploadDesk, content: bytes | None, kind: str, by: str) -> TakenFile:
    faults = upload_faults(content, kind)
    taken = None
    try:
        taken = await take_file(content, by) if content else None
    except NotTaken:
        raise MaterialHasFaults(reasons=[*faults.reasons, FILE_NOT_TAKEN], missing=faults.missing) from None
    if faults or taken is None or content is None:
        raise MaterialHasFaults(reasons=faults.reasons, missing=faults.missing)
    if not await is_clean(desk.scanner, content):
        raise MaterialHasFaults(reasons=[FILE_HARMFUL])
    return taken


async def is_clean(scanner: VirusScanner | None, content: bytes) -> bool:
    """What was received is scanned, not what is kept of it: who sends harmful files is to be told."""
    try:
        return scanner is None or await scanner.is_clean(content)
    except ScannerAway as error:
        _log.warning("scanner.away", error=str(error))
        raise UploadsNotPossible() from None


async def _expected(runtime: Runtime, content: bytes, taken: TakenFile, kind: str, caller: Principal) -> Record:
    most = (
        runtime.settings.uploads_a_day if caller.roles.issubset({*PERSONAL_ROLES, *AT_KIOSK}) else runtime.settings.uploads_a_day_of_office
    )
    async with runtime.database.transaction() as tx:
        new = NewMaterial(
            material_id=new_id(),
            kind=kind,
            digest=tx.safe.digest_bytes(content, "material"),
            media_type=taken.media_type,
            bytes=len(taken.content),
            uploaded_by=caller.subject,
            uploaded_at=tx.now,
        )
        row = await expect(tx.driver, new)
        if await count_since(tx.driver, caller.subject, tx.now.replace(hour=0, minute=0, second=0, microsecond=0)) > most:
            raise TooManyUploads()
        return row


async def _stored(runtime: Runtime, material_id: UUID, caller: Principal) -> Record:
    async with runtime.database.transaction() as tx:
        row = await mark_stored(tx.driver, material_id)
        if row is None:
            raise UploadsNotPossible()
        tx.audit("material.received", subject=str(material_id), actor=caller.subject, detail={"kind": row["kind"]})
        return row
