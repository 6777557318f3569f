"""/registration/v1/materials: what was handed in. The files themselves travel by `material_files`."""

from uuid import UUID

from registration.endpoints.scopes import office_scope_of, scope_of
from registration.repository.material_rows import read_material
from registration.schemas.materials import UploadedMaterialResponse
from registration.use_cases.looks import LOOKS
from row_sets import Record
from service_runtime import Caller, NotFound, Principal, Read, ReadConnection, allow, refusals, service_router

PATH = "/registration/v1/materials"
READERS = allow("citizen", "agent", "clerk", "school", "reviewer", "operator", "auditor")
router = service_router(PATH, tags=["材料"])


@router.get("/{material_id}", operation_id="getMaterial", dependencies=[READERS], responses=refusals(NotFound))
async def get(material_id: UUID, read: Read, caller: Caller) -> UploadedMaterialResponse:
    """查询一份材料

    上传后由上传人查询；申请引用后，申请人、代办人以及参保地经办机构均可查询；代办关系引用的，仅确认该关系的经办人员可以查询。
    """
    return material_response(await seen_material(read, material_id, caller))


def material_response(row: Record) -> UploadedMaterialResponse:
    """A row as it is answered."""
    return UploadedMaterialResponse(**row, material_kind=row["kind"])


async def seen_material(read: ReadConnection, material_id: UUID, caller: Principal) -> Record:
    """A stored file that the caller may see; an office's look is audited. Raises NotFound."""
    confirming = office_scope_of(caller, read, "clerk").patterns
    row = await read_material(read.driver, material_id, scope_of(caller, read), confirming)
    if row is None:
        LOOKS.miss(read, caller, "material")
        raise NotFound()
    LOOKS.note(read, caller, "material", [material_id], "material.read")
    return row
