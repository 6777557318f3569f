"""A file that somebody hands in for an application to come, before any application names it."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from enrolment_terms.labels import labelled
from enrolment_terms.reasons import Missing, ReasonCode, reason
from registration.domain.application_form import Faults

_KIND = re.compile(r"[A-Z][A-Z0-9_]{1,63}")


class MaterialState(StrEnum):
    """Where a file is. Its row is there before the file, and after it: so no file is ever without a row."""

    RECEIVING = "RECEIVING"
    STORED = "STORED"
    GOING = "GOING"


labelled(
    MaterialState,
    "材料状态",
    {MaterialState.RECEIVING: "正在接收", MaterialState.STORED: "已存档", MaterialState.GOING: "正在清理"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMaterial:
    """A file that is about to be kept. `digest` is a keyed one of what was received: the same file again is the same material."""

    material_id: UUID
    kind: str
    digest: bytes
    media_type: str
    bytes: int
    uploaded_by: str
    uploaded_at: datetime


def upload_faults(content: bytes | None, kind: str) -> Faults:
    """What is missing or wrong in the form beside the file's own content."""
    missing = [Missing("file", "材料文件", "R-013")] if not content else []
    if not kind:
        missing.append(Missing("material_kind", "材料代码", "R-013"))
    wrong = [reason(ReasonCode.MATERIAL_INVALID, field="material_kind", rule="R-013", msg="材料代码格式不正确")]
    return Faults(tuple(wrong if kind and not _KIND.fullmatch(kind) else []), tuple(missing))


FILE_NOT_TAKEN = reason(
    ReasonCode.MATERIAL_INVALID, field="file", rule="R-013", msg="仅支持清晰完整的JPEG、PNG图片或PDF文件，请重新拍照上传"
)
FILE_HARMFUL = reason(ReasonCode.MATERIAL_INVALID, field="file", rule="R-013", msg="文件未通过安全检查，请更换文件")
