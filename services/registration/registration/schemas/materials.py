"""Materials: what was handed in as a file. Its content is read apart, as a download."""

from typing import Annotated

from pydantic import Field

from registration.domain.material_upload import MaterialState
from service_runtime.rest import Answer, Id, Moment


class UploadedMaterialResponse(Answer):
    """一份已上传的材料；application_id 为引用它的申请。"""

    material_id: Annotated[Id, Field(title="材料编号")]
    material_kind: Annotated[str, Field(title="材料代码", examples=["HOUSEHOLD_BOOK"])]
    state: MaterialState
    media_type: Annotated[str, Field(title="文件类型", examples=["image/jpeg"])]
    bytes: Annotated[int, Field(title="文件字节数", examples=[245760])]
    uploaded_at: Annotated[Moment, Field(title="上传时间")]
    application_id: Id | None
