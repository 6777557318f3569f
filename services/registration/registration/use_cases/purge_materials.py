"""Delete files that no application has named in time: marked first, then the file goes, then the row."""

from datetime import timedelta

from registration.repository.material_rows import forget, give_up_unused
from registration.use_cases.receive_material import UploadDesk
from service_runtime import Runtime

_AT_ONCE = 100


async def purge_materials(runtime: Runtime, desk: UploadDesk) -> int:
    """One step; how many went. A process that dies in between leaves rows that are marked: they come again. Raises UploadsAway."""
    if desk.uploads is None:
        return 0
    kept = timedelta(days=runtime.settings.unused_upload_days)
    async with runtime.database.transaction() as tx:
        going = await give_up_unused(tx.driver, tx.now - kept, _AT_ONCE)
    for material_id in going:
        await desk.uploads.delete(material_id)
    async with runtime.database.transaction() as tx:
        return await forget(tx.driver, going)
