"""An application names files that were handed in before: each is one application's, and of whoever files it."""

from collections.abc import Sequence
from uuid import UUID

from enrolment_terms.reasons import Reason, ReasonCode, reason
from registration.domain.materials import ALONE, Material, Together, files_in
from registration.repository.material_rows import lock_usable, name_materials
from service_runtime import Transaction

NOT_USABLE = "所引用的材料文件不存在、类别不符或已用于其他申请，请重新上传"


async def unusable_files(
    tx: Transaction, given: Sequence[Material], subject: str, application_id: UUID, together: Together = ALONE
) -> tuple[Reason, ...]:
    """A reason for each material that names a file which this login cannot use for this application; the others are locked.

    `application_id` is that of an application that is corrected, or of a draft: what it named before, it may name again.
    """
    wanted = {file: one.kind for one in given if (file := one.file_id) is not None}
    if not wanted:
        return ()
    usable = await lock_usable(tx.driver, list(wanted), subject, application_id, together.together_id)
    return tuple(
        reason(ReasonCode.MATERIAL_INVALID, field=kind, rule="R-013", msg=NOT_USABLE)
        for file, kind in wanted.items()
        if usable.get(file) != kind
    )


async def name_files(tx: Transaction, application_id: UUID, given: Sequence[Material], together: Together = ALONE) -> None:
    """From now on they are this application's, or of all that it is filed with. They were found usable, and locked, in this transaction."""
    files = files_in(given)
    for owner, named in (
        (together.together_id, [file for file in files if file in together.files]),
        (application_id, [file for file in files if file not in together.files]),
    ):
        if named:
            await name_materials(tx.driver, named, owner)
