"""One-thing services: several applications by one submission, each with its own result."""

from typing import Annotated

from pydantic import Field

from registration.domain.application_form import FormAnswers
from registration.domain.application_states import ApplicationState
from registration.domain.bundle import MOST_PARTS
from registration.schemas.applications import ApplicationForm
from registration.schemas.lines import Code
from service_runtime.rest import Answer, Body, Id, MissingResponse, Moment, ReasonResponse

BundleKindCode = Annotated[Code, Field(title="联办事项", examples=["birth"])]
_PART_NO = Field(title="序号", ge=1, le=MOST_PARTS, examples=[1])
PartNo = Annotated[int, _PART_NO]


class BundleItemResponse(Answer):
    """联办事项中的一个服务事项。"""

    item: Annotated[str, Field(title="服务事项", examples=["newborn_enrolment"])]
    title: str


class BundleKindResponse(Answer):
    """一个联办事项（“一件事”）及其可一并办理的服务事项。"""

    bundle: BundleKindCode
    title: str
    clause: Annotated[str, Field(title="依据", examples=["S3 第三十四条"])]
    items: Annotated[list[BundleItemResponse], Field(title="可一并办理的服务事项")]


class BundleForm(Body):
    """一次提交的几件申请；shared 为各件共同的内容，各件自己填写的优先。"""

    bundle: BundleKindCode
    shared: Annotated[ApplicationForm | None, Field(title="各件共同的内容")] = None
    parts: Annotated[list[ApplicationForm], Field(title="各件申请，均须写明服务事项", min_length=1, max_length=MOST_PARTS)]

    def answers(self) -> list[FormAnswers]:
        """Each part as the domain reads it."""
        return [_over(self.shared, part).answers() for part in self.parts]


class BundlePartResponse(Answer):
    """其中一件的结果：已受理的，状态为该申请的当前状态；未受理的，状态为空并一次性告知原因和所缺内容，可单独重新提交。"""

    part_no: Annotated[int, _PART_NO]
    item: Annotated[str | None, Field(title="服务事项", examples=["newborn_enrolment"])]
    application_id: Id | None
    state: ApplicationState | None
    reasons: list[ReasonResponse]
    missing: list[MissingResponse]


class BundleResponse(Answer):
    """一次联办及各件的结果。"""

    bundle_id: Annotated[Id, Field(title="联办编号")]
    bundle: BundleKindCode
    submitted_at: Moment
    parts: Annotated[list[BundlePartResponse], Field(title="各件的结果")]


def _over(shared: ApplicationForm | None, part: ApplicationForm) -> ApplicationForm:
    told = {name: vars(part)[name] for name in part.model_fields_set}
    return shared.model_copy(update={"item": part.item, **told}) if shared else part
