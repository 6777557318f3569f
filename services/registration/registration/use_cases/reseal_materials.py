"""Seal files anew under the active storage key, so that an older one may go."""

from uuid import UUID

from registration.repository.material_rows import stored_after
from service_runtime import Database, get_logger
from service_runtime.uploads import UploadMissing, Uploads

_AT_ONCE = 500
_log = get_logger("registration")


async def reseal_materials(database: Database, uploads: Uploads | None) -> int:
    """How many were sealed anew. May run beside the service, and again after a break. Raises UploadsAway, CannotOpen."""
    done, after = 0, UUID(int=0)
    while uploads is not None:
        async with database.read() as read:
            ids = await stored_after(read.driver, after, _AT_ONCE)
        if not ids:
            break
        for material_id in ids:
            try:
                done += await uploads.reseal(material_id)
            except UploadMissing:
                _log.error("material.not_readable", material_id=str(material_id), error="UploadMissing")
        after = ids[-1]
    return done
